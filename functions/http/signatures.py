"""Signatures of machines, over the bytes that came in, compared in constant time."""

from functions.domain.kernel.body_signatures import sign
from functions.domain.kernel.constant_time import is_equal

NO_SECRET = b"no organisation has this secret"
# If a signature fails, the organisation is read again, at most this often: its secret may be new.
SECRET_MAX_AGE_SECONDS = 1.0


def is_signed(secret: bytes, body: bytes, header: str | None) -> bool:
    """Whether the header is this body's signature."""
    return is_equal(header, sign(secret, body))


def sign_in_vain(body: bytes) -> None:
    """The work of a check that has no secret to check with, so that its refusal takes as long."""
    sign(NO_SECRET, body)
