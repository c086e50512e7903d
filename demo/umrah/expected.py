"""The agency's figures, counted from the scripts of its chats alone: which of them reaches what, and who answers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from demo.lengths import ChatRow, read_chat_rows

PHASES = ("leads", "interest", "booking", "paid")
BEFORE_PAID = "booking"


def expected(length: str, most: int | None = None) -> dict[str, Any]:
    """The figures that the chats of a run must lead to, the first `most` of them, by dotted path."""
    return expected_of(read_chat_rows(length, most))


def expected_of(rows: Sequence[ChatRow]) -> dict[str, Any]:
    """The figures that these chats must lead to."""
    reached = list(_reached(rows))
    handovers = Counter(reason for row in rows for reason in row["handovers"])
    bursts = [step for row in rows for step in row["turns"] if "says" in step]
    silent = Counter(step["silent"] for step in bursts if "silent" in step)
    return {
        "conversations": len(rows),
        "funnel": {phase: sum(_is_at(phase, one) for one in reached) for phase in PHASES},
        "handovers": sum(handovers.values()),
        "handovers_by_reason": dict(sorted(handovers.items())),
        "answers": sum("silent" not in step for step in bursts),
        "silent": dict(sorted((silent + _old(rows)).items())),
        "seats_confirmed": _seats(rows),
        "answered_twice": 0,
        "unanswered": 0,
        "replay.changed": 0,
        "dead_letters": 0,
    } | _by_chat(rows)


def _by_chat(rows: Sequence[ChatRow]) -> dict[str, Any]:
    """What becomes of each chat; in a race for seats it is open who gets them."""
    wanted: dict[str, Any] = {}
    for row in rows:
        path = f"chats.{row['id']}"
        wanted[f"{path}.handovers"] = row["handovers"]
        wanted[f"{path}.answers"] = sum("says" in step and "silent" not in step for step in row["turns"])
        if "race" not in row:
            wanted[f"{path}.reached"] = row["reaches"]
    return wanted


def _reached(rows: Sequence[ChatRow]) -> Iterator[str]:
    """How far each season of each chat comes. Of a race for seats only the winners are paid."""
    for race, together in groupby(rows, lambda row: row.get("race") or row["id"]):
        chats = list(together)
        wins = chats[0].get("wins", len(chats))
        for number, row in enumerate(chats):
            has_lost = race == row.get("race") and number >= wins
            yield from (BEFORE_PAID if has_lost else phase for phase in row["reaches"])


def _is_at(phase: str, reached: str) -> bool:
    return PHASES.index(reached) >= PHASES.index(phase)


def _old(rows: Sequence[ChatRow]) -> Counter[str]:
    """What a gateway brought of long ago, message by message."""
    count = sum(len(step["old"]) for row in rows for step in row["turns"] if "old" in step)
    return Counter({"too_old": count}) if count else Counter()


def _seats(rows: Sequence[ChatRow]) -> int:
    """What is paid for: of each reservation that is followed by a payment, once a race."""
    paid = 0
    for _, together in groupby(rows, lambda row: row.get("race") or row["id"]):
        chats = list(together)
        for row in chats[: chats[0].get("wins", len(chats))]:
            kept = 0
            for step in row["turns"]:
                kept = step.get("reserves", kept)
                paid += kept if "pays" in step else 0
    return paid
