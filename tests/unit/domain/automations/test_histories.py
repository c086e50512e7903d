"""Over random histories of orders and ticks no occurrence of an automation is missed or repeated."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.automations.wake import wake_customer
from functions.domain.orders.recording import record_order
from tests.builders import NOON, an_order, in_state
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.automations.test_running import shop

HOUR = timedelta(hours=1)
ORG = shop(
    reminder={
        "on": {"field": "stats.last_order_at", "after": "2d"},
        "late_by": "3d",
        "then": [{"tag": "reminded"}],
    },
    silent={
        "on": "condition_met",
        "when": {"older_than": [{"var": "stats.last_order_at"}, "4d"]},
        "then": [{"tag": "silent"}],
    },
    thanks={"on": "order_paid", "then": [{"tag": "thanked"}]},
    welcome={
        "on": "first_order",
        "then": [{"tag": "a"}],
        "steps": [{"after": "1d", "then": [{"tag": "b"}]}, {"after": "1d", "then": [{"tag": "c"}]}],
    },
)
END = 24 * 30


def lived(orders: list[int], doubled: bool) -> dict[str, list[dict[str, Any]]]:
    """The interactions of each automation, after a month of hourly ticks with orders at these hours."""
    backend = DictBackend()
    for hour in range(END):
        now = NOON + hour * HOUR
        for _ in range(2 if doubled else 1):
            for customer_id, customer in backend.all("customers").items():
                if customer.get("wake_at") is not None and customer["wake_at"] <= now:
                    run(a_store(backend), lambda id=customer_id, at=now: wake_customer(ORG, id, at))  # type: ignore[misc]
            if hour in orders:
                order = in_state(an_order(ORG, order_id=str(hour)), ordered_at=now, updated_at=now)
                run(a_store(backend), lambda order=order, at=now: record_order(ORG, order, at))  # type: ignore[misc]
    found: dict[str, list[dict[str, Any]]] = {id: [] for id in ORG.automations}
    for interaction in backend.all("interactions").values():
        if interaction["automation_id"] in found:
            found[interaction["automation_id"]].append(interaction)
    return {id: sorted(each, key=lambda one: one["performed_at"]) for id, each in found.items()}


def hours_of(interactions: list[dict[str, Any]]) -> list[int]:
    return [(each["performed_at"] - NOON) // HOUR for each in interactions]


def silences(orders: list[int], hours: int) -> list[int]:
    """When each silence is so many hours long. The tick that comes with the next order is before it."""
    ends = [*orders[1:], END][: len(orders)]
    return [
        begin + hours for begin, end in zip(orders, ends, strict=True) if begin + hours <= min(end, END - 1)
    ]


@settings(max_examples=40, deadline=None)
@given(some.lists(some.integers(0, END - 1), unique=True, max_size=8).map(sorted), some.booleans())
def test_every_occurrence_is_met_at_its_hour_and_once(orders: list[int], doubled: bool) -> None:
    ran = lived(orders, doubled)
    assert hours_of(ran["reminder"]) == silences(orders, 48)
    assert hours_of(ran["silent"]) == silences(orders, 96)
    assert hours_of(ran["thanks"]) == orders
    first = orders[:1]
    assert hours_of(ran["welcome"]) == [h + d for h in first for d in (0, 24, 48) if h + d < END]
