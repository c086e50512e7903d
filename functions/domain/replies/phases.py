"""How far a chat has come: leads, interest, booking, paid, forward only within a cycle (S003-08, 09, 38).

A new season is a new cycle (S003-46): it begins at `leads` again, and what the one before had reached stays on record.
See docs/decisions/0056.
"""

from typing import Final

from functions.domain.conversations.journeys import PHASES, Phase

__all__ = ["FIRST", "PHASES", "Phase", "after_payment_phrase", "begins_cycle", "later"]
FIRST: Final[Phase] = "leads"
# In which what was wanted is settled: a code of another package is another journey.
_SETTLED: Final = frozenset[Phase]({"booking", "paid"})


def later(phase: Phase, other: Phase) -> Phase:
    """The later one of two phases: none goes backward."""
    return max(phase, other, key=PHASES.index)


def begins_cycle(phase: Phase, package_id: str | None, new_package_id: str) -> bool:
    """Whether a valid code begins a new cycle: of another package, after booking or payment. Before that it is another
    choice in the same one.
    """
    return phase in _SETTLED and new_package_id != package_id


def after_payment_phrase(phase: Phase) -> Phase:
    """S003-45: the same words are an early question in `leads`, and booking from `interest` on."""
    return "interest" if phase == "leads" else later(phase, "booking")
