"""`add_note`: what a member of staff wants colleagues to know of a customer, or of a lead."""

from datetime import datetime

from functions.domain.commands.documents import Result
from functions.domain.commands.leads.lead_contacts import customer_of, open_lead, with_contact
from functions.domain.commands.requests import Request, instant_of, read_customer
from functions.domain.customers.customer import Customer
from functions.domain.customers.notes import Note
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.kernel.validation import Form, LongText, OptionalId
from functions.domain.orgs.org import Org


class NoteForm(Form):
    customer_id: OptionalId = None
    lead_id: OptionalId = None
    note: LongText


def add_note(org: Org, request: Request[NoteForm], now: datetime) -> Decision[Result]:
    """The note kept. Bills 1 read and 1 write, of a lead 1 write more. A late one is as of when it was written."""
    form, giver = request.data, request.giver
    lead = yield from open_lead(giver, form.lead_id, form.customer_id)
    customer: Customer | None = None
    if lead is None or lead.customer_id is not None:
        customer = yield from read_customer(giver, customer_of(lead, form.customer_id))
    at = instant_of(None, request, path="made_at", now=now)
    id = f"command:{request.command_id}:note"
    yield from get(Note, id, presumed_missing=True)
    note = Note(
        id=id,
        customer_id=customer.id if customer else None,
        lead_id=form.lead_id,
        note=form.note,
        created_by_uid=giver.uid,
        created_at=at,
    )
    changes = Changes(create=(note,))
    if customer is not None:
        return changes, {"note_id": id, "customer_id": customer.id}
    changes = yield from with_contact(org, changes, lead, request=request, at=None, now=now)
    return changes, {"note_id": id, "lead_id": form.lead_id}
