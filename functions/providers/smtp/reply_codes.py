"""What a mail server's answer means for a message, by the step at which it came and what it says (mail_replies.py)."""

from typing import Literal

from functions.domain.kernel.errors import RegularsError
from functions.providers.error_tables import Meaning, Verdict, error_from
from functions.providers.mail_replies import VERDICT_OF, enhanced_of, what_it_says
from functions.providers.smtp.settings import NAME

Step = Literal["connect", "auth", "sender", "recipient", "content"]

NEEDS_LOGIN = frozenset({530, 534, 535, 538})
LOGIN = frozenset({"5.7.8", "5.7.9", "5.7.11", "5.7.14"})
OUR_MISTAKE = frozenset({500, 501, 502, 503, 504, 555})
TOO_LARGE = 552


def error_for(step: Step, code: int, text: bytes) -> RegularsError:
    """The error to raise for an answer that is not yes."""
    return error_from(NAME, meaning_of(step, code, text))


def meaning_of(step: Step, code: int, text: bytes) -> Meaning:
    """What an answer means that is not yes. The server's words stay out of the reason: they name addresses."""
    words = text.decode("utf-8", "replace")
    enhanced = enhanced_of(words[:12])
    reason = f"{step}_{code}" + (f"_{enhanced}" if enhanced else "")
    return Meaning(reason, _verdict(step, code, enhanced, words=words))


def _verdict(step: Step, code: int, enhanced: str | None, *, words: str) -> Verdict:
    """4xx may pass. Before the recipient is named a refusal is of all that we send, unless it is of this size."""
    if not 500 <= code <= 599:
        return "retry"
    if step in ("connect", "auth") or code in NEEDS_LOGIN or enhanced in LOGIN:
        return "pause"
    if step == "sender" and code != TOO_LARGE:
        return "pause"
    says = what_it_says(words, enhanced=enhanced)
    if says == "unclear" and code in OUR_MISTAKE:
        return "stop"
    return VERDICT_OF[says]
