"""`convert_lead`: a lead becomes a customer, and begins a deal of theirs."""

from dataclasses import replace
from datetime import datetime

from pydantic import StrictBool

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.following import facts_of
from functions.domain.commands.leads.lead_contacts import read_lead
from functions.domain.commands.requests import Request
from functions.domain.customers.customer import Customer, followed, standing_customer
from functions.domain.customers.identities import Buyer, Found, find_or_new, identity_id, keyed_id, name_by
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.validation import DocumentId, Form, OptionalId
from functions.domain.leads.converting import Converting, converted, new_customer_of, with_conversion
from functions.domain.leads.documents import Lead
from functions.domain.leads.identities import identities_of
from functions.domain.loyalty.figures import refigured
from functions.domain.orgs.org import Org


class ConversionForm(Form):
    """`customer_id`: who the lead turned out to be, where its phone and email do not say so."""

    lead_id: DocumentId
    customer_id: OptionalId = None
    begins_deal: StrictBool = True


def convert_lead(org: Org, request: Request[ConversionForm], now: datetime) -> Decision[Result]:
    """The lead as the customer whom its phone and email name, a new one where they name none, with a deal in the first
    stage. Once: of one that was converted it answers whom it became, for 1 read.

    Bills the read of the lead, 2 of a customer who is there and 4 writes (lead, customer, deal, interaction); of a new
    one known by a phone 4 and 5, and what `deal_pages` and reactions do. What hung on the lead moves after it
    (leads/moving.py). Malformed where it was closed.
    """
    form = request.data
    lead = yield from read_lead(request.giver, form.lead_id)
    if lead.status == "converted":
        return NOTHING, _result(lead)
    if lead.status == "closed":
        raise refuse("lead_id", "was closed")
    found = yield from _customer(org, lead, request, now=now)
    customer = found.customer if found.before is not None else new_customer_of(lead, found.customer)
    facts = facts_of(request, "lead_changed")
    converting = Converting(
        org, facts, now, request.giver.uid, "command", begins_deal=form.begins_deal, is_by_member=True
    )
    conversion = yield from converted(converting, lead, customer, before=lead)
    changes = Changes(create=found.links, put=found.repairs)
    changes = yield from with_conversion(
        converting, changes, conversion, customer=customer, before=found.before, has_documents=True
    )
    return changes, _result(conversion.lead)


def _result(lead: Lead) -> Result:
    result = {"lead_id": lead.id, "customer_id": lead.customer_id, "opportunity_id": lead.opportunity_id}
    return {name: value for name, value in result.items() if value is not None}


def _customer(org: Org, lead: Lead, request: Request[ConversionForm], *, now: datetime) -> Reading[Found]:
    """Whom the lead becomes, as the rules of identities say; the one who is named; or a new one without identities."""
    if request.data.customer_id is not None:
        named = yield from standing_customer(request.data.customer_id)
        if named is None:
            raise refuse("customer_id", "names no customer")
        request.giver.require_permission(named)
        by_id = {identity_id(org.id_key, each): each for each in identities_of(lead.contact)}
        return (yield from name_by(named, by_id, now))
    if identities := identities_of(lead.contact):
        found = yield from find_or_new(org, Buyer(identities), now, takes_shared=True)
        assert found is not None, "identities that many share are taken here"
        if found.is_back:
            return replace(found, customer=(yield from refigured(org, found.customer)))
        return found
    id = keyed_id(org.id_key, f"lead:{lead.id}")
    known = yield from followed((yield from get(Customer, id, presumed_missing=True)))
    return Found(known or Customer(id=id, created_at=now, updated_at=now), (), known)
