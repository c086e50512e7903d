"""What always holds of chats in figures: a journey is a recount of its cycle's turns and of what was paid, nobody is
asked twice how content they are, and a period's figures are a recount of its journeys.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from functions.domain.messages.answers import SATISFACTION_RULE
from tests.faults.figures_flows import COUNTED
from tests.faults.world import World

Fields = Mapping[str, Any]
PHASES = ("leads", "interest", "booking", "paid")
UNASKED = ("owned_by_person", "assistant_off", "customer_gone")


def broken_figures(world: World) -> Iterator[str]:
    """What does not hold of the figures of a world that came to rest."""
    if world.org is not COUNTED:
        return
    documents = world.backend.all("conversations")
    turns: dict[tuple[str, str], list[Fields]] = {}
    for id, each in documents.items():
        if "/turns/" in id and each.get("unanswered") not in UNASKED:
            turns.setdefault((id.split("/")[0], str(each["cycle"])), []).append(each)
    chats = {id: each for id, each in documents.items() if "/" not in id}
    journeys = {(id, cycle): j for id, each in chats.items() for cycle, j in each.get("journeys", {}).items()}
    for key in sorted(turns.keys() | journeys.keys()):
        yield from _recounted(key, journeys.get(key), turns.get(key, []))
    yield from _paid(world, journeys)
    yield from _asked_once(world, journeys)
    yield from _counted(world, journeys)


def _recounted(key: tuple[str, str], journey: Fields | None, turns: list[Fields]) -> Iterator[str]:
    name = f"journey {key[0][-4:]}/{key[1]}"
    if journey is None:
        yield f"{name} is missing, and has {len(turns)} turns"
        return
    took = [round(each["answered_in_s"] * 1000) for each in turns if each.get("message_id")]
    handovers = Counter(each["handover"] for each in turns if each.get("handover"))
    recount = (len(turns), len(took), sum(took), dict(handovers))
    said = tuple(journey[field] for field in ("turns", "answers", "answer_ms", "handovers"))
    if said != recount:
        yield f"{name} says {said}, and its turns say {recount}"
    reached = {each["phase_after"] for each in turns if each["phase_after"] != "leads"}
    if not reached <= journey["reached"].keys():
        yield f"{name} reached {sorted(journey['reached'])}, and its turns {sorted(reached)}"


def _paid(world: World, journeys: Mapping[tuple[str, str], Fields]) -> Iterator[str]:
    counted = Counter(id for each in journeys.values() for id in each["paid"])
    bookings = world.backend.all("bookings")
    began: dict[str, Any] = {}
    for (chat, _), each in journeys.items():
        began[chat] = min(each["began_at"], began.get(chat, each["began_at"]))
    for id, booking in bookings.items():
        # What was paid before the assistant had any part in the chat is in no journey.
        is_chat_s = booking["updated_at"] >= began.get(booking["conversation_id"], world.now)
        expected = 1 if booking["status"] == "confirmed" and is_chat_s else 0
        if counted[id] != expected:
            yield f"booking {id} is paid in {counted[id]} journeys, not {expected}"
    for each in journeys.values():
        if each["paid"] and "paid" not in each["reached"]:
            yield "a journey with a payment is not paid"


def _asked_once(world: World, journeys: Mapping[tuple[str, str], Fields]) -> Iterator[str]:
    asked = {id for id, each in world.backend.all("messages").items() if each["rule"] == SATISFACTION_RULE}
    said = {f"rating:{id}:{cycle}" for (id, cycle), each in journeys.items() if each["rating_asked_at"]}
    if asked != said:
        yield f"{len(asked)} customers were asked for a rating, and {len(said)} journeys say so"
    for each in journeys.values():
        if each["rating"] is not None and each["rating_asked_at"] is None:
            yield "a journey was rated that nobody asked about"


def _counted(world: World, journeys: Mapping[tuple[str, str], Fields]) -> Iterator[str]:
    page = world.backend.all("marketing").get("analytics:2025-01")
    if "marketing" not in world.backend.all("rebuilds"):
        return
    if page is None:
        yield "the month was never counted to its end"
        return
    moved = [
        at for each in journeys.values() for at in (each["last_turn_at"], *each["reached"].values()) if at
    ]
    if max(moved, default=page["as_of"]) > page["as_of"]:
        return
    furthest = [
        max([PHASES.index(phase) for phase in each["reached"]], default=0) for each in journeys.values()
    ]
    wanted = tuple(sum(each >= place for each in furthest) for place in range(len(PHASES)))
    metrics = page["conversion_metrics"]
    found = tuple(
        metrics[name]
        for name in ("total_leads", "leads_to_interest", "interest_to_booking", "booking_to_paid")
    )
    if found != wanted:
        yield f"the month has {found}, and its journeys say {wanted}"
    turns = sum(each["turns"] for each in journeys.values())
    if page["ai_performance"]["turns"] != turns:
        yield f"the month has {page['ai_performance']['turns']} turns, and its journeys {turns}"
