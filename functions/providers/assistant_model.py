"""Asks an organisation's model, within its time: what it answers, or in a word why there is no answer.

Nothing that the model or the way to it does is raised. It is loaded by who asks a model alone: the library takes most
of a second (docs/assistant.md).
"""

import asyncio
import logging
import random
import time
from dataclasses import dataclass, field
from typing import Final

from pydantic_ai.exceptions import (
    AgentRunError,
    ContentFilterError,
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelHTTPError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestRejectedError,
    ModelServerError,
    ModelTimeoutError,
    ModelUnavailableError,
    UnexpectedModelBehavior,
    UsageLimitExceeded,
)
from pydantic_ai.usage import RunUsage

from functions.domain.kernel.errors import Misconfigured, ProviderAway, trace_of
from functions.domain.model_answers.prompting import instructions_of, words_of
from functions.domain.model_answers.questions import ModelAnswer, Outcome, Question
from functions.domain.settings.assistant_model import ModelSettings, key_name
from functions.providers.http_client import parse_retry_after
from functions.providers.model_agent import Desk, agent_of, history_of, limits_of, model_of, wishes_of
from functions.providers.model_transport import client_for
from functions.providers.public_hosts import NoPublicAddress
from functions.providers.secrets import reveal

log = logging.getLogger(__name__)

NAME: Final = "model"
CHARACTERS_A_TOKEN: Final = 3  # of a try of which nobody said what it used: more than any language needs
_LEAST_SECONDS: Final = 1.0  # in which a further try may still end
_FIRST_PAUSE: Final = 0.5
# Of a kind of error its word, and whether the same may go later.
_AGAIN: Final = (
    (ModelQuotaExceededError, "quota", False),
    (ModelRateLimitError, "rate_limited", True),
    (ModelUnavailableError, "unavailable", True),
    (ModelServerError, "server_error", True),
    (ModelTimeoutError, "timeout", True),
    (ModelConnectionError, "no_connection", True),
    (ModelAuthenticationError, "credentials", False),
    (ModelNotFoundError, "no_such_model", False),
    (ModelRequestRejectedError, "rejected", False),
    (ContentFilterError, "blocked", False),
    (UsageLimitExceeded, "tokens", False),
    (UnexpectedModelBehavior, "unreadable", False),
    (ModelHTTPError, "failed", False),
    (ModelAPIError, "unreadable", True),
)
# What the library raises of a body that is no completion: no choices, half of a JSON text.
_ODD: Final = (IndexError, KeyError, ValueError, TypeError, AttributeError)
_OWNERS: Final = frozenset(
    {"quota", "credentials", "no_such_model", "misconfigured", "no_key", "no_public_address"}
)


@dataclass
class _Tries:
    """What the tries so far used, and the tools of the last one."""

    usage: RunUsage = field(default_factory=RunUsage)
    guessed: int = 0
    tools: list[str] = field(default_factory=list)

    @property
    def tokens(self) -> int:
        return self.usage.input_tokens + self.usage.output_tokens + self.guessed


class _Failed(Exception):
    """A try that came to nothing. `may_pass`: the same may go later; `wait`: how many seconds the API wants to be left
    alone.
    """

    def __init__(self, reason: str, *, may_pass: bool, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.may_pass, self.wait = reason, may_pass, wait


def ask_within(question: Question) -> Outcome:
    """Ask the organisation's model, again where that may help, for as long as its settings say."""
    model = question.org.settings.assistant.model
    assert model is not None, "a question is for a model"
    tries = _Tries()
    try:
        answer = asyncio.run(_asked(model, question, tries))
    except _Failed as failed:
        return _outcome(model, tries, away=failed.reason)
    except Misconfigured:
        return _outcome(model, tries, away="misconfigured")
    except NoPublicAddress:
        return _outcome(model, tries, away="no_public_address")
    except Exception as error:
        log.error("model_failed org=%s trace=%s", question.org.id, trace_of(error))
        return _outcome(model, tries, away="failed")
    return _outcome(model, tries, answer=answer)


def responder(question: Question) -> ModelAnswer:
    """The model behind the protocol alone (a Responder), for a trial. Raises ProviderAway where it may answer later,
    and Misconfigured where the business has to change something first.
    """
    outcome = ask_within(question)
    if outcome.answer is not None:
        return outcome.answer
    if outcome.refused:
        raise Misconfigured(NAME, outcome.away or "refused")
    raise ProviderAway(NAME, outcome.away or "failed")


def _outcome(
    model: ModelSettings, tries: _Tries, *, answer: ModelAnswer | None = None, away: str | None = None
) -> Outcome:
    tokens_in, tokens_out = tries.usage.input_tokens + tries.guessed, tries.usage.output_tokens
    return Outcome(
        responder=model.name,
        answer=answer,
        away=away,
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost_micros=model.micros_of(tokens_in, tokens_out) if model.prices is not None else None,
        tools=tuple(dict.fromkeys(tries.tools)),
        refused=away in _OWNERS,
    )


async def _asked(model: ModelSettings, question: Question, tries: _Tries) -> ModelAnswer:
    """The answer of the first try that has one. Raises _Failed, Misconfigured, NoPublicAddress."""
    key, ends_at = _key_of(model, question), time.monotonic() + model.answer_seconds
    for number in range(model.retries + 1):
        left = ends_at - time.monotonic()
        try:
            return await _tried(model, question, tries, key=key, seconds=min(left, model.try_seconds))
        except _Failed as failed:
            pause = _pause(number) if failed.wait is None else failed.wait
            left = ends_at - time.monotonic() - pause
            if not failed.may_pass or number == model.retries or left < _LEAST_SECONDS:
                raise
            await asyncio.sleep(pause)
    raise AssertionError("the last try returns or raises")


def _pause(number: int) -> float:
    return random.uniform(0, _FIRST_PAUSE * 2**number)


def _key_of(model: ModelSettings, question: Question) -> str:
    """The key, of the organisation's own secret alone. Raises Misconfigured, and _Failed where this function does not
    have the secret.
    """
    wanted = key_name(question.org.id)
    if model.api_key.secret != wanted:
        raise Misconfigured(NAME, f"the secret of its key is not {wanted}")
    try:
        return reveal(model.api_key, NAME)
    except Misconfigured:
        raise _Failed("no_key", may_pass=False) from None


async def _tried(
    model: ModelSettings, question: Question, tries: _Tries, *, key: str, seconds: float
) -> ModelAnswer:
    """One try. What it used is counted whatever comes of it. Raises _Failed."""
    desk, before = Desk(question, tries.tools), tries.usage.requests
    try:
        async with asyncio.timeout(seconds), client_for(model.base_url, seconds) as client:
            run = await agent_of(model, question).run(
                words_of(question),
                model=model_of(model, key, client),
                message_history=history_of(question),
                deps=desk,
                usage=tries.usage,
                usage_limits=limits_of(model, tries.tokens),
                model_settings=wishes_of(model),
            )
            return run.output
    except (TimeoutError, AgentRunError) as error:
        failed = _failed(error)
    except _ODD as error:
        log.warning("model_unreadable org=%s trace=%s", question.org.id, trace_of(error))
        failed = _Failed("unreadable", may_pass=True)
    if tries.usage.requests == before and failed.reason in ("timeout", "no_connection"):
        # Nobody says what such a request used, and the API may have charged for it.
        tries.guessed += len(instructions_of(question) + words_of(question)) // CHARACTERS_A_TOKEN
    raise failed


def _failed(error: Exception) -> _Failed:
    if not isinstance(error, AgentRunError):
        return _Failed("timeout", may_pass=True)
    meant = ((reason, again) for kind, reason, again in _AGAIN if isinstance(error, kind))
    reason, may_pass = next(meant, ("failed", False))
    return _Failed(reason, may_pass=may_pass, wait=_wait_of(error))


def _wait_of(error: AgentRunError) -> float | None:
    """How long the API wants to be left alone, as it says."""
    if not isinstance(error, ModelHTTPError):
        return None
    named = {name.lower(): value for name, value in (error.headers or {}).items()}
    wait = parse_retry_after(named.get("retry-after"))
    return wait.total_seconds() if wait is not None else None
