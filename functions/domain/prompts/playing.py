"""A message is answered as its turn would answer it, and nothing comes of it: for trials and previews."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Final

from functions.domain.conversations.documents import Heard
from functions.domain.kernel.errors import CannotBeDone
from functions.domain.language.choosing import sold
from functions.domain.language.languages import language_of
from functions.domain.model_answers.asking import leaves_open
from functions.domain.model_answers.plans import plan_of
from functions.domain.model_answers.prompts import PromptInUse
from functions.domain.model_answers.questions import Question, Responder, Said
from functions.domain.orgs.org import Org
from functions.domain.replies.deciding import decide
from functions.domain.replies.plans import Chat, Plan
from functions.domain.replies.sentences import Answer, Writing, packages_to_tell, written

RULES: Final = "rules"
NOTHING_SAID: Final = Answer("")


@dataclass(frozen=True)
class Model:
    """A model by its name, which is kept with what it said."""

    name: str
    ask: Responder = field(repr=False)


@dataclass(frozen=True)
class Stage:
    """What a chat is played with. `model`: None where the rules answer alone; `seats`: how many are left by package."""

    org: Org
    prompt: PromptInUse
    today: date
    model: Model | None = None
    seats: Mapping[str, int] = field(default_factory=dict)
    conversation_id: str = "whatsapp:trial"

    @property
    def responder(self) -> str:
        return self.model.name if self.model is not None else RULES


@dataclass(frozen=True)
class Scene:
    """How far a chat has come."""

    chat: Chat = field(default_factory=Chat)
    language: str | None = None
    history: tuple[Said, ...] = ()


@dataclass(frozen=True)
class PlayedAnswer:
    """What would have been said, and how far the chat has come with it."""

    plan: Plan
    answer: Answer
    scene: Scene


def answered(stage: Stage, scene: Scene, texts: tuple[str, ...]) -> PlayedAnswer:
    """What a burst of messages is answered with. Raises MissingVariable or TemplateFailed where a template is at fault,
    and what the model does.
    """
    org, heard = stage.org, _heard(stage, texts)
    language = language_of(org.settings.assistant, "\n".join(texts), scene.language)
    seats = {id: stage.seats.get(id, package.quota) for id, package in org.packages.items()}
    plan = decide(org, scene.chat, heard, today=stage.today)
    if stage.model is not None and leaves_open(org, plan, "\n".join(texts)):
        question = Question(
            org=org,
            conversation_id=stage.conversation_id,
            chat=scene.chat,
            heard=heard,
            prompt=stage.prompt,
            language=language,
            today=stage.today,
            seats=seats,
            history=scene.history,
        )
        by_model = plan_of(question, stage.model.ask(question))
        plan = replace(by_model, prompt_version=stage.prompt.version)
    answer = _written(stage, plan, language=language, seats=seats)
    said = tuple(Said(by="customer", text=text) for text in texts)
    said += (Said(by="business", text=answer.text),) if answer.text else ()
    return PlayedAnswer(plan, answer, Scene(plan.chat, language, (*scene.history, *said)))


def require_sentences(org: Org) -> None:
    """Raises CannotBeDone where the business has no sentences to answer with."""
    if org.settings.assistant.templates is None:
        raise CannotBeDone("the assistant has no sentences: settings.assistant.templates names them")


def _written(stage: Stage, plan: Plan, *, language: str, seats: Mapping[str, int]) -> Answer:
    if not plan.parts:
        return NOTHING_SAID
    told = packages_to_tell(stage.org, plan, sold(stage.org.packages, stage.today))
    return written(Writing(stage.org, language, None, seats, told), plan)


def _heard(stage: Stage, texts: tuple[str, ...]) -> tuple[Heard, ...]:
    at = datetime.combine(stage.today, time(5), UTC)
    return tuple(
        Heard(id=f"trial-{number}", at=at, received_at=at, text=text) for number, text in enumerate(texts)
    )
