"""A message came in, or went out by another way: it is stored once, and its customer follows it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from functions.domain.automations.react import react
from functions.domain.consent.changes import KEYWORD_RULE, opted, with_word
from functions.domain.consent.keywords import Keyword, is_for_person, keyword_in
from functions.domain.consent.permission import WINDOW
from functions.domain.conversations.carrying_on import carried_on
from functions.domain.conversations.documents import ChatMessage, Conversation, conversation_id
from functions.domain.conversations.extras import storable
from functions.domain.conversations.listening import heard
from functions.domain.conversations.marking import (
    CHANGES_AN_EARLIER_ONE,
    empty_message,
    find_message,
    with_marks,
)
from functions.domain.conversations.participants import find_participant
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.identities import Identity
from functions.domain.customers.lookups import find_known, identities_of, kept_for_later, message_key
from functions.domain.customers.names import clean_name
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Reading, get
from functions.domain.kernel.errors import Contended, FieldFault, Malformed
from functions.domain.kernel.pending import not_among
from functions.domain.orgs.org import Org, is_on
from functions.domain.providers.events import InboundMessage
from functions.domain.settings.types import Channel

if TYPE_CHECKING:  # loaded where a customer is in a campaign
    from functions.domain.responses.recording import Response


@dataclass(frozen=True)
class TurnDue:
    """A turn of the assistant that wants a task at `at`, which the last message, `key`, names."""

    conversation_id: str
    key: str
    at: datetime


def record_inbound(org: Org, item: InboundMessage, now: datetime) -> Decision[TurnDue | None]:
    """Store a message of a conversation; the customer, the conversation and the open window follow it. A person who
    writes for the first time becomes a customer. A repeated message changes nothing. With the CRM off nothing of it is
    stored but the yes or no of a known customer. Its value: the assistant's turn for which it still waits.

    Bills 3 reads and 3 writes for a known customer; an edit or revocation 1 read more, a keyword 1 write more; a reply
    to a campaign, or a refusal of it, what `response_of` and `handed_over` do.
    Malformed if it has no sender; Contended where the customer is joined into another one meanwhile.
    """
    identities, key = _sender_of(item), message_key(org, item.provider, _own_id(item))
    if not is_on(org, "crm"):
        return (yield from _record_word(org, item, identities, key=key, now=now))
    facts = Facts("message_received", Conversation.collection, key, item.at)
    writer = yield from find_participant(org, item.channel, identities, facts=facts, now=now)
    known_place = writer.customer.conversation_ids.get(item.channel)
    place = known_place or conversation_id(org, item.channel, identities[0])
    conversation = yield from _conversation(place, writer.customer, is_new=known_place is None)
    conversation, merged = yield from carried_on(org, item, conversation, customer=writer.customer)
    places = (place, *writer.customer.earlier_conversation_ids)
    id, stored = yield from find_message(places, key, is_new=True)
    if stored is not None and stored.kind is not None:
        return NOTHING, _turn_due(conversation, key)
    word = keyword_in(org, item)
    is_first = conversation is None or conversation.last_inbound_at is None
    continued = _continued(org, conversation, item, place=place, customer_id=writer.customer.id, now=now)
    continued, unanswered = heard(org, continued, item, key=key, stored=stored, now=now)
    customer = _heard(writer.customer, item, place=place, word=word, is_first=is_first, now=now)
    customer = _with_question(customer, item, continued)
    response = yield from _response(org, customer, item, word=word)
    customer = _stamped(writer.customer, response.customer if response is not None else customer, now)
    message = _with_content(stored or empty_message(item, item.id, id=id, customer_id=customer.id), item, now)
    message = message.with_changes(unanswered=unanswered)
    continued, marked = yield from with_marks(org, item, continued, places=places)
    moved = not_among((continued, *marked, *merged), writer.moved)
    documents: list[Document] = [*moved, *not_among(marked, merged), continued, message, *marked]
    documents += yield from _opted(customer, key, item.channel, word=word, now=now)
    reaction = yield from react(org, writer.before, customer, facts=facts, now=now)
    changes = Changes(create=(*writer.create, *reaction.create), put=(*reaction.put, *documents))
    changes = yield from _with_response(org, changes, response, at=item.at, now=now)
    return changes, _turn_due(continued, key, has_carried=bool(merged))


def _turn_due(conversation: Conversation | None, key: str, *, has_carried: bool = False) -> TurnDue | None:
    """The turn for which the message waits. `has_carried`: or what waited in an earlier conversation."""
    if conversation is None or conversation.turn_due_at is None:
        return None
    if has_carried and conversation.waiting:
        key = conversation.waiting[-1].id
    if not any(each.id == key for each in conversation.waiting):
        return None
    return TurnDue(conversation.id, key, conversation.turn_due_at)


def _response(
    org: Org, customer: Customer, item: InboundMessage, *, word: Keyword | None
) -> Reading["Response | None"]:
    """What the message is to a campaign that went to the customer: a reply, or a refusal; a START is neither."""
    if not customer.campaigns or not _is_new_from_customer(item) or (word is not None and word.granted):
        return None
    from functions.domain.responses.recording import response_of

    if word is None:
        return (yield from response_of(org, customer, "replied", channels={item.channel}, at=item.at))
    channels = None if word.is_everywhere else {item.channel}
    return (yield from response_of(org, customer, "opted_out", channels=channels, at=item.at))


def _with_response(
    org: Org, changes: Changes, response: "Response | None", *, at: datetime, now: datetime
) -> Reading[Changes]:
    if response is None:
        return changes
    from functions.domain.responses.handing_over import handed_over

    whole = replace(changes, put=(*changes.put, response.message))
    return (yield from handed_over(org, whole, response, at=at, now=now))


def _conversation(id: str, customer: Customer, *, is_new: bool) -> Reading[Conversation | None]:
    """The conversation of an id. Raises Contended, to be tried again, where the customer was joined into another one
    after they were read here: by now the message may lie in a conversation of that one.
    """
    conversation = yield from get(Conversation, id, presumed_missing=is_new)
    if conversation is None or conversation.customer_id == customer.id:
        return conversation
    owner = yield from standing_customer(conversation.customer_id)
    if owner is not None and customer.id in owner.joined_ids:
        raise Contended(1)
    return conversation


def _sender_of(item: InboundMessage) -> tuple[Identity, ...]:
    """What names the person: a changed number beside the one before. Malformed without any."""
    identities = identities_of(
        channel=item.channel,
        phone=item.sender.phone,
        user_id=item.sender.user_id,
        user_id_kind=item.sender.user_id_kind,
    )
    if not identities:
        raise Malformed(item.provider, [FieldFault("sender", "has neither a phone nor an id")])
    new = (Identity("phone", item.new_phone),) if item.new_phone else ()
    return (*identities, *new)


def _record_word(
    org: Org, item: InboundMessage, identities: tuple[Identity, ...], *, key: str, now: datetime
) -> Decision[None]:
    """Take in a keyword, and nothing else: a no binds the business whatever it has switched off. From a person
    who is no customer yet it is kept with their identities. Bills 2 reads and 2 writes, nothing for any other message.
    """
    word = keyword_in(org, item)
    if word is None:
        return NOTHING, None
    customer = yield from find_known(org, identities)
    if customer is None:
        said = with_word(Customer(id=""), item.channel, word, at=item.at, is_first=False).consents
        kept = yield from kept_for_later(org, identities, said, now=now)
        return Changes(put=kept), None
    is_first = item.channel not in customer.conversation_ids
    after = with_word(customer, item.channel, word, at=item.at, is_first=is_first)
    if after == customer:
        return NOTHING, None
    interactions = yield from _opted(after, key, item.channel, word=word, now=now)
    facts = Facts("consent_changed", Conversation.collection, key, item.at)
    reaction = yield from react(org, customer, after.with_changes(updated_at=now), facts=facts, now=now)
    return Changes(create=reaction.create, put=(*reaction.put, *interactions)), None


def _opted(
    customer: Customer, key: str, channel: Channel, *, word: Keyword | None, now: datetime
) -> Reading[tuple[Document, ...]]:
    """The interaction of a yes or no, where the message is one."""
    if word is None:
        return ()
    return (yield from opted(customer, key, channel, granted=word.granted, rule=KEYWORD_RULE, now=now))


def _stamped(before: Customer, after: Customer, now: datetime) -> Customer:
    return after if after == before else after.with_changes(updated_at=now)


def _own_id(item: InboundMessage) -> str:
    """An edit or revocation that comes under its target's id is a message of its own all the same."""
    if item.kind not in CHANGES_AN_EARLIER_ONE:
        return item.id
    return f"{item.id}:{item.kind}:{item.at.isoformat() if item.id == item.target_id else ''}"


def _is_new_from_customer(item: InboundMessage) -> bool:
    """Whether the customer wrote something new: an edit, a revocation and a note of the channel itself are not."""
    return item.origin == "customer" and item.kind not in (*CHANGES_AN_EARLIER_ONE, "system")


def _heard(
    customer: Customer,
    item: InboundMessage,
    *,
    place: str,
    word: Keyword | None,
    is_first: bool,
    now: datetime,
) -> Customer:
    """The customer after the message. A window never closes earlier than it would have."""
    after = customer.with_changes(
        phone=item.new_phone if item.new_phone and customer.phone == item.sender.phone else customer.phone,
        conversation_ids={**customer.conversation_ids, item.channel: place},
        name=customer.name or (clean_name(item.sender.name or "") if item.origin == "customer" else None),
    )
    if _is_new_from_customer(item):
        until = min(item.at, now) + WINDOW
        until = max(until, customer.windows.get(item.channel, until))
        after = after.with_changes(windows={**customer.windows, item.channel: until})
    if word is not None:
        after = with_word(after, item.channel, word, at=item.at, is_first=is_first)
    return after


def _with_question(customer: Customer, item: InboundMessage, conversation: Conversation) -> Customer:
    """The customer as marketing sees them: it waits while a person has to read what may be a STOP."""
    waiting = {c: at for c, at in customer.awaits_answer.items() if c != item.channel}
    if conversation.needs_human:
        waiting[item.channel] = customer.awaits_answer.get(item.channel, item.at)
    return customer if waiting == customer.awaits_answer else customer.with_changes(awaits_answer=waiting)


def _continued(
    org: Org,
    conversation: Conversation | None,
    item: InboundMessage,
    *,
    place: str,
    customer_id: str,
    now: datetime,
) -> Conversation:
    before = conversation or Conversation(
        id=place,
        channel=item.channel,
        customer_id=customer_id,
        provider=item.provider,
        created_at=now,
        last_message_at=item.at,
    )
    last_inbound_at = before.last_inbound_at
    if _is_new_from_customer(item):
        last_inbound_at = max(item.at, last_inbound_at or item.at)
    after = before.with_changes(
        customer_id=customer_id,
        provider=item.provider,
        last_message_at=max(item.at, before.last_message_at),
        last_inbound_at=last_inbound_at,
        message_count=before.message_count + 1,
    )
    if item.origin == "staff":
        return after.answered(item.at)
    is_answered = before.last_answered_at is not None and item.at <= before.last_answered_at
    is_open = is_for_person(org, item) and not is_answered
    return after.with_changes(needs_human=after.needs_human or is_open)


def _with_content(message: ChatMessage, item: InboundMessage, now: datetime) -> ChatMessage:
    """The message with its content; the marks of an edit or revocation that came first stay."""
    return message.with_changes(
        kind=item.kind,
        origin=item.origin,
        at=item.at,
        received_at=now,
        text=item.text,
        media=item.media,
        target_id=item.target_id,
        extra=storable(item.extra),
    )
