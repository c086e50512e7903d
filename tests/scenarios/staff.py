"""Staff at the API: their tokens, what they ask, and what that is billed."""

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.scenarios.shop import Answer, Shop


def token(project: str, uid: str) -> str:
    """An unsigned token, as the Auth emulator makes them."""
    issuer = f"https://securetoken.google.com/{project}"
    claims = {"iss": issuer, "aud": project, "sub": uid, "user_id": uid, "iat": 0, "exp": 9_999_999_999}
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, ""])


def ask(
    shop: Shop,
    method: str,
    path: str,
    body: object = None,
    *,
    role: str = "manager",
    headers: Mapping[str, str] = {},
) -> Answer:
    """A request of a member with this role; of a body that is no text, its JSON."""
    shop.write(f"members/{role}", {"roles": [role]})
    content = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"{shop.firebase.functions_url('api')}/{shop.id}/{path}",
        content,
        {
            "Authorization": f"Bearer {token(shop.firebase.project, role)}",
            "Content-Type": "application/json",
            **headers,
        },
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return Answer(response.status, dict(response.headers), response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read())


@contextmanager
def billing(shop: Shop, reads: int, writes: int = 0) -> Iterator[None]:
    """Inside, the API is billed just so much. The organisation is known to the instance already."""
    shop.firebase.idle()
    shop.firebase.control("POST", "/meter/reset")
    yield
    shop.firebase.idle()
    billed = shop.firebase.control("GET", "/meter")["by_function"]["api"]
    assert (billed["reads"], billed["writes"]) == (reads, writes)
