"""What a model is asked, and what it answers: the protocol behind which any model may stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from functions.domain.conversations.documents import Heard
from functions.domain.conversations.documents import Said as Said
from functions.domain.kernel.decisions import Value
from functions.domain.model_answers.prompts import PromptInUse
from functions.domain.orgs.org import Org
from functions.domain.replies.phases import Phase
from functions.domain.replies.plans import Chat


@dataclass(frozen=True)
class Question:
    """What a turn asks a model. `chat`: as it was before the burst `heard`; `seats`: how many are left, by package;
    `language`: in which to answer; `history`: what was said before, the oldest first.
    """

    org: Org
    conversation_id: str
    chat: Chat
    heard: tuple[Heard, ...]
    prompt: PromptInUse
    language: str
    today: date
    seats: Mapping[str, int]
    history: tuple[Said, ...] = ()


class ModelAnswer(Value):
    """What a model answers, by form. `action`: what is to be done; `media_ids`: of the package's media; `phase`: a
    suggestion; `confidence`: from 0 to 1, as the model judges itself. `summary`: for the person who takes over.
    """

    text: str
    action: Literal["answer", "hand_over"] = "answer"
    media_ids: tuple[str, ...] = ()
    phase: Phase | None = None
    intent: str | None = None
    confidence: float = 0.0
    needs_human: bool = False
    language: str | None = None
    summary: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of asking a model: its answer, or in a word why there is none (`away`), and what all tries used.
    `responder`: the model's name; `tools`: those that it used; `cost_micros`: in millionths of the prices' currency,
    None where no prices are known. `refused`: it is the business that has to see to it, as with a wrong key.
    """

    responder: str
    answer: ModelAnswer | None = None
    away: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micros: int | None = None
    tools: tuple[str, ...] = ()
    refused: bool = False


Responder = Callable[[Question], ModelAnswer]
