"""What a customer and the business write to each other: one conversation for each channel, its messages below it.

Providers' ids contain phones (WAHA's in the clear, Meta's in base64), so ours are keyed hashes, and the provider's own
id is a field.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final, Literal

from pydantic import Field

from functions.domain.conversations.journeys import Journey, Phase, months_of, with_journey
from functions.domain.customers.identities import Identity, identity_id
from functions.domain.kernel.decisions import UNKNOWN_AT, Document, Reading, Value, get
from functions.domain.orgs.org import Org
from functions.domain.providers.events import Kind, MediaRef, Origin
from functions.domain.settings.types import Channel

ASSISTANT: Final = "assistant"
STAFF: Final = (
    "staff"  # a person of whom no uid is known: they wrote on the phone itself, or are still to be found
)
# Why a customer's message gets no turn of the assistant.
UnheardReason = Literal["no_question", "keyword", "too_old", "too_many", "revoked", "rating"]


class Heard(Value):
    """A message that waits for the assistant's turn. `media`: the kinds of its files; `ad_id`: the ad that it came
    from; `is_for_person`: it has a word of STOP among others.
    """

    id: str
    at: datetime
    received_at: datetime
    kind: Kind = "text"
    text: str | None = None
    media: tuple[str, ...] = ()
    ad_id: str | None = None
    is_for_person: bool = False


class Handover(Value):
    """The conversation went to a person: why, to whom where that is known, by whom where a person gave it, and when it
    was given back. `notes`: what they should know; `task_id`: the task that brings it; `told_at`: when
    the customer was told that nobody had answered yet.
    """

    at: datetime
    because: str
    to_uid: str | None = None
    by: str | None = None
    notes: str | None = None
    given_back_at: datetime | None = None
    task_id: str | None = None
    told_at: datetime | None = None


class LeadDue(Value):
    """A booking whose lead is still to be made, as it was when it was made: by then the chat may be about another."""

    cycle: int
    at: datetime
    package_code: str | None = None
    campaign_code: str | None = None
    ad_id: str | None = None
    notes: str | None = None


class Gathered(Value):
    """What a chat has told of the customer and to them so far, for who takes over: how many travel, in which months,
    the prices by package as they were told, what was asked last and what answered it, and the kinds of files.
    """

    travellers: str | None = None
    months: tuple[int, ...] = ()
    prices: dict[str, str] = Field(default_factory=dict)
    question: str | None = None
    answered_by: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


class Said(Value):
    """A text of a chat so far."""

    by: Literal["customer", "business"]
    text: str


class ModelLease(Value):
    """A turn's claim to ask a model about the burst that ends with `key`, until an instant, with what it may use.
    `tries`: how often this burst was asked about.
    """

    id: str
    key: str
    until: datetime
    tokens: int = 0
    micros: int = 0
    tries: int = 1


class ModelUse(Value):
    """What a conversation has of its model. `lease`: who asks it now. `tokens`, `micros`: what the conversation used on
    `day`, by the business's clock, with what the lease may. `said`: the last texts of the cycle `cycle` since `since`,
    when the conversation was handed over last.
    """

    lease: ModelLease | None = None
    day: str | None = None
    tokens: int = 0
    micros: int = 0
    said: tuple[Said, ...] = ()
    cycle: int = 1
    since: datetime | None = None


class Conversation(Document):
    """`conversations/{channel}:{hash}`, named by the best identity that was known when it began.

    `last_inbound_at`: when the customer wrote last; `last_message_at`: when either side did; `last_answered_at`: when a
    person of the business did. `needs_human`: the customer wrote what only a person can answer, and none has yet.
    `message_count`: how many messages were stored in it. Each message changes it, so that one that is stored meets the
    guard of a commit that gives the conversation to another customer (participants.py).

    The rest is of the assistant (docs/assistant.md), and absent where there is none. `owner`: `assistant`, a member's
    uid, or `staff`; `silent_until`: until when the assistant leaves it to that person. `waiting`: what it has heard and
    not answered, `turn_due_at` when its turn comes. `phase` and `cycle`: how far it has come; `asked`: what the last
    answer asked; `unknown_count`: how many questions in a row were not understood. `leads_due`: the bookings whose
    leads are still to be made, the first one first; `lead_ids`: by cycle those that were. `wake_at`: when it is too
    late for a person's first answer, as long as one is awaited; `escalations`: how often it has been since a person
    wrote. `gathered`: what the chat has told so far. `unread_id`: the provider's id of the last message that waits.
    `carried_ids`: earlier conversations of the same person on the channel that go on here (carrying_on.py);
    `merged_into`: where one of these went on. `arms`: by experiment the arm in which it is.

    `journeys`: by cycle how far it came and how it went, for the figures; `journey_months`: the months, by UTC, in
    which they began. `last_text`: what the customer wrote last, its beginning. `is_escalated`: a person has it since
    the assistant could not go on by itself. `rating_due_at`: when its customer is asked how content they are;
    `rates_cycle`: of which cycle, as long as that was said last. `model_use`: of the model, where one is asked.
    """

    collection: ClassVar[str] = "conversations"
    sparse: ClassVar[frozenset[str]] = frozenset(
        {
            *(
                "phase",
                "cycle",
                "owner",
                "silent_until",
                "language",
                "package_code",
                "campaign_code",
                "ad_id",
            ),
            *("handovers", "waiting", "turn_due_at", "asked", "unknown_count", "leads_due", "lead_ids"),
            *("wake_at", "escalations", "gathered", "unread_id"),
            *("carried_ids", "merged_into"),
            "arms",
            *("journeys", "journey_months", "last_text", "is_escalated"),
            *("rating_due_at", "rates_cycle"),
            "model_use",
        }
    )
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "channel": "whatsapp",
        "customer_id": "unknown",
        "provider": "unknown",
        "created_at": UNKNOWN_AT,
        "last_message_at": UNKNOWN_AT,
    }
    channel: Channel
    customer_id: str
    provider: str
    created_at: datetime
    last_message_at: datetime
    last_inbound_at: datetime | None = None
    last_answered_at: datetime | None = None
    needs_human: bool = False
    message_count: int = 0
    phase: Phase | None = None
    cycle: int | None = None
    owner: str | None = None
    silent_until: datetime | None = None
    language: str | None = None
    package_code: str | None = None
    campaign_code: str | None = None
    ad_id: str | None = None
    handovers: tuple[Handover, ...] = ()
    waiting: tuple[Heard, ...] = ()
    turn_due_at: datetime | None = None
    asked: str | None = None
    unknown_count: int | None = None
    leads_due: tuple[LeadDue, ...] = ()
    lead_ids: dict[str, str] = Field(default_factory=dict)
    wake_at: datetime | None = None
    escalations: int | None = None
    gathered: Gathered | None = None
    unread_id: str | None = None
    carried_ids: tuple[str, ...] = ()
    merged_into: str | None = None
    arms: dict[str, str] = Field(default_factory=dict)
    journeys: dict[str, Journey] = Field(default_factory=dict)
    journey_months: tuple[str, ...] = ()
    last_text: str | None = None
    is_escalated: bool | None = None
    rating_due_at: datetime | None = None
    rates_cycle: int | None = None
    model_use: ModelUse | None = None

    @property
    def lead_due(self) -> int | None:
        """The cycle whose lead is to be made next; None where none is due."""
        return self.leads_due[0].cycle if self.leads_due else None

    def with_journey(self, cycle: int, journey: Journey) -> "Conversation":
        """The conversation with how a cycle of it went."""
        journeys = with_journey(self.journeys, cycle, journey)
        return self.with_changes(journeys=journeys, journey_months=months_of(journeys))

    @property
    def last_handover(self) -> Handover | None:
        return self.handovers[-1] if self.handovers else None

    def answered(self, at: datetime) -> "Conversation":
        """The same conversation after a person wrote: what the customer wrote later still waits."""
        is_open = self.needs_human and self.last_inbound_at is not None and at < self.last_inbound_at
        after = self if is_open else self.not_awaited()
        return after.with_changes(
            last_message_at=max(at, self.last_message_at),
            last_answered_at=max(at, self.last_answered_at or at),
            needs_human=is_open,
        )

    def turned(self) -> "Conversation":
        """The same conversation after a turn: nothing waits for one."""
        return self.with_changes(waiting=(), turn_due_at=None, unread_id=None)

    def not_awaited(self) -> "Conversation":
        """The same conversation, in which nobody's answer is awaited any more."""
        return self.with_changes(wake_at=None, escalations=None)


class ChatMessage(Document):
    """`conversations/{id}/messages/{hash}`; `provider_message_id` and `target_id` are as the provider gave them.

    `unanswered`: why the assistant gives it no turn. `edited_text`, `edited_at` and `revoked_at` are of a later edit or
    revocation. If that came first, the message has nothing else yet: its `kind` is None.
    """

    collection: ClassVar[str] = "conversations"
    sparse: ClassVar[frozenset[str]] = frozenset({"unanswered"})
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "provider": "unknown",
        "provider_message_id": "unknown",
        "channel": "whatsapp",
        "customer_id": "unknown",
    }
    provider: str
    provider_message_id: str
    channel: Channel
    customer_id: str
    kind: Kind | None = None
    origin: Origin | None = None
    at: datetime | None = None
    received_at: datetime | None = None
    text: str | None = None
    media: tuple[MediaRef, ...] = ()
    target_id: str | None = None
    extra: dict[str, Any] = Field(default_factory=dict)
    unanswered: UnheardReason | None = None
    edited_text: str | None = None
    edited_at: datetime | None = None
    revoked_at: datetime | None = None

    def edited(self, text: str | None, at: datetime) -> "ChatMessage":
        """The same message with an edit, unless a later one is known."""
        is_late = self.edited_at is not None and at < self.edited_at
        return self if is_late else self.with_changes(edited_text=text, edited_at=at)

    def revoked(self, at: datetime) -> "ChatMessage":
        return self.with_changes(revoked_at=min(at, self.revoked_at or at))


def conversation_id(org: Org, channel: Channel, identity: Identity) -> str:
    return f"{channel}:{identity_id(org.id_key, identity)}"


def standing_conversation(id: str) -> Reading[Conversation | None]:
    """The conversation that an id names, or the one in which it goes on. Bills 1 read, 1 for each on the way."""
    passed: set[str] = set()
    conversation = yield from get(Conversation, id)
    while conversation is not None and conversation.merged_into not in (None, *passed):
        passed.add(conversation.id)
        conversation = yield from get(Conversation, str(conversation.merged_into))
    return conversation


def chat_message_id(conversation: str, key: str) -> str:
    return f"{conversation}/messages/{key}"
