"""The stages of a deal, and which moves between them there are."""

from collections.abc import Mapping
from typing import Literal

Stage = Literal["lead", "qualified", "discovery", "proposal", "negotiation", "won", "lost", "retention"]
FIRST: Stage = "lead"
# In their order.
OPEN: tuple[Stage, ...] = ("lead", "qualified", "discovery", "proposal", "negotiation")
# That of an account without an open deal: a customer who is kept, then one who was won, then one who was lost.
CLOSED: tuple[Stage, ...] = ("retention", "won", "lost")
NEEDS_REASON: frozenset[Stage] = frozenset({"won", "lost"})
# An open deal goes to any open stage, back too, or is closed. One that was lost may be opened again; one that is kept
# may be lost.
_NEXT: Mapping[Stage, tuple[Stage, ...]] = {
    **dict.fromkeys(OPEN, (*OPEN, "won", "lost")),
    "won": ("retention",),
    "lost": OPEN,
    "retention": ("lost",),
}


def may_move(before: Stage | None, to: Stage) -> bool:
    """Whether a deal may go from a stage to another; None: it is new, and may be one that was closed before."""
    return to != "retention" if before is None else to in _NEXT[before]


def is_open(stage: str) -> bool:
    """Whether a deal in this stage is still to be won or lost."""
    return stage in OPEN


def stage_of_all(counts: Mapping[str, int]) -> Stage | None:
    """The stage of an account with so many deals in each: the furthest open one, else CLOSED's first."""
    order = (*reversed(OPEN), *CLOSED)
    return next((stage for stage in order if counts.get(stage, 0) > 0), None)


def status_of_all(counts: Mapping[str, int]) -> Literal["won", "open", "lost"] | None:
    """What an account's deals come to: `won` where any was, then `open` where any is, then `lost`."""
    if counts.get("won", 0) > 0 or counts.get("retention", 0) > 0:
        return "won"
    if any(counts.get(stage, 0) > 0 for stage in OPEN):
        return "open"
    return "lost" if counts.get("lost", 0) > 0 else None
