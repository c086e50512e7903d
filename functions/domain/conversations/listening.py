"""What the assistant hears: messages that wait for its turn, gathered in the conversation's own document.

So a message costs no read and no write more than one that is only stored. Who owns the conversation is there too.
"""

from datetime import datetime, timedelta
from typing import Final

from functions.domain.consent.keywords import is_for_person, keyword_in
from functions.domain.conversations.awaiting import with_clock_anew
from functions.domain.conversations.documents import (
    ASSISTANT,
    STAFF,
    ChatMessage,
    Conversation,
    Handover,
    Heard,
    UnheardReason,
)
from functions.domain.orgs.org import Org
from functions.domain.providers.events import InboundMessage

MOST_WAITING: Final = 30
MOST_TEXT: Final = 2000
MOST_HANDOVERS: Final = 50
PERSON_WROTE: Final = "person_wrote"
_IS_NO_QUESTION = frozenset({"reaction", "system", "edit", "revocation"})


def is_listening(org: Org, item: InboundMessage) -> bool:
    """Whether the assistant follows the channel of a message."""
    return org.settings.assistant.enabled and item.channel == "whatsapp"


def why_unheard(
    org: Org,
    item: InboundMessage,
    conversation: Conversation,
    *,
    stored: ChatMessage | None = None,
    now: datetime,
) -> UnheardReason | None:
    """Why a customer's message gets no turn; None for one that waits for it. `stored`: what is known of it where its
    edit or revocation came first.
    """
    if item.kind in _IS_NO_QUESTION:
        return "no_question"
    if stored is not None and stored.revoked_at is not None:
        return "revoked"
    if keyword_in(org, item) is not None:
        return "keyword"
    if not _is_fresh(org, item, now):
        return "too_old"
    return "too_many" if len(conversation.waiting) >= MOST_WAITING else None


def heard(
    org: Org,
    conversation: Conversation,
    item: InboundMessage,
    *,
    key: str,
    stored: ChatMessage | None = None,
    now: datetime,
) -> tuple[Conversation, UnheardReason | None]:
    """The conversation after a message: with it among those that wait for a turn, or in the hands of the person who
    wrote it. The reason where a customer's message gets no turn. `stored`: as for `why_unheard`.
    """
    if not is_listening(org, item):
        return conversation, None
    if item.origin == "staff":
        return _spoken(org, conversation, item, now=now), None
    if item.origin != "customer":
        return conversation, None
    reason = why_unheard(org, item, conversation, stored=stored, now=now)
    if reason is not None:
        return conversation, reason
    if (after := _rated(conversation, item, now)) is not None:
        return after, "rating"
    message = Heard(
        id=key,
        at=item.at,
        received_at=now,
        kind=item.kind,
        text=_cut(_text_now(item, stored)),
        media=tuple(each.kind for each in item.media),
        ad_id=_ad_of(item),
        is_for_person=is_for_person(org, item),
    )
    waiting = (*conversation.waiting, message)
    due_at = _turn_due_at(org, waiting, now)
    return conversation.with_changes(waiting=waiting, turn_due_at=due_at, unread_id=item.id), None


def _turn_due_at(org: Org, waiting: tuple[Heard, ...], now: datetime) -> datetime:
    """When what waits is answered: some seconds after the last message, and not much later than the first."""
    settings = org.settings.assistant
    first = min(each.received_at for each in waiting)
    return min(
        now + timedelta(seconds=settings.debounce_seconds),
        max(first + timedelta(seconds=settings.longest_wait_seconds), now),
    )


def _text_now(item: InboundMessage, stored: ChatMessage | None) -> str | None:
    """What it says, also where its edit came first."""
    return item.text if stored is None or stored.edited_at is None else stored.edited_text


def heard_anew(
    conversation: Conversation, marked: ChatMessage, *, key: str
) -> tuple[Conversation, ChatMessage]:
    """What waits after an edit or a revocation of a message, `marked` as it is since: an edit before the turn changes
    what is answered, and what is revoked by then is not answered, for which the message has the reason.
    """
    if all(each.id != key for each in conversation.waiting):
        return conversation, marked
    if marked.revoked_at is not None:
        waiting = tuple(each for each in conversation.waiting if each.id != key)
        left = conversation.with_changes(waiting=waiting) if waiting else conversation.turned()
        return left, marked.with_changes(unanswered="revoked")
    waiting = tuple(
        each.with_changes(text=_cut(marked.edited_text)) if each.id == key else each
        for each in conversation.waiting
    )
    return conversation.with_changes(waiting=waiting), marked


def _cut(text: str | None) -> str | None:
    return (text or "")[:MOST_TEXT] or None


def _rated(conversation: Conversation, item: InboundMessage, now: datetime) -> Conversation | None:
    if conversation.rates_cycle is None:
        return None
    from functions.domain.conversations.ratings import rated  # loaded where somebody was asked

    return rated(conversation, item, now)


def taken_over(
    org: Org,
    conversation: Conversation,
    *,
    because: str,
    at: datetime,
    owner: str = STAFF,
    by: str | None = None,
    notes: str | None = None,
    task_id: str | None = None,
) -> Conversation:
    """The conversation as a person's, the assistant silent from now on: for as long as the business has set. Their
    first answer is awaited, unless it is what took it over.
    """
    hours, to_uid = org.settings.assistant.silent_hours, None if owner == STAFF else owner
    handover = Handover(at=at, because=because, to_uid=to_uid, by=by, notes=notes, task_id=task_id)
    taken = conversation.with_changes(
        owner=owner,
        silent_until=None if hours is None else at + timedelta(hours=hours),
        handovers=(*conversation.handovers, handover)[-MOST_HANDOVERS:],
    )
    return taken.not_awaited() if because == PERSON_WROTE else with_clock_anew(org, taken, at)


def is_a_person_s(conversation: Conversation, now: datetime) -> bool:
    """Whether a person owns the conversation now, so that the assistant is silent."""
    if conversation.owner in (None, ASSISTANT):
        return False
    return conversation.silent_until is None or now < conversation.silent_until


def written_by_person(org: Org, conversation: Conversation, by: str, *, now: datetime) -> Conversation:
    """The conversation after a member of staff wrote in it: theirs, and silent from now on. What the customer writes
    next is for them, and no rating.
    """
    settings = org.settings.assistant
    if not settings.enabled or conversation.channel != "whatsapp":
        return conversation
    conversation = conversation.with_changes(rates_cycle=None)
    if not is_a_person_s(conversation, now):
        taken = taken_over(org, conversation, because=PERSON_WROTE, at=now, owner=by, by=by)
        return with_clock_anew(org, taken, now) if conversation.needs_human else taken
    hours = settings.silent_hours
    until = None if hours is None else now + timedelta(hours=hours)
    owner = by if conversation.owner == STAFF else conversation.owner
    kept = conversation.with_changes(owner=owner, silent_until=until)
    return with_clock_anew(org, kept, now) if conversation.needs_human else kept.not_awaited()


def _spoken(org: Org, conversation: Conversation, item: InboundMessage, *, now: datetime) -> Conversation:
    """A person wrote on the business's own phone; what a gateway brings of long ago changes nothing."""
    return written_by_person(org, conversation, STAFF, now=now) if _is_fresh(org, item, now) else conversation


def _is_fresh(org: Org, item: InboundMessage, now: datetime) -> bool:
    return now - item.at <= timedelta(minutes=org.settings.assistant.answer_within_minutes)


def _ad_of(item: InboundMessage) -> str | None:
    """The ad that the message came from, by Meta's id (Click to WhatsApp)."""
    referral = item.extra.get("referral")
    ad = referral.get("source_id") if isinstance(referral, dict) else None
    return ad[:200] if isinstance(ad, str) and ad else None
