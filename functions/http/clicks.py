"""A customer follows a tracked link: `GET hooks/{org}/l/{token}` records it once and redirects to its target.

`HEAD` leads there too and records nothing. A click that cannot be recorded soon is not recorded.
"""

import logging
from datetime import UTC, datetime

from flask import Request, Response

from functions.domain.kernel.errors import RegularsError
from functions.domain.messages.click_tracking import Link, link_of, record_click
from functions.domain.orgs.org import ORG_ID, Org
from functions.http import pages
from functions.http.responses import not_allowed
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)

METHODS = ("GET", "HEAD")
PATIENCE_SECONDS = 2.0


def answer(request: Request, org_id: str, token: str) -> Response:
    return pages.answered(lambda: _answer(request, org_id, token))


def _answer(request: Request, org_id: str, token: str) -> Response:
    if request.method not in METHODS:
        return not_allowed(*METHODS)
    org = orgs().find(org_id) if ORG_ID.fullmatch(org_id) else None
    link = link_of(org, token) if org else None
    if org is None or link is None:
        return pages.notice(404)
    if request.method == "GET" and org.settings.messages.tracks_links:
        _record(org, link)
    return Response(status=302, headers={**pages.HEADERS, "Location": link.target})


def _record(org: Org, link: Link) -> None:
    now = datetime.now(UTC)
    try:
        store().commit(org.id, lambda: record_click(org, link, now), patience_seconds=PATIENCE_SECONDS)
    except RegularsError as error:
        log.warning("click_lost org=%s error=%s", org.id, error.code)
