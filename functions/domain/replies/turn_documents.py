"""A turn as it is kept: all that came in, what it meant, and what went out (S003-54)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from functions.domain.conversations.documents import Heard
from functions.domain.kernel.decisions import UNKNOWN_AT, Document
from functions.domain.replies.phases import Phase


class AssistantTurn(Document):
    """`conversations/{id}/turns/{key}`, named by the last message of its burst; so is the answer's message.

    `messages`: what came in, with times; `at`: when it was answered. `owner`: who had the conversation. `confidence`:
    from 0 to 1. `triggers`: what decided. `left_out`, `unknown_codes`: codes of the burst that were not followed.
    `message_id`: of the outbox, whose document tells what became of it; `attachment_url`: the file that went along.
    `unanswered`: why nothing was said, with `detail` where the gate or a template said no. `responder`: who answered,
    the rules or a model by its name, with its `prompt_version`; `arms`: by experiment that runs the chat's arm.
    `tokens_in`, `tokens_out`, `cost_micros`: what a model used for it, the last in millionths of the prices' currency;
    `checks`: what of its answer was replaced.
    `answered_in_s`: from when the burst's last message came in until it was answered. `question`: as it is counted
    among the common ones.
    """

    collection: ClassVar[str] = "conversations"
    sparse: ClassVar[frozenset[str]] = frozenset(
        {
            *("text", "message_id", "attachment_url", "unanswered", "detail", "handover", "package_code"),
            *("campaign_code", "ad_id", "left_out", "unknown_codes", "is_high_intent"),
            *("prompt_version", "arms"),
            *("answered_in_s", "question"),
            *("tokens_in", "tokens_out", "cost_micros", "checks"),
        }
    )
    fallbacks: ClassVar[Mapping[str, Any]] = {"customer_id": "unknown", "at": UNKNOWN_AT}
    customer_id: str
    at: datetime
    messages: tuple[Heard, ...] = ()
    owner: str | None = None
    phase_before: Phase | None = None
    phase_after: Phase | None = None
    cycle: int = 1
    language: str | None = None
    confidence: float = 0.0
    triggers: tuple[str, ...] = ()
    package_code: str | None = None
    campaign_code: str | None = None
    ad_id: str | None = None
    left_out: tuple[str, ...] = ()
    unknown_codes: tuple[str, ...] = ()
    text: str | None = None
    message_id: str | None = None
    attachment_url: str | None = None
    unanswered: str | None = None
    detail: str | None = None
    handover: str | None = None
    is_high_intent: bool | None = None
    responder: str = "rules"
    prompt_version: str | None = None
    arms: dict[str, str] = Field(default_factory=dict)
    answered_in_s: float | None = None
    question: str | None = None
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost_micros: int | None = None
    checks: tuple[str, ...] = ()


def turn_id(conversation_id: str, key: str) -> str:
    return f"{conversation_id}/turns/{key}"


def answer_id(key: str) -> str:
    """The id of the message that answers a burst: of its last message, so that there is one."""
    return f"turn:{key}"
