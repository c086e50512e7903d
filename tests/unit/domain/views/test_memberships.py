"""A customer's membership in one answer: what they have, had and took, and what comes next."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.kernel.errors import FeatureOff, Forbidden
from functions.domain.loyalty.benefits import progress_of
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.domain.views.memberships import customer_membership
from tests.builders import NOON, a_customer, an_org, give, with_staff
from tests.memory import Billed, DictBackend, a_store, run

REWARDS = ({"id": "ghee", "name": "Jar of ghee", "points": 40}, {"id": "curd", "name": "Curd", "points": 500})
TIERS = (
    {"name": "silver"},
    {"name": "gold", "any": {"orders": {"at_least": 10}, "spend": {"at_least": 1000}}},
    {"name": "permanent", "all": {"orders": {"at_least": 20}, "spend": {"at_least": 4000}}},
)
ORG = an_org(loyalty={"tiers": TIERS, "rewards": REWARDS})


def a_shop(**customer: Any) -> DictBackend:
    backend = with_staff(Member(id="asks", roles=("agent",)))
    stats = {"orders": 5, "spend_minor": 20_000, "first_order_at": datetime(2023, 2, 28, 20, tzinfo=UTC)}
    loyalty = {"tier": "silver", "tier_since": NOON, "points": 200, "lifetime_points": 200}
    backend.put(a_customer(**{"stats": stats, "loyalty": loyalty} | customer))
    return backend


def membership(backend: DictBackend, *, now: datetime = NOON, uid: str = "asks") -> dict[str, Any]:
    return run(a_store(backend), lambda: customer_membership(ORG, uid, "somebody", now=now))


@pytest.mark.item("S002-12")
def test_a_membership_has_its_balance_tier_history_redemptions_and_rewards_in_one_answer() -> None:
    backend = a_shop()
    earned = LedgerEntry(
        id="pos:1:earn",
        customer_id="somebody",
        unit="points",
        kind="earn",
        amount=200,
        cause="pos:1",
        at=NOON - timedelta(days=1),
    )
    backend.put(earned)
    taken: tuple[dict[str, Any], ...] = ({"reward_id": "ghee"}, {"reward_id": "ghee"}, {"points": 15})
    for number, data in enumerate(taken):
        at = NOON + timedelta(minutes=number)
        given = give(
            backend, "redeem_points", {"customer_id": "somebody", **data}, id=f"r{number}", org=ORG, now=at
        )
        assert given["status"] == "done"
    backend.billed = Billed()
    shown = membership(backend)
    assert backend.billed == Billed(reads=2 + 4 + 3)
    assert (shown["points"], shown["tier"], shown["since"]) == (105, "silver", NOON.isoformat())
    assert [(each["kind"], each["amount"]) for each in shown["history"]] == [
        ("redeem", -15),
        ("redeem", -40),
        ("redeem", -40),
        ("earn", 200),
    ]
    assert [each["reward"] for each in shown["redemptions"]] == [None, "Jar of ghee", "Jar of ghee"]
    assert shown["preferred_rewards"] == [{"name": "Jar of ghee", "count": 2}]
    assert [each["id"] for each in shown["rewards_in_reach"]] == ["ghee"]
    assert (shown["progress"], shown["next"]["missing"]) == (0.5, {"orders": 5, "spend_minor": 80_000})


@pytest.mark.parametrize(
    ("first_order_at", "now", "anniversary_on"),
    [
        # By the calendar of the business, in India, the first was on 1 March.
        (datetime(2023, 2, 28, 20, tzinfo=UTC), datetime(2025, 2, 28, 12, tzinfo=UTC), "2025-03-01"),
        (datetime(2023, 2, 28, 20, tzinfo=UTC), datetime(2025, 3, 1, 12, tzinfo=UTC), "2025-03-01"),
        (datetime(2023, 2, 28, 20, tzinfo=UTC), datetime(2025, 3, 2, 12, tzinfo=UTC), "2026-03-01"),
        (datetime(2024, 2, 29, 6, tzinfo=UTC), datetime(2024, 2, 29, 12, tzinfo=UTC), "2025-02-28"),
        (datetime(2024, 2, 29, 6, tzinfo=UTC), datetime(2027, 3, 1, 12, tzinfo=UTC), "2028-02-29"),
    ],
)
def test_an_anniversary_returns_on_the_day_of_the_first_order_by_the_customer_s_calendar(
    first_order_at: datetime, now: datetime, anniversary_on: str
) -> None:
    backend = a_shop(stats={"orders": 1, "spend_minor": 1, "first_order_at": first_order_at})
    shown = membership(backend, now=now)
    assert (shown["member_since"], shown["anniversary_on"]) == (first_order_at.isoformat(), anniversary_on)


def test_a_customer_without_any_date_has_no_anniversary_and_one_at_the_top_no_progress() -> None:
    shown = membership(a_shop(stats={}, loyalty={"tier": "permanent"}))
    assert (shown["member_since"], shown["anniversary_on"]) == (None, None)
    assert (shown["progress"], shown["next"], shown["history"]) == (None, None, [])


@pytest.mark.parametrize(
    ("tier", "orders", "spend_minor", "progress"),
    [
        ("silver", 8, 10_000, 0.8),
        ("silver", 12, 0, 1.0),
        ("gold", 20, 100_000, 0.25),
        ("gold", 0, 0, 0.0),
        ("silver", -3, -100, 0.0),
    ],
)
def test_progress_is_the_nearest_of_any_figures_and_the_farthest_of_all(
    tier: str, orders: int, spend_minor: int, progress: float
) -> None:
    stats = {"orders": orders, "spend_minor": spend_minor}
    assert progress_of(ORG, a_customer(stats=stats, loyalty={"tier": tier})) == progress


@pytest.mark.parametrize("role", ["delivery", "finance", "executive"])
def test_a_role_that_does_not_read_the_ledger_is_refused_a_membership(role: Role) -> None:
    backend = a_shop()
    backend.put(Member(id="other", roles=(role,)))
    with pytest.raises(Forbidden):
        membership(backend, uid="other")


def test_there_is_no_membership_while_loyalty_is_off() -> None:
    off = an_org(features={"loyalty": False})
    with pytest.raises(FeatureOff):
        run(a_store(a_shop()), lambda: customer_membership(off, "asks", "somebody", now=NOON))
