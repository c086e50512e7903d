"""The signature of a body: HMAC-SHA256 with a secret that both sides know. What machines post to us has one, and so
has what we post to them.
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
