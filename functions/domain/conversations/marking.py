"""An edit or a revocation marks the message that it is about, whose own event may still be to come."""

from typing import Final

from functions.domain.conversations.documents import ChatMessage, Conversation, chat_message_id
from functions.domain.conversations.listening import heard_anew
from functions.domain.customers.lookups import message_key
from functions.domain.kernel.decisions import Document, Get, Reading, get, get_all
from functions.domain.orgs.org import Org
from functions.domain.providers.events import InboundMessage

CHANGES_AN_EARLIER_ONE: Final = frozenset({"edit", "revocation"})


def find_message(
    places: tuple[str, ...], key: str, *, is_new: bool = False
) -> Reading[tuple[str, ChatMessage | None]]:
    """A message and its id: in the customer's conversation, or in one that became theirs later. Bills 1 read a place;
    none for the first if `is_new`.
    """
    first, *earlier = (chat_message_id(place, key) for place in places)
    messages = yield from get_all(
        Get(ChatMessage, first, presumed_missing=is_new), *(Get(ChatMessage, id) for id in earlier)
    )
    return next(((message.id, message) for message in messages if message is not None), (first, None))


def with_marks(
    org: Org, item: InboundMessage, conversation: Conversation, *, places: tuple[str, ...]
) -> Reading[tuple[Conversation, tuple[Document, ...]]]:
    """The conversation of an edit or a revocation, with what waits in it for the assistant's turn, and its target,
    marked; any other message changes nothing. Bills 1 read a place, and 1 where the target lies in one that became the
    customer's later.
    """
    if item.kind not in CHANGES_AN_EARLIER_ONE or item.target_id is None:
        return conversation, ()
    key = message_key(org, item.provider, item.target_id)
    id, stored = yield from find_message(places, key)
    target = stored or empty_message(item, item.target_id, id=id, customer_id=conversation.customer_id)
    marked = target.edited(item.text, item.at) if item.kind == "edit" else target.revoked(item.at)
    place = id.partition("/")[0]
    # One of an earlier place may wait here too.
    conversation, marked = heard_anew(conversation, marked, key=key)
    if place == conversation.id:
        return conversation, (marked,)
    other = yield from get(Conversation, place)
    if other is None:
        return conversation, (marked,)
    after, marked = heard_anew(other, marked, key=key)
    theirs = after.with_changes(customer_id=conversation.customer_id)
    return conversation, (marked,) if after == other else (marked, theirs)


def empty_message(
    item: InboundMessage, provider_message_id: str, *, id: str, customer_id: str
) -> ChatMessage:
    """A message of which no more is known than that there is one."""
    return ChatMessage(
        id=id,
        provider=item.provider,
        provider_message_id=provider_message_id,
        channel=item.channel,
        customer_id=customer_id,
    )
