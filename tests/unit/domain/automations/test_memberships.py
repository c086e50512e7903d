"""What a new tier brings: a card for who has none, a call, a message, each once; and coupons by a tier's benefits."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.automations.cards import card_number
from functions.domain.automations.wake import wake_customer
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.orders.receipts import Receipt
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from functions.domain.templates.rendering import render_source
from tests.builders import NOON, OTHER_PHONE, PHONE, a_customer, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run

LADDER = {
    "tiers": [
        {"name": "silver", "any": {"orders": 1}, "benefits": {"birthday_coupon_percent": 10}},
        {
            "name": "gold",
            "any": {"orders": 2},
            "benefits": {"discount_percent": 7, "texts": {"en": "7% off."}},
        },
    ]
}


def an_org_with(*actions: dict[str, Any], **changes: Any) -> Org:
    rule = {"on": "tier_upgraded", "repeat": "per_tier", "then": list(actions)} | changes
    return an_org(loyalty=LADDER, automations={"upgrade": AutomationSettings.model_validate(rule)})


def buy(backend: DictBackend, org: Org, number: int, **changes: Any) -> Receipt:
    return take_in(a_store(backend), an_order(org, **{"order_id": str(number)} | changes), org=org)


def task_types(backend: DictBackend) -> list[str]:
    return [each["task_type"] for each in backend.all("tasks").values()]


MANUAL = an_org_with({"card": "manual"}, {"create_task": {"task_type": "membership_upgrade"}})
AUTO = an_org_with({"card": "auto"}, {"send": "tier_upgrade"})


@pytest.mark.item("S001-61")
def test_a_card_and_a_call_come_once_a_tier_whatever_a_refund_takes_back() -> None:
    backend = DictBackend()
    for version, status in enumerate(("paid", "cancelled", "paid", "refunded", "paid")):
        buy(backend, MANUAL, 1, status=status, updated_at=f"2025-01-25T10:3{version}:00+05:30")
    assert task_types(backend) == ["card_handover", "membership_upgrade"]
    buy(backend, MANUAL, 2)
    assert sorted(task_types(backend)) == ["card_handover"] * 2 + ["membership_upgrade"] * 2


@pytest.mark.item("S001-61")
def test_a_customer_who_has_a_card_is_handed_no_second_one() -> None:
    backend = DictBackend()
    buy(backend, MANUAL, 1, customer={"phone": PHONE, "card": "00412"})
    assert task_types(backend) == ["membership_upgrade"]


@pytest.mark.item("S001-61")
def test_a_card_by_itself_is_a_number_by_which_the_till_finds_the_customer() -> None:
    backend = DictBackend()
    id = buy(backend, AUTO, 1).customer_id
    number = backend.one("customers")["card_number"]
    assert (len(number), number.isdigit()) == (12, True)
    assert backend.one("messages")["variables"]["card"] == number
    receipt = buy(backend, AUTO, 2, customer={"card": f"{number[:4]} {number[4:8]} {number[8:]}"})
    assert (receipt.customer_id, backend.one("customers")["card_number"]) == (id, number)
    assert backend.one("customers")["identity_counts"] == {"phone": 1, "card": 1}


def test_a_number_that_is_another_customer_s_is_given_to_none_again() -> None:
    backend, other = DictBackend(), identity_id(AUTO.id_key, Identity("phone", OTHER_PHONE))
    id = identity_id(AUTO.id_key, Identity("phone", PHONE))
    taken = identity_id(AUTO.id_key, Identity("card", card_number(AUTO, id)))
    backend.put(a_customer(id=other, phone=OTHER_PHONE, identity_ids=(other, taken)))
    backend.put(KnownIdentity(id=taken, customer_id=other, kind="card"))
    buy(backend, AUTO, 1)
    assert backend.all("customers")[id]["card_number"] == card_number(AUTO, id, 1)


def birthday(benefit: str, tier: str | None) -> DictBackend:
    """A customer's birthday, with a coupon as their tier gives."""
    coupon = {"coupon": {"name": "Birthday", "benefit": benefit}}
    rule = {"on": {"field": "birthday", "hour": "09:00"}, "then": [coupon]}
    org = an_org(loyalty=LADDER, automations={"birthday": AutomationSettings.model_validate(rule)})
    backend, at = DictBackend(), NOON + timedelta(days=1)
    backend.put(
        a_customer(
            birthday=f"{at:%m-%d}",
            loyalty={"tier": tier},
            due={"auto:birthday": at},
            wake_at=at,
            timezone="UTC",
        )
    )
    run(a_store(backend), lambda: wake_customer(org, "somebody", at))
    return backend


@pytest.mark.item("S001-57")
@pytest.mark.parametrize(
    ("benefit", "tier", "percents"),
    [
        ("birthday_coupon_percent", "silver", [10]),
        ("birthday_coupon_percent", "gold", []),
        ("birthday_coupon_percent", None, []),
        ("discount_percent", "gold", [7]),
    ],
)
def test_a_coupon_has_the_share_that_the_tier_gives(
    benefit: str, tier: str | None, percents: list[int]
) -> None:
    coupons = birthday(benefit, tier).all("coupons").values()
    assert [each["percent"] for each in coupons] == percents


@pytest.mark.item("S001-84")
def test_a_template_is_given_the_discount_and_the_benefits_of_the_new_tier() -> None:
    backend = DictBackend()
    for number in (1, 2):
        buy(backend, an_org_with({"send": "tier_upgrade"}), number)
    given = [each["variables"] for each in backend.all("messages").values()]
    assert sorted((each["tier"], each["discount"], each["benefits"]) for each in given) == [
        ("gold", 7, "7% off."),
        ("silver", None, None),
    ]


@pytest.mark.parametrize(
    ("locale", "text"), [("bn-BD", "১০%"), ("mr-IN", "10%"), ("en", "10%"), ("xx", "10%")]
)
def test_a_number_is_written_in_the_figures_that_the_business_wants(locale: str, text: str) -> None:
    written = render_source(
        "{{ discount | number }}%",
        {"discount": 10},
        template="t",
        currency="BDT",
        locale=locale,
        digits="bengali",
    )
    assert written == text
