"""A page of what the figures of the business are made of: what its documents add, and where the next page begins."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from functions.domain.campaigns.documents import Campaign
from functions.domain.customers.customer import Customer
from functions.domain.feedback.documents import Feedback
from functions.domain.insights.business_documents import BusinessJob
from functions.domain.insights.business_sums import (
    History,
    MadeRecommendation,
    MonthOrder,
    Sale,
    campaign_sums,
    customer_sums,
    feedback_sums,
    recommendation_sums,
    sale_of,
    task_sums,
)
from functions.domain.kernel.decisions import UNKNOWN_AT, Document, Find, Reading, find
from functions.domain.kernel.paging import last_id, page_by_id
from functions.domain.orgs.org import Org
from functions.domain.settings.scoring import Lifecycle
from functions.domain.shop.products import ProductCost
from functions.domain.tasks.documents import Task

PAGE_SIZE: Final = 300
CUSTOMERS_A_PAGE: Final = 100
ORDERS_AT_ONCE: Final = 200
MOST_COSTS: Final = 5_000  # that the job holds: its document has to stay one
LONGEST_ID: Final = 100  # bytes of a product's id: no cost is known of one that is longer
_BEFORE = timedelta(microseconds=1)  # as exact as Firestore keeps instants
D = TypeVar("D", bound=Document)


@dataclass(frozen=True)
class Passed:
    """`after_at`, `after_id`: the last document of a full page, by its instant and id; none where there is no further
    page of these documents.
    """

    number: int
    sums: Mapping[str, int] = field(default_factory=dict)
    costs: tuple[tuple[str, int], ...] = ()
    after_at: datetime = UNKNOWN_AT
    after_id: str = ""


def passed_page(org: Org, job: BusinessJob) -> Reading[Passed]:
    """The next page of a job. Bills 1 read a document, 1 at the least; for each customer who has bought since the month
    before the last began 1 read more for each of these orders, 1 at the least, and 1 for the order before these.
    """
    match job.step:
        case "product_costs":
            return (yield from _costs(job))
        case "customers":
            return (yield from _customers(org, job))
        case "recommendations":
            return (yield from _dated(job, MadeRecommendation, "made_at", add=recommendation_sums))
        case "feedback":
            return (yield from _dated(job, Feedback, "created_at", add=feedback_sums))
        case "tasks":
            return (yield from _dated(job, Task, "done_at", add=lambda task: task_sums(org, task)))
        case "campaigns":
            return (yield from _dated(job, Campaign, "done_at", add=campaign_sums))


def _costs(job: BusinessJob) -> Reading[Passed]:
    """A cost below nothing is none."""
    page = yield from page_by_id(ProductCost, job.after_id, PAGE_SIZE)
    known = [(each.id, each.cost_minor) for each in page if len(each.id.encode()) <= LONGEST_ID]
    costs = tuple((id, cost) for id, cost in known if cost is not None and cost >= 0)
    return Passed(len(page), costs=costs, after_id=last_id(page, PAGE_SIZE))


def _customers(org: Org, job: BusinessJob) -> Reading[Passed]:
    """Those who were joined into others have no orders of their own."""
    page = yield from page_by_id(Customer, job.after_id, CUSTOMERS_A_PAGE)
    scoring = org.settings.scoring
    lifecycle = scoring.lifecycle if scoring is not None else Lifecycle()
    dormant_after = timedelta(days=lifecycle.churned_days)
    sums, costs = Counter[str](), job.costs
    for customer in page:
        if customer.joined_into is None:
            history = yield from _history(job, customer, costs)
            sums.update(
                customer_sums(org, customer, history, periods=job.periods, dormant_after=dormant_after)
            )
    return Passed(len(page), sums, after_id=last_id(page, CUSTOMERS_A_PAGE))


def _history(job: BusinessJob, customer: Customer, costs: Mapping[str, int]) -> Reading[History]:
    """What a customer bought. Their figures say where there is nothing to ask for."""
    stats, since = customer.stats, job.periods.since
    is_known = "stats" not in customer.odd_fields
    if is_known and (stats.last_order_at is None or stats.last_order_at < since):
        return History((), stats.last_order_at)
    sales: dict[str, Sale] = {}
    for id in customer.ids:
        sales |= yield from _sales(job, id, costs)
    if is_known and stats.first_order_at is not None and stats.first_order_at >= since:
        return History(tuple(sales.values()))
    earlier = yield from _last_before(customer.ids, since)
    return History(tuple(sales.values()), earlier)


def _sales(job: BusinessJob, id: str, costs: Mapping[str, int]) -> Reading[dict[str, Sale]]:
    """By order, those that count for a customer's id, in as many pages as they need."""
    found: dict[str, Sale] = {}
    start: tuple[datetime | None, str] = (job.periods.since, "")
    until = ("counted_at", job.started_at)
    where = (("counted_for", id),)
    while True:
        query = Find(
            MonthOrder, where, "counted_at", "ASCENDING", ORDERS_AT_ONCE, start_after=start, at_most=until
        )
        page = yield from find(query)
        for order in page:
            sale = sale_of(order, costs, currency=job.currency)
            if sale is not None:
                found[order.id] = sale
        if len(page) < ORDERS_AT_ONCE or page[-1].counted_at is None:
            return found
        start = (page[-1].counted_at, page[-1].id)


def _last_before(ids: Iterable[str], since: datetime) -> Reading[datetime | None]:
    """When the last order before an instant was."""
    found: list[datetime] = []
    for id in ids:
        until = ("counted_at", since - _BEFORE)
        query = Find(MonthOrder, (("counted_for", id),), "counted_at", "DESCENDING", 1, at_most=until)
        page = yield from find(query)
        found += [order.counted_at for order in page if order.counted_at is not None]
    return max(found, default=None)


def _dated(
    job: BusinessJob, model: type[D], name: str, *, add: Callable[[Any], Iterator[tuple[str, int]]]
) -> Reading[Passed]:
    """A page of what has its instant, in the field `name`, in one of the two months."""
    start = (max(job.after_at, job.starts[1]), job.after_id)
    until = (name, job.started_at)
    page = yield from find(Find(model, (), name, "ASCENDING", PAGE_SIZE, start_after=start, at_most=until))
    sums = Counter[str]()
    for each in page:
        windows = job.periods.windows_of(getattr(each, name))
        for what, number in add(each):
            sums.update({f"{window}:all:{what}": number for window in windows})
    last = getattr(page[-1], name) if len(page) == PAGE_SIZE else None
    if last is None:
        return Passed(len(page), sums)
    return Passed(len(page), sums, after_at=last, after_id=page[-1].id)
