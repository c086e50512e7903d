"""A territory changed: its customers and their open deals are gone through, page by page, each once.

A page commits with the document that says how far the job is, so two pages at once and one that comes twice change
nothing twice; where a page is lost, the next tick goes on from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from functions.domain.automations.together import react_to_each
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.insights.forecasts import pages_of_deals
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    D,
    Decision,
    Document,
    Get,
    Reading,
    get_all,
)
from functions.domain.kernel.jobs import PageDone, due_among, get_due
from functions.domain.kernel.paging import page_by_id
from functions.domain.orgs.org import Org
from functions.domain.sales.inheriting import with_account
from functions.domain.sales.opportunities import Opportunity
from functions.domain.territories.jobs import TerritoryJob
from functions.domain.territories.placing import given_to, placed

PAGE_SIZE: Final = 100


@dataclass(frozen=True)
class _Page:
    """What a page changes. `size`: how many documents it went through, the last of them `last_id`."""

    changes: Changes
    size: int
    last_id: str
    moved: int


def reassign_page(org: Org, id: str, now: datetime) -> Decision[PageDone | None]:
    """Go through a page of a job's customers or open deals, 100 at most; None where none is due.

    Bills 1 read a customer and 1 write for each who moves; 1 read an open deal, 1 for each customer of these, 1 write
    for each deal that moves, and 1 read and 1 write for each member whose figures move; 1 read and 1 write a page. A
    territory of 85 customers with 5,000 open deals whose member changes: about 14,700 documents in 52 pages, once.
    """
    job = yield from get_due(TerritoryJob, id, now)
    if job is None:
        return NOTHING, None
    page = yield from (_customers if job.step == "customers" else _deals)(org, job, now)
    on = _went_on(job, page, now)
    done = PageDone(on.is_running, due_among(page.changes.put, Customer.collection, now))
    return replace(page.changes, put=(*page.changes.put, on)), done


def _customers(org: Org, job: TerritoryJob, now: datetime) -> Reading[_Page]:
    found = yield from _next_page(Customer, job)
    facts = Facts(
        "settings_changed", TerritoryJob.collection, f"{job.id}:{job.started_at:%Y%m%dT%H%M%S}", now
    )
    pairs = [(customer, _reassigned(org, job, customer)) for customer in found]
    moves = [(before, after.with_changes(updated_at=now)) for before, after in pairs if before != after]
    changes = yield from react_to_each(org, moves, facts=facts, now=now)
    return _Page(changes, len(found), _last(found), len(moves))


def _reassigned(org: Org, job: TerritoryJob, customer: Customer) -> Customer:
    """The customer where the territories have them now; of one that is handed over as a whole with its new member."""
    if customer.joined_into is not None:
        return customer
    after = placed(org, customer)
    member_uid = _member_of(org, job.of) if job.to_uid is not None else None
    is_handed_over = member_uid is not None and after.territory_id == job.of
    return given_to(after, member_uid) if is_handed_over else after


def _deals(org: Org, job: TerritoryJob, now: datetime) -> Reading[_Page]:
    """A page of open deals. A closed one keeps its owner."""
    found = yield from _next_page(Opportunity, job, ("status", "open"))
    customers = yield from _customers_of(found)
    pairs = [
        (deal, _followed(org, job, deal, customer=customers[deal.customer_id]))
        for deal in found
        if deal.customer_id in customers
    ]
    moves = [(before, after.with_changes(updated_at=now)) for before, after in pairs if before != after]
    pages = yield from pages_of_deals(org, moves, now=now)
    put = (*(deal for _, deal in moves), *pages)
    return _Page(Changes(put=put), len(found), _last(found), len(moves))


def _customers_of(deals: Sequence[Opportunity]) -> Reading[Mapping[str | None, Customer]]:
    """By id. Of one who was joined into another the deals are on their way, and get what the other one has."""
    ids = dict.fromkeys(each.customer_id for each in deals if each.customer_id is not None)
    customers = yield from get_all(*(Get(Customer, id) for id in ids))
    return {each.id: each for each in customers if each is not None and each.joined_into is None}


def _next_page(model: type[D], job: TerritoryJob, *where: tuple[str, str]) -> Reading[tuple[D, ...]]:
    of = (("territory_id", job.of),) if job.of is not None else ()
    return (yield from page_by_id(model, job.after_id, PAGE_SIZE, where=(*of, *where)))


def _last(found: Sequence[Document]) -> str:
    return found[-1].id if found else ""


def _followed(org: Org, job: TerritoryJob, deal: Opportunity, *, customer: Customer) -> Opportunity:
    """The deal as its customer has it now, with the member to whom it goes."""
    uid = _new_owner(org, job, deal, customer=customer)
    if uid is not None and deal.owner_uid is not None:
        deal = deal.with_changes(owner_uid=uid)
    return with_account(deal, customer)


def _new_owner(org: Org, job: TerritoryJob, deal: Opportunity, *, customer: Customer) -> str | None:
    """To whom a deal goes; None where it stays with whom it is."""
    if job.to_uid is not None and job.of == customer.territory_id:
        return customer.owner_uid if job.open_deals == "move" else job.deals_uid
    former = job.former.get(deal.territory_id or "", ())
    left = _member_of(org, deal.territory_id) if deal.territory_id != customer.territory_id else None
    goes_along = customer.owner_by is not None and deal.owner_uid in (*former, left)
    return customer.owner_uid if goes_along else None


def _member_of(org: Org, id: str | None) -> str | None:
    territory = org.territories.get(id or "")
    return territory.member_uid if territory is not None else None


def _went_on(job: TerritoryJob, page: _Page, now: datetime) -> TerritoryJob:
    if job.step == "customers":
        counted = job.with_changes(
            customers=job.customers + page.size, customers_moved=job.customers_moved + page.moved
        )
    else:
        counted = job.with_changes(deals=job.deals + page.size, deals_moved=job.deals_moved + page.moved)
    if page.size == PAGE_SIZE:
        return counted.with_changes(after_id=page.last_id)
    if job.step == "customers":
        return counted.with_changes(step="deals", after_id="")
    return counted.with_changes(after_id="", wake_at=None, ended_at=now)
