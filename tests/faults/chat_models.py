"""The model of a world's agency: it thinks for some seconds, in which others go on, and on a bad day it is away."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from functions.domain.kernel.errors import ProviderAway, ProviderSilent
from functions.domain.model_answers.asking import DueQuestion
from functions.domain.model_answers.questions import ModelAnswer, Outcome
from functions.domain.orgs.org import Org
from tests.faults.mishaps import Crash

if TYPE_CHECKING:
    from tests.faults.world import World

NAME = "double"
TOKENS_IN, TOKENS_OUT = 900, 60
THINKS = (timedelta(0), timedelta(seconds=1), timedelta(seconds=2.5), timedelta(seconds=12))
# A key's figures as letters: what a model says in figures is checked.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


@dataclass(frozen=True)
class Question:
    """One that the model took, about the burst that ends with `key`, and whether it answered."""

    key: str
    at: datetime


def answer_to(key: str) -> str:
    return f"Baik kak, jawabannya {key.translate(_LETTERS)}."


@dataclass
class ChatModel:
    """`asked`: each question for which it was paid; `at_once`: bursts about which two tasks asked under one lease.
    `kills`: how many tasks die of its next answers, as of one that is too large for an instance.
    """

    world: "World"
    asked: list[Question] = field(default_factory=list)
    at_once: set[str] = field(default_factory=set)
    kills: int = 0
    _under_way: dict[str, datetime] = field(default_factory=dict)

    def ask(self, org: Org, asked: DueQuestion) -> Outcome:
        """In place of queues/take_turn.py's."""
        key = asked.lease.key
        if key in self._under_way and self.world.now < self._under_way[key]:
            self.at_once.add(key)
        self._under_way[key] = asked.lease.until
        try:
            return self.world.call(
                "send",
                lambda: self._answered(key),
                away=ProviderAway(NAME, "timeout"),
                refused=ProviderAway(NAME, "blocked"),
                silent=ProviderSilent(NAME),
            )
        except (ProviderAway, ProviderSilent):
            # What of a lost answer was paid for is guessed by the adapter, at no less than it was.
            return Outcome(NAME, away="timeout", tokens_in=TOKENS_IN + TOKENS_OUT)
        finally:
            if self._under_way.get(key) == asked.lease.until:
                del self._under_way[key]

    def _answered(self, key: str) -> Outcome:
        self.asked.append(Question(key, self.world.now))
        if self.kills:
            self.kills -= 1
            raise Crash
        self.world.thinks_for(self.world.chance.choice(THINKS))
        answer = ModelAnswer(text=answer_to(key), confidence=0.9)
        return Outcome(NAME, answer, tokens_in=TOKENS_IN, tokens_out=TOKENS_OUT)
