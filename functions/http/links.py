"""Customers follow links: the token in the URL is the only credential (no cookies), so cross-site request forgery does
not apply.
"""

from collections.abc import Callable
from typing import TypeVar

from flask import Request, Response

from functions.domain.orgs.org import ORG_ID, Org
from functions.http import pages
from functions.http.incoming import body_of
from functions.http.responses import not_allowed
from functions.store.orgs import orgs

PAGE_METHODS = ("GET", "HEAD", "POST")
MOST_BYTES = 16 * 1024
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

T = TypeVar("T")


def followed(
    request: Request,
    org_id: str,
    *,
    methods: tuple[str, ...],
    read: Callable[[Org], T | None],
    show: Callable[[Org, T], Response],
) -> Response:
    """The answer of `show` to what `read` finds in the token; the page of a 404 where it finds nothing."""

    def answer() -> Response:
        org = orgs().find(org_id) if ORG_ID.fullmatch(org_id) else None
        found = read(org) if org is not None else None
        return show(org, found) if org is not None and found is not None else pages.notice(404)

    return pages.answered(answer) if request.method in methods else not_allowed(*methods)


def fault_of_form(request: Request) -> Response | None:
    """The page of a 413 or 415 where the request is no form that a page of ours sent."""
    if body_of(request, most_bytes=MOST_BYTES) is None:
        return pages.notice(413)
    return None if request.mimetype in _FORMS else pages.notice(415)
