"""What a provider's error codes mean for a message: a table for each provider, in the same words.

In the answer to a send a meaning becomes an error to raise, in a later report of a failure it becomes a problem.
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

# unconfirmed: the provider may or may not have taken the message. misconfigured: the account or its settings are at
# fault; when they are right the same message may go.
Verdict = Advice | Literal["unconfirmed", "misconfigured"]
C = TypeVar("C", int, str)


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
        case "misconfigured":
            return Misconfigured(provider, f"it answers {meaning.reason}")
        case "retry" | "pause":
            return ProviderAway(
                provider, meaning.reason, retry_after=wait, is_down=meaning.verdict == "pause"
            )
        case advice:
            return ProviderRefused(provider, meaning.reason, advice=advice)


def problem_of(table: Mapping[C, Meaning], code: C | None) -> Problem:
    """What a code means in the report of a failure. The message was taken once, so where a send would be tried again
    the next channel takes over; so it does for a code that the table does not have.
    """
    if code is None:
        return Problem(reason="undelivered", advice="fallback")
    meaning = table.get(code) or Meaning(f"undelivered:{code}", "fallback")
    match meaning.verdict:
        case "stop" | "suppress" | "opt_out":
            return Problem(reason=meaning.reason, advice=meaning.verdict)
        case _:
            return Problem(reason=meaning.reason, advice="fallback")
