"""Comparing a proof with what it must be, without telling by the time how much of it was right."""

import hmac


def is_equal(given: str | bytes | None, expected: str | bytes) -> bool:
    """Whether both are the same bytes. A header may hold text that is not ASCII, or half a character."""
    return hmac.compare_digest(_bytes(given), _bytes(expected))


def _bytes(text: str | bytes | None) -> bytes:
    return text if isinstance(text, bytes) else (text or "").encode("utf-8", "replace")
