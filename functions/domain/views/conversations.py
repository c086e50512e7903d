"""Chats as staff see them: a list by whose they are and how far they have come, one, and its turns (S003-54)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from functions.domain.conversations.documents import Conversation
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.kernel.decisions import NOTHING, Decision, Find, Get, Reading, get, get_all, get_both
from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.kernel.validation import Faults
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.replies.phases import Phase
from functions.domain.replies.turn_documents import AssistantTurn
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import Listed, only
from functions.domain.views.of_customer import readable_customer
from functions.domain.views.pages import Wanted, page

SHOWN = (
    *("channel", "customer_id", "phase", "cycle", "owner", "silent_until", "needs_human", "handovers"),
    *("language", "package_code", "campaign_code", "ad_id", "lead_ids", "message_count"),
    *("created_at", "last_message_at", "last_inbound_at", "last_answered_at", "merged_into"),
)
CONVERSATIONS = Listed(Conversation, "last_message_at", only(*SHOWN))
ME = "me"
_ROW, _CUSTOMERS = readers_of(Conversation.collection), readers_of(Customer.collection)
# What a list is asked for by, and the field.
_BY: Mapping[str, str] = {
    "owner": "owner",
    "phase": "phase",
    "needs_human": "needs_human",
    "package": "package_code",
    "campaign": "campaign_code",
    "customer_id": "customer_id",
}
_YES_OR_NO = {"true": True, "false": False}


@dataclass(frozen=True)
class OpenConversation:
    """A conversation that a member reads, and its customer, None where they are gone. `shows_phone`: whether the member
    reads the customer too.
    """

    conversation: Conversation
    customer: Customer | None
    shows_phone: bool


def conversations_listed(
    org: Org, uid: str, query: Mapping[str, str], *, wanted: Wanted
) -> Decision[dict[str, Any]]:
    """A page of conversations, the last written first, each with its customer's name, and the phone for those who read
    the customer. Members who read assigned customers alone have those that they have taken, or those of one customer.

    Bills 1 read, and 2 a row, 1 at the least; with `customer_id` 2 more of those who read assigned ones. Raises
    Forbidden, FeatureOff, NotFound, and Malformed by the query's fields.
    """
    where = _where(uid, query)
    member = yield from get(Member, uid)
    if member is None or not _ROW.may_be_read_by(member.roles):
        raise denied(member)
    require(org, "crm")
    if _ROW.all.isdisjoint(member.roles):
        where = yield from _where_of_assigned(org, uid, where)
    asked = Find(Conversation, where, CONVERSATIONS.order_by, CONVERSATIONS.direction, wanted.limit)
    found = yield from page(org, asked, wanted, show=CONVERSATIONS.show)
    return NOTHING, {**found, "items": (yield from _with_customers(member, found["items"]))}


def conversation_shown(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
    """One conversation with its customer. Bills 3 reads. Raises Forbidden, FeatureOff, NotFound."""
    opened = yield from readable_conversation(org, uid, id)
    customer = _named(opened.customer, shows_phone=opened.shows_phone)
    return NOTHING, {**(CONVERSATIONS.show(opened.conversation) or {}), "customer": customer}


def turns_listed(org: Org, uid: str, id: str, *, wanted: Wanted) -> Decision[dict[str, Any]]:
    """A page of the assistant's turns, the last first: all that is kept of each, with `prompt_version` where a prompt
    was used. Bills 3 reads and 1 a row. Raises as `conversation_shown` does, and Malformed at `cursor`.
    """
    yield from readable_conversation(org, uid, id)
    query = Find(AssistantTurn, (), "at", "DESCENDING", wanted.limit, below=f"{id}/turns")
    return NOTHING, (yield from page(org, query, wanted, show=_turn))


def readable_conversation(org: Org, uid: str, id: str) -> Reading[OpenConversation]:
    """A conversation that the member reads: all, those of a customer of theirs, or those that they have taken. Bills 3
    reads.
    """
    member, conversation = yield from get_both(Get(Member, uid), Get(Conversation, id))
    if member is None or not _ROW.may_be_read_by(member.roles):
        raise denied(member)
    require(org, "crm")
    reads_all = not _ROW.all.isdisjoint(member.roles)
    if conversation is None and reads_all:
        raise NotFound("conversation")
    opened = (yield from _opened(member, conversation)) if conversation is not None else None
    if opened is None or not (reads_all or opened.shows_phone or opened.conversation.owner == uid):
        raise Forbidden("is not assigned to you")
    return opened


def _opened(member: Member, conversation: Conversation) -> Reading[OpenConversation]:
    customer = yield from standing_customer(conversation.customer_id)
    return OpenConversation(conversation, customer, customer is not None and _reads(member, customer))


def _where(uid: str, query: Mapping[str, str]) -> tuple[tuple[str, Any], ...]:
    """Malformed where a value is none."""
    asked: dict[str, Any] = {name: query[name] for name in _BY if query.get(name)}
    faults = Faults("query")
    if asked.get("phase") is not None and asked["phase"] not in get_args(Phase):
        faults.add("phase", f"is one of {', '.join(get_args(Phase))}")
    if (waits := asked.get("needs_human")) is not None:
        if waits not in _YES_OR_NO:
            faults.add("needs_human", "is one of true, false")
        asked["needs_human"] = _YES_OR_NO.get(waits)
    faults.raise_any()
    if asked.get("owner") == ME:
        asked["owner"] = uid
    return tuple((_BY[name], value) for name, value in asked.items())


def _where_of_assigned(
    org: Org, uid: str, where: tuple[tuple[str, Any], ...]
) -> Reading[tuple[tuple[str, Any], ...]]:
    """What a member may list who reads assigned customers alone: of one of these, or what they have taken."""
    given = dict(where)
    if "customer_id" in given:
        yield from readable_customer(org, uid, given["customer_id"], collection=Conversation.collection)
        return where
    if given.setdefault("owner", uid) != uid:
        raise Forbidden("lists the conversations that they have taken only")
    return tuple(given.items())


def _with_customers(member: Member, rows: Sequence[Mapping[str, Any]]) -> Reading[list[dict[str, Any]]]:
    ids = tuple(dict.fromkeys(row["customer_id"] for row in rows))
    found = (yield from get_all(*(Get(Customer, id) for id in ids))) if ids else ()
    by_id = dict(zip(ids, found, strict=True))
    customers = [by_id[row["customer_id"]] for row in rows]
    return [
        {**row, "customer": _named(each, shows_phone=each is not None and _reads(member, each))}
        for row, each in zip(rows, customers, strict=True)
    ]


def _reads(member: Member, customer: Customer) -> bool:
    return member.may_read(_CUSTOMERS, owner_uid=customer.owner_uid, territory_id=customer.territory_id)


def _named(customer: Customer | None, *, shows_phone: bool) -> dict[str, Any] | None:
    if customer is None:
        return None
    return {"id": customer.id, "name": customer.name, "phone": customer.phone if shows_phone else None}


def _turn(turn: AssistantTurn) -> dict[str, Any]:
    """A turn is the audit of what was said: nothing of it is left out."""
    return {"id": turn.id.rpartition("/")[2], **turn.model_dump(mode="json")}
