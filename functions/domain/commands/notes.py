"""`add_note`: what a member of staff wants colleagues to know of a customer."""

from datetime import datetime

from functions.domain.commands.documents import Result
from functions.domain.commands.requests import Request, instant_of, read_customer
from functions.domain.customers.notes import Note
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.kernel.validation import DocumentId, Form, LongText
from functions.domain.orgs.org import Org


class NoteForm(Form):
    customer_id: DocumentId
    note: LongText


def add_note(org: Org, request: Request[NoteForm], now: datetime) -> Decision[Result]:
    """The note kept. Bills 1 read and 1 write. A late one is as of when it was written."""
    customer = yield from read_customer(request.giver, request.data.customer_id)
    id = f"command:{request.command_id}:note"
    yield from get(Note, id, presumed_missing=True)
    note = Note(
        id=id,
        customer_id=customer.id,
        note=request.data.note,
        created_by_uid=request.giver.uid,
        created_at=instant_of(None, request, path="made_at", now=now),
    )
    return Changes(create=(note,)), {"note_id": id, "customer_id": customer.id}
