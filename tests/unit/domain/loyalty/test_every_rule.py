"""With every rule of loyalty on, an account that was spoilt is worked out again as its orders had made it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.automations.refiguring import refigure_customer
from functions.domain.settings.loyalty import LoyaltySettings
from tests.builders import NOON, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run

FIRST = datetime(2025, 1, 25, 5, 0, 5, tzinfo=UTC)
EVERY_RULE: dict[str, Any] = {
    "earn": {"per_amount": "100"},
    "redeem": {"points": 1, "worth": "1"},
    "tiers": [{"name": "silver"}, {"name": "gold", "any": {"orders": 3}}],
    "wallet": {"cashback_percent": 2},
    "frequency": {"every": 2, "points": 5},
    "expiry": {"after": "365d", "warn": "30d"},
    "rewards": [{"id": "mug", "name": "A mug", "points": 8}],
    "referral": {},
}
SHOP = an_org(loyalty=EVERY_RULE, automations={})


def test_every_rule_is_on_here() -> None:
    assert set(EVERY_RULE) == set(LoyaltySettings.model_fields)


def a_regular() -> DictBackend:
    """A customer of five orders, one of which was cancelled, and one refunded in part."""
    backend = DictBackend()
    store = a_store(backend)
    later: list[tuple[int, dict[str, Any]]] = [
        (4, {"status": "cancelled"}),
        (5, {"status": "refunded", "refunded_total": "250.00"}),
    ]
    for number, changes in [*((number, {}) for number in range(1, 6)), *later]:
        at = FIRST + timedelta(minutes=number + 10 * bool(changes))
        state = {"order_id": str(number), "updated_at": at.isoformat(), "total": "1000.00", **changes}
        take_in(store, an_order(SHOP, **state), org=SHOP)
    return backend


@pytest.mark.parametrize("spoilt", [None, {"points": 7, "bonus_points": 1, "wallet_minor": 9}])
def test_a_spoilt_account_is_worked_out_again(spoilt: dict[str, int] | None) -> None:
    backend = a_regular()
    (id,) = backend.all("customers")
    right = backend.one("customers")["loyalty"]
    assert (right["lifetime_points"], right["bonus_points"], right["tier"]) == (37, 10, "gold")
    backend.client_writes(f"orgs/kopi/customers/{id}", loyalty=spoilt)
    run(a_store(backend), lambda: refigure_customer(SHOP, id, NOON))
    after = backend.one("customers")["loyalty"]
    figures = [name for name in right if name.endswith(("points", "_minor", "_owed"))]
    assert {name: after[name] for name in figures} == {name: right[name] for name in figures}
