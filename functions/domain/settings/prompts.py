"""What a model is told before it answers customers, and the chats that a prompt has to pass (docs/assistant.md)."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self, get_args

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from functions.domain.kernel.validation import Text
from functions.domain.settings.packages import Day, PackageCode
from functions.domain.settings.types import Setting

PromptType = Literal["base", "company", "packages", "rules", "escalation"]  # S003-21, in this order
PROMPT_TYPES: Final[tuple[PromptType, ...]] = get_args(PromptType)
LONGEST_PROMPT: Final = 8000  # characters of one of the five
LONGEST_VERSION: Final = 40
MOST_TURNS: Final = 20
# What stands in a text as {{name}}, and what it becomes.
VARIABLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "company_name": "what the business is called",
        "today": "the day by the business's clock, as 2025-01-31",
        "language": "the language to answer in",
        "languages": "those that the assistant writes",
        "currency": "the currency of its prices",
        "phase": "how far the chat has come",
        "package": "the name of the package that the chat is about",
    }
)
VARIABLE: Final = re.compile(r"\{\{\s*([a-z_]{1,40})\s*\}\}")
_LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|\{#")
_VERSION = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def _version(text: str) -> str:
    if not _VERSION.fullmatch(text):
        raise ValueError("is not a version like 2.0 or 2.1-haji: small letters and digits, joined by . or -")
    return text


def _prompt_text(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("has a control character")
    unknown = sorted({name for name in VARIABLE.findall(text) if name not in VARIABLES})
    if unknown:
        raise ValueError(f"has no variable {unknown[0]}: there are {', '.join(VARIABLES)}")
    if _LEFT_OVER.search(VARIABLE.sub("", text)):
        raise ValueError("has braces that are no variable: only {{name}} is filled in")
    return text


def _several(given: Any) -> Any:
    return (given,) if isinstance(given, str) else given


PromptVersion = Annotated[
    str, Field(strict=True, min_length=1, max_length=LONGEST_VERSION), AfterValidator(_version)
]
PromptText = Annotated[str, Field(strict=True, max_length=LONGEST_PROMPT), AfterValidator(_prompt_text)]
_Said = Annotated[str, Field(strict=True, min_length=1, max_length=2000)]
_Words = Annotated[str, Field(strict=True, min_length=1, max_length=300)]
_WordsList = Annotated[tuple[_Words, ...], Field(max_length=20), BeforeValidator(_several)]
ExamplePhase = Literal["leads", "interest", "booking", "paid"]
# The reasons of a handover (domain/replies/plans.py), any of them, or none.
ExampleHandover = Literal[
    "any",
    "none",
    "payment",
    "asked_for",
    "low_confidence",
    "unknown_twice",
    "anger",
    "reserved_topic",
    "opt_out_unclear",
    "failed",
    "needs_human",
    "model_away",
    "over_budget",
]


def prompt_id(version: str) -> str:
    """The id of a version's document: no dot stands in one, and no version has an underscore."""
    return version.replace(".", "_")


def is_version(text: str) -> bool:
    """Whether it is the name of a version."""
    return len(text) <= LONGEST_VERSION and _VERSION.fullmatch(text) is not None


class Prompt(Setting):
    """A version of the prompt, whole: a type that nobody gave it is that of the version before."""

    version: PromptVersion
    base: PromptText = ""
    company: PromptText = ""
    packages: PromptText = ""
    rules: PromptText = ""
    escalation: PromptText = ""

    @property
    def texts(self) -> dict[PromptType, str]:
        """By type, in the order in which a model reads them."""
        return {name: getattr(self, name) for name in PROMPT_TYPES}


class ExampleTurn(Setting):
    """What a customer says, a message or a burst of them, and what has to come of it. What is absent is not looked at.
    `package`: the code of the package that the chat is about then; `handover`: why a person gets the chat, `any` or
    `none`; `package` too may be `none`. `must_say`, `must_not_say`: words of the answer, in any case.
    """

    says: Annotated[tuple[_Said, ...], Field(min_length=1, max_length=10), BeforeValidator(_several)]
    phase: ExamplePhase | None = None
    package: Literal["none"] | PackageCode | None = None
    handover: ExampleHandover | None = None
    must_say: _WordsList = ()
    must_not_say: _WordsList = ()

    @property
    def expects(self) -> bool:
        return any((self.phase, self.package, self.handover, self.must_say, self.must_not_say))


class PromptExample(Setting):
    """A chat that a prompt has to pass before it goes live. `on`: the day on which it is played, today where there is
    none. One that is not `enabled` is not played.
    """

    title: Text
    on: Day | None = None
    turns: Annotated[tuple[ExampleTurn, ...], Field(min_length=1, max_length=MOST_TURNS)]
    enabled: bool = True

    @model_validator(mode="after")
    def _expects_something(self) -> Self:
        if not any(turn.expects for turn in self.turns):
            raise ValueError("turns: expect nothing: give phase, package, handover, must_say or must_not_say")
        return self
