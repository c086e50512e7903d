"""`hand_over_conversation`, `give_back_conversation`: whose a chat is, a person's or the assistant's (S003-37)."""

from datetime import datetime
from typing import Literal

from functions.domain.assistant.handovers import BY_STAFF, given_back, handed_over, notices_of, pool_task
from functions.domain.assistant.rating_times import with_rating_due
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.requests import Request, read_customer
from functions.domain.conversations.documents import ASSISTANT, Conversation, standing_conversation
from functions.domain.conversations.listening import taken_over
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.validation import DocumentId, Form, LongText, OptionalId
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.readers import readers_of


class HandoverForm(Form):
    """`assigned_to`: the member who gets the conversation; without one the pool's job finds somebody."""

    conversation_id: DocumentId
    assigned_to: OptionalId = None
    handover_notes: LongText | None = None


class GiveBackForm(Form):
    """`phase`: how far the person says that it has come, where that is further than the conversation says."""

    conversation_id: DocumentId
    phase: Literal["interest", "booking", "paid"] | None = None


def hand_over_conversation(org: Org, request: Request[HandoverForm], now: datetime) -> Decision[Result]:
    """The conversation as a member's, who is told, or waiting for one in the pool; the assistant is silent. Bills 2
    reads and 1 write; to a member 1 read and 1 write more, to the pool 1 read and 2 writes. What waits for an answer
    is theirs. The one that arrives last holds. Malformed where there is no such conversation on WhatsApp, and where the
    member is none, or has no role that reads conversations.
    """
    form = request.data
    conversation, customer = yield from _read(request, form.conversation_id)
    if form.assigned_to is None:
        return (yield from _to_the_pool(org, request, conversation, customer=customer, now=now))
    member = yield from get(Member, form.assigned_to)
    if member is None or not member.roles:
        raise refuse("assigned_to", "names no member of the organisation")
    if not readers_of(Conversation.collection).may_be_read_by(member.roles):
        raise refuse("assigned_to", "has no role that reads conversations")
    taken = taken_over(
        org,
        conversation,
        because=BY_STAFF,
        at=now,
        owner=member.id,
        by=request.giver.uid,
        notes=form.handover_notes,
    )
    told = yield from notices_of(
        org,
        member,
        taken,
        cause=f"command:{request.command_id}",
        variables={"customer": customer.name, "because": BY_STAFF, "notes": form.handover_notes},
        now=now,
    )
    return Changes(create=told, put=(taken,)), _result(taken)


def _to_the_pool(
    org: Org, request: Request[HandoverForm], conversation: Conversation, *, customer: Customer, now: datetime
) -> Decision[Result]:
    """Waiting for a member of the pool. Bills 1 read and 2 writes for the task and the pool's job."""
    id, notes = f"command:{request.command_id}:task", request.data.handover_notes
    waiting = handed_over(org, conversation, because=BY_STAFF, notes=notes, task_id=id, now=now)
    changes = yield from pool_task(
        org,
        waiting,
        customer,
        id=id,
        because=BY_STAFF,
        notes=notes,
        gives_conversation=True,
        now=now,
    )
    return Changes(create=changes.create, put=(waiting, *changes.put)), _result(waiting)


def give_back_conversation(org: Org, request: Request[GiveBackForm], now: datetime) -> Decision[Result]:
    """The conversation as the assistant's again. Bills 2 reads and 1 write; the reads alone where it is so already. A
    phase never goes backward.
    """
    form = request.data
    conversation, _ = yield from _read(request, form.conversation_id)
    back = with_rating_due(org, given_back(conversation, phase=form.phase, now=now), now)
    return (NOTHING if back == conversation else Changes(put=(back,))), _result(back)


def _read(
    request: Request[HandoverForm] | Request[GiveBackForm], id: str
) -> Reading[tuple[Conversation, Customer]]:
    conversation = yield from standing_conversation(id)
    if conversation is None:
        raise refuse("conversation_id", "names no conversation")
    if conversation.channel != "whatsapp":
        raise refuse("conversation_id", "is no conversation on WhatsApp")
    return conversation, (yield from read_customer(request.giver, conversation.customer_id))


def _result(conversation: Conversation) -> Result:
    return {
        "conversation_id": conversation.id,
        "owner": conversation.owner or ASSISTANT,
        "phase": conversation.phase,
    }
