"""Signatures of bodies, HMAC-SHA256 with a secret that both sides know; and how a proof is compared in constant time.

What machines post to us is signed so, and so is what we post to them.
"""

import hashlib
import hmac

PREFIX = "sha256="


def sign(secret: bytes, body: bytes) -> str:
    """The value of `X-Signature` for a body."""
    return PREFIX + hmac.new(secret, body, hashlib.sha256).hexdigest()


def sign_at(secret: bytes, body: bytes, at: int) -> str:
    """The value of `X-Timed-Signature`: of `{at}.{body}`, so that an old post cannot be sent again under a new time."""
    return sign(secret, str(at).encode() + b"." + body)


def is_equal(given: str | bytes | None, expected: str | bytes) -> bool:
    """Whether both are the same bytes, in a time that does not tell how much of `given` was right. A header may hold
    text that is not ASCII, or half a character.
    """
    return hmac.compare_digest(_bytes(given), _bytes(expected))


def _bytes(text: str | bytes | None) -> bytes:
    return text if isinstance(text, bytes) else (text or "").encode("utf-8", "replace")
