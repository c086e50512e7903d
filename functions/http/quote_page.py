"""A customer opens a quote's link: `GET hooks/{org}/quotes/{token}` shows it and changes nothing, since programs that
scan mail open links too; `POST` accepts or declines, once.
"""

from datetime import UTC, datetime
from functools import partial
from typing import get_args

from flask import Request, Response

from functions.cloud_tasks.soon import wake_soon
from functions.domain.commands.quotes.answers import Answer, AnsweredQuote, answer_by_link, show_by_link
from functions.domain.commands.quotes.steps import REPLACED
from functions.domain.kernel.decisions import NOTHING, Decision
from functions.domain.kernel.errors import FeatureOff
from functions.domain.orgs.org import Org
from functions.domain.quotes.links import pdf_url, quote_of
from functions.domain.quotes.papers import Paper, read_paper
from functions.http import pages
from functions.http.links import PAGE_METHODS, fault_of_form, followed
from functions.http.pages.rendering import rendered
from functions.store.firestore import store

LONGEST_REASON = 200
# Of an answer that does not count: the quote had another one, or is over.
STATUSES = {"accepted": 409, "declined": 409}
GONE = 410


def answer(request: Request, org_id: str, token: str) -> Response:
    return followed(
        request,
        org_id,
        methods=PAGE_METHODS,
        read=lambda org: quote_of(org, token),
        show=partial(_answer, request, token=token),
    )


def _answer(request: Request, org: Org, quote_id: str, *, token: str) -> Response:
    try:
        if request.method == "POST":
            return _given(request, org, quote_id, token=token)
        now = datetime.now(UTC)
        shown = store().commit(org.id, lambda: show_by_link(org, quote_id, now)).value
    except FeatureOff:
        return pages.notice(404)
    return _page(org, shown, token) if shown is not None else pages.notice(404)


def _given(request: Request, org: Org, quote_id: str, *, token: str) -> Response:
    if (fault := fault_of_form(request)) is not None:
        return fault
    given = next((each for each in get_args(Answer) if each == request.form.get("answer")), None)
    if given is None:
        return pages.notice(400)
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON] or None
    now = datetime.now(UTC)
    committed = store().commit(org.id, lambda: answer_by_link(org, quote_id, given, reason=reason, now=now))
    wake_soon(committed.known)
    return _page(org, committed.value, token) if committed.value is not None else pages.notice(404)


def _page(org: Org, answered: AnsweredQuote, token: str) -> Response:
    quote = answered.quote

    def read() -> Decision[Paper]:
        return NOTHING, (yield from read_paper(org, quote, answered.customer))

    paper = store().commit(org.id, read).value
    status = STATUSES.get(quote.status, GONE) if answered.refused is not None else 200
    is_open = quote.status == "sent" and not quote.is_ordered and answered.refused is None
    state = None if is_open else _state_of(answered)
    return pages.page(render_page(paper, state, pdf_url(org, token)), status)


def _state_of(answered: AnsweredQuote) -> str:
    """The word of `states` that tells the customer how the quote stands."""
    quote, ended = answered.quote, answered.quote.ended_by
    if quote.is_ordered:
        return "accepted"
    if quote.status == "sent":
        return "replaced" if answered.refused == REPLACED else "unanswerable"
    return ended if ended in ("replaced", "withdrawn") else quote.status


def render_page(paper: Paper, state: str | None, pdf: str | None) -> str:
    """The page in the customer's language, as the quote stands now."""
    return rendered(
        "quote.html",
        paper=paper,
        texts=paper.texts,
        state=paper.texts.states.get(state, paper.texts.draft) if state is not None else None,
        pdf_url=pdf,
    )
