"""How a business wants its customers' chats answered: when, in which languages, by which words, when by a person."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.actions import Assignee
from functions.domain.settings.assistant_model import ModelSettings
from functions.domain.settings.experiments import Experiments, TemplateId, shared_subject
from functions.domain.settings.packages import BROCHURE, MediumId
from functions.domain.settings.types import LocaleTag, Setting, named_once

Phrase = Annotated[str, Field(strict=True, min_length=1, max_length=100)]
Phrases = Annotated[tuple[Phrase, ...], Field(max_length=500)]
Share = Annotated[float, Field(ge=0, le=1)]


class WordLists(Setting):
    """What customers say, by what it means. A list that is given stands in place of ours (domain/language/words.py);
    one that is not given is ours. `departure`: when a journey begins, and how long it takes; `later`: they come back
    to it. `filler`: what surrounds a message and says nothing. `neutral`: phrases that hold a
    word of another list and do not mean it.
    """

    human: Phrases | None = None
    anger: Phrases | None = None
    payment: Phrases | None = None
    details: Phrases | None = None
    price: Phrases | None = None
    seats: Phrases | None = None
    departure: Phrases | None = None
    packages: Phrases | None = None
    greeting: Phrases | None = None
    thanks: Phrases | None = None
    yes: Phrases | None = None
    no: Phrases | None = None
    later: Phrases | None = None
    filler: Phrases | None = None
    neutral: Phrases | None = None


class AssistantTemplates(Setting):
    """The templates of the assistant's sentences. `welcome_code`, `offer`, `details`: of one package; `welcome`,
    `packages`: the open packages, each a `package_line`; `payment_early`: a payment question before the details were
    told; `handover`, `handover_payment`: a person will answer; `unknown`: a question that was not understood; `notice`:
    what a member is told who gets a conversation; `holding`: what the customer is told where nobody answered;
    `model_away`: a person will answer, since the model is away or its budget is used up (`handover` where there is
    none).
    """

    welcome: TemplateId
    welcome_code: TemplateId
    packages: TemplateId
    package_line: TemplateId
    offer: TemplateId
    details: TemplateId
    payment_early: TemplateId
    handover: TemplateId
    handover_payment: TemplateId
    unknown: TemplateId
    notice: TemplateId | None = None
    holding: TemplateId | None = None
    model_away: TemplateId | None = None


class HandoverTask(Setting):
    """The task that a handover makes for the pool."""

    task_type: Annotated[str, Field(min_length=1, max_length=100)] = "chat_handover"
    priority: Literal["low", "normal", "high", "urgent"] = "urgent"


class SatisfactionSettings(Setting):
    """Customers are asked once for a chat's cycle how content they are, by the `template`, `quiet_hours` after the last
    message: within the 24 hours in which they may be answered. A number from 1 to 5 is the answer.
    """

    template: TemplateId
    quiet_hours: Annotated[int, Field(ge=1, le=20)] = 3


class FigureSettings(Setting):
    """How often the figures of chats are counted by themselves, once somebody has looked at them: every `every_hours`,
    this month and the months before it, `months_followed` together. A chat may be paid long after it began.
    """

    every_hours: Annotated[int, Field(ge=1, le=24 * 7)] = 24
    months_followed: Annotated[int, Field(ge=1, le=12)] = 3


class AssistantSettings(Setting):
    """`enabled`: whether customers' WhatsApp messages are answered by the assistant. `languages`: those that it writes,
    the first one where nothing tells another. An answer waits until `debounce_seconds` after the last message of a
    burst, `longest_wait_seconds` after its first one at the most. A message that was written more than
    `answer_within_minutes` before it came is kept and not answered.

    `silent_hours`: how long after a handover, or after a person wrote, the assistant takes part again by itself;
    without it a person gives the conversation back. `handover_below`: an answer of less confidence is not sent, a
    person gets the conversation. `faq_from`: how much of a question's words an FAQ must share to be thought of.
    `unknown_most`: with so many questions in a row that were not understood a person gets it. `reserved`: phrases of
    topics that are for people. `most_listed`: packages in a list. `words`: by language. `medium`: which file of a
    package goes along with its facts, `none` for no file. `experiments`: by name (experiments.py).

    `escalate_after_minutes`: where no person has answered by then, the conversation goes on to `escalate_to` (to the
    pool once more, or to a member), again after as long, `escalate_most` times; then the customer is told once
    (`templates.holding`). Without it nothing follows. `escalate_in_hours`: only the minutes of working hours count
    (settings.assignment.hours). `typing`, `read_receipts`: what the customer sees before an answer, where the provider
    has it. `model`: who is asked what the rules leave open; without one the rules answer that too.
    """

    enabled: bool = False
    languages: Annotated[
        tuple[LocaleTag, ...], Field(min_length=1, max_length=10), AfterValidator(named_once("a language"))
    ] = ("id", "en")
    debounce_seconds: Annotated[int, Field(ge=0, le=60)] = 2
    longest_wait_seconds: Annotated[int, Field(ge=0, le=300)] = 8
    answer_within_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    silent_hours: Annotated[int, Field(ge=1, le=24 * 90)] | None = 24
    handover_below: Share = 0.5
    faq_from: Share = 0.3
    unknown_most: Annotated[int, Field(ge=1, le=10)] = 2
    reserved: Phrases = ()
    most_listed: Annotated[int, Field(ge=1, le=10)] = 4
    words: Annotated[Mapping[LocaleTag, WordLists], Field(max_length=20)] = {}
    templates: AssistantTemplates | None = None
    task: HandoverTask = HandoverTask()
    escalate_after_minutes: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    escalate_to: Assignee = "manager"
    escalate_most: Annotated[int, Field(ge=1, le=10)] = 2
    escalate_in_hours: bool = True
    typing: bool = False
    read_receipts: bool = False
    medium: MediumId = BROCHURE
    experiments: Experiments = Field(default_factory=dict)
    figures: FigureSettings = FigureSettings()
    satisfaction: SatisfactionSettings | None = None
    model: ModelSettings | None = None

    @model_validator(mode="after")
    def _can_speak(self) -> Self:
        if self.enabled and self.templates is None:
            raise ValueError("templates: is missing, and the assistant is enabled")
        return self

    @model_validator(mode="after")
    def _ends_its_wait(self) -> Self:
        if self.longest_wait_seconds < self.debounce_seconds:
            raise ValueError("longest_wait_seconds: is less than debounce_seconds")
        return self

    @model_validator(mode="after")
    def _tries_one_thing_at_a_time(self) -> Self:
        if (reason := shared_subject(self.experiments)) is not None:
            raise ValueError(f"experiments: {reason}")
        return self
