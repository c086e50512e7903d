"""What a provider's error codes mean for a message: a table for each provider, in the same words.

One reading serves all of them. A verdict says how certain it is that the message was not taken, what is at fault, and
what follows (VERDICTS); a code that no row has falls to its class (http_client.meaning_of_status). In the answer to a
send a meaning becomes an error to raise, in a later report of a failure it becomes a problem. docs/channels.md prints
them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, Literal, TypeVar

from functions.domain.kernel.errors import (
    Advice,
    Misconfigured,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.domain.providers.events import Problem

Verdict = Advice | Literal["slow_down", "blocked", "unconfirmed"]
Certainty = Literal["not taken", "ambiguous"]
Scope = Literal["this message", "this address", "this account", "the provider"]
C = TypeVar("C", int, str)


@dataclass(frozen=True)
class Consequence:
    """What a verdict stands for: whether the message may have gone out, what is at fault, what the house does."""

    certainty: Certainty
    scope: Scope
    follows: str


VERDICTS: Mapping[Verdict, Consequence] = {
    "retry": Consequence(
        "not taken", "the provider", "tried again after growing pauses, then the next channel"
    ),
    "slow_down": Consequence(
        "not taken", "this account", "tried again after the pause that it asks for, then the next channel"
    ),
    "pause": Consequence(
        "not taken",
        "this account",
        "the channel pauses with an alarm; the message stays queued and costs no attempt",
    ),
    "blocked": Consequence(
        "not taken",
        "this account",
        "alarm; tried again after growing pauses, then the next channel; the address stays in use",
    ),
    "fallback": Consequence("not taken", "this message", "the next channel"),
    "stop": Consequence("not taken", "this message", "the message fails"),
    "suppress": Consequence("not taken", "this address", "the address is suppressed; the next channel"),
    "opt_out": Consequence("not taken", "this address", "the refusal is recorded as of its own time"),
    "unconfirmed": Consequence(
        "ambiguous",
        "this message",
        "marketing ends `unknown`; a template that may be sent twice is tried once more",
    ),
}


@dataclass(frozen=True)
class Meaning:
    """A reason, what follows for the message, and how long the provider wants to be left alone."""

    reason: str
    verdict: Verdict
    wait: timedelta | None = None


@dataclass(frozen=True)
class Row(Generic[C]):
    """The codes that mean the same."""

    reason: str
    verdict: Verdict
    codes: tuple[C, ...]
    wait: timedelta | None = None


def error_table(*rows: Row[C]) -> Mapping[C, Meaning]:
    """The meaning of each code. Its reason names the code too: `undeliverable:131026`."""
    return {
        code: Meaning(f"{row.reason}:{code}", row.verdict, row.wait) for row in rows for code in row.codes
    }


def error_from(provider: str, meaning: Meaning, retry_after: timedelta | None = None) -> RegularsError:
    """The error to raise when a send is answered so. The longer of the table's wait and the provider's own is kept."""
    wait = max((each for each in (meaning.wait, retry_after) if each is not None), default=None)
    match meaning.verdict:
        case "unconfirmed":
            return ProviderSilent(provider)
        case "retry" | "slow_down" | "pause" | "blocked":
            return ProviderAway(
                provider,
                meaning.reason,
                retry_after=wait,
                is_down=meaning.verdict == "pause",
                needs_owner=meaning.verdict == "blocked",
            )
        case advice:
            return ProviderRefused(provider, meaning.reason, advice=advice)


def stops_all(answer: object) -> bool:
    """Whether an answer is about the account or the gateway, so that the next message would be refused too."""
    return isinstance(answer, Misconfigured) or (isinstance(answer, ProviderAway) and answer.is_down)


def problem_of(table: Mapping[C, Meaning], code: C | None) -> Problem:
    """What a code means in the report of a failure; the next channel takes over for a code that the table lacks."""
    if code is None:
        return Problem(reason="undelivered", advice="fallback")
    return problem_from(table.get(code) or Meaning(f"undelivered:{code}", "fallback"))


def problem_from(meaning: Meaning) -> Problem:
    """A meaning in the report of a failure. The message was taken once, so where a send would be tried again the next
    channel takes over; where the account is at fault the channel pauses, and the message waits with it.
    """
    match meaning.verdict:
        case "stop" | "suppress" | "opt_out" | "pause":
            return Problem(reason=meaning.reason, advice=meaning.verdict)
        case "blocked":
            return Problem(reason=meaning.reason, advice="fallback", needs_owner=True)
        case _:
            return Problem(reason=meaning.reason, advice="fallback")
