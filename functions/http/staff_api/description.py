"""The description of the staff API, for everyone: `GET api/openapi.json`, and `GET api/docs`, a page that tries it."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import Response

_PAGES = Path(__file__).parents[1] / "pages"
_FOR_SECONDS = 300
_INLINE = {
    "style-src": re.compile("<style>(.*?)</style>", re.DOTALL),
    "script-src": re.compile("<script>(.*?)</script>", re.DOTALL),
}


def openapi() -> Response:
    return _public((_PAGES / "openapi.json").read_bytes(), "application/json")


def docs() -> Response:
    """The page may run its own script and ask its own server, and nothing else."""
    html = (_PAGES / "docs.html").read_text(encoding="utf-8")
    response = _public(html.encode(), "text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _policy(html)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


DESCRIPTION = {"/openapi.json": openapi, "/docs": docs}


@lru_cache(maxsize=1)
def _policy(html: str) -> str:
    own = [f"{name} {_hashes(found.findall(html))}" for name, found in _INLINE.items()]
    rest = ["default-src 'none'", "connect-src 'self'", "base-uri 'none'", "frame-ancestors 'none'"]
    return "; ".join([*rest, *own])


def _hashes(texts: list[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def _public(body: bytes, content_type: str) -> Response:
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = f"public, max-age={_FOR_SECONDS}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
