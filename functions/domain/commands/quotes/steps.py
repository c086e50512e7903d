"""`submit_quote`, `decide_quote`, `withdraw_quote`, `send_quote`: from a draft to an offer."""

from datetime import datetime
from typing import Any, Literal

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.following import followed_up, joined_changes
from functions.domain.commands.quotes.drafts import MOST_AUTHORS
from functions.domain.commands.quotes.warnings import told, with_warnings
from functions.domain.commands.requests import Request, read_customer
from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction, TransactionRef
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.errors import Forbidden
from functions.domain.kernel.validation import DocumentId, Form, OptionalText
from functions.domain.orgs.org import Org
from functions.domain.quotes.documents import Quote, QuoteStatus, version_id, with_step
from functions.domain.quotes.lapsing import waiting
from functions.domain.quotes.links import answer_url
from functions.domain.quotes.permissions import may_give

WITHIN = "within the range of the role"
ACCEPTED_BEFORE = "an earlier version was accepted"
REPLACED = "was replaced by a newer version"
_WORDS: dict[QuoteStatus, str] = {
    "draft": "is a draft",
    "pending_approval": "waits for approval",
    "approved": "is approved",
    "sent": "was sent",
    "accepted": "was accepted",
    "declined": "was declined",
    "expired": "has expired",
}


class QuoteStepForm(Form):
    """`reason`: why, in words, kept in the quote's history."""

    quote_id: DocumentId
    reason: OptionalText = None


class DecisionForm(QuoteStepForm):
    """A refusal has a reason."""

    decision: Literal["approve", "refuse"]


def submit_quote(org: Org, request: Request[QuoteStepForm], now: datetime) -> Decision[Result]:
    """The draft approved where what it gives off is within its giver's range, else waiting for who may decide. Bills 2
    reads and 1 write; the reads alone where it was submitted already. Malformed without lines, or after its last
    instant.
    """
    known, customer = yield from read_quote(request)
    if known.status in ("pending_approval", "approved") and not known.is_ordered:
        return NOTHING, _result(known)
    _require(known, "draft")
    _require_offer(known, now)
    after = yield from with_warnings(org, _submitted(org, request, known), customer, now=now)
    return (yield from _kept(org, request, known, after=after, now=now))


def decide_quote(org: Org, request: Request[DecisionForm], now: datetime) -> Decision[Result]:
    """The quote approved, or a draft again with the reason. Bills 2 reads and 1 write.

    Forbidden to who wrote or submitted it, and to who may not give so much off themselves. Malformed where it does not
    wait for a decision, or was submitted after the decision was made: what a late one saw is not what waits now.
    """
    form, giver = request.data, request.giver
    known, _ = yield from read_quote(request)
    _require(known, "pending_approval")
    if giver.uid in known.author_uids:
        raise Forbidden("is your own quote: another one decides", path="quote_id")
    if known.submitted_at is not None and request.made_at < known.submitted_at:
        raise refuse("quote_id", "was submitted again since this was decided")
    if form.decision == "refuse":
        if form.reason is None:
            raise refuse("reason", "is needed")
        draft = known.with_changes(status="draft", refused_at=request.made_at)
        after = with_step(draft, "refused", at=request.made_at, by=giver.uid, why=form.reason)
        return (yield from _kept(org, request, known, after=after, now=now))
    if giver.member is None or not may_give(org.settings.sales, giver.member.roles, known):
        raise Forbidden("is more off the price than your role may give", path="quote_id")
    approved = known.with_changes(status="approved", approved_at=request.made_at, approved_by=giver.uid)
    after = with_step(approved, "approved", at=request.made_at, by=giver.uid, why=form.reason)
    return (yield from _kept(org, request, known, after=after, now=now))


def withdraw_quote(org: Org, request: Request[QuoteStepForm], now: datetime) -> Decision[Result]:
    """A quote that waits for approval, a draft again; one that was sent, ended: its link answers no more. Bills 2 reads
    and 1 write. Malformed for any other: of a withdrawal and a decision at once one is refused.
    """
    known, _ = yield from read_quote(request)
    _require(known, "pending_approval", "sent")
    status: QuoteStatus = "draft" if known.status == "pending_approval" else "expired"
    ended = "withdrawn" if status == "expired" else None
    withdrawn = known.with_changes(status=status, ended_by=ended)
    after = with_step(
        withdrawn, "withdrawn", at=request.made_at, by=request.giver.uid, why=request.data.reason
    )
    return (yield from _kept(org, request, known, after=after, now=now))


def send_quote(org: Org, request: Request[QuoteStepForm], now: datetime) -> Decision[Result]:
    """The quote sent: it never changes again, its customer may answer by the link in the result, and the version before
    it ends. A draft within its giver's range is approved by that. Bills 2 reads and 2 writes (the quote, its
    interaction); of a later version 1 read and 1 write more for the one before. Once: a repeat has the same link, or
    for 1 write the one that was missing while the business had no public address.

    Malformed where it waits for approval or gives off too much, has no lines, or its last instant is over; and where an
    earlier version was accepted meanwhile.
    """
    known, customer = yield from read_quote(request)
    if known.status == "sent" and not known.is_ordered:
        return (yield from _linked(org, request, known, now=now))
    _require(known, "draft", "approved")
    _require_offer(known, now)
    approved = known if known.status == "approved" else _submitted(org, request, known)
    if approved.status != "approved":
        raise refuse("quote_id", "gives off more than your role may: submit it for approval")
    former = yield from _replaced(org, request, known, now=now)
    url = answer_url(org, known.id)
    sent = approved.with_changes(status="sent", sent_at=request.made_at, accept_url=url)
    after = with_step(sent, "sent", at=request.made_at, by=request.giver.uid, why=request.data.reason)
    told = yield from told_of(after, "proposal_sent", customer, request=request)
    changes, result = yield from _kept(org, request, known, after=after, now=now)
    return joined_changes(changes, Changes(create=told), former), result


def _linked(org: Org, request: Request[Any], known: Quote, *, now: datetime) -> Decision[Result]:
    url = answer_url(org, known.id) if known.accept_url is None else None
    if url is None:
        return NOTHING, _result(known)
    return (yield from _kept(org, request, known, after=known.with_changes(accept_url=url), now=now))


def read_quote(request: Request[Any]) -> Reading[tuple[Quote, Customer]]:
    """The quote that a command names, and its account. Bills 2 reads. Malformed where there is
    none; Forbidden to a rep who may not read the account.
    """
    known = yield from get(Quote, request.data.quote_id)
    if known is None:
        raise refuse("quote_id", "names no quote")
    customer = yield from read_customer(request.giver, known.customer_id)
    return known, customer


def told_of(
    quote: Quote, kind: str, customer: Customer, *, request: Request[Any], by: str | None = None
) -> Reading[tuple[Interaction, ...]]:
    """The interaction that a step of a quote leaves, once (S002-31). Bills nothing for a first one."""
    id = f"quote:{quote.id}:{kind}"
    if (yield from get(Interaction, id, presumed_missing=True)) is not None:
        return ()
    is_order = quote.order_id is not None
    transaction = TransactionRef(
        id=quote.order_id or quote.id,
        ref_table="b2b_orders" if is_order else Quote.collection,
        amount_minor=quote.total_minor,
    )
    told = Interaction(
        id=id,
        interaction_type=kind,
        interaction_source="b2b_sales",
        customer_id=customer.id,
        opportunity_id=quote.opportunity_id,
        transaction=transaction,
        performed_by=by or request.giver.uid,
        performed_at=request.made_at,
    )
    return (told,)


def why_not(quote: Quote) -> str:
    """What a quote is that is not as a step needs it."""
    if quote.is_ordered:
        return _WORDS["accepted"]
    if quote.ended_by == "replaced":
        return REPLACED
    if quote.ended_by == "withdrawn":
        return "was withdrawn"
    return _WORDS[quote.status]


def _require(quote: Quote, *statuses: QuoteStatus) -> None:
    if quote.is_unclear:
        raise refuse("quote_id", _WORDS["sent"])
    if quote.status not in statuses or quote.is_ordered:
        raise refuse("quote_id", why_not(quote))


def _require_offer(quote: Quote, now: datetime) -> None:
    if not quote.lines:
        raise refuse("lines", "is needed")
    for number, line in enumerate(quote.lines):
        if line.quantity is None:
            raise refuse(f"lines.{number}.quantity", "is needed")
    if quote.valid_until is None:
        raise refuse("valid_until", "is needed")
    if quote.valid_until <= now:
        raise refuse("valid_until", "is over")


def _submitted(org: Org, request: Request[Any], known: Quote) -> Quote:
    giver, at = request.giver, request.made_at
    roles = giver.member.roles if giver.member is not None else ()
    is_within = may_give(org.settings.sales, roles, known)
    submitted = known.with_changes(
        status="approved" if is_within else "pending_approval",
        submitted_at=at,
        submitted_by=giver.uid,
        approved_at=at if is_within else None,
        approved_by=None,
        author_uids=tuple(dict.fromkeys((*known.author_uids, giver.uid)))[-MOST_AUTHORS:],
    )
    after = with_step(submitted, "submitted", at=at, by=giver.uid, why=request.data.reason)
    return with_step(after, "approved", at=at, by=giver.uid, why=WITHIN) if is_within else after


def _replaced(org: Org, request: Request[Any], quote: Quote, *, now: datetime) -> Reading[Changes]:
    """The version before, ended: of one whose time is over a late answer does not count any more. Malformed where it
    was accepted.
    """
    if quote.version == 1 or quote.root_id is None:
        return NOTHING
    former = yield from get(Quote, version_id(quote.root_id, quote.version - 1))
    if former is not None and former.is_ordered:
        raise refuse("quote_id", ACCEPTED_BEFORE)
    if former is None or not former.is_answerable:
        return NOTHING
    ended = former.with_changes(status="expired", ended_by="replaced", updated_at=now)
    after = waiting(with_step(ended, "replaced", at=request.made_at, by=request.giver.uid))
    return (yield from followed_up(org, former, after, request=request, kind="quote_changed", now=now))


def _kept(org: Org, request: Request[Any], known: Quote, *, after: Quote, now: datetime) -> Decision[Result]:
    stored = waiting(after.with_changes(updated_at=now))
    changes = yield from followed_up(org, known, stored, request=request, kind="quote_changed", now=now)
    return changes, _result(stored)


def _result(quote: Quote) -> Result:
    url = {"accept_url": quote.accept_url} if quote.accept_url is not None else {}
    return {"quote_id": quote.id, "version": quote.version, "status": quote.status, **url, **told(quote)}
