"""What always holds of chats that persons take up, by what came in and what they wrote: what was taken back or edited
by then is not answered, a question that nobody answers goes on so often and no oftener, at last its customer is told
once, and of what a person answered nothing is said.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from functions.domain.assistant.escalating import UNANSWERED
from functions.domain.assistant.handovers import BY_STAFF
from functions.domain.messages.answers import HOLDING_RULE
from tests.faults.chat_flows import AGENCY
from tests.faults.world import World

Fields = Mapping[str, Any]
LATE_AFTER = timedelta(minutes=AGENCY.settings.assistant.escalate_after_minutes or 0)
MOST = AGENCY.settings.assistant.escalate_most
BY_PERSON = "person_wrote"
STORED_WITHIN = timedelta(
    minutes=29
)  # a commit that meets slow calls, each of which takes longer than a lease


def broken_handovers(world: World) -> Iterator[str]:
    """What does not hold of the handovers of a world that came to rest."""
    if world.org is not AGENCY:
        return
    documents = world.backend.all("conversations")
    below = {id: each for id, each in documents.items() if "/" in id}
    yield from _changed_in_time(world, below)
    for id, conversation in documents.items():
        if "/" not in id:
            yield from _escalated(world, below, conversation)
            yield from _told(world, below, conversation)
    yield from _paid(world)


def _changed_in_time(world: World, documents: Mapping[str, Fields]) -> Iterator[str]:
    """What was stored before a turn was is in it. The versions of documents that are written once tell the order."""
    messages = [each for id, each in documents.items() if "/messages/" in id]
    order = {id: world.backend.versions[f"orgs/{world.org.id}/conversations/{id}"] for id in documents}
    keys = {each["provider_message_id"]: id for id, each in documents.items() if "/messages/" in id}
    for turn_id, turn in documents.items():
        if "/turns/" not in turn_id:
            continue
        for heard in turn["messages"]:
            (own,) = [each for each in messages if keys[each["provider_message_id"]].endswith(heard["id"])]
            marks = [
                each
                for each in messages
                if each.get("target_id") == own["provider_message_id"]
                and order[keys[each["provider_message_id"]]] < order[turn_id]
            ]
            if any(each["kind"] == "revocation" for each in marks):
                yield f"turn {turn_id[-6:]} answers what was taken back"
            edits = sorted((each["at"], each["text"]) for each in marks if each["kind"] == "edit")
            latest = {text for at, text in edits if at == edits[-1][0]} or {own["text"]}
            if heard["text"] not in latest:
                yield f"turn {turn_id[-6:]} answers {heard['text']!r}, which was edited to {sorted(latest)}"


def _answers(world: World, below: Mapping[str, Fields]) -> list[tuple[datetime, datetime]]:
    """When a person wrote, by their clock, and when that was stored."""
    by_phone = [
        (each["at"], each["received_at"])
        for id, each in below.items()
        if "/messages/" in id and each["origin"] == "staff"
    ]
    by_app = [
        (each["created_at"], each["created_at"])
        for each in world.backend.all("messages").values()
        if each.get("by_uid")
    ]
    return sorted(by_phone + by_app)


def _asked(below: Mapping[str, Fields], by: datetime) -> datetime | None:
    """When the customer wrote last, of what was stored by then."""
    asked = [
        each["at"]
        for id, each in below.items()
        if "/messages/" in id and each["origin"] == "customer" and each["received_at"] <= by
    ]
    return max(asked, default=None)


def _is_answered(
    answers: list[tuple[datetime, datetime]], *, by: datetime, since: tuple[datetime | None, ...]
) -> bool:
    """Whether a person wrote after all of these, and it was stored long before `by`: not while that was decided."""
    latest = max(each for each in since if each is not None)
    return any(stored < by - STORED_WITHIN and said > latest for said, stored in answers)


def _wait_of(handover: Fields) -> datetime:
    """When a handover's wait has surely begun: one by hand may be stored after an answer that was written after it."""
    at: datetime = handover["at"]
    return at + STORED_WITHIN if handover["because"] == BY_STAFF else at


def _escalated(world: World, below: Mapping[str, Fields], conversation: Fields) -> Iterator[str]:
    answers, in_a_row, before, begun = _answers(world, below), 0, None, None
    for each in conversation.get("handovers", ()):
        if each["because"] != UNANSWERED:
            in_a_row, before, begun = 0, each["at"], _wait_of(each)
            continue
        at = each["at"]
        if _is_answered(answers, by=at, since=(_asked(below, at), begun)):
            yield f"a chat was escalated at {at:%H:%M:%S} after an answer"
        since = [stored for _, stored in answers if stored <= at]
        in_a_row = 1 if before is None or any(stored > before for stored in since) else in_a_row + 1
        if before is not None and at - before < LATE_AFTER:
            yield f"a chat was escalated {(at - before).total_seconds():.0f} s after the step before"
        before = at
        if in_a_row > MOST:
            yield f"a chat was escalated {in_a_row} times in a row"
    yield from _never_escalated(conversation)


def _never_escalated(conversation: Fields) -> Iterator[str]:
    """A handover that nobody answered has gone all the way, by the time at which a world rests."""
    handovers = conversation.get("handovers", ())
    if conversation.get("wake_at") is not None:
        yield "an answer is awaited for ever"
    if not handovers or conversation["owner"] == "assistant" or not conversation["needs_human"]:
        return
    last = next((each for each in reversed(handovers) if each["because"] != UNANSWERED), handovers[0])
    is_answered = conversation["last_answered_at"] is not None
    if last["because"] == BY_PERSON or is_answered:
        return
    if sum(each["because"] == UNANSWERED for each in handovers if each["at"] > last["at"]) != MOST:
        yield f"a chat that nobody answered was not escalated {MOST} times"


def _told(world: World, below: Mapping[str, Fields], conversation: Fields) -> Iterator[str]:
    """The customer is told once in a row that nobody answered, and not where somebody had by the claim."""
    told = {id: m for id, m in world.backend.all("messages").items() if m["rule"] == HOLDING_RULE}
    answers = _answers(world, below)
    created = sorted(each["created_at"] for each in told.values())
    for earlier, later in pairwise(created):
        if not any(earlier <= stored <= later for _, stored in answers) and not _was_given_back(
            conversation, earlier, later
        ):
            yield "a customer was told twice that nobody had answered"
    for one in world.gateways.handovers:
        if one.message_id not in told:
            continue
        begun = _begun(conversation, one.claimed_at)
        if _is_answered(answers, by=one.claimed_at, since=(_asked(below, one.claimed_at), begun)):
            yield "a customer was told that nobody had answered, after an answer"
    for id, count in world.handed_over.items():
        if id in told and count > 1:
            yield f"that nobody answered was handed over {count} times"


def _begun(conversation: Fields, by: datetime) -> datetime:
    """When the wait began: with the last handover by then that was no step of it."""
    begun = [
        each["at"] for each in conversation["handovers"] if each["because"] != UNANSWERED and each["at"] <= by
    ]
    created_at: datetime = conversation["created_at"]
    return max(begun, default=created_at)


def _was_given_back(conversation: Fields, earlier: datetime, later: datetime) -> bool:
    """Whether another handover lies between, so that another wait has begun."""
    return any(
        each["because"] != UNANSWERED and earlier <= each["at"] <= later
        for each in conversation.get("handovers", ())
    )


def _paid(world: World) -> Iterator[str]:
    """Seats that were held for a chat are paid once."""
    bookings = world.backend.all("bookings")
    for id, booking in bookings.items():
        steps = [each["status"] for each in booking["history"]]
        if len(set(steps)) != len(steps):
            yield f"booking {id} went through {steps}"
    for id, seats in world.backend.all("package_seats").items():
        held = sum(each["seats"] for each in bookings.values() if each["status"] == "confirmed")
        if seats["confirmed"] != held:
            yield f"{seats['confirmed']} seats of {id} are counted as paid, and bookings have {held}"
