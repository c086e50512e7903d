"""`/quotes`: offers to customers, from the draft to the answer."""

from typing import Annotated

from pydantic import Field

from functions.domain.quotes.documents import Quote, QuoteStatus
from functions.domain.staff.readers import readers_of
from functions.domain.views.pages import Wanted
from functions.domain.views.quotes import pdf_asked, quote_shown, quotes_listed
from functions.http.staff_api.giving import body_of, changes, gives, makes
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read, shows
from functions.http.staff_api.replies import Answer, CommandAnswer, DocumentAnswer, ListAnswer

_QUOTES = readers_of(Quote.collection)
_ONE = "/quotes/<string(maxlength=400):id>"


class QuotesQuery(PageQuery):
    """By one of these, or none: then a rep's own."""

    customer_id: Annotated[str | None, Field(description="the quotes of a customer")] = None
    opportunity_id: Annotated[str | None, Field(description="those of a deal")] = None
    status: Annotated[QuoteStatus | None, Field(description="those that stand so")] = None


class PdfAnswer(Answer):
    """Where the PDF is, until when."""

    url: str
    expires_at: str


def _list(asked: Asked) -> Reply:
    wanted = Wanted.parse(asked.query)
    return Reply(read(asked, lambda: quotes_listed(asked.org, asked.uid, asked.query, wanted=wanted)))


def _pdf(asked: Asked) -> Reply:
    body_of(asked)
    link = read(asked, lambda: pdf_asked(asked.org, asked.uid, asked.path["id"], now=asked.now))
    return Reply({"url": link.url, "expires_at": link.expires_at.isoformat()})


def _step(word: str, kind: str, summary: str) -> Operation:
    """A step of a quote's: `POST /quotes/{id}/{word}`."""
    answer = gives(kind, "quote_id")
    return Operation("POST", f"{_ONE}/{word}", summary, answer, CommandAnswer, kind=kind, given=("quote_id",))


OPERATIONS = (
    Operation(
        "GET",
        "/quotes",
        "Quotes, the last changed first",
        _list,
        ListAnswer,
        query=QuotesQuery,
        roles=_QUOTES.all | _QUOTES.assigned,
    ),
    Operation(
        "POST",
        "/quotes",
        "Begin a quote",
        makes("save_quote", "quotes", "quote_id"),
        CommandAnswer,
        status=201,
        kind="save_quote",
    ),
    Operation(
        "GET", _ONE, "A quote with its history", shows(quote_shown), DocumentAnswer, reads=Quote.collection
    ),
    Operation(
        "PATCH",
        _ONE,
        "Change a draft, or begin the next version of a quote that was sent",
        changes("save_quote", "quote_id", quote_shown),
        CommandAnswer,
        kind="save_quote",
        given=("quote_id",),
        compares=True,
    ),
    _step("submission", "submit_quote", "Submit a draft for approval"),
    _step("decision", "decide_quote", "Approve a quote, or refuse it with a reason"),
    _step("withdrawal", "withdraw_quote", "Withdraw a quote that waits for approval, or that was sent"),
    _step("sending", "send_quote", "Send a quote: the answer has the customer's link"),
    _step("answer", "answer_quote", "Record that the customer accepted or declined"),
    Operation("POST", f"{_ONE}/pdf", "A link to the PDF", _pdf, PdfAnswer, reads=Quote.collection),
)
