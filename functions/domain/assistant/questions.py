"""What a model is asked, and what it answers: the protocol behind which any model may stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from functions.domain.assistant.phases import Phase
from functions.domain.assistant.plans import Chat
from functions.domain.assistant.prompts import PromptInUse
from functions.domain.conversations.documents import Heard
from functions.domain.kernel.decisions import Value
from functions.domain.orgs.org import Org


@dataclass(frozen=True)
class Said:
    """A message of the chat so far."""

    by: Literal["customer", "business"]
    text: str


@dataclass(frozen=True)
class Question:
    """What a turn asks a model. `seats`: how many are left, by package; `language`: in which to answer."""

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
    suggestion; `confidence`: from 0 to 1, as the model judges itself.
    """

    text: str
    action: Literal["answer", "hand_over"] = "answer"
    media_ids: tuple[str, ...] = ()
    phase: Phase | None = None
    intent: str | None = None
    confidence: float = 0.0
    needs_human: bool = False
    language: str | None = None


Responder = Callable[[Question], ModelAnswer]
