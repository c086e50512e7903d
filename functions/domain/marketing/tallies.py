"""What chats count for in a period: it follows from each chat's document alone, so that a page of them is added once.

A period counts the journeys that began in it, with all that came of them until they are counted: a share of these can
never be more than all of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from pydantic import Field

from functions.domain.conversations.documents import Conversation
from functions.domain.conversations.journeys import PHASES, AskedQuestion, Journey
from functions.domain.kernel.decisions import UNKNOWN_AT, Document, Value
from functions.domain.kernel.tallies import added
from functions.domain.marketing.questions import QuestionTally, with_questions

QUIET_FOR: Final = timedelta(hours=24)  # after which a chat has ended
MOST_CODES: Final = 300
MOST_ARMS: Final = 60
CODE, ARM = "code:", "arm:"
OTHER_CODES: Final = "other_codes"


class ChatJourneys(Document):
    """Of a conversation what is counted. `arms`: of each experiment, which variant it has."""

    collection: ClassVar[str] = Conversation.collection
    is_part: ClassVar[bool] = True
    fallbacks: ClassVar[Mapping[str, Any]] = {"last_message_at": UNKNOWN_AT}
    cycle: int | None = None
    last_message_at: datetime = UNKNOWN_AT
    last_answered_at: datetime | None = None
    journeys: dict[str, Journey] = Field(default_factory=dict)
    arms: dict[str, str] = Field(default_factory=dict)


class Tallies(Value):
    """`counts` by name: `leads`, `interest`, `booking`, `paid` (that far or further), `turns`, `answers`, `answer_ms`,
    `escalated`, `successful`, `ended`, `completed`, `rated`, `rating`, `rating_asked`, `ads`; of a campaign code
    `code:{code}:{measure}`, of an experiment's variant `arm:{phase}:{arm}`, and `handover:{reason}`. `answered_in`: how
    many answers took so long. `questions`: what was asked; `questions_left_out`: how many were too rare to be kept.
    """

    counts: dict[str, int] = Field(default_factory=dict)
    answered_in: dict[str, int] = Field(default_factory=dict)
    questions: dict[str, QuestionTally] = Field(default_factory=dict)
    questions_left_out: int = 0


@dataclass(frozen=True)
class Counting:
    """What is counted: journeys from `since` on and before `until`, as of `now`. `currency`: of what was paid."""

    since: datetime
    until: datetime
    now: datetime
    currency: str


@dataclass(frozen=True)
class _Named:
    """The campaign codes and variants that are counted by themselves: the first ones that are met."""

    codes: set[str]
    arms: set[str]

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> "_Named":
        codes = {_code_in(name) for name in counts if name.startswith(CODE)}
        return cls(codes, {name.split(":", 2)[2] for name in counts if name.startswith(ARM)})


def counted(known: Tallies, chats: Iterable[ChatJourneys], by: Counting) -> Tallies:
    """The tallies with a page of chats more."""
    counts, times = list[Mapping[str, int]](), list[Mapping[str, int]]()
    named = _Named.of(known.counts)
    questions, left_out = dict(known.questions), known.questions_left_out
    for chat in chats:
        asked: list[AskedQuestion] = []
        for cycle, journey in _of_period(chat, by):
            counts.append(_counts_of(chat, cycle, journey, named=named, by=by))
            times.append(journey.answered_in)
            asked += journey.questions
        questions, dropped = with_questions(questions, chat.id, asked)
        left_out += dropped
    return Tallies(
        counts=added(known.counts, counts),
        answered_in={name: count for name, count in added(known.answered_in, times).items() if count > 0},
        questions=questions,
        questions_left_out=left_out,
    )


def _of_period(chat: ChatJourneys, by: Counting) -> Iterator[tuple[str, Journey]]:
    for cycle, journey in sorted(chat.journeys.items()):
        if by.since <= journey.began_at < by.until:
            yield cycle, journey


def _counts_of(
    chat: ChatJourneys, cycle: str, journey: Journey, *, named: _Named, by: Counting
) -> Counter[str]:
    """All that a journey counts for."""
    found = Counter(dict(_facts_of(chat, cycle, journey, by=by)))
    found.update(_of_code(journey, named.codes, by))
    found.update(_of_arms(chat, journey, named.arms))
    return found


def _facts_of(chat: ChatJourneys, cycle: str, journey: Journey, *, by: Counting) -> Iterator[tuple[str, int]]:
    for phase in PHASES:
        yield phase, int(journey.has_reached(phase))
    yield "turns", journey.turns
    yield "answers", journey.answers
    yield "answer_ms", journey.answer_ms
    yield "escalated", int(journey.is_escalated)
    yield "successful", int(journey.answers > 0 and not journey.is_escalated)
    yield "ads", int(journey.ad_id is not None)
    yield "rating_asked", int(journey.rating_asked_at is not None)
    yield "rated", int(journey.rating is not None)
    yield "rating", journey.rating or 0
    ended = _has_ended(chat, cycle, by)
    yield "ended", int(ended)
    yield "completed", int(ended and _is_complete(chat, cycle, journey))
    for reason, count in journey.handovers.items():
        yield f"handover:{reason}", count


def _has_ended(chat: ChatJourneys, cycle: str, by: Counting) -> bool:
    """Whether nobody has written for a day, or the next cycle has begun."""
    return _is_past(chat, cycle) or chat.last_message_at <= by.now - QUIET_FOR


def _is_complete(chat: ChatJourneys, cycle: str, journey: Journey) -> bool:
    """Whether it came to a booking, or nothing that was asked is without an answer, of the assistant or a person."""
    if journey.has_reached("booking") or journey.last_outcome in ("answered", "little"):
        return True
    asked_at, answered_at = journey.last_turn_at, chat.last_answered_at
    return asked_at is not None and answered_at is not None and answered_at >= asked_at


def _is_past(chat: ChatJourneys, cycle: str) -> bool:
    return cycle.isascii() and cycle.isdigit() and chat.cycle is not None and int(cycle) < chat.cycle


def _of_code(journey: Journey, codes: set[str], by: Counting) -> Counter[str]:
    """What a journey counts for with its campaign code; `codes` are those that are counted by themselves."""
    found, code = Counter[str](), journey.campaign_code
    if code is None:
        return Counter(without_code=1)
    if code not in codes and len(codes) >= MOST_CODES:
        return Counter({OTHER_CODES: 1})
    codes.add(code)
    paid = [each for each in journey.paid.values() if each.currency in (None, by.currency)]
    found[f"{CODE}{code}:conversations"] = 1
    found[f"{CODE}{code}:bookings"] = int(journey.has_reached("booking"))
    found[f"{CODE}{code}:paid"] = int(journey.has_reached("paid"))
    found[f"{CODE}{code}:ads"] = int(journey.ad_id is not None)
    found[f"{CODE}{code}:revenue_minor"] = sum(each.amount_minor for each in paid)
    found[f"{CODE}{code}:other_currency"] = len(journey.paid) - len(paid)
    return found


def _of_arms(chat: ChatJourneys, journey: Journey, arms: set[str]) -> Counter[str]:
    found = Counter[str]()
    for experiment, arm in sorted(chat.arms.items()):
        name = f"{experiment}:{arm}"
        if name not in arms and len(arms) >= MOST_ARMS:
            continue
        arms.add(name)
        for phase in PHASES:
            found[f"{ARM}{phase}:{name}"] = int(journey.has_reached(phase))
        found[f"{ARM}escalated:{name}"] = int(journey.is_escalated)
    return found


def _code_in(name: str) -> str:
    return name.removeprefix(CODE).rpartition(":")[0]
