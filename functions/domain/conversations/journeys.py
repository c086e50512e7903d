"""How far a chat came in each of its cycles, and how it went: what the figures of the assistant are counted from.

A cycle's journey stands in its conversation's own document, which each turn writes anyway: it costs no document more,
and goes with the conversation where a customer is erased.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, Literal, get_args

from pydantic import Field

from functions.domain.kernel.decisions import UNKNOWN_AT, Value

Phase = Literal["leads", "interest", "booking", "paid"]
PHASES: Final[tuple[Phase, ...]] = get_args(Phase)
# `answered`; `little`: nothing was asked; `handover`: a person got it; `unanswered`: something else kept it from it.
Outcome = Literal["answered", "little", "handover", "unanswered"]
MOST_JOURNEYS: Final = 20  # of a conversation, the last ones
MOST_QUESTIONS: Final = 30  # of a journey, the first ones
MOST_PAID: Final = 20
PAYMENT: Final = "payment"  # a handover that is no escalation: the chat came where it should


class AskedQuestion(Value):
    """What was asked, folded and without what names somebody: `faq:{id}`, or its telling words. `is_answered`: by the
    assistant, without a person.
    """

    pattern: str
    is_answered: bool = False


class Paid(Value):
    """What a confirmed booking comes to."""

    amount_minor: int = 0
    currency: str | None = None


class Journey(Value):
    """`began_at`: when the message that began it came. `reached`: of each phase after `leads` when it was reached.
    `campaign_code`, `package_code`, `ad_id`: the last ones that are known.

    `turns`: those in which the assistant was asked; `answers`: those with an answer, `answer_ms` how long these took
    together, `answered_in` how many took so long (steps.py). `handovers`: by reason. `last_outcome`: of the last turn.
    `rating`: what the customer said when they were asked at `rating_asked_at`.
    """

    began_at: datetime = UNKNOWN_AT
    reached: dict[str, datetime] = Field(default_factory=dict)
    campaign_code: str | None = None
    package_code: str | None = None
    ad_id: str | None = None
    turns: int = Field(default=0, ge=0)
    answers: int = Field(default=0, ge=0)
    answer_ms: int = Field(default=0, ge=0)
    answered_in: dict[str, int] = Field(default_factory=dict)
    handovers: dict[str, int] = Field(default_factory=dict)
    last_turn_at: datetime | None = None
    last_outcome: Outcome | None = None
    questions: tuple[AskedQuestion, ...] = ()
    paid: dict[str, Paid] = Field(default_factory=dict)
    rating: int | None = Field(default=None, ge=1, le=5)
    rating_asked_at: datetime | None = None
    rated_at: datetime | None = None

    @property
    def furthest(self) -> Phase:
        """The furthest phase that it reached. Who paid has booked, whatever was said of it."""
        return max(("leads", *(each for each in PHASES if each in self.reached)), key=PHASES.index)

    @property
    def is_escalated(self) -> bool:
        """Whether the assistant gave it to a person for another reason than a payment."""
        return any(count > 0 for reason, count in self.handovers.items() if reason != PAYMENT)

    def has_reached(self, phase: Phase) -> bool:
        return PHASES.index(self.furthest) >= PHASES.index(phase)

    def reaching(self, phase: str | None, at: datetime) -> "Journey":
        """The journey in this phase, reached at the earliest instant that is known."""
        if phase not in PHASES or phase == PHASES[0]:
            return self
        known = self.reached.get(phase, at)
        return self.with_changes(reached={**self.reached, phase: min(known, at)})

    def beside(self, other: "Journey") -> "Journey":
        """The journey with another one of the same person in the same cycle, whose chats are one now: both together;
        of what there is once this one's holds.
        """
        known = {name: getattr(self, name) or getattr(other, name) for name in _ONCE}
        rated = self if self.rating is not None or other.rating is None else other
        last = max((other, self), key=lambda each: each.last_turn_at or UNKNOWN_AT)
        return self.with_changes(
            began_at=min(self.began_at, other.began_at),
            reached={**other.reached, **self.reached, **_earliest(self.reached, other.reached)},
            **known,
            turns=self.turns + other.turns,
            answers=self.answers + other.answers,
            answer_ms=self.answer_ms + other.answer_ms,
            answered_in=_added(self.answered_in, other.answered_in),
            handovers=_added(self.handovers, other.handovers),
            last_turn_at=last.last_turn_at,
            last_outcome=last.last_outcome,
            questions=(*self.questions, *other.questions)[:MOST_QUESTIONS],
            paid=dict(sorted({**other.paid, **self.paid}.items())[:MOST_PAID]),
            rating=rated.rating,
            rating_asked_at=rated.rating_asked_at or self.rating_asked_at or other.rating_asked_at,
            rated_at=rated.rated_at,
        )


Journeys = Mapping[str, Journey]
_ONCE: Final = ("campaign_code", "package_code", "ad_id")


def _earliest(one: Mapping[str, datetime], other: Mapping[str, datetime]) -> dict[str, datetime]:
    return {phase: min(one[phase], other[phase]) for phase in one.keys() & other.keys()}


def _added(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in sorted({*one, *other})}


def joined_journeys(further: Journeys, other: Journeys) -> dict[str, Journey]:
    """By cycle the journeys of two chats of one person, the last ones of them."""
    both = {
        cycle: further[cycle].beside(other[cycle]) if cycle in other else further[cycle] for cycle in further
    }
    after = {**other, **both}
    return {cycle: after[cycle] for cycle in sorted(after, key=_number)[-MOST_JOURNEYS:]}


def with_journey(known: Journeys, cycle: int, journey: Journey) -> dict[str, Journey]:
    """The journeys of a conversation with that of a cycle, the last ones of them."""
    after = {**known, str(cycle): journey}
    last = sorted(after, key=_number)[-MOST_JOURNEYS:]
    return {name: after[name] for name in last}


def months_of(journeys: Journeys) -> tuple[str, ...]:
    """The months, by UTC, in which journeys began: by these a period finds their conversations."""
    known = {each.began_at for each in journeys.values() if each.began_at > UNKNOWN_AT}
    return tuple(sorted({f"{each.astimezone(UTC):%Y-%m}" for each in known}))


def journey_at(journeys: Journeys, at: datetime) -> str | None:
    """The cycle that was under way at an instant, the first one where that is earlier; None where there is none."""
    by_begin = sorted(journeys, key=lambda name: (journeys[name].began_at, _number(name)))
    begun = [name for name in by_begin if journeys[name].began_at <= at]
    return next(iter((*reversed(begun), *by_begin)), None)


def _number(cycle: str) -> tuple[int, str]:
    return (int(cycle) if cycle.isascii() and cycle.isdigit() else 0), cycle
