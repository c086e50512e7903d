"""What the function `quotes` serves: a quote's PDF, by the customer's link or by one that staff got for a while."""

from datetime import UTC, datetime

from flask import Request, Response

from functions.domain.kernel.errors import FeatureOff
from functions.domain.orgs.org import ORG_ID
from functions.domain.quotes.links import quote_of_pdf
from functions.domain.quotes.papers import Paper, paper_by_id
from functions.http import pages
from functions.http.responses import not_allowed
from functions.http.routes import dispatch, table
from functions.store.firestore import store
from functions.store.orgs import orgs

METHODS = ("GET", "HEAD")
HEADERS = {name: pages.HEADERS[name] for name in ("Cache-Control", "X-Content-Type-Options", "X-Robots-Tag")}


def answer(request: Request) -> Response:
    return dispatch(ROUTES, request)


def _pdf(request: Request, org: str, token: str) -> Response:
    if request.method not in METHODS:
        return not_allowed(*METHODS)
    return pages.answered(lambda: _answer(org, token))


def _answer(org_id: str, token: str) -> Response:
    """404 where the token opens nothing, or no more."""
    paper = _paper(org_id, token)
    if paper is None:
        return pages.notice(404)
    from functions.http.quote_pdf import rendered

    (pdf,) = rendered(paper)
    disposition = {"Content-Disposition": 'inline; filename="quote.pdf"'}
    return Response(pdf, 200, {**HEADERS, **disposition}, content_type="application/pdf")


def _paper(org_id: str, token: str) -> Paper | None:
    org = orgs().find(org_id) if ORG_ID.fullmatch(org_id) else None
    quote_id = quote_of_pdf(org, token, datetime.now(UTC)) if org is not None else None
    if org is None or quote_id is None:
        return None
    try:
        return store().commit(org.id, lambda: paper_by_id(org, quote_id)).value
    except FeatureOff:
        return None


ROUTES = table({"/<org>/<token>.pdf": _pdf})
