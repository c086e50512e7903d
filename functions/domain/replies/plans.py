"""What a turn decides: what is said, how far the chat has come, and whether a person gets it."""

from dataclasses import dataclass, field
from typing import Literal

from functions.domain.replies.phases import FIRST, Phase

Kind = Literal[
    "welcome",
    "welcome_code",
    "packages",
    "offer",
    "details",
    "payment_early",
    "handover",
    "handover_payment",
    "unknown",
    "faq",
    "model",
    "medium",
    "model_away",
]
HandoverReason = Literal[
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
Unanswered = Literal[
    "nothing_asked",
    "owned_by_person",
    "assistant_off",
    "customer_gone",
    "not_allowed",
    "failed",
]


@dataclass(frozen=True)
class Part:
    """A paragraph of an answer. `about`: the FAQ, a medium of the package, the packages of a list, or the media beside
    what a model wrote, which is `text`.
    """

    kind: Kind
    about: tuple[str, ...] = ()
    text: str | None = None


@dataclass(frozen=True)
class Chat:
    """How far a conversation has come. `package_id`: which package it is about; `asked`: what the last answer asked."""

    phase: Phase = FIRST
    cycle: int = 1
    is_first: bool = True
    package_id: str | None = None
    campaign_code: str | None = None
    asked: str | None = None
    unknown_count: int = 0


@dataclass(frozen=True)
class Plan:
    """`chat`: how far it has come with this turn. `triggers`: what decided, in words that are searched for.
    `confidence`: from 0 to 1; `nothing_because`: why nothing is said. `is_high_intent`: somebody should look at it
    soon. `prompt_version`: of the prompt with which a model was asked; None where the rules alone answered. `checks`:
    what of a model's answer was left out or replaced; `summary`: what it says to who takes over.
    """

    chat: Chat
    parts: tuple[Part, ...] = ()
    triggers: tuple[str, ...] = ()
    confidence: float = 1.0
    handover: HandoverReason | None = None
    nothing_because: Unanswered | None = None
    is_high_intent: bool = False
    left_out: tuple[str, ...] = field(default=())
    unknown_codes: tuple[str, ...] = field(default=())
    prompt_version: str | None = None
    checks: tuple[str, ...] = field(default=())
    summary: str | None = None
