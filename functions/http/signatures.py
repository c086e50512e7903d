"""Signatures of machines: HMAC-SHA256 over the bytes that came in, compared in constant time."""

import hashlib
import hmac

PREFIX = "sha256="


def sign(secret: bytes, body: bytes) -> str:
    """The value of `X-Signature` for a body."""
    return PREFIX + hmac.new(secret, body, hashlib.sha256).hexdigest()


def is_signed(secret: bytes, body: bytes, header: str | None) -> bool:
    """Whether the header is this body's signature. Bytes are compared: a header may hold anything."""
    return hmac.compare_digest(sign(secret, body).encode(), (header or "").encode("utf-8", "replace"))
