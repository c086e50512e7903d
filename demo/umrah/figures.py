"""The agency's figures, counted from its documents: the funnel, the handovers, the answers, and what was asked."""

import json
import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from demo.offices import Office

Document = dict[str, Any]
PHASES = ("leads", "interest", "booking", "paid")
FAQ = "faq:"
BETWEEN_PEOPLE = "unanswered"
MOST_QUESTIONS = 10


@dataclass
class Chat:
    """A conversation with its messages and its turns, in their order."""

    conversation: Document
    messages: list[Document] = field(default_factory=list)
    turns: list[Document] = field(default_factory=list)


def chats_of(office: Office) -> Sequence[Chat]:
    """The agency's conversations."""
    found = []
    for snapshot in office.org.collection("conversations").stream():
        messages, turns = (
            [
                (each.to_dict() or {}) | {"id": each.id}
                for each in snapshot.reference.collection(name).stream()
            ]
            for name in ("messages", "turns")
        )
        turns.sort(key=lambda turn: turn["at"])
        found.append(Chat((snapshot.to_dict() or {}) | {"id": snapshot.id}, messages, turns))
    return found


def figures_of(
    chats: Sequence[Chat], books: Mapping[str, list[Document]], requests: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """What the agency's owner would look at. `requests`: what the gateway was asked to send."""
    sent = {message["id"]: message for message in books["messages"]}
    handovers = Counter(reason for chat in chats for reason in _handovers(chat))
    turns = [turn for chat in chats for turn in chat.turns]
    waits = sorted(_waits(turns, sent))
    return {
        "conversations": len(chats),
        "funnel": funnel(chats),
        "handovers": sum(handovers.values()),
        "handovers_by_reason": dict(sorted(handovers.items())),
        "answers": sum("message_id" in turn for turn in turns),
        "answered_twice": _answered_twice(turns) + _sent_twice(sent, requests),
        "unanswered": sum(map(_unanswered, chats)),
        "silent": dict(sorted(_silent(chats).items())),
        "median_answer_s": round(statistics.median(waits), 1) if waits else 0,
        "p90_answer_s": waits[math.ceil(len(waits) * 0.9) - 1] if waits else 0,
        "inbound": sum(_is_inbound(message) for chat in chats for message in chat.messages),
        "common_questions": common_questions(turns),
        "languages": dict(sorted(Counter(str(chat.conversation.get("language")) for chat in chats).items())),
        "seats_confirmed": sum(one["seats"] for one in books["bookings"] if one["status"] == "confirmed"),
        "bookings": dict(sorted(Counter(one["status"] for one in books["bookings"]).items())),
        "tasks": len(books["tasks"]),
        "leads": len(books["leads"]),
        "dead_letters": len(books["dead_letters"]),
    }


def funnel(chats: Iterable[Chat]) -> dict[str, int]:
    """How many seasons of customers came as far as each phase, or further."""
    reached = Counter(phase for chat in chats for phase in _reached(chat))
    counts = [sum(reached[later] for later in PHASES[place:]) for place in range(len(PHASES))]
    return dict(zip(PHASES, counts, strict=True))


def by_chat(chats: Iterable[Chat], scripts: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What became of each script's conversation. `scripts`: the script by the conversation's id."""
    return {
        scripts[chat.conversation["id"]]: {
            "reached": list(_reached(chat)),
            "handovers": _handovers(chat),
            "answers": sum("message_id" in turn for turn in chat.turns),
        }
        for chat in chats
    }


def _handovers(chat: Chat) -> list[str]:
    """Why the chat went to a person, each time; not that it went from one who did not answer to another."""
    reasons = (each["because"] for each in chat.conversation.get("handovers", ()))
    return [reason for reason in reasons if reason != BETWEEN_PEOPLE]


def _reached(chat: Chat) -> Iterable[str]:
    """The furthest phase of each season: of its turns, and of what staff said when they gave the chat back."""
    steps: dict[int, set[str]] = defaultdict(lambda: {PHASES[0]})
    season = 1
    for turn in chat.turns:
        steps[season].add(turn.get("phase_before") or PHASES[0])
        season = turn["cycle"]
        steps[season].add(turn["phase_after"])
    steps[chat.conversation.get("cycle", season)].add(chat.conversation.get("phase") or PHASES[0])
    return (max(phases, key=PHASES.index) for phases in steps.values())


def common_questions(turns: Iterable[Document]) -> list[dict[str, Any]]:
    """The questions that were recognised: how often each was asked, and how often the assistant answered it."""
    asked = [
        (trigger.removeprefix(FAQ), turn) for turn in turns for trigger in turn["triggers"] if FAQ in trigger
    ]
    times = Counter(question for question, _ in asked)
    answered = Counter(
        question for question, turn in asked if "message_id" in turn and "handover" not in turn
    )
    common = sorted(times, key=lambda question: (-times[question], question))[:MOST_QUESTIONS]
    return [{"question": one, "frequency": times[one], "answered": answered[one]} for one in common]


def _waits(turns: Iterable[Document], sent: Mapping[str, Document]) -> Iterator[float]:
    """From the last message of a burst to the instant when its answer was sent, in seconds of the clock."""
    for turn in turns:
        at = sent.get(turn.get("message_id", ""), {}).get("sent_at")
        if isinstance(at, datetime):
            yield round((at - turn["messages"][-1]["received_at"]).total_seconds(), 1)


def _answered_twice(turns: Iterable[Document]) -> int:
    """How many messages of customers are in two turns that were answered."""
    answered = Counter(heard["id"] for turn in turns if "message_id" in turn for heard in turn["messages"])
    return sum(count > 1 for count in answered.values())


def _sent_twice(sent: Mapping[str, Document], requests: Iterable[Mapping[str, Any]]) -> int:
    """How many sends the gateway was asked for beside one for each message."""
    calls = [json.loads(each["body"]) for each in requests if "/api/send" in each["path"]]
    asked = sum("chatId" in call and ("text" in call or "file" in call) for call in calls)
    return abs(asked - sum(one["status"] in ("sent", "delivered", "read") for one in sent.values()))


def _unanswered(chat: Chat) -> int:
    """How many messages of a customer have neither an answer nor a reason."""
    turns = [turn for turn in chat.turns if "message_id" in turn or _why_silent(turn)]
    told = {heard["id"] for turn in turns for heard in turn["messages"]}
    return sum(
        _is_inbound(message) and "unanswered" not in message and message["id"] not in told
        for message in chat.messages
    )


def _silent(chats: Iterable[Chat]) -> Counter[str]:
    """Why nothing was said: turn by turn, and message by message of those that get no turn."""
    reasons: Counter[str] = Counter()
    for chat in chats:
        reasons.update(reason for turn in chat.turns if (reason := _why_silent(turn)))
        reasons.update(message["unanswered"] for message in chat.messages if "unanswered" in message)
    return reasons


def _why_silent(turn: Document) -> str | None:
    if "message_id" in turn:
        return None
    reason: str | None = turn.get("unanswered") or ("handover" if "handover" in turn else None)
    return reason


def _is_inbound(message: Document) -> bool:
    return message.get("origin") == "customer"
