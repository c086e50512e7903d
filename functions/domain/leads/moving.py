"""All that hung on a lead moves to its customer, page by page; a lead whose phone an order named becomes one first.

A page finds what has the lead's id and no customer yet, so it may be lost, and come twice.
"""

from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.customers.customer import LEADS, Customer, followed
from functions.domain.customers.reactions import Facts
from functions.domain.joins.calls import with_calls
from functions.domain.joins.owned import Owned, OwnedNote, OwnedTask
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Find, Reading, find, get
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.leads.converting import Converting, converted, with_conversion
from functions.domain.leads.documents import Lead
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import Rebuilt

PAGE_SIZE = 100
BY_SERVER = "system"
_HANGING: tuple[type[Owned], ...] = (Owned, OwnedNote, OwnedTask)


def move_lead(org: Org, id: str, now: datetime) -> Decision[Rebuilt | None]:
    """Move a page of what hangs on the first of a customer's waiting leads; one that is still open is converted by the
    same commit. Nothing where none waits.

    Bills 2 reads and 1 write, 1 read and 1 write for each document, 1 read for each collection that has none; where it
    converts, what `with_conversion` bills. An order's customer needs no deal: they have bought (docs/leads.md).
    """
    customer = yield from get(Customer, id)
    if customer is None or not _is_due(customer, now):
        return NOTHING, None
    into = (yield from followed(customer)) or customer
    lead_id = next(iter(customer.lead_ids), "-")
    lead = yield from get(Lead, lead_id)
    page = yield from _page(lead)
    has_more = len(page) == PAGE_SIZE
    after = customer if has_more else _rested(customer, lead_id, now)
    facts = Facts("customer_woken", Customer.collection, f"lead:{lead_id}", now)
    given = [each.given_to(into.id) for each in page]
    moved, days = yield from with_calls(org, given, into, now=now)
    changes = Changes(put=(*moved, *days))
    changes = yield from _with_woken(org, changes, after, before=customer, facts=facts, now=now)
    if lead is not None and lead.status != "converted":
        changes = yield from _with_converted(org, changes, lead, into=into, facts=facts, now=now)
    left = Rebuilt(has_more=False, has_due=True, key=f"{id}:{lead_id}:{len(page)}")
    return changes, left if has_more or after.lead_ids else None


def _is_due(customer: Customer, now: datetime) -> bool:
    return LEADS in customer.due and customer.due[LEADS] <= now


def _page(lead: Lead | None) -> Reading[list[Owned]]:
    page: list[Owned] = []
    for model in _HANGING if lead is not None else ():
        if lead is not None and (room := PAGE_SIZE - len(page)):
            where = (("lead_id", lead.id), ("customer_id", None))
            page += yield from find(Find(model, where, "lead_id", "ASCENDING", room))
    return page


def _rested(customer: Customer, lead_id: str, now: datetime) -> Customer:
    """The customer without the lead, waiting for the next one, if there is one."""
    left = tuple(id for id in customer.lead_ids if id != lead_id)
    due = {reason: at for reason, at in customer.due.items() if reason != LEADS}
    return customer.with_changes(lead_ids=left).waiting_for({**due, **({LEADS: now} if left else {})})


def _with_woken(
    org: Org, changes: Changes, after: Customer, *, before: Customer, facts: Facts, now: datetime
) -> Reading[Changes]:
    reaction = yield from seeing(changes.put, react(org, before, after, facts=facts, now=now))
    put = (*not_among(reaction.put, changes.put), *reaction.put)
    return Changes(create=(*changes.create, *reaction.create), put=put)


def _with_converted(
    org: Org, changes: Changes, lead: Lead, *, into: Customer, facts: Facts, now: datetime
) -> Reading[Changes]:
    """The changes with the lead as the customer's who came into being with its phone or email."""
    has_bought = into.stats.orders > 0
    converting = Converting(org, facts, now, by=BY_SERVER, because="customer", begins_deal=not has_bought)
    theirs = next((each for each in changes.put if isinstance(each, Customer) and each.id == into.id), into)
    conversion = yield from converted(converting, lead, theirs, before=lead)
    return (
        yield from with_conversion(
            converting, changes, conversion, customer=theirs, before=into, has_documents=False
        )
    )
