"""Pages in a browser: one style, no script, nothing loaded from elsewhere, nothing stored or counted."""

import base64
import hashlib
import logging
from collections.abc import Callable

from flask import Response
from werkzeug.exceptions import HTTPException

from functions.domain.kernel.errors import Retryable, Terminal, trace_of
from functions.http.responses import RETRY_AFTER_SECONDS

log = logging.getLogger(__name__)

STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:0 auto;padding:1.5rem;color:#222;background:#fff}"
    "fieldset{border:1px solid #ccc;border-radius:.5rem;margin:0 0 1rem;padding:.75rem 1rem}"
    "legend{font-weight:600}label{display:block;padding:.5rem 0}"
    "input{width:1.25rem;height:1.25rem;margin-inline-end:.5rem;vertical-align:text-bottom}"
    "button{font:inherit;padding:.75rem 2rem;border:0;border-radius:.5rem;background:#1a5fb4;color:#fff}"
    ".saved{padding:.75rem 1rem;border-radius:.5rem;background:#e3f4e3}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
_NOTICES = {
    400: "This form is not complete. Please open the link again.",
    404: "There is no such page.",
    413: "This is more than the form holds.",
    415: "This is not the form.",
    500: "Something went wrong, and was logged.",
    503: "Please try again in a moment.",
}


def page(html: str, status: int = 200) -> Response:
    return Response(html, status, {**HEADERS}, content_type="text/html; charset=utf-8")


def notice(status: int) -> Response:
    """A page of one sentence, the same for every reader: a refusal does not show how near a guess was."""
    response = page(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{status}</title><style>{STYLE}</style></head><body><p>{_NOTICES[status]}</p></body></html>",
        status,
    )
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def answered(answer: Callable[[], Response]) -> Response:
    """The answer; a page of one sentence if the store is away, a document of ours is wrong, or our code is."""
    try:
        return answer()
    except Retryable as error:
        log.warning("page_deferred error=%s", error.code)
        return notice(503)
    except Terminal as error:
        log.error("page_failed error=%s", error.code)
        return notice(500)
    except HTTPException:
        raise
    except Exception as error:
        log.error("page_failed trace=%s", trace_of(error))
        return notice(500)
