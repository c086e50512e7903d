"""Short texts that travel in a link and come back unchanged. The holder of the link may do what it is for; only the
organisation can make one.

A token is the base64url of an HMAC and the text. The key is derived for one use in one organisation, so that a token of
another use, or of another organisation, is none. It does not expire, and its text can be decoded without the key.
"""

import base64
import hashlib
import hmac
from typing import Literal

from functions.domain.kernel.signatures import is_equal
from functions.domain.orgs.org import Org

Use = Literal["preferences", "link", "cursor", "quote", "quote_pdf"]
MAC_BYTES = 16  # half of SHA-256's output, the least that RFC 2104 recommends


def sign_token(org: Org, use: Use, text: str) -> str:
    """The token of a text: 22 characters, and 4 for every 3 bytes of the text."""
    content = text.encode()
    return _encoded(_mac(org, use, content) + content)


def read_token(org: Org, use: Use, token: str) -> str | None:
    """The text of a token that `sign_token` made for this use in this organisation; None for anything else."""
    signed = _decoded(token)
    mac, content = signed[:MAC_BYTES], signed[MAC_BYTES:]
    return content.decode() if is_equal(mac, _mac(org, use, content)) else None


def _mac(org: Org, use: Use, content: bytes) -> bytes:
    key = hmac.digest(org.id_key, f"signed_token:{use}:{org.id}".encode(), hashlib.sha256)
    return hmac.digest(key, content, hashlib.sha256)[:MAC_BYTES]


def _encoded(signed: bytes) -> str:
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def _decoded(token: str) -> bytes:
    """The bytes of a token that is written as we write them; none of any other."""
    try:
        signed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return b""
    return signed if _encoded(signed) == token else b""
