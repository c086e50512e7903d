"""What a mail server's answer means for a message, by the step at which it came and its codes (RFC 5321, RFC 3463)."""

import re
from typing import Literal

from functions.domain.kernel.errors import Advice, RegularsError
from functions.providers.error_tables import Meaning, error_from
from functions.providers.smtp.settings import NAME

Step = Literal["connect", "auth", "sender", "recipient", "content"]

NEEDS_LOGIN = frozenset({530, 534, 535, 538})
DEAD_ADDRESS = frozenset({550, 551, 553})
OUR_MISTAKE = frozenset({500, 501, 502, 503, 504, 555})
SENDERS_FAULT = frozenset({"5.1.7", "5.1.8", "5.7.0"})
DISABLED_MAILBOX = "5.2.1"

_ENHANCED = re.compile(rb"\s*(5\.\d{1,3}\.\d{1,3})\b")


def error_for(step: Step, code: int, text: bytes) -> RegularsError:
    """The error to raise for an answer that is not yes."""
    return error_from(NAME, meaning_of(step, code, text))


def meaning_of(step: Step, code: int, text: bytes) -> Meaning:
    """What an answer means that is not yes. The server's words stay out of the reason: they name addresses."""
    match = _ENHANCED.match(text)
    enhanced = match[1].decode() if match else None
    reason = f"{step}_{code}" + (f"_{enhanced}" if enhanced else "")
    if not 500 <= code <= 599:
        return Meaning(reason, "retry")
    is_about_us = code in NEEDS_LOGIN or enhanced in SENDERS_FAULT
    if is_about_us or step not in ("recipient", "content"):
        return Meaning(reason, "misconfigured")
    return Meaning(reason, _advice(step, code, enhanced))


def _advice(step: Step, code: int, enhanced: str | None) -> Advice:
    """A mailbox that does not exist is dead; a full one, or a server that rejects us or the text, is not."""
    if enhanced is None:
        if step == "recipient" and code in DEAD_ADDRESS:
            return "suppress"
        return "stop" if code in OUR_MISTAKE else "fallback"
    if enhanced.startswith("5.1.") or enhanced == DISABLED_MAILBOX:
        return "suppress"
    return "stop" if enhanced.startswith(("5.5.", "5.6.")) else "fallback"
