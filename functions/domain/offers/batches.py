"""Unique codes of an offer, made in pages: the first one with the command, the others one after another."""

from datetime import datetime

from functions.domain.coupons.documents import Coupon
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Get, Reading, get_all
from functions.domain.kernel.jobs import PageDone, get_due, next_page
from functions.domain.offers.codes import code_of_batch
from functions.domain.offers.documents import CODES_A_PAGE, CodeBatch
from functions.domain.orgs.org import Org


def with_page(org: Org, batch: CodeBatch, now: datetime) -> Reading[tuple[CodeBatch, tuple[Coupon, ...]]]:
    """The batch after its next page, and the coupons of that. A code follows from the batch and its number, so the same
    page makes the same ones: also where what was made is not known any more, since the document was spoilt by hand.
    Bills 1 write a code; a code that another coupon has already is left out.
    """
    numbers = range(batch.made, min(batch.count, batch.made + CODES_A_PAGE))
    codes = {code_of_batch(org, batch.id, number): number for number in numbers}
    found = yield from get_all(*(Get(Coupon, code, presumed_missing=True) for code in codes))
    free: dict[str, int] = {}
    has_own: set[int] = set()  # numbers whose coupon is there, of this batch
    for (code, number), known in zip(codes.items(), found, strict=True):
        if known is None:
            free[code] = number
        elif known.cause == _cause(batch, number):
            has_own.add(number)
    coupons = tuple(_coupon(batch, code, number, now=now) for code, number in free.items())
    done = has_own.union(free.values())
    skipped = tuple(dict.fromkeys((*batch.skipped, *(number for number in numbers if number not in done))))
    made = batch.made + len(numbers)
    wake_at = now if made < batch.count else None
    return batch.with_changes(made=made, skipped=skipped, wake_at=wake_at), coupons


def _cause(batch: CodeBatch, number: int) -> str:
    return f"{batch.id}:{number}"


def make_page(org: Org, id: str, now: datetime) -> Decision[PageDone | None]:
    """The next page of a batch that is due; None where none is left to make. Bills 1 read, and 1 write a code and 1 for
    the batch.
    """
    batch = yield from get_due(CodeBatch, id, now)
    if batch is None:
        return NOTHING, None
    batch, coupons = yield from with_page(org, batch, now)
    return Changes(create=coupons, put=(batch,)), next_page(batch.wake_at is not None)


def codes_of(org: Org, batch: CodeBatch) -> list[str]:
    """The codes that are made, by their number. Bills nothing: they follow from the batch."""
    skipped = set(batch.skipped)
    return [
        code_of_batch(org, batch.id, number) for number in range(batch.made_count) if number not in skipped
    ]


def _coupon(batch: CodeBatch, code: str, number: int, *, now: datetime) -> Coupon:
    return Coupon(
        id=code,
        name=batch.name,
        kind="offer",
        offer_id=batch.offer_id,
        batch_id=batch.id,
        cause=_cause(batch, number),
        valid_from=batch.valid_from,
        valid_until=batch.valid_until,
        created_at=now,
    )
