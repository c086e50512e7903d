"""What a customer and the business wrote to each other on a channel, in one list by time (S003-54)."""

from collections.abc import Mapping, Sequence
from typing import Any

from functions.domain.conversations.documents import ChatMessage
from functions.domain.kernel.decisions import NOTHING, Decision, Find
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.views.conversations import OpenConversation, readable_conversation
from functions.domain.views.lists import only
from functions.domain.views.merged import Entry, Merging, merged
from functions.domain.views.pages import Wanted

KINDS = ("out", "in")
IN = (
    *("kind", "origin", "received_at", "text", "media", "target_id", "unanswered"),
    *("edited_text", "edited_at", "revoked_at"),
)
OUT = (
    *("text", "body", "attachment", "template", "purpose", "rule", "cause", "by_uid", "locale"),
    *("status", "reason", "sent_at", "history", "campaign_id", "variant"),
)
# What contains a phone: for those who read the customer.
WITH_PHONE: Mapping[str, tuple[str, ...]] = {
    "in": ("provider", "provider_message_id"),
    "out": ("provider", "provider_message_id", "to"),
}
EXTRA = ("referral", "location")  # of `extra`: the ad that a message came from, and where the customer is
_FIELDS: Mapping[str, tuple[str, ...]] = {"in": IN, "out": OUT}


def conversation_messages(org: Org, uid: str, id: str, *, wanted: Wanted) -> Decision[dict[str, Any]]:
    """A page of what came in and went out, the newest first, each with `direction` (`in`, `out`) and its instant `at`.
    What went out is that of the whole channel, also where the customer has two conversations there. An echo of one of
    our messages on the page is left out.

    Bills 3 reads, and of each direction at most as many as the page has rows, 1 at the least. Raises Forbidden,
    FeatureOff, NotFound, and Malformed at `cursor`.
    """
    opened = yield from readable_conversation(org, uid, id)
    conversation = opened.conversation
    to = (("customer_id", conversation.customer_id), ("channel", conversation.channel))
    queries: dict[str, Find[Any]] = {
        "out": Find(Message, to, "created_at", "DESCENDING", wanted.limit),
        "in": Find(ChatMessage, (), "at", "DESCENDING", wanted.limit, below=f"{id}/messages"),
    }
    merging = Merging(("conversation_messages", id), KINDS, queries)
    entries, following = yield from merged(org, merging, wanted=wanted)
    rows = [_shown(opened, entry) for entry in entries if not _is_known(entry, entries)]
    return NOTHING, {"items": rows, "next": following}


def _is_known(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether it is what the other side saw of a message of ours, or is to a member of staff about the customer."""
    document = entry.document
    if isinstance(document, Message):
        return document.is_to_staff
    if not isinstance(document, ChatMessage) or document.origin != "echo":
        return False
    sent = (each.document for each in entries if isinstance(each.document, Message))
    return any(each.provider_message_id == document.provider_message_id for each in sent)


def _shown(opened: OpenConversation, entry: Entry) -> dict[str, Any]:
    direction, document = entry.kind, entry.document
    names = (*_FIELDS[direction], *(WITH_PHONE[direction] if opened.shows_phone else ()))
    shown = dict(only(*names)(document) or {})
    if isinstance(document, ChatMessage):
        shown |= {name: document.extra[name] for name in EXTRA if name in document.extra}
    at = entry.at.isoformat() if entry.at is not None else None
    return {**shown, "id": document.id.rpartition("/")[2], "direction": direction, "at": at}
