"""What SendGrid's reports can be set to."""

import base64
import binascii
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from functions.providers.contract import ProviderSettings

NAME = "sendgrid"
CURVE = "secp256r1"


@lru_cache(maxsize=64)
def load_key(text: str) -> "EllipticCurvePublicKey":
    """The key from its base64. ValueError if it is not on the curve that SendGrid uses."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        raise ValueError("is not a public key in base64") from None
    if not isinstance(key, EllipticCurvePublicKey) or key.curve.name != CURVE:
        raise ValueError("is not a public key on the curve P-256")
    return key


def _public_key(text: str) -> str:
    load_key(text)
    return text


class SendgridSettings(ProviderSettings):
    """`public_key`: the verification key of the signed event webhook, as SendGrid shows it. It is no secret."""

    public_key: Annotated[str, AfterValidator(_public_key)]


SETTINGS = SendgridSettings
