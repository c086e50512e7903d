"""The table of docs/channels.md that says what follows from each provider's code: `python -m tests.provider_codes`.

A test holds the page against it (tests/unit/providers/test_codes_page.py).
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from functions.providers.error_tables import VERDICTS, Meaning, Verdict
from functions.providers.fcm.client import FCM_STATUSES
from functions.providers.gupshup.errors import GUPSHUP_ERRORS
from functions.providers.http_client import HTTP_ERRORS, meaning_of_status
from functions.providers.interakt.errors import INTERAKT_ERRORS
from functions.providers.mail_replies import NO_MAILBOX, SENDERS_FAULT
from functions.providers.meta_errors import META_ERRORS
from functions.providers.resend.sending import RESEND_ERRORS, RESEND_STATUSES
from functions.providers.smtp.reply_codes import meaning_of
from functions.providers.twilio.errors import TWILIO_ERRORS
from functions.providers.waha.sending import SESSION_DOWN, WAHA_STATUSES

PAGE = Path(__file__).parents[1] / "docs" / "channels.md"
HEAD = ("| provider | code | reason | taken? | at fault | what follows |", "|---|---|---|---|---|---|")
TABLES: Mapping[str, Mapping[Any, Meaning]] = {
    "HTTP, any provider": HTTP_ERRORS,
    "WhatsApp (Meta)": META_ERRORS,
    "WAHA": {k: v for k, v in WAHA_STATUSES.items() if k not in HTTP_ERRORS} | {"422": SESSION_DOWN},
    "Twilio": TWILIO_ERRORS,
    "Gupshup": {k: v for k, v in GUPSHUP_ERRORS.items() if k not in META_ERRORS},
    "Interakt": {k: v for k, v in INTERAKT_ERRORS.items() if k not in META_ERRORS},
    "Resend": {**RESEND_ERRORS, **{k: v for k, v in RESEND_STATUSES.items() if k not in HTTP_ERRORS}},
    "FCM": {k: v for k, v in FCM_STATUSES.items() if k not in HTTP_ERRORS},
}
# Answers of a class, and of a mail server, for which there is no table but a rule.
ANSWERS: tuple[tuple[str, str, Meaning], ...] = (
    ("HTTP, any provider", "no connection", Meaning("ConnectError", "retry")),
    ("HTTP, any provider", "no answer, or none that can be read", Meaning("silent", "unconfirmed")),
    ("HTTP, any provider", "3xx", meaning_of_status(302)),
    ("HTTP, any provider", "other 4xx", meaning_of_status(400)),
    ("HTTP, any provider", "5xx of the API itself", meaning_of_status(500, is_own=True)),
    ("HTTP, any provider", "5xx of what stands before it", meaning_of_status(502)),
    ("mail server", "4xx", meaning_of("recipient", 450, b"")),
    ("mail server", "535, 530, 5xx before a recipient is named", meaning_of("auth", 535, b"")),
    (
        "mail server",
        f"5xx with {', '.join(sorted(NO_MAILBOX))}, or words that say so",
        meaning_of("recipient", 550, b"5.1.1"),
    ),
    (
        "mail server",
        f"5xx with 5.7.x, {', '.join(sorted(SENDERS_FAULT))}, or words that name a block list or a policy",
        meaning_of("recipient", 550, b"5.7.1"),
    ),
    ("mail server", "5xx with 5.2.2 (full), 5xx that says neither", meaning_of("recipient", 552, b"5.2.2")),
    ("mail server", "5xx with 5.5.x, 5.6.x", meaning_of("content", 554, b"5.6.0")),
    ("mail server", "no answer after the final dot", Meaning("silent", "unconfirmed")),
)


def table() -> list[str]:
    """The lines of the table."""
    return [*HEAD, *_verdict_rows()]


def _verdict_rows() -> Iterator[str]:
    for provider, meanings in TABLES.items():
        by_reason: dict[tuple[str, Verdict], list[Any]] = {}
        for code, meaning in meanings.items():
            reason = meaning.reason.partition(":")[0]
            by_reason.setdefault((reason, meaning.verdict), []).append(code)
        for (reason, verdict), codes in by_reason.items():
            yield _row(provider, ", ".join(_ranges(codes)), reason, verdict=verdict)
        for answering, answer, meaning in ANSWERS:
            if answering == provider:
                yield _row(provider, answer, "", verdict=meaning.verdict)
    for answering, answer, meaning in ANSWERS:
        if answering not in TABLES:
            yield _row(answering, answer, "", verdict=meaning.verdict)


def _row(provider: str, codes: str, reason: str, *, verdict: Verdict) -> str:
    meaning = VERDICTS[verdict]
    certain = "no" if meaning.certainty == "not taken" else "unknown"
    shown = f"`{reason}`" if reason else ""
    return f"| {provider} | {codes} | {shown} | {certain} | {meaning.scope} | {meaning.follows} |"


def _ranges(codes: list[Any]) -> Iterator[str]:
    """`200-299` for codes that follow each other."""
    numbers = sorted(code for code in codes if isinstance(code, int))
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        yield str(found[0]) if len(found) == 1 else f"{found[0]}-{found[-1]}"
    yield from (f"`{code}`" for code in codes if not isinstance(code, int))


if __name__ == "__main__":
    print("\n".join(table()))  # noqa: T201
