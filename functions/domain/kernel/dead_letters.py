"""What was accepted and cannot be handled is kept here with its error: it is never lost (docs/architecture.md)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from functions.domain.kernel.decisions import UNKNOWN_AT, Changes, Decision, Document, Value, get
from functions.domain.kernel.errors import RegularsError


class LetterError(Value):
    code: str
    message: str


class DeadLetter(Document):
    """See docs/contracts.md, Collections. Only the server reads it: the payload may name people."""

    collection: ClassVar[str] = "dead_letters"
    fallbacks: ClassVar[Mapping[str, Any]] = {
        "source": "unknown",
        "payload": None,
        "error": {"code": "unknown", "message": ""},
        "at": UNKNOWN_AT,
    }
    source: str
    payload: Any
    error: LetterError
    at: datetime
    attempts: int = 1


def record_dead_letter(
    id: str, *, source: str, payload: Any, error: Exception, now: datetime
) -> Decision[None]:
    """Keep an event with its error. The same event again counts an attempt. Bills 1 read and 1 write."""
    known = yield from get(DeadLetter, id)
    letter = DeadLetter(
        id=id,
        source=source,
        payload=payload,
        error=LetterError(code=getattr(error, "code", "bug"), message=reason_of(error)),
        at=now,
        attempts=known.attempts + 1 if known else 1,
    )
    return Changes(put=(letter,)), None


def reason_of(error: Exception) -> str:
    """An error in words. One that is not ours gives its kind alone: its text may quote what a sender wrote."""
    return str(error) if isinstance(error, RegularsError) else type(error).__name__
