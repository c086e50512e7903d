"""A customer follows a tracked link: `GET hooks/{org}/l/{token}` records it once and redirects to its target.

`HEAD` leads there too and records nothing. A click that cannot be recorded soon, or by a mistake of ours, is not:
the link leads to its target all the same.
"""

import logging
from datetime import UTC, datetime
from functools import partial

from flask import Request, Response

from functions.domain.kernel.errors import RegularsError, trace_of
from functions.domain.messages.click_tracking import Link, link_of
from functions.domain.orgs.org import Org
from functions.domain.responses.clicks import record_click
from functions.http import pages
from functions.http.links import followed
from functions.store.firestore import store

log = logging.getLogger(__name__)

METHODS = ("GET", "HEAD")
PATIENCE_SECONDS = 2.0


def answer(request: Request, org_id: str, token: str) -> Response:
    return followed(
        request, org_id, methods=METHODS, read=lambda org: link_of(org, token), show=partial(_answer, request)
    )


def _answer(request: Request, org: Org, link: Link) -> Response:
    if request.method == "GET" and org.settings.messages.tracks_links:
        _record(org, link)
    return Response(status=302, headers={**pages.HEADERS, "Location": link.target})


def _record(org: Org, link: Link) -> None:
    now = datetime.now(UTC)
    try:
        store().commit(org.id, lambda: record_click(org, link, now), patience_seconds=PATIENCE_SECONDS)
    except RegularsError as error:
        log.warning("click_lost org=%s error=%s", org.id, error.code)
    except Exception as error:
        log.error("click_lost org=%s trace=%s", org.id, trace_of(error))
