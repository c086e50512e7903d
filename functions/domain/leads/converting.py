"""A lead becomes a customer, once: the lead, the customer and the deal in one commit, all that hung on it after it."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Literal

from functions.domain.consent.changes import with_answer
from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction
from functions.domain.customers.newcomers import with_suppressions
from functions.domain.customers.reactions import Facts
from functions.domain.customers.segments import SEGMENTS, in_group
from functions.domain.insights.forecasts import deal_pages
from functions.domain.kernel.decisions import Changes, Reading, get
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.leads.deals import deal_of, with_deal
from functions.domain.leads.documents import Lead
from functions.domain.leads.following import CustomerMove, with_customer, with_subject
from functions.domain.leads.identities import given_identities
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity
from functions.domain.territories.placing import placed

CONVERTED = "lead_converted"
Because = Literal["command", "capture", "customer"]


@dataclass(frozen=True)
class Converting:
    """Who converts leads, when and why. `begins_deal`: whether each begins a deal of the customer; `is_by_member`:
    whether who converts is a member, who may own it.
    """

    org: Org
    facts: Facts
    now: datetime
    by: str
    because: Because
    begins_deal: bool = True
    is_by_member: bool = False


@dataclass(frozen=True)
class Conversion:
    """The lead as it was and as it is, and the deal that it begins."""

    before: Lead | None
    lead: Lead
    deal: Opportunity | None


def converted(
    converting: Converting, lead: Lead, customer: Customer, *, before: Lead | None
) -> Reading[Conversion]:
    """The lead as this customer's, with the deal. Bills nothing: the deal is read as presumed missing."""
    deal: Opportunity | None = None
    if converting.begins_deal:
        theirs = placed(converting.org, _profiled(lead, customer))
        uid = converting.by if converting.is_by_member else None
        deal = deal_of(converting.org, lead, theirs, at=converting.now, by_uid=uid)
        yield from get(Opportunity, deal.id, presumed_missing=True)
    done = lead.with_changes(
        status="converted",
        customer_id=customer.id,
        converted_to=customer.id,
        converted_at=converting.now,
        converted_by=converting.by,
        converted_because=converting.because,
        opportunity_id=deal.id if deal else None,
        closed_at=None,
        close_reason=None,
        updated_at=converting.now,
    )
    return Conversion(before, done, deal)


def with_conversion(
    converting: Converting,
    changes: Changes,
    conversion: Conversion,
    *,
    customer: Customer,
    before: Customer | None,
    has_documents: bool,
) -> Reading[Changes]:
    """The changes with the conversion, and what follows from it. `before`: the customer as they were read.
    `has_documents`: something may hang on the lead, and the customer wakes to get it. What the lead says of them fills
    what was empty; what was agreed to and refused is theirs; they are known by what it was known by.

    Bills 4 writes (lead, customer, deal, interaction), 1 read and 1 write for each identity that is new to them, 1
    write for the page of the deal's owner, and what `with_suppressions`, `deal_pages` and reactions do.
    """
    org, facts, now = converting.org, converting.facts, converting.now
    lead, deal = conversion.lead, conversion.deal
    interaction = _interaction(converting, lead)
    yield from get(Interaction, interaction.id, presumed_missing=True)
    giving = given_identities(org, lead, customer, now=now)
    named, links = yield from seeing((*changes.create, *changes.put), giving)
    named = yield from with_suppressions(org, before, named)
    put = (*not_among(links, changes.put), *links)
    changes = Changes((*changes.create, interaction), put, changes.remove)
    also = partial(_with_all_of, lead=lead, deal=deal, has_documents=has_documents, now=now)
    move = CustomerMove(before, named, also)
    changes = yield from with_customer(org, changes, move, facts=facts, now=now)
    if deal is not None:
        pages = yield from seeing((*changes.create, *changes.put), deal_pages(org, None, deal, now=now))
        changes = replace(changes, put=(*not_among(pages, changes.put), *pages))
        changes = yield from with_subject(org, changes, deal, before=None, facts=facts, now=now)
    return (yield from with_subject(org, changes, lead, before=conversion.before, facts=facts, now=now))


def _with_all_of(
    customer: Customer, *, lead: Lead, deal: Opportunity | None, has_documents: bool, now: datetime
) -> Customer:
    customer = _profiled(lead, customer)
    counted = customer if deal is None else with_deal(customer, deal)
    return counted.getting_lead(lead.id, now) if has_documents else counted


def _interaction(converting: Converting, lead: Lead) -> Interaction:
    return Interaction(
        id=f"lead:{lead.id}:converted",
        interaction_type=CONVERTED,
        interaction_source="system",
        customer_id=lead.customer_id,
        opportunity_id=lead.opportunity_id,
        lead_id=lead.id,
        performed_by=converting.by,
        performed_at=converting.now,
        outcome=converting.because,
    )


def _profiled(lead: Lead, customer: Customer) -> Customer:
    """The customer with what the lead says where nothing was known."""
    segment = lead.company.segment
    if customer.segment is None and segment in SEGMENTS[customer.customer_group]:
        customer = customer.with_changes(segment=segment)
    said = {
        "name": lead.company.name or lead.contact.name,
        "owner_uid": lead.assigned_uid,
        "source_method": lead.source_method,
        "source_app": lead.source_app,
        "district": lead.company.district,
        "city": lead.company.city,
    }
    empty = {name: value for name, value in said.items() if value and getattr(customer, name) is None}
    return _consenting(lead, customer.with_changes(**empty))


def new_customer_of(lead: Lead, customer: Customer) -> Customer:
    """A customer who came into being by this lead: a business where the lead is one."""
    return in_group(customer, "b2b") if lead.company.name else customer


def _consenting(lead: Lead, customer: Customer) -> Customer:
    """The customer with what the person said while they were a lead; what was said later stays."""
    for channel, by_purpose in lead.consents.items():
        for purpose, consent in by_purpose.items():
            customer = with_answer(customer, channel, consent, purposes=(purpose,))
    return customer
