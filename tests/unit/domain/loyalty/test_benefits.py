"""What a tier gives stands with it, and a customer sees how far the next one is."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.loyalty.benefits import membership_of
from functions.domain.orgs.org import Org
from functions.domain.scoring.engagement import scored
from functions.domain.settings.business import Settings
from functions.domain.staff.members import Member
from functions.domain.views.customers import customer_profile
from tests.builders import NOON, a_customer, an_org
from tests.memory import DictBackend, a_store, run
from tests.unit.presets.test_businesses import an_org_of

GROCER = an_org_of("grocer")


def membership(org: Org = GROCER, *, tier: str | None = None, **stats: int) -> dict[str, Any]:
    loyalty = {"tier": tier, "tier_since": NOON if tier else None}
    return membership_of(org, a_customer(loyalty=loyalty, stats=stats))


@pytest.mark.item("S001-57", "S001-58", "S001-59")
@pytest.mark.parametrize(
    ("tier", "discount", "birthday", "free_on", "has_priority"),
    [
        (None, None, None, [], False),
        ("silver", 5, 10, [], False),
        ("gold", 7, 12, ["friday", "saturday"], False),
        ("permanent", 10, 15, ["friday", "saturday"], True),
    ],
)
def test_each_tier_of_the_grocer_gives_what_it_promises(
    tier: str | None, discount: int | None, birthday: int | None, free_on: list[str], has_priority: bool
) -> None:
    benefits = membership(tier=tier)["benefits"]
    del benefits["texts"]
    assert benefits == {
        "discount_percent": discount,
        "birthday_coupon_percent": birthday,
        "free_delivery_on": free_on,
        "has_priority_delivery": has_priority,
    }


@pytest.mark.item("S002-50")
def test_the_dairy_s_tiers_give_more_from_step_to_step() -> None:
    dairy = an_org_of("dairy")
    found = [membership(dairy, tier=tier)["benefits"] for tier in ("bronze", "silver", "gold")]
    assert [each["discount_percent"] for each in found] == [None, 2, 4]
    assert [each["has_priority_delivery"] for each in found] == [False, False, True]


def test_a_tier_that_is_no_more_gives_nothing() -> None:
    assert membership(tier="platinum")["benefits"]["discount_percent"] is None


@pytest.mark.item("S002-12")
@pytest.mark.parametrize(
    ("tier", "orders", "spend_minor", "expected"),
    [
        (None, 0, 0, {"tier": "silver", "needs": "any", "missing": {"orders": 3, "spend_minor": 500_000}}),
        (
            "silver",
            4,
            499_999,
            {"tier": "gold", "needs": "any", "missing": {"orders": 2, "spend_minor": 700_001}},
        ),
        ("permanent", 13, 1, None),
    ],
)
def test_a_customer_sees_what_is_missing_to_the_next_tier(
    tier: str | None, orders: int, spend_minor: int, expected: dict[str, Any] | None
) -> None:
    assert membership(tier=tier, orders=orders, spend_minor=spend_minor)["next"] == expected


def test_more_than_a_threshold_takes_one_more_of_the_smallest_coin() -> None:
    missing = membership(an_org_of("roaster"), tier="member", spend_minor=250_000_000)["next"]
    assert missing == {"tier": "silver", "needs": "any", "missing": {"spend_minor": 1}}


@pytest.mark.parametrize("has_loyalty", [True, False])
def test_staff_see_the_membership_while_loyalty_is_on(has_loyalty: bool) -> None:
    backend = DictBackend()
    backend.put(Member(id="boss", roles=("owner",)))
    backend.put(a_customer(loyalty={"tier": "gold", "tier_since": NOON}))
    org = an_org(features={"crm": True, "loyalty": has_loyalty})
    profile = run(a_store(backend), lambda: customer_profile(org, "boss", "somebody"))
    assert ("membership" in profile, "loyalty" in profile) == (has_loyalty, has_loyalty)
    if has_loyalty:
        assert (profile["membership"]["tier"], profile["membership"]["since"]) == ("gold", NOON.isoformat())


@pytest.mark.item("S001-62")
@pytest.mark.parametrize(
    ("tier", "days", "expected"),
    [
        (None, 1, "new"),
        ("silver", 1, "repeat"),
        ("gold", 1, "repeat"),
        ("permanent", 1, "vip"),
        ("permanent", 91, "inactive"),
    ],
)
def test_a_tier_moves_the_customer_s_type(tier: str | None, days: int, expected: str) -> None:
    """A tier that is kept after a refund has the type that it had; who stays away is inactive all the same."""
    stats = {"orders": 1, "first_order_at": NOON, "last_order_at": NOON}
    customer = a_customer(loyalty={"tier": tier}, stats=stats)
    assert scored(GROCER, customer, NOON + timedelta(days=days)).customer_type == expected


@pytest.mark.parametrize("path", ["repeat_from_tier", "vip_from_tier"])
def test_a_type_by_a_tier_that_is_none_is_refused(path: str) -> None:
    settings = GROCER.settings.model_dump(mode="json")
    settings["scoring"]["customer_types"][path] = "bronze"
    with pytest.raises(ValueError, match=f"scoring.customer_types.{path}: bronze is no tier"):
        Settings.model_validate(settings)
