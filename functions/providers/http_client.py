"""One HTTP call to a provider, and what its outcome means for a message: taken, not taken, or unconfirmed.

One connection pool an instance. Requests and answers never reach a log: httpx's own lines name addresses.
"""

import email.utils
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from functions.domain.kernel.errors import ProviderAway, ProviderSilent, RegularsError
from functions.once import once
from functions.providers.error_tables import Meaning, Row, error_from, error_table

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
MOST_CONNECTIONS = 100
LONGEST_WAIT = timedelta(hours=1)
_MOST_DIGITS = 9
# The same for every provider that has no code of its own for it.
HTTP_ERRORS = error_table(
    Row("no_answer", "unconfirmed", (408, 504)),  # what stands between us and the provider got none in time
    Row("rate_limited", "slow_down", (425, 429)),
    Row("credentials_refused", "pause", (401, 403)),
    Row("account_payment", "pause", (402,)),
)


@dataclass(frozen=True)
class Answer:
    """What a provider answered. `content` is the JSON object of the body, empty if the body is something else."""

    status: int
    content: Mapping[str, Any] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    @property
    def retry_after(self) -> timedelta | None:
        return parse_retry_after(self.headers.get("retry-after"))


def call(
    provider: str,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    json: Any = None,
    form: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    seconds: float | None = None,
) -> Answer:
    """Make one call, without a retry, whose answer may take so many seconds, or ANSWER_SECONDS. Raises ProviderAway if
    the request did not go out, ProviderSilent if it did and no answer came: the provider may have taken it.
    """
    seconds = ANSWER_SECONDS if seconds is None else seconds
    try:
        answer = _client().request(
            method,
            url,
            headers=dict(headers or {}),
            json=json,
            data=dict(form) if form else None,
            auth=auth,
            timeout=httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
        )
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
        raise ProviderAway(provider, type(error).__name__) from None
    except httpx.HTTPError:
        raise ProviderSilent(provider) from None
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status_code, _object(answer), headers, answer.content)


def id_in(answer: Answer, name: str, provider: str) -> str:
    """The id that a provider gave to a message. Raises ProviderSilent if it gave none, as it may have taken it."""
    id = answer.content.get(name)
    if not isinstance(id, str) or not id:
        raise ProviderSilent(provider)
    return id


def error_of(
    provider: str,
    answer: Answer,
    meaning: Meaning | None = None,
    *,
    statuses: Mapping[int, Meaning] = HTTP_ERRORS,
    is_own: bool = False,
) -> RegularsError:
    """The error to raise for an answer without success. `meaning` is that of the provider's own code, where it gives
    one; `statuses` has those of HTTP's; `is_own`: the body is one that the API itself writes when it did not take a
    message.
    """
    known = meaning or meaning_of_status(answer.status, statuses, is_own=is_own)
    return error_from(provider, known, answer.retry_after)


def meaning_of_status(
    status: int, statuses: Mapping[int, Meaning] = HTTP_ERRORS, *, is_own: bool = False
) -> Meaning:
    """What an HTTP status means if nothing else is known: 4xx was not taken and will not be, 3xx is a wrong address.
    5xx may pass if the API says so itself; from anything that stands before it, the message may have been taken.
    """
    if status in statuses:
        return statuses[status]
    if status < 400:
        return Meaning(f"http_{status}", "pause")
    if status < 500:
        return Meaning(f"http_{status}", "fallback")
    return Meaning(f"http_{status}", "retry" if is_own else "unconfirmed")


def parse_retry_after(text: str | None) -> timedelta | None:
    """`Retry-After` in seconds or as a date, an hour at the most; None if it is absent or makes no sense."""
    said = (text or "").strip()
    if not said.isascii():
        return None
    if said.isdigit():
        # More digits than these are no number of seconds, and too many for a number at all.
        seconds = int(said) if len(said) <= _MOST_DIGITS else int(LONGEST_WAIT.total_seconds())
        return min(timedelta(seconds=seconds), LONGEST_WAIT)
    try:
        at = email.utils.parsedate_to_datetime(said)
        wait = at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return min(max(wait, timedelta(0)), LONGEST_WAIT)


def _object(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        content = answer.json()
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


@once
def _client() -> httpx.Client:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    limits = httpx.Limits(max_connections=MOST_CONNECTIONS, max_keepalive_connections=20)
    return httpx.Client(limits=limits, follow_redirects=False, trust_env=False)
