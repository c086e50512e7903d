"""A booking that names a chat was paid, or is so no more: the chat's journey follows it (S003-32, 38, 50)."""

from datetime import datetime

from functions.domain.conversations.documents import Conversation
from functions.domain.conversations.journeys import MOST_PAID, PHASES, Journey, Paid, journey_at


def with_payment(
    conversation: Conversation, booking_id: str, paid: Paid, *, booked_at: datetime, at: datetime
) -> Conversation:
    """The conversation whose journey of `booked_at` is paid: once for a booking, whatever else comes first. Its phase
    follows where that cycle is still under way and has had a turn; no phase goes backward, and whose the chat is stays.
    One in which the assistant has no part has no journey.
    """
    if not _has_assistant(conversation):
        return conversation
    current = str(conversation.cycle or 1)
    cycle = journey_at(conversation.journeys, booked_at) or current
    journey = conversation.journeys.get(cycle) or _begun(conversation)
    bookings = {**dict(sorted(journey.paid.items())[: MOST_PAID - 1]), booking_id: paid}
    after = _with(conversation, cycle, journey.with_changes(paid=bookings).reaching("paid", at))
    follows = cycle == current and conversation.phase is not None
    return after.with_changes(phase=PHASES[-1]) if follows else after


def _has_assistant(conversation: Conversation) -> bool:
    return conversation.phase is not None or bool(conversation.journeys or conversation.waiting)


def _begun(conversation: Conversation) -> Journey:
    """A journey of which nothing is kept yet."""
    heard_at = [each.received_at for each in conversation.waiting]
    began_at = conversation.created_at if conversation.phase is not None else min(heard_at)
    return Journey(began_at=began_at, package_code=conversation.package_code)


def without_payment(conversation: Conversation, booking_id: str) -> Conversation:
    """The conversation without what a booking brought, which was cancelled. That it was paid once stays so."""
    for cycle, journey in conversation.journeys.items():
        if booking_id in journey.paid:
            left = {id: each for id, each in journey.paid.items() if id != booking_id}
            return _with(conversation, cycle, journey.with_changes(paid=left))
    return conversation


def _with(conversation: Conversation, cycle: str, journey: Journey) -> Conversation:
    return conversation.with_journey(int(cycle) if cycle.isascii() and cycle.isdigit() else 1, journey)
