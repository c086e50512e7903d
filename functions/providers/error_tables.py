"""What a provider's refusal means for a message: its own code first, its HTTP status where it names none."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from functions.domain.kernel.errors import (
    Advice,
    Misconfigured,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.domain.providers.events import Problem

if TYPE_CHECKING:
    from functions.providers.http_client import Answer

Row = tuple[str, Advice, tuple[int, ...]]

# The other side of a gateway gave no answer in time: the message may have been taken.
_SILENT = frozenset({408, 504})


def problems(rows: Iterable[Row]) -> Mapping[int, Problem]:
    """A provider's table of errors: each code with what it means. The reason names the code too."""
    return {
        code: Problem(reason=f"{reason}:{code}", advice=advice)
        for reason, advice, codes in rows
        for code in codes
    }


def problem_in(known: Mapping[int, Problem], code: int | None) -> Problem:
    """What the code of a failure means; one that the table does not have says nothing of other channels."""
    if code is None:
        return Problem(reason="undelivered", advice="fallback")
    return known.get(code) or Problem(reason=f"undelivered:{code}", advice="fallback")


def error_of(provider: str, answer: "Answer", problem: Problem | None = None) -> RegularsError:
    """The error that an answer without success is; `problem` where the provider's own code says more."""
    if problem is not None and problem.advice != "retry":
        return ProviderRefused(provider, problem.reason, advice=problem.advice)
    if problem is not None:
        return ProviderAway(provider, problem.reason, retry_after=answer.retry_after)
    if answer.status == 429:
        return ProviderAway(provider, "rate_limited", retry_after=answer.retry_after)
    if answer.status in (401, 403):
        return Misconfigured(provider, "it refuses the credentials")
    if answer.status in _SILENT:
        return ProviderSilent(provider)
    if answer.status >= 500:
        return ProviderAway(provider, f"http_{answer.status}", retry_after=answer.retry_after)
    return ProviderRefused(provider, f"http_{answer.status}")
