"""What always holds of chats: each message is in one turn or says why it is in none, each turn has one answer or the
reason why it has none, nobody is talked over, and each booking has one lead.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from functions.domain.messages.answers import ASSISTANT_RULE
from tests.faults.chat_flows import AGENCY
from tests.faults.model_flows import MODELLED
from tests.faults.world import World

Fields = Mapping[str, Any]
AGENCIES = (AGENCY, MODELLED)
ANSWERED_WITHIN = timedelta(minutes=AGENCY.settings.assistant.answer_within_minutes)
OTHERS = ("no_question", "keyword", "revoked", "too_many")  # why else a message has no turn


def broken_chats(world: World) -> Iterator[str]:
    """What does not hold of the chats of a world that came to rest."""
    if world.org not in AGENCIES:
        return
    documents = world.backend.all("conversations")
    turns = {id: each for id, each in documents.items() if "/turns/" in id}
    messages = {id: each for id, each in documents.items() if "/messages/" in id}
    yield from _in_one_turn(messages, turns)
    yield from _answered_once(world, turns)
    yield from _not_talked_over(turns)
    for id, conversation in documents.items():
        if "/" not in id:
            yield from _at_rest(conversation)
            yield from _booked(world, conversation, turns)


def _in_one_turn(messages: Mapping[str, Fields], turns: Mapping[str, Fields]) -> Iterator[str]:
    counted = Counter(each["id"] for turn in turns.values() for each in turn["messages"])
    for id, message in messages.items():
        key = id.rpartition("/")[2]
        if message["origin"] != "customer":
            continue
        is_old = message["received_at"] - message["at"] > ANSWERED_WITHIN
        if is_old != (message.get("unanswered") == "too_old") and message.get("unanswered") not in OTHERS:
            yield f"message {key[:6]} was {'old' if is_old else 'new'} and is taken for the other"
        expected = 0 if message.get("unanswered") else 1
        if counted[key] != expected:
            yield f"message {key[:6]} is in {counted[key]} turns, not {expected}"


def _answered_once(world: World, turns: Mapping[str, Fields]) -> Iterator[str]:
    answers = {id for id, each in world.backend.all("messages").items() if each["rule"] == ASSISTANT_RULE}
    named = Counter(each["message_id"] for each in turns.values() if each.get("message_id"))
    for id in answers | named.keys():
        if named[id] != 1 or id not in answers:
            yield f"answer {id[-6:]} is of {named[id]} turns"
    for id, turn in turns.items():
        if turn.get("text") is None and not (turn.get("unanswered") or turn.get("handover")):
            yield f"turn {id[-6:]} has neither an answer nor a reason"
    for id, count in world.handed_over.items():
        if id in answers and count > 1:
            yield f"answer {id[-6:]} was handed over {count} times"


def _at_rest(conversation: Fields) -> Iterator[str]:
    if conversation.get("waiting"):
        yield f"{len(conversation['waiting'])} messages wait for ever"
    if conversation.get("leads_due"):
        yield "a lead is due for ever"


def _not_talked_over(turns: Mapping[str, Fields]) -> Iterator[str]:
    """In a world's minutes no silence ends by itself."""
    for id, turn in turns.items():
        if turn.get("text") is not None and turn["owner"] not in (None, "assistant"):
            yield f"turn {id[-6:]} talked over a person"


def _booked(world: World, conversation: Fields, turns: Mapping[str, Fields]) -> Iterator[str]:
    """Each booked cycle has its lead captured once, with its own package; of one person they may be one deal."""
    booked = {turn["cycle"]: turn.get("package_code") for turn in turns.values() if _is_booked(turn)}
    posts = {
        id: each for id, each in world.backend.all("interactions").items() if id.startswith("lead_post:")
    }
    made = conversation.get("lead_ids", {})
    if {str(cycle) for cycle in booked} != set(made) or len(posts) != len(booked):
        yield f"{len(booked)} bookings left {len(posts)} leads"
        return
    for id, post in posts.items():
        code = booked[int(id.rpartition(":")[2])]
        if code is not None and f"package: {code}" not in (post["notes"] or ""):
            yield f"the lead of {code} is of another package"


def _is_booked(turn: Fields) -> bool:
    return turn.get("handover") == "payment"
