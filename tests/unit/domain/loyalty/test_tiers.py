"""A tier moves: an interaction says why, a rise is told to the customer, each once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.orders.documents import Order
from functions.domain.orgs.org import Org
from functions.store.commit import Store
from tests.builders import NOON, PHONE, UPGRADE, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store

ORG = an_org()
UPDATED = datetime(2025, 1, 25, tzinfo=UTC)


def a_state(number: int, **changes: Any) -> Order:
    return an_order(ORG, **{"updated_at": (UPDATED + timedelta(minutes=number)).isoformat(), **changes})


def kinds(backend: DictBackend) -> list[tuple[str, str | None]]:
    """Each interaction's type and outcome."""
    return [(i["interaction_type"], i["outcome"]) for i in backend.all("interactions").values()]


def test_a_new_customer_s_lowest_tier_is_no_upgrade() -> None:
    backend = DictBackend()
    assert take_in(a_store(backend), a_state(0), org=ORG).tier == "silver"
    assert backend.all("interactions") == backend.all("messages") == {}


@pytest.mark.item("S000-20", "S001-61")
def test_an_upgrade_leaves_one_interaction_and_one_message() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0), org=ORG)
    take_in(store, a_state(0, order_id="2", total="4700"), org=ORG)
    (customer_id,) = backend.all("customers")
    assert list(backend.all("interactions")) == [f"{customer_id}:automation:tier_upgrade:gold:ran"]
    interaction = backend.one("interactions")
    assert {k: v for k, v in interaction.items() if v not in (None, [])} == {
        "interaction_type": "tier_upgrade",
        "interaction_source": "ai_automation",
        "customer_id": customer_id,
        "transaction": {"id": "pos:2", "ref_table": "orders", "channel": None, "amount_minor": None},
        "performed_by": "system",
        "performed_at": NOON,
        "outcome": "gold",
        "automation_id": "tier_upgrade",
    }
    assert list(backend.all("messages")) == [f"{customer_id}:automation:tier_upgrade:gold"]
    message = backend.one("messages")
    assert (message["template"], message["purpose"], message["cause"]) == (
        "tier_upgrade",
        "transactional",
        f"{customer_id}:automation:tier_upgrade:gold",
    )
    figures = {"customer": None, "tier": "gold", "points": 50, "orders": 2, "visits": 2}
    figures |= dict.fromkeys(("discount", "benefits", "card", "referral_code"))
    assert message["variables"] == {"name": None, "business": "Kopi", **figures}


def test_an_upgrade_that_skips_a_tier_is_one_upgrade() -> None:
    backend = DictBackend()
    take_in(a_store(backend), a_state(0, total="15000"), org=ORG)
    assert kinds(backend) == [("tier_upgrade", "platinum")]
    assert len(backend.all("messages")) == 1


@pytest.mark.item("S001-63")
def test_a_downgrade_leaves_an_interaction_and_no_message() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0, total="5000"), org=ORG)
    receipt = take_in(store, a_state(1, total="5000", status="cancelled"), org=ORG)
    assert receipt.tier == "silver"
    assert kinds(backend) == [("tier_upgrade", "gold"), ("tier_downgrade", "silver")]
    assert len(backend.all("messages")) == 1


def test_an_order_that_upgrades_again_after_it_was_cancelled_tells_nobody_twice() -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number, status in enumerate(("paid", "cancelled", "paid", "cancelled", "paid")):
        take_in(store, a_state(number, total="5000", status=status), org=ORG)
    assert backend.one("customers")["loyalty"]["tier"] == "gold"
    assert set(kinds(backend)) == {("tier_upgrade", "gold"), ("tier_downgrade", "silver")}
    assert len(backend.all("messages")) == 1


def test_spent_points_do_not_lower_a_tier() -> None:
    backend = DictBackend()
    store = a_store(backend)
    receipt = take_in(store, a_state(0, total="5000"), org=ORG)
    path = f"orgs/kopi/customers/{receipt.customer_id}"
    backend.client_writes(path, loyalty=backend.documents[path]["loyalty"] | {"points": 0})
    assert take_in(store, a_state(0, order_id="2"), org=ORG).tier == "gold"


def test_tier_since_is_when_the_tier_moved_and_stays_while_it_stays() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0, total="5000"), org=ORG, now=NOON)
    take_in(store, a_state(0, order_id="2"), org=ORG, now=NOON + timedelta(days=1))
    assert backend.one("customers")["loyalty"]["tier_since"] == NOON
    take_in(store, a_state(0, order_id="3", total="15000"), org=ORG, now=NOON + timedelta(days=2))
    assert backend.one("customers")["loyalty"]["tier_since"] == NOON + timedelta(days=2)


def test_without_an_automation_an_upgrade_leaves_its_interaction_alone() -> None:
    backend = DictBackend()
    tiers = [{"name": "silver"}, {"name": "gold", "any": {"orders": 1}}]
    org = an_org(loyalty={"earn": {"per_amount": "100"}, "tiers": tiers}, automations={})
    take_in(a_store(backend), a_state(0), org=org)
    assert kinds(backend) == [("tier_upgrade", "gold")]
    assert backend.all("messages") == {}


def test_a_tier_that_stays_bills_nothing_more() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0, total="5000"), org=ORG)
    backend.billed = Billed()
    take_in(store, a_state(0, order_id="2", customer={"phone": PHONE}), org=ORG)
    assert backend.billed == Billed(reads=1, writes=3)


CLOSED = an_org(
    loyalty={
        "earn": {"per_amount": "100"},
        "tiers": [{"name": "gold", "any": {"orders": 2}}, {"name": "platinum", "any": {"orders": 4}}],
    }
)


@pytest.mark.item("S001-60")
def test_a_lowest_tier_that_has_a_threshold_is_an_upgrade() -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number in range(4):
        take_in(store, a_state(0, order_id=str(number)), org=CLOSED)
    assert kinds(backend) == [("tier_upgrade", "gold"), ("tier_upgrade", "platinum")]
    assert len(backend.all("messages")) == 2


def test_who_drops_below_the_lowest_tier_has_none_and_it_is_a_downgrade() -> None:
    backend = DictBackend()
    store = a_store(backend)
    for number in range(2):
        take_in(store, a_state(0, order_id=str(number)), org=CLOSED)
    receipt = take_in(store, a_state(1, order_id="1", status="cancelled"), org=CLOSED)
    assert receipt.tier is None
    assert kinds(backend) == [("tier_upgrade", "gold"), ("tier_downgrade", None)]
    assert len(backend.all("messages")) == 1


def test_with_loyalty_switched_off_a_tier_stays_and_nobody_earns() -> None:
    backend = DictBackend()
    store = a_store(backend)
    off = an_org(features={"crm": True, "loyalty": False})
    take_in(store, a_state(0, total="5000"), org=ORG)
    standing = backend.one("customers")["loyalty"]
    for number in ("2", "3"):
        receipt = take_in(store, a_state(0, order_id=number, total="15000"), org=off)
        assert (receipt.points_earned, receipt.points_balance, receipt.tier) == (0, 50, "gold")
    assert backend.one("customers")["loyalty"] == standing
    assert kinds(backend) == [("tier_upgrade", "gold")]


def test_with_loyalty_switched_off_a_cancelled_order_is_taken_back_and_moves_no_tier() -> None:
    backend = DictBackend()
    store = a_store(backend)
    off = an_org(features={"crm": True, "loyalty": False})
    take_in(store, a_state(0, total="5000"), org=ORG)
    receipt = take_in(store, a_state(1, total="5000", status="cancelled"), org=off)
    assert (receipt.points_balance, receipt.tier) == (0, "gold")
    assert kinds(backend) == [("tier_upgrade", "gold")]


def refund_and_buy_again(store: Store, org: Org, times: int) -> None:
    """A bill of 5,000 that is refunded and bought again, so that the threshold of gold is crossed each time."""
    for number in range(times):
        id, day = str(number), f"2025-01-{20 + number}"
        for hour, status in ((10, "paid"), (11, "refunded")):
            at = f"{day}T{hour}:00:00Z"
            take_in(
                store,
                an_order(org, order_id=id, total="5000", status=status, ordered_at=at, updated_at=at),
                org=org,
            )


def patient(repeat: str = "per_tier") -> Org:
    told = UPGRADE["tier_upgrade"].model_copy(update={"repeat": repeat})
    return an_org(messages={"patience_hours": 1000}, automations={"tier_upgrade": told})


def test_a_tier_that_is_crossed_again_and_again_is_told_once() -> None:
    backend = DictBackend()
    refund_and_buy_again(a_store(backend), patient(), times=5)
    assert [kind for kind, _ in kinds(backend)].count("tier_upgrade") == 5
    assert len(backend.all("messages")) == 1


def test_a_business_may_tell_each_rise() -> None:
    backend = DictBackend()
    refund_and_buy_again(a_store(backend), patient("per_cause"), times=3)
    assert len(backend.all("messages")) == 3


@pytest.mark.parametrize(("at", "messages"), [("2025-01-18T12:00:00Z", 1), ("2025-01-18T11:59:59Z", 0)])
def test_history_that_is_imported_gives_a_tier_and_no_message(at: str, messages: int) -> None:
    backend = DictBackend()
    receipt = take_in(a_store(backend), an_order(ORG, total="5000", ordered_at=at, updated_at=at), org=ORG)
    assert receipt.tier == "gold"
    assert kinds(backend) == [("tier_upgrade", "gold")]
    assert len(backend.all("messages")) == messages


def test_a_tier_that_was_left_before_it_was_told_is_told_when_it_is_reached_again() -> None:
    backend = DictBackend()
    store = a_store(backend)

    def reached(order_id: str) -> list[str]:
        take_in(store, a_state(0, order_id=order_id, total="5000"), org=ORG)
        take_in(store, a_state(1, order_id=order_id, total="5000", status="refunded"), org=ORG)
        return [
            message["cause"].rpartition("tier_upgrade:")[2] for message in backend.all("messages").values()
        ]

    assert reached("1") == ["gold"]
    (id,) = backend.all("messages")
    backend.client_writes(f"orgs/kopi/messages/{id}", status="suppressed", reason="cause_over")
    assert reached("2") == ["gold", "pos:2"]
    backend.client_writes(f"orgs/kopi/messages/{id}", status="sent", reason=None)
    assert reached("3") == ["gold", "pos:2"]


def test_an_export_that_stamps_old_orders_with_today_is_history_too() -> None:
    backend = DictBackend()
    old = {"ordered_at": "2019-05-01T10:00:00Z", "updated_at": NOON.isoformat()}
    receipt = take_in(a_store(backend), an_order(ORG, total="5000", **old), org=ORG)
    assert (receipt.tier, backend.all("messages")) == ("gold", {})


def test_a_bill_that_is_paid_after_a_month_is_told_of() -> None:
    """The order was known when it was placed, so it is no import."""
    backend = DictBackend()
    placed = {"ordered_at": "2024-12-20T10:00:00Z", "total": "5000"}
    ordered = an_order(ORG, status="pending", updated_at="2024-12-20T10:00:00Z", **placed)
    take_in(a_store(backend), ordered, org=ORG)
    take_in(a_store(backend), an_order(ORG, updated_at=NOON.isoformat(), **placed), org=ORG)
    assert [message["variables"]["tier"] for message in backend.all("messages").values()] == ["gold"]


LADDER: list[dict[str, Any]] = [
    {"name": "member"},
    {"name": "silver", "any": {"spend": 100}},
    {"name": "gold", "any": {"spend": 500}},
]


@pytest.mark.parametrize(
    ("keeps", "tier"),
    [((), "member"), (("silver",), "silver"), (("gold",), "gold"), (("silver", "gold"), "gold")],
)
def test_a_refund_does_not_take_away_a_tier_that_keeps(keeps: tuple[str, ...], tier: str) -> None:
    org = an_org(loyalty={"tiers": [each | {"keeps": each["name"] in keeps} for each in LADDER]})
    store = a_store()
    take_in(store, a_state(0, total="500"), org=org)
    assert take_in(store, a_state(1, total="500", status="refunded"), org=org).tier == tier


def test_a_tier_that_keeps_is_kept_by_who_reached_it_alone() -> None:
    org = an_org(loyalty={"tiers": [each | {"keeps": True} for each in LADDER]})
    store = a_store()
    take_in(store, a_state(0, total="100"), org=org)
    assert take_in(store, a_state(1, total="100", status="refunded"), org=org).tier == "silver"


@pytest.mark.item("S000-38")
@pytest.mark.parametrize(
    ("threshold", "total", "tier"),
    [
        (500, "500", "gold"),
        ({"at_least": 500}, "500", "gold"),
        ({"more_than": 500}, "500", "member"),
        ({"more_than": 500}, "500.01", "gold"),
    ],
)
def test_a_threshold_is_reached_or_passed_as_the_business_says(threshold: Any, total: str, tier: str) -> None:
    org = an_org(loyalty={"tiers": [{"name": "member"}, {"name": "gold", "any": {"spend": threshold}}]})
    assert take_in(a_store(), an_order(org, total=total), org=org).tier == tier
