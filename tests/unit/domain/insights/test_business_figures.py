"""The figures equal an independent count over random shops: made of lists, by each figure's definition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.feedback.documents import Feedback
from functions.domain.recommendations.documents import Recommendation
from functions.domain.tasks.documents import Task
from tests.builders import a_message
from tests.examples import examples
from tests.memory import DictBackend
from tests.unit.domain.insights.business_shop import at, costs, count, customer_path, figures, pages_of, sells

NOW = at(3, 18, 9)
STARTS = {"2026-01": at(1, 1, 0), "2026-02": at(2, 1, 0), "2026-03": at(3, 1, 0)}
DORMANT = timedelta(days=90)
COSTS = {"milk": 60, "rye": 31}
PRICES = {"milk": 100, "rye": 55, "bread": 200}
SEGMENTS = (None, "cafe", "hotel")


@dataclass(frozen=True)
class Bought:
    """An order of the random shop."""

    by: int
    on: datetime
    lines: tuple[tuple[str, int], ...]
    status: str
    touched: bool
    off: int

    @property
    def total(self) -> int:
        return sum(PRICES[product] * number for product, number in self.lines)

    @property
    def cost(self) -> int:
        return sum(COSTS.get(product, 0) * number for product, number in self.lines)

    @property
    def costed(self) -> int:
        return sum(PRICES[product] * number for product, number in self.lines if product in COSTS)


# Instants around the edges of the months, of the count, and of 90 days.
HOURS = some.integers(-200 * 24, 2 * 24) | some.sampled_from(
    [int((each - NOW).total_seconds() // 3600) for each in STARTS.values()]
)
INSTANTS = HOURS.map(lambda hours: NOW + timedelta(hours=hours))
LINES = some.lists(
    some.tuples(some.sampled_from(sorted(PRICES)), some.integers(1, 4)), min_size=1, max_size=3
)
ORDERS = some.lists(
    some.builds(
        Bought,
        by=some.integers(0, 5),
        on=INSTANTS,
        lines=LINES.map(tuple),
        status=some.sampled_from(["paid", "paid", "delivered", "cancelled", "pending"]),
        touched=some.booleans(),
        off=some.integers(0, 30),
    ),
    max_size=14,
)


@dataclass(frozen=True)
class Beside:
    """What else happened: ratings, recommendations that met or not, tasks with their hours, and messages."""

    ratings: Sequence[tuple[datetime, int]]
    recommended: Sequence[tuple[datetime, bool]]
    tasks: Sequence[tuple[datetime, int]]
    sent: Sequence[datetime]


BESIDE = some.builds(
    Beside,
    ratings=some.lists(some.tuples(INSTANTS, some.integers(1, 5)), max_size=5),
    recommended=some.lists(some.tuples(INSTANTS, some.booleans()), max_size=5),
    tasks=some.lists(some.tuples(INSTANTS, some.integers(0, 90)), max_size=4),
    sent=some.lists(INSTANTS, max_size=4),
)


def stored(orders: Sequence[Bought], beside: Beside, segments: Sequence[str | None]) -> DictBackend:
    backend = DictBackend()
    costs(backend, **COSTS)
    for number, order in enumerate(orders):
        lines = tuple((product, count, PRICES[product]) for product, count in order.lines)
        sells(backend, number, order.total, order.on, to=order.by, lines=lines, status=order.status)
        document = backend.documents[f"orgs/kopi/orders/pos:{number}"]
        document["redeemed"] = {"discount_minor": order.off}
        if order.touched:
            document["recorded_state"]["contribution"]["last_touch"] = "m"
    for by in {order.by for order in orders}:
        if segments[by] is not None:
            backend.client_writes(customer_path(backend, by), segment=segments[by])
    for number, (on, rating) in enumerate(beside.ratings):
        backend.put(Feedback(id=f"{number}", rating=rating, created_at=on))
    for number, (on, is_met) in enumerate(beside.recommended):
        backend.put(Recommendation(id=f"{number}", made_at=on, status="met" if is_met else "made"))
    for number, (on, hours) in enumerate(beside.tasks):
        created = on - timedelta(hours=hours)
        task = Task(id=f"{number}", task_type="low_rating", status="done", created_at=created, done_at=on)
        backend.put(task)
    for number, on in enumerate(beside.sent):
        backend.put(a_message(id=f"{number}", sent_at=on, wake_at=None))
    return backend


def share(part: float, whole: float) -> float | None:
    return round(100 * part / whole, 2) if whole > 0 else None


def expected(
    orders: Sequence[Bought], beside: Beside, since: datetime, until: datetime, base: datetime
) -> Any:
    """The figures of a month, straight from their definitions."""
    counted = [order for order in orders if order.status in ("paid", "delivered")]
    inside = [order for order in counted if since <= order.on < until]
    buyers = {order.by for order in inside}
    were = {order.by for order in counted if base <= order.on < since}
    last = {by: max((o.on for o in counted if o.by == by and o.on < since), default=None) for by in range(6)}
    dormant = {by for by, on in last.items() if on is not None and since - on >= DORMANT}
    new = {by for by in buyers if last[by] is None}
    mean = {
        name: {by: mean_of([o.total for o in found if o.by == by]) for by in buyers & were}
        for name, found in {
            "now": inside,
            "was": [order for order in counted if base <= order.on < since],
        }.items()
    }
    upsold = [by for by in buyers & were if mean["now"][by] > mean["was"][by]]
    revenue, touched = sum(o.total for o in inside), sum(o.total for o in inside if o.touched)
    costed, cost = sum(o.costed for o in inside), sum(o.cost for o in inside)
    ratings = [rating for on, rating in beside.ratings if since <= on < until]
    made = [is_met for on, is_met in beside.recommended if since <= on < until]
    hours = [each for on, each in beside.tasks if since <= on < until]
    messages = 10 * sum(since <= on < until for on in beside.sent)
    marketing = messages + sum(order.off for order in inside)
    return {
        "buyers": len(buyers),
        "new_customers": len(new),
        "retention_rate_percent": share(len(buyers & were), len(were)),
        "reactivated": len(dormant & buyers),
        "reactivation_rate_percent": share(len(dormant & buyers), len(dormant)),
        "upsell_percent": share(len(upsold), len(buyers & were)),
        "orders": len(inside),
        "revenue_minor": revenue,
        "attributed_revenue_minor": touched,
        "attributed_share_percent": share(touched, revenue),
        "cost_minor": cost,
        "profit_minor": costed - cost,
        "margin_percent": share(costed - cost, costed),
        "csat_percent": share(sum(rating >= 4 for rating in ratings), len(ratings)),
        "rating_average": round(sum(ratings) / len(ratings), 2) if ratings else None,
        "cross_sell_percent": share(sum(made), len(made)),
        "service_tasks": len(hours),
        "service_hours": round(sum(hours) / len(hours), 2) if hours else None,
        "message_cost_minor": messages,
        "marketing_cost_minor": marketing,
        "acquisition_cost_minor": round(marketing / len(new)) if new else None,
    }


def mean_of(amounts: Sequence[int]) -> float:
    return sum(amounts) / len(amounts)


@pytest.mark.item("S002-91", "S002-94")
@given(ORDERS, BESIDE, some.lists(some.sampled_from(SEGMENTS), min_size=6, max_size=6), some.integers(1, 4))
@settings(max_examples=examples(60), deadline=None)
def test_figures_equal_an_independent_count(
    orders: list[Bought], beside: Beside, segments: list[str | None], size: int
) -> None:
    backend = stored(orders, beside, segments)
    with pages_of(size):
        count(backend, NOW)
    january, february, march = STARTS.values()
    months = {"2026-03": (march, NOW, february), "2026-02": (february, march, january)}
    for month, (since, until, base) in months.items():
        wanted = expected(orders, beside, since, until, base)
        found = figures(backend, month)
        assert {name: found[name] for name in wanted} == wanted
        for segment in SEGMENTS:
            theirs = [order for order in orders if segments[order.by] == segment]
            wanted = expected(theirs, beside, since, until, base)
            of_segment = figures(backend, month, f"segment:{segment or 'none'}")
            for name in ("buyers", "new_customers", "revenue_minor", "profit_minor", "margin_percent"):
                assert of_segment.get(name) == wanted[name] or (not of_segment and not wanted[name])
            rate = wanted["retention_rate_percent"]
            assert of_segment.get("retention_rate_percent") == rate or not of_segment
    so_far = february + (NOW - march)
    was = expected(orders, beside, february, so_far, january)
    grown, before = figures(backend, "2026-03"), was["revenue_minor"]
    assert grown["revenue:growth_percent"] == (
        share(grown["revenue_minor"] - before, before) if before else None
    )
    assert grown["customers"] == len({order.by for order in orders})
