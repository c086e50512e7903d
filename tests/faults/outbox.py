"""What always holds of messages: forward only, each handover claimed and explained, marketing once for a cause."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tests.faults.world import World

TERMINAL = {"sent", "failed", "suppressed", "expired", "unknown"}
STEPS = {
    ("queued", "queued"),
    ("queued", "sending"),
    ("queued", "expired"),
    *(("sending", after) for after in ("queued", "sent", "failed", "unknown")),
}


def broken_messages(world: World) -> Iterator[str]:
    """What does not hold of the messages of a world that came to rest."""
    messages = world.backend.all("messages")
    by_cause: Counter[tuple[str, str]] = Counter()
    for id, message in messages.items():
        handed_over = world.handed_over[id]
        if message["purpose"] == "marketing":
            by_cause[message["cause"], message["rule"]] += handed_over
        for sentence in (*_life(message), *_handovers(message, handed_over)):
            yield f"message {id[-24:]} {sentence}"
    for (cause, _), count in by_cause.items():
        if count > 1:
            yield f"{cause} told its customer {count} times"
    for id in world.handed_over.keys() - messages.keys():
        yield f"message {id} is not there"


def _life(message: dict[str, Any]) -> Iterator[str]:
    went = [step["status"] for step in message["history"]]
    if message["status"] not in TERMINAL:
        yield f"is still {message['status']}"
    if message["status"] == "expired":
        yield "expired, and nothing was away for that long"
    for before, after in pairwise(went):
        if (before, after) not in STEPS:
            yield f"went from {before} to {after}"
    if went[-1] != message["status"]:
        yield f"is {message['status']}, and its history ends with {went[-1]}"
    if went.count("sending") != message["attempts"]:
        yield f"was claimed {went.count('sending')} times and counts {message['attempts']} attempts"
    if not message["rule"]:
        yield "does not say which rule caused it"


def _handovers(message: dict[str, Any], handed_over: int) -> Iterator[str]:
    """An attempt hands over once at most. It was heard of (`sent`), or its lease ran out with nobody knowing."""
    details = [step["detail"] for step in message["history"]]
    explained = (message["status"] == "sent") + details.count("lease_over")
    explained += message["reason"] in ("lease_over", "attempts_over")
    if message["status"] == "sent" and handed_over == 0:
        yield "is called sent and was never handed over"
    if handed_over > explained:
        yield f"is {message['status']} and was handed over {handed_over} times, {explained} of them explained"
