"""Who signs a body holds the secret; nobody else passes, whatever the header holds."""

import pytest

from functions.domain.kernel.signatures import sign
from functions.http.incoming import is_signed

SECRET = b"s3cret"
BODY = b'{"order_id": "1"}'
RIGHT = sign(SECRET, BODY)


def test_a_signature_is_the_hmac_that_any_other_tool_computes() -> None:
    # printf %s '{"order_id": "1"}' | openssl dgst -sha256 -hmac s3cret
    assert RIGHT == "sha256=96896f493ef243f9581332fde750912747e75c9374a858a9dee2b6cda0e72ac2"


@pytest.mark.parametrize(
    ("secret", "body", "header", "fits"),
    [
        (SECRET, BODY, RIGHT, True),
        (b"", b"", sign(b"", b""), True),
        (b"other", BODY, RIGHT, False),
        (SECRET, BODY + b" ", RIGHT, False),
        (SECRET, b"", RIGHT, False),
        (SECRET, BODY, None, False),
        (SECRET, BODY, "", False),
        (SECRET, BODY, "sha256=", False),
        (SECRET, BODY, RIGHT.removeprefix("sha256="), False),
        (SECRET, BODY, RIGHT.upper(), False),
        (SECRET, BODY, RIGHT[:-1], False),
        (SECRET, BODY, RIGHT + "0", False),
        (SECRET, BODY, RIGHT.replace("sha256", "sha1"), False),
        (SECRET, BODY, f" {RIGHT}", False),
        (SECRET, BODY, f"{RIGHT}, {RIGHT}", False),
        (SECRET, BODY, "sha256=é\u0000\ud800", False),
        (SECRET, BODY, "x" * 100_000, False),
    ],
)
def test_only_the_signature_of_this_body_by_this_secret_fits(
    secret: bytes, body: bytes, header: str | None, fits: bool
) -> None:
    assert is_signed(secret, body, header) is fits
