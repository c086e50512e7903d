"""What conditions ask beside the document that they are about, read only where an automation is about to run.

`monthly`: what the customer bought in the last full month, and on average in the three before it. `last_order`: what
was in the last order that counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Document, Find, Reading, Value, find
from functions.domain.occasions.asking import Situation
from functions.domain.settings.automations import asked_of

if TYPE_CHECKING:
    from functions.domain.conditions.rules import Rule

MONTHS_AVERAGED = 3
# A customer with more orders in four months is not one whose buying drops by half unseen.
MOST_ORDERS = 500
_NEVER = datetime.min.replace(tzinfo=UTC)


class _Contribution(Value):
    spend_minor: int = 0


class _State(Value):
    contribution: _Contribution | None = None


class _Line(Value):
    product_id: str | None = None
    category: str | None = None


class LookedUpOrder(Document):
    """Of an order that counts, when it was bought, for how much, and what was in it."""

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    counted_at: datetime | None = None
    recorded_state: _State | None = None
    lines: tuple[_Line, ...] = ()

    @property
    def spend_minor(self) -> int:
        state = self.recorded_state
        return state.contribution.spend_minor if state and state.contribution else 0


def looked_up(asked: Situation, rule: "Rule") -> Reading[Situation]:
    """The same question with all that the condition asks beside the document. Bills nothing for one that asks nothing
    more, 1 read for `last_order`, 1 for each order of four months for `monthly`, 1 at the least.
    """
    customer, wanted = asked.state.customer, asked_of(rule)
    if customer is None:
        return asked
    more: dict[str, Any] = {}
    for name, look_up in _LOOK_UPS.items():
        if name in wanted:
            more[name] = yield from look_up(asked, customer)
    return replace(asked, looked_up=more) if more else asked


def _monthly(asked: Situation, customer: Customer) -> Reading[Mapping[str, Any]]:
    starts = _month_starts(asked.now, asked.zone)
    spent, orders = [0] * (len(starts) - 1), [0] * (len(starts) - 1)
    for order in (yield from _since(customer, starts[0])):
        at = order.counted_at
        for month, (start, end) in enumerate(pairwise(starts)):
            if at is not None and start <= at < end:
                spent[month] += order.spend_minor
                orders[month] += 1
    return {
        "last_minor": spent[-1],
        "average_minor": sum(spent[:-1]) // MONTHS_AVERAGED,
        "last_orders": orders[-1],
        "average_orders": sum(orders[:-1]) / MONTHS_AVERAGED,
    }


def _last_order(asked: Situation, customer: Customer) -> Reading[Mapping[str, Any]]:
    order = yield from _last(customer)
    lines = order.lines if order else ()
    categories = sorted({line.category for line in lines if line.category})
    consumable = set(asked.org.settings.consumable_categories)
    return {
        "categories": categories,
        "product_ids": sorted({line.product_id for line in lines if line.product_id}),
        "has_consumable": not consumable.isdisjoint(categories),
    }


_LOOK_UPS: Mapping[str, Callable[[Situation, Customer], Reading[Mapping[str, Any]]]] = {
    "monthly": _monthly,
    "last_order": _last_order,
}


def _since(customer: Customer, at: datetime) -> Reading[list[LookedUpOrder]]:
    found: list[LookedUpOrder] = []
    for id in customer.ids:
        found += yield from find(
            Find(
                LookedUpOrder,
                (("counted_for", id),),
                "counted_at",
                "ASCENDING",
                MOST_ORDERS,
                start_after=(at, ""),
            )
        )
    return found


def _last(customer: Customer) -> Reading[LookedUpOrder | None]:
    found: list[LookedUpOrder] = []
    for id in customer.ids:
        found += yield from find(Find(LookedUpOrder, (("counted_for", id),), "counted_at", "DESCENDING", 1))
    return max(found, key=lambda order: order.counted_at or _NEVER, default=None)


def _month_starts(now: datetime, zone: ZoneInfo) -> list[datetime]:
    """The first instants of the months that are asked about, and of this one."""
    first = date(now.astimezone(zone).year, now.astimezone(zone).month, 1)
    starts = [first]
    for _ in range(MONTHS_AVERAGED + 1):
        first = (first - timedelta(days=1)).replace(day=1)
        starts.append(first)
    return [datetime.combine(each, time(), zone) for each in reversed(starts)]
