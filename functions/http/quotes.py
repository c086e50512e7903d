"""What the function `quotes` serves: a quote's PDF, by the customer's link or by one that staff got for a while."""

from datetime import UTC, datetime

from flask import Request, Response

from functions.domain.kernel.errors import FeatureOff
from functions.domain.orgs.org import Org
from functions.domain.quotes.links import quote_of_pdf
from functions.domain.quotes.papers import paper_by_id
from functions.http import pages
from functions.http.links import followed
from functions.http.routes import dispatch, table
from functions.store.firestore import store

METHODS = ("GET", "HEAD")
HEADERS = {name: pages.HEADERS[name] for name in ("Cache-Control", "X-Content-Type-Options", "X-Robots-Tag")}


def answer(request: Request) -> Response:
    return dispatch(ROUTES, request)


def _pdf(request: Request, org: str, token: str) -> Response:
    now = datetime.now(UTC)
    return followed(
        request, org, methods=METHODS, read=lambda org: quote_of_pdf(org, token, now), show=_answer
    )


def _answer(org: Org, quote_id: str) -> Response:
    """404 where the quote is gone, or the customer's to see no more."""
    try:
        paper = store().commit(org.id, lambda: paper_by_id(org, quote_id)).value
    except FeatureOff:
        paper = None
    if paper is None:
        return pages.notice(404)
    from functions.http.quote_pdf import rendered

    (pdf,) = rendered(paper)
    disposition = {"Content-Disposition": 'inline; filename="quote.pdf"'}
    return Response(pdf, 200, {**HEADERS, **disposition}, content_type="application/pdf")


ROUTES = table({"/<org>/<token>.pdf": _pdf})
