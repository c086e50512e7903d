"""`answer_quote`: the customer accepts or declines; by staff who were told so, or by the customer's own link.

What an acceptance brings is one commit: the quote, its order, its deal won, and what automations do about them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.following import facts_of, followed_up, with_customer
from functions.domain.commands.quotes.orders import order_of
from functions.domain.commands.quotes.steps import ACCEPTED_BEFORE, REPLACED, read_quote, told_of, why_not
from functions.domain.commands.quotes.warnings import told
from functions.domain.commands.quotes.winning import won_with
from functions.domain.commands.requests import Giver, Request
from functions.domain.commands.work.interactions import active_at
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.kernel.validation import DocumentId, Form, OptionalText
from functions.domain.orders.recording import record_order
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.quotes.documents import CUSTOMER, Quote, QuoteStatus, version_id, with_step
from functions.domain.quotes.lapsing import lapsed, waiting

Answer = Literal["accept", "decline"]
_BECOMES: dict[Answer, QuoteStatus] = {"accept": "accepted", "decline": "declined"}
UNKNOWN = "names no quote"


class AnswerForm(Form):
    """`reason`: what the customer said, which is why the deal was won."""

    quote_id: DocumentId
    answer: Answer
    reason: OptionalText = None


@dataclass(frozen=True)
class AnsweredQuote:
    """A quote as its customer sees it, after their answer. `refused`: why that one does not count."""

    quote: Quote
    customer: Customer | None
    refused: str | None = None


def answer_quote(org: Org, request: Request[AnswerForm], now: datetime) -> Decision[Result]:
    """What the customer told staff. Bills 2 reads and 2 writes to decline (the quote, its interaction); to accept also
    what `record_order` and `change_opportunity` bill, less the account, which is written once; of a later version, and
    of an answer that comes after the last instant, 1 read more.

    Once: the same answer again has the same result, another one is refused. It counts as of when it was given: one that
    was given in time and comes late is no less an answer.
    """
    known, customer = yield from read_quote(request)
    if known.status == _BECOMES[request.data.answer]:
        return NOTHING, _result(known)
    if why := (yield from _refusal_of(org, known, at=request.made_at)):
        raise refuse("quote_id", why)
    changes, after = yield from _answered(
        org, request, known, customer=customer, by=request.giver.uid, now=now
    )
    return changes, _result(after)


def answer_by_link(
    org: Org, quote_id: str, answer: Answer, *, reason: str | None, now: datetime
) -> Decision[AnsweredQuote | None]:
    """The customer's own answer; None where there is no such quote. The first answer holds. Bills as `answer_quote`
    does. Raises FeatureOff.
    """
    require(org, "crm")
    known, customer = yield from _shown(quote_id)
    if known is None or customer is None:
        return NOTHING, None
    if known.status == _BECOMES[answer]:
        return NOTHING, AnsweredQuote(known, customer)
    if why := (yield from _refusal_of(org, known, at=now)):
        return NOTHING, AnsweredQuote(lapsed(known, now), customer, why)
    form = AnswerForm(quote_id=quote_id, answer=answer, reason=reason)
    request = Request(f"quote:{quote_id}:{answer}", form, now, Giver(CUSTOMER))
    changes, after = yield from _answered(org, request, known, customer=customer, by=CUSTOMER, now=now)
    return changes, AnsweredQuote(after, customer)


def show_by_link(org: Org, quote_id: str, now: datetime) -> Decision[AnsweredQuote | None]:
    """The quote as its customer sees it, and no change. Bills 2 reads. Raises FeatureOff."""
    require(org, "crm")
    known, customer = yield from _shown(quote_id)
    if known is None or customer is None:
        return NOTHING, None
    return NOTHING, AnsweredQuote(lapsed(known, now), customer)


def _shown(quote_id: str) -> Reading[tuple[Quote | None, Customer | None]]:
    known = yield from get(Quote, quote_id)
    if known is None or known.customer_id is None:
        return known, None
    return known, (yield from standing_customer(known.customer_id))


def _refusal_of(org: Org, quote: Quote, *, at: datetime) -> Reading[str | None]:
    """Why an answer of an instant does not count; None where it does. One quote is one order: none of another version
    counts beside it. Bills nothing for a first version in its time, else 1 read for the version before, and 1 for the
    one after it where the time is over.
    """
    if why := _why_refused(org, quote, at=at):
        return why
    root = quote.root_id or quote.id
    former = (yield from get(Quote, version_id(root, quote.version - 1))) if quote.version > 1 else None
    if former is not None and former.is_ordered:
        return ACCEPTED_BEFORE
    later = (yield from get(Quote, version_id(root, quote.version + 1))) if quote.status != "sent" else None
    return REPLACED if later is not None and later.sent_at is not None else None


def _why_refused(org: Org, quote: Quote, *, at: datetime) -> str | None:
    """Why an answer of an instant does not count; None where it does. The hour at which a quote was marked as expired
    plays no part.
    """
    if not quote.is_answerable:
        return why_not(quote)
    if quote.valid_until is not None and at >= quote.valid_until:
        return "has expired"
    if "total_minor" in quote.odd_fields:
        return "has no total: save it, and send it again"
    return None if quote.currency == org.settings.currency else "is in another currency than the business's"


def _answered(
    org: Org, request: Request[AnswerForm], known: Quote, *, customer: Customer, by: str, now: datetime
) -> Reading[tuple[Changes, Quote]]:
    """What the answer changes, and the quote after it."""
    form, at = request.data, request.made_at
    status = _BECOMES[form.answer]
    after = known.with_changes(
        status=status, ended_by=None, answered_at=at, answer_reason=form.reason, updated_at=now
    )
    after = with_step(after, "accepted" if form.answer == "accept" else "declined", at=at, by=by)
    beside = NOTHING
    if form.answer == "accept":
        beside, after = yield from _ordered(org, request, after, customer=customer, by=by, now=now)
    told = yield from told_of(after, f"quote_{status}", customer, request=request, by=by)
    facts = facts_of(request, "quote_changed")
    beside = yield from with_customer(
        Changes((*beside.create, *told), beside.put, beside.remove),
        org,
        customer,
        change=lambda each: active_at(each, at),
        facts=facts,
        now=now,
    )
    changes = yield from followed_up(
        org, known, waiting(after), request=request, kind="quote_changed", now=now, beside=beside
    )
    return changes, after


def _ordered(
    org: Org, request: Request[AnswerForm], quote: Quote, *, customer: Customer, by: str, now: datetime
) -> Reading[tuple[Changes, Quote]]:
    """The order and the won deal, and the quote that names them."""
    order = order_of(org, quote, customer, at=request.made_at)
    ordered, receipt = yield from record_order(org, order, now)
    after = quote.with_changes(order_id=order.external_id, warnings=receipt.warnings)
    winning = won_with(org, quote, reason=request.data.reason, by=by, now=now)
    won, left_because = yield from seeing((*ordered.create, *ordered.put), winning)
    if left_because is not None:
        after = with_step(after, "deal_left", at=now, by=by, why=left_because)
    return _over(ordered, won), after


def _over(first: Changes, later: Changes) -> Changes:
    """Two changes of one commit: what the later one writes too holds."""
    kept = not_among((*later.create, *later.put), first.put)
    return Changes(
        create=(*first.create, *later.create),
        put=(*kept, *later.put),
        remove=(*first.remove, *later.remove),
    )


def _result(quote: Quote) -> Result:
    order = {"order_id": quote.order_id} if quote.order_id is not None else {}
    return {"quote_id": quote.id, "status": quote.status, **order, **told(quote)}
