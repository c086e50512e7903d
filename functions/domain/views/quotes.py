"""Quotes as staff see them: by customer, by deal or by status, and one with its history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Decision, Find, Get, Reading, get, get_all
from functions.domain.kernel.errors import CannotBeDone, FieldFault, Malformed, NotFound
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.quotes.documents import Quote, QuoteStatus
from functions.domain.quotes.links import PdfLink, pdf_link
from functions.domain.staff.members import Member
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import Listed, listed, only
from functions.domain.views.of_customer import readable_customer
from functions.domain.views.pages import Wanted, page

SHOWN = (
    *("customer_id", "opportunity_id", "legal_entity_id", "root_id", "version", "status", "lines"),
    *("discount_percent", "highest_discount_percent", "valid_until", "note", "currency", "gross_minor"),
    *("wanted_on", "requirements", "warnings"),
    *("discount_minor", "net_minor", "taxes", "total_minor", "submitted_at", "submitted_by", "approved_at"),
    *("approved_by", "sent_at", "answered_at", "answer_reason", "order_id", "accept_url", "ended_by"),
    *("history", "created_at", "updated_at"),
)
_READERS = readers_of(Quote.collection)
QUOTES = Listed(Quote, "updated_at", only(*SHOWN))


def quotes_listed(
    org: Org, uid: str, query: Mapping[str, str], *, wanted: Wanted
) -> Decision[dict[str, Any]]:
    """A page of quotes, the last changed first: a customer's to those who read the customer; all, those of a status or
    of a deal to those who read all. A rep has those that they wrote or submitted, or of the deal, of customers whom
    they read. Bills 1 read and 1 a row, 1 more for the customer, for a rep for each customer. Raises Forbidden,
    FeatureOff, NotFound, and Malformed where it asks by two things at once.
    """
    asked = {name: query[name] for name in ("customer_id", "opportunity_id", "status") if query.get(name)}
    if len(asked) > 1:
        raise Malformed("query", [FieldFault(max(asked), "goes without the others")])
    status = asked.get("status")
    if status is not None and status not in get_args(QuoteStatus):
        raise Malformed("query", [FieldFault("status", f"is one of {', '.join(get_args(QuoteStatus))}")])
    if (customer_id := asked.get("customer_id")) is None:
        member = yield from get(Member, uid)
        if member is not None and _reads_some(member):
            return NOTHING, (yield from _own(org, member, asked, wanted=wanted))
        return (yield from listed(org, uid, QUOTES, wanted=wanted, where=tuple(asked.items())))
    customer = yield from readable_customer(org, uid, customer_id, collection=Quote.collection)
    rows = Find(Quote, (("customer_id", customer.id),), QUOTES.order_by, "DESCENDING", wanted.limit)
    return NOTHING, (yield from page(org, rows, wanted, show=QUOTES.show))


def _reads_some(member: Member) -> bool:
    """Whether a role of theirs reads quotes of assigned customers alone."""
    return _READERS.all.isdisjoint(member.roles) and not _READERS.assigned.isdisjoint(member.roles)


def _own(org: Org, member: Member, asked: Mapping[str, str], *, wanted: Wanted) -> Reading[dict[str, Any]]:
    """A page of a rep's quotes; those of customers who are assigned to others now are left out, and billed."""
    require(org, "crm")
    containing = None if "opportunity_id" in asked else ("author_uids", member.id)
    where = tuple(asked.items())
    rows = Find(Quote, where, QUOTES.order_by, "DESCENDING", wanted.limit, containing=containing)
    shown = yield from page(org, rows, wanted, show=QUOTES.show)
    theirs = yield from _read_by(member, {row["customer_id"] for row in shown["items"] if row["customer_id"]})
    return {**shown, "items": [row for row in shown["items"] if row["customer_id"] in theirs]}


def _read_by(member: Member, ids: set[str]) -> Reading[set[str]]:
    """Those of these customers whose quotes the member reads."""
    customers = (yield from get_all(*(Get(Customer, id) for id in sorted(ids)))) if ids else ()
    return {
        each.id
        for each in customers
        if each is not None
        and member.may_read(_READERS, owner_uid=each.owner_uid, territory_id=each.territory_id)
    }


def quote_shown(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
    """One quote. Bills 3 reads. Raises Forbidden, FeatureOff, NotFound."""
    quote = yield from _readable(org, uid, id)
    return NOTHING, dict(QUOTES.show(quote) or {})


def pdf_asked(org: Org, uid: str, id: str, *, now: datetime) -> Decision[PdfLink]:
    """A link to a quote's PDF for those who read it. Bills 3 reads. Raises Forbidden, FeatureOff, NotFound, and
    CannotBeDone where the organisation has no public address.
    """
    quote = yield from _readable(org, uid, id)
    link = pdf_link(org, quote.id, now)
    if link is None:
        raise CannotBeDone("the settings name no public address: messages.public_url, or sales.quotes_url")
    return NOTHING, link


def _readable(org: Org, uid: str, id: str) -> Reading[Quote]:
    """A quote whose customer the member reads; to others there is none."""
    require(org, "crm")
    quote = yield from get(Quote, id)
    if quote is None or quote.customer_id is None:
        raise NotFound("quote")
    yield from readable_customer(org, uid, quote.customer_id, collection=Quote.collection)
    return quote
