"""What a request has to show before it is read: a body within its limit, and a machine its signature, which is over the
bytes that came in and compared in constant time.
"""

from flask import Request

from functions.domain.kernel.signatures import is_equal, sign

NO_SECRET = b"no organisation has this secret"
# If a signature fails, the organisation is read again, at most this often: its secret may be new.
SECRET_MAX_AGE_SECONDS = 1.0


def body_of(request: Request, *, most_bytes: int) -> bytes | None:
    """The body; None if it is longer. One that says so in its headers is not read."""
    if (request.content_length or 0) > most_bytes:
        return None
    body = request.get_data()
    return body if len(body) <= most_bytes else None


def is_signed(secret: bytes, body: bytes, header: str | None) -> bool:
    """Whether the header is this body's signature."""
    return is_equal(header, sign(secret, body))


def sign_in_vain(body: bytes) -> None:
    """The work of a check that has no secret to check with, so that its refusal takes as long."""
    sign(NO_SECRET, body)
