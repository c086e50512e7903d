"""What the business's documents add to the figures of its months. Each adds its own part, so that they may be gone
through in any order and in pages of any size; amounts are rounded of each order, half to even, and then added.

A sum has a name of words between colons: its window, of which customers, and what.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import ClassVar, Final

from functions.domain.campaigns.documents import Campaign
from functions.domain.customers.customer import Customer
from functions.domain.customers.lifetime import lifetime_figures
from functions.domain.customers.segments import SEGMENTS
from functions.domain.feedback.documents import Feedback
from functions.domain.insights.business_periods import SO_FAR, Periods, Window
from functions.domain.kernel.decisions import Document, Value
from functions.domain.kernel.validation import is_date
from functions.domain.orgs.org import Org
from functions.domain.shop.line_costs import costed
from functions.domain.tasks.documents import Task

ALL: Final = "all"
NOW: Final = "now"
MOST_SEGMENTS: Final = 30  # saved ones whose figures stand by themselves
SATISFIED_FROM: Final = 4
LOW_UP_TO: Final = 2
_RATINGS: Final = range(1, 6)
_KNOWN_SEGMENTS = frozenset(name for names in SEGMENTS.values() for name in names)
_OF_SEGMENTS = frozenset(
    {
        *("buyers", "new_customers", "retention_base", "retained", "orders"),
        *("revenue_minor", "cost_minor", "uncosted_minor"),
    }
)


class SoldLine(Value):
    """What of a line is a matter of its cost."""

    product_id: str | None = None
    quantity: str | None = None
    unit_price_minor: int | None = None


class TakenOff(Value):
    """What a coupon takes off an order at this moment."""

    discount_minor: int = 0


class Attribution(Value):
    """The campaigns' messages before which an order was bought: the last one that was sent, and those whose offer it
    redeems.
    """

    last_touch: str | None = None
    redeemed_by: tuple[str, ...] = ()


class OrderState(Value):
    """What an order counts for."""

    contribution: Attribution = Attribution()


class MonthOrder(Document):
    """Of a stored order that counts, what the figures of its month need."""

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    counted_at: datetime | None = None
    currency: str | None = None
    total_minor: int = 0
    refunded_minor: int = 0
    lines: tuple[SoldLine, ...] = ()
    redeemed: TakenOff | None = None
    recorded_state: OrderState | None = None

    @property
    def is_attributed(self) -> bool:
        """Whether a campaign's message, or its code, came before it."""
        known = self.recorded_state.contribution if self.recorded_state else Attribution()
        return known.last_touch is not None or bool(known.redeemed_by)


class MadeRecommendation(Document):
    """Of a recommendation, when it was made and whether it met with a purchase."""

    collection: ClassVar[str] = "recommendations"
    is_part: ClassVar[bool] = True
    status: str = "made"
    made_at: datetime | None = None


@dataclass(frozen=True)
class Sale:
    """An order as its month counts it. `minor`: what stands of its bill; None in another currency than the business's.
    `cost_minor`: what its lines with a known cost did cost, `uncosted_minor`: what the others came to.
    """

    at: datetime
    minor: int | None
    is_attributed: bool = False
    discount_minor: int = 0
    cost_minor: int = 0
    uncosted_minor: int = 0


def sale_of(order: MonthOrder, costs: Mapping[str, int], *, currency: str) -> Sale | None:
    """None of an order whose instant was spoilt meanwhile. The cost of one that names no product is not known."""
    if order.counted_at is None:
        return None
    if order.currency not in (None, currency):
        return Sale(order.counted_at, None)
    minor = order.total_minor - order.refunded_minor
    cost, uncosted = costed(order.lines, costs)
    has_products = any(line.product_id is not None for line in order.lines)
    return Sale(
        at=order.counted_at,
        minor=minor,
        is_attributed=order.is_attributed,
        discount_minor=order.redeemed.discount_minor if order.redeemed else 0,
        cost_minor=_whole(cost),
        uncosted_minor=min(minor, _whole(uncosted)) if has_products else minor,
    )


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_EVEN))


def scopes_of(org: Org, customer: Customer) -> Sequence[str]:
    """Of which customers one is: of all, of those of their segment, and of each saved segment that they are in."""
    segment = customer.segment if customer.segment in _KNOWN_SEGMENTS else "none"
    saved = sorted(org.segments)[:MOST_SEGMENTS]
    return (ALL, f"segment:{segment}", *(f"saved:{id}" for id in saved if id in customer.segment_ids))


def standing_sums(customer: Customer, *, lifespan_months: int) -> Iterator[tuple[str, int]]:
    """What a customer adds to the figures as of now: the value over their lifetime, and what they have bought for."""
    stats = customer.stats
    yield "customers", 1
    value = lifetime_figures(stats, lifespan_months)["lifetime_value_minor"]
    if value is not None:
        yield "valued", 1
        yield "lifetime_value_minor", value
        yield "lifetime_spend_minor", stats.spend_minor


@dataclass(frozen=True)
class History:
    """A customer's orders since the first of the three months, and when the last one before that was."""

    sales: Sequence[Sale]
    earlier: datetime | None = None

    def last_before(self, at: datetime) -> datetime | None:
        return max((sale.at for sale in self.sales if sale.at < at), default=self.earlier)


def window_sums(history: History, window: Window, *, dormant_after: timedelta) -> Iterator[tuple[str, int]]:
    """What a customer adds to the figures of a window."""
    bought = [sale for sale in history.sales if window.holds(sale.at)]
    before = [sale for sale in history.sales if window.is_base(sale.at)]
    last = history.last_before(window.since)
    is_dormant = last is not None and last <= window.since - dormant_after
    yield "buyers", int(bool(bought))
    yield "new_customers", int(bool(bought) and last is None)
    yield "retention_base", int(bool(before))
    yield "retained", int(bool(before) and bool(bought))
    yield "dormant", int(is_dormant)
    yield "reactivated", int(is_dormant and bool(bought))
    yield from _upsold(bought, before)
    yield from _amounts(bought)


def _amounts(bought: Sequence[Sale]) -> Iterator[tuple[str, int]]:
    ours = [sale for sale in bought if sale.minor is not None]
    brought = [sale for sale in ours if sale.is_attributed]
    yield "orders", len(ours)
    yield "other_currency_orders", len(bought) - len(ours)
    yield "revenue_minor", _revenue(ours)
    yield "attributed_orders", len(brought)
    yield "attributed_revenue_minor", _revenue(brought)
    yield "discount_minor", sum(sale.discount_minor for sale in ours)
    yield "cost_minor", sum(sale.cost_minor for sale in ours)
    yield "uncosted_minor", sum(sale.uncosted_minor for sale in ours)


def _upsold(bought: Sequence[Sale], before: Sequence[Sale]) -> Iterator[tuple[str, int]]:
    """Whether an order came to more on average than in the month before. Compared in whole numbers."""
    now, was = ([sale for sale in sales if sale.minor is not None] for sales in (bought, before))
    yield "upsell_base", int(bool(now) and bool(was))
    yield "upsold", int(bool(now) and bool(was) and _revenue(now) * len(was) > _revenue(was) * len(now))


def _revenue(sales: Iterable[Sale]) -> int:
    return sum(sale.minor or 0 for sale in sales)


def customer_sums(
    org: Org, customer: Customer, history: History, *, periods: Periods, dormant_after: timedelta
) -> Counter[str]:
    """All that a customer adds."""
    found, scopes = Counter[str](), scopes_of(org, customer)
    for name, number in standing_sums(customer, lifespan_months=org.settings.lifespan_months):
        found[f"{NOW}:{ALL}:{name}"] += number
    for window in periods.windows:
        for name, number in window_sums(history, window, dormant_after=dormant_after):
            for scope in scopes if name in _OF_SEGMENTS and window.name != SO_FAR else (ALL,):
                found[f"{window.name}:{scope}:{name}"] += number
    return Counter({name: number for name, number in found.items() if number})


def recommendation_sums(made: MadeRecommendation) -> Iterator[tuple[str, int]]:
    yield "recommended", 1
    yield "recommended_met", int(made.status == "met")


def feedback_sums(feedback: Feedback) -> Iterator[tuple[str, int]]:
    """Nothing of a rating that is none."""
    if feedback.rating not in _RATINGS:
        return
    yield "ratings", 1
    yield "rating_sum", feedback.rating
    yield "satisfied", int(feedback.rating >= SATISFIED_FROM)
    if feedback.rating > LOW_UP_TO:
        return
    yield "low_ratings", 1
    minutes = _minutes(feedback.created_at, feedback.resolved_at)
    if feedback.status == "resolved" and minutes is not None:
        yield "low_resolved", 1
        yield "low_resolved_minutes", minutes


def task_sums(org: Org, task: Task) -> Iterator[tuple[str, int]]:
    """Nothing of a task that is no service, or that is not done."""
    if task.status != "done" or task.task_type not in org.settings.business_kpis.service_task_types:
        return
    yield "service_tasks", 1
    minutes = _minutes(task.created_at, task.done_at)
    if minutes is not None:
        yield "service_timed", 1
        yield "service_minutes", minutes
    if task.done_at is not None and task.due_on is not None and is_date(task.due_on):
        on = org.day_of(task.done_at)
        yield "service_dated", 1
        yield "service_on_time", int(on <= date.fromisoformat(task.due_on))


def _minutes(since: datetime | None, until: datetime | None) -> int | None:
    """Between two instants of different clocks: none is less than none."""
    return None if since is None or until is None else max(0, int((until - since).total_seconds() // 60))


def campaign_sums(campaign: Campaign) -> Iterator[tuple[str, int]]:
    """A campaign that is over and whose results were counted. Its held-out group alone tells what it was worth."""
    metrics = campaign.metrics
    if metrics is None:
        yield "campaigns_uncounted", 1
        return
    yield "campaigns", 1
    yield "campaign_sent", metrics.reach.sent
    yield "campaign_responded", metrics.reach.responded
    yield "campaign_people", metrics.treated.people
    yield "campaign_buyers", metrics.treated.buyers
    gained = metrics.uplift.revenue_minor
    if metrics.uplift.verdict == "too_few" or gained is None:
        yield "campaigns_too_few", 1
        return
    yield "campaigns_judged", 1
    yield "uplift_minor", gained
    yield "judged_cost_minor", metrics.cost_minor
    yield "judged_discount_minor", metrics.offer.discount_minor if metrics.offer else 0
