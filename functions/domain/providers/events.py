"""Provider events: what a callback reports, in one form for all providers.

A customer wrote, a status moved, a customer said yes or no, a gateway went down. Each event stands alone: it goes
through a task by itself, as JSON, and may come twice.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, TypeAdapter

from functions.domain.kernel.decisions import Value
from functions.domain.kernel.errors import Advice
from functions.domain.providers.user_ids import UserIdKind
from functions.domain.settings.types import ApprovalState, Channel, ConsentPurpose

LEFT_OUT = "left_out"  # in `extra`: the odd fields that were left out, each with its path and value
AHEAD = timedelta(minutes=10)
EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)

Kind = Literal[
    "text",
    "media",
    "location",
    "contacts",
    "button",
    "order",
    "reaction",
    "edit",
    "revocation",
    "system",
    "other",
]
# `system` comes from the channel itself, such as a changed number.
# customer: a customer writes to the business. echo: our own send, as the other side sees it. staff: a person wrote on
# the business's phone. Only the first opens the window or can be a yes or no.
Origin = Literal["customer", "echo", "staff"]


class MediaRef(Value):
    """A file that came with a message: where the provider keeps it, by its id or address."""

    kind: str
    id: str | None = None
    url: str | None = None
    mime_type: str | None = None
    filename: str | None = None
    sha256: str | None = None


class Sender(Value):
    """The customer who wrote; of an echo and of what staff wrote, the customer to whom. `phone` is E.164 and may be
    absent; `user_id` is the channel's own id of the person.
    """

    phone: str | None = None
    user_id: str | None = None
    user_id_kind: UserIdKind = "whatsapp_user"
    name: str | None = None


class InboundMessage(Value):
    """A message of a conversation. `target_id`: the provider's id of the message that a reply, reaction, edit or
    revocation is about. `new_phone`: the number (E.164) to which the sender changed. `extra`: other details, such as
    the ad that it came from.
    """

    item: Literal["message"] = "message"
    provider: str
    channel: Channel
    id: str
    at: datetime
    origin: Origin
    kind: Kind
    sender: Sender
    text: str | None = None
    media: tuple[MediaRef, ...] = ()
    target_id: str | None = None
    new_phone: str | None = None
    extra: dict[str, Any] = Field(default_factory=dict)


class Problem(Value):
    """What a failure means, as the provider's error table has it. `needs_owner`: the business is at fault, not the
    address, and its owner has to know.
    """

    reason: str
    advice: Advice
    needs_owner: bool = False


# What the store takes as a document's id, without control characters and the sign for an unreadable one.
_MESSAGE_ID = re.compile(r"(?!\.{1,2}$)(?!__.*__$)[^/\x00-\x1f\x7f\ud800-\udfff\ufffd]{1,512}")
MOST_ID_BYTES = 1500


def _possible_id(value: object) -> str | None:
    """The text if it can be the id of a message of ours. Others who use the account may send along what they like."""
    if not isinstance(value, str) or not _MESSAGE_ID.fullmatch(value) or len(value.encode()) > MOST_ID_BYTES:
        return None
    return value


OurMessageId = Annotated[str | None, BeforeValidator(_possible_id)]
Reported = Literal["sent", "delivered", "read", "failed", "complained"]


class StatusItem(Value):
    """A status of a message of ours, or of another sender's who uses the same account. `id` is the provider's id of the
    message, `message_id` ours where the provider gives it back. `problem`: what a failure or a complaint means.
    `is_timed`: the provider says when; otherwise `at` is when the report came.
    """

    item: Literal["status"] = "status"
    provider: str
    id: str
    status: Reported
    at: datetime
    message_id: OurMessageId = None
    problem: Problem | None = None
    is_timed: bool = True


class PreferenceItem(Value):
    """A customer said yes or no through the provider itself: Meta's marketing switch, a mail provider's unsubscribe."""

    item: Literal["preference"] = "preference"
    provider: str
    channel: Channel
    id: str
    at: datetime
    granted: bool
    purposes: tuple[ConsentPurpose, ...]
    phone: str | None = None
    email: str | None = None
    user_id: str | None = None
    user_id_kind: UserIdKind = "whatsapp_user"


class GatewayItem(Value):
    """The gateway of a channel went down, or is back."""

    item: Literal["gateway"] = "gateway"
    provider: str
    channel: Channel
    id: str
    at: datetime
    is_working: bool
    detail: str | None = None


class TemplateItem(Value):
    """The channel approved a template in a language, or takes it no more. `name` and `language` are the channel's."""

    item: Literal["template"] = "template"
    provider: str
    channel: Channel
    id: str
    at: datetime
    name: str
    language: str
    state: ApprovalState
    reason: str | None = None


class BrokenItem(Value):
    """A part of a callback that cannot be read: kept as it came, with the reason, and its neighbours go on."""

    item: Literal["broken"] = "broken"
    provider: str
    id: str
    reason: str
    raw: Any


ProviderEvent = Annotated[
    InboundMessage | StatusItem | PreferenceItem | GatewayItem | TemplateItem | BrokenItem,
    Field(discriminator="item"),
]
ITEM: TypeAdapter[ProviderEvent] = TypeAdapter(ProviderEvent, config=ConfigDict(defer_build=True))


def believed(event: ProviderEvent, now: datetime) -> ProviderEvent:
    """The event as of its receipt if its own instant cannot be right: ahead of our clock, or long before there was such
    a provider. What was dated years ahead would otherwise outlast each later answer.
    """
    if isinstance(event, BrokenItem) or min(EARLIEST, now - AHEAD) <= event.at <= now + AHEAD:
        return event
    if isinstance(event, InboundMessage):
        stated = {"path": "timestamp", "value": event.at.isoformat()}
        odd = [*event.extra.get(LEFT_OUT, ()), stated]
        return event.with_changes(at=now, extra={**event.extra, LEFT_OUT: odd})
    if isinstance(event, StatusItem):
        return event.with_changes(at=now, is_timed=False)
    return event.with_changes(at=now)
