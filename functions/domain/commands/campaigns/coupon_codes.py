"""`make_coupon_codes`: unique codes of an offer, many at once."""

from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import Field

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.requests import Request
from functions.domain.configuration.documents import OfferDocument
from functions.domain.configuration.kinds import KINDS
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.validation import DocumentId, Form, Instant, OptionalId, OptionalText, Whole
from functions.domain.offers.batches import with_page
from functions.domain.offers.documents import CodeBatch
from functions.domain.orgs.org import Org

MOST_CODES: Final = 100_000
NEXT_PAGE_AFTER: Final = timedelta(minutes=1)  # by then the task of a wake-up was asked for, before it is due
_SAYS: Final = ("offer_id", "name", "count", "valid_from", "valid_until")


class CodesForm(Form):
    """`batch_id`: the same again makes no more codes; without it they are a batch of this command. `name`: what the
    coupons are called, the offer's name where it is absent.
    """

    offer_id: DocumentId
    batch_id: OptionalId = None
    count: Annotated[Whole, Field(ge=1, le=MOST_CODES)]
    name: OptionalText = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None


def make_coupon_codes(org: Org, request: Request[CodesForm], now: datetime) -> Decision[Result]:
    """A batch of codes, its first page at once. Bills 2 reads (1 less without a `batch_id`), 1 write a code and 1 for
    the batch; each further page of 400 codes 1 read and 1 write more.

    Malformed where there is no such offer, where it has one code for all, where `batch_id` names other codes, and at
    `valid_until` where it is not after `valid_from`.
    """
    form = request.data
    name = yield from _offer_name(form.offer_id)
    if form.valid_from and form.valid_until and form.valid_until <= form.valid_from:
        raise refuse("valid_until", "is not after valid_from")
    id = form.batch_id or f"command:{request.command_id}:codes"
    known = yield from get(CodeBatch, id, presumed_missing=form.batch_id is None)
    batch = CodeBatch(
        id=id,
        offer_id=form.offer_id,
        name=form.name or name,
        count=form.count,
        valid_from=form.valid_from,
        valid_until=form.valid_until,
        created_at=now,
        created_by=request.giver.uid,
    )
    if known is not None:
        if any(getattr(known, field) != getattr(batch, field) for field in _SAYS):
            raise refuse("batch_id", "names other codes")
        return NOTHING, _result(known)
    batch, coupons = yield from with_page(org, batch, now)
    if batch.wake_at is not None:
        batch = batch.with_changes(wake_at=now + NEXT_PAGE_AFTER)
    return Changes(create=coupons, put=(batch,)), _result(batch)


def _offer_name(id: str) -> Reading[str]:
    """The name of an offer whose codes are unique, as it is saved at this moment. Bills 1 read."""
    document = yield from get(OfferDocument, id)
    if document is None:
        raise refuse("offer_id", "names no offer")
    offer = document.content(KINDS[OfferDocument.collection].fields)
    if offer.get("code") is not None:
        raise refuse("offer_id", "has one code for all")
    return str(offer.get("name", id))


def _result(batch: CodeBatch) -> Result:
    return {"batch_id": batch.id, "count": batch.count, "made": batch.made_count}
