"""A customer was joined into another: their documents follow, page by page, each with a record of what it moved.

A page finds what still is the customer's, so it may be lost, come twice, or meet an order that moves a document itself.
"""

from datetime import datetime, timedelta
from typing import ClassVar

from functions.domain.automations.react import MOVING
from functions.domain.automations.together import react_to_each
from functions.domain.customers.customer import Brought, Customer, Joins
from functions.domain.customers.reactions import Facts
from functions.domain.joins.accounts import handed_over
from functions.domain.joins.calls import with_calls
from functions.domain.joins.owned import OWNED, Owned, with_reacted
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Find, Reading, find, get
from functions.domain.kernel.jobs import PageDone, get_due, next_page
from functions.domain.kernel.pending import not_among
from functions.domain.orgs.org import Org

PAGE_SIZE = 100
WAITS = timedelta(hours=1)


class JoinedPage(Document):
    """`joins/{customer}:{into}:{page}`: the documents that a page moved, as `{collection}/{id}`."""

    collection: ClassVar[str] = "joins"
    customer_id: str | None = None
    into: str | None = None
    moved: tuple[str, ...] = ()
    at: datetime | None = None


def move_page(org: Org, id: str, now: datetime) -> Decision[PageDone | None]:
    """Move a page of a joined customer's documents to whom they were joined into; None where nothing is due.

    Bills 2 reads and 2 writes (the customer, the page's record), 1 read and 1 write for each document, 1 read for each
    collection that has none; what `with_calls` bills; with the last page 1 write more.
    """
    customer = yield from get_due(Customer, id, now)
    if customer is None or customer.joined_into is None:
        return NOTHING, None
    into = yield from get(Customer, customer.joined_into)
    page = yield from _page(id)
    has_more = len(page) == PAGE_SIZE
    after = _after(customer, page, now=now)
    changed = [(customer, after)]
    if into is not None and not after.due:
        changed.append((into, _without_moving(into, customer)))
    pages = _pages_of(customer)
    facts = Facts("customer_woken", Customer.collection, f"join:{id}:{pages}", now)
    record = (_record(customer, page, pages, now=now),) if page else ()
    given = [handed_over(each, customer.joined_into, into) for each in page]
    moved, days = yield from with_calls(org, given, into, now=now)
    changes = yield from react_to_each(org, changed, facts=facts, now=now, beside=(*record, *moved, *days))
    put = with_reacted(moved, [*not_among(changes.put, days), *changes.put])
    return Changes(create=(*record, *changes.create), put=put), next_page(has_more)


def _after(customer: Customer, page: list[Owned], *, now: datetime) -> Customer:
    """The customer after a page: due again at once where it was full, and later while others still move to them."""
    brought = customer.brought or Brought()
    due = {}
    if len(page) == PAGE_SIZE:
        due = {MOVING: now}
    elif customer.joins is not None and customer.joins.moving:
        due = {MOVING: now + WAITS}
    return customer.with_changes(brought=brought.with_changes(pages=brought.pages + bool(page)), due=due)


def _pages_of(customer: Customer) -> int:
    return customer.brought.pages if customer.brought else 0


def _page(id: str) -> Reading[list[Owned]]:
    page: list[Owned] = []
    for model in OWNED:
        if room := PAGE_SIZE - len(page):
            query = Find(model, (("customer_id", id),), "customer_id", "ASCENDING", room)
            page += yield from find(query)
    return page


def _record(customer: Customer, page: list[Owned], number: int, *, now: datetime) -> JoinedPage:
    return JoinedPage(
        id=page_id(customer, number),
        customer_id=customer.id,
        into=customer.joined_into,
        moved=tuple(f"{each.collection}/{each.id}" for each in page),
        at=now,
    )


def page_id(customer: Customer, number: int) -> str:
    return f"{customer.id}:{customer.joined_into}:{number}"


def _without_moving(into: Customer, customer: Customer) -> Customer:
    """The customer into whom all of another one's documents have moved."""
    joins = into.joins or Joins()
    done = {customer.id, *customer.joined_ids}
    moving = tuple(id for id in joins.moving if id not in done)
    return into.with_changes(joins=joins.with_changes(moving=moving))
