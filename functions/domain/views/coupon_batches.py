"""Batches of unique codes as those who make them see them: how far they are, and the codes to hand out."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from functions.domain.coupons.documents import Coupon
from functions.domain.kernel.decisions import NOTHING, Decision, Get, get_both
from functions.domain.kernel.errors import Conflict, NotFound
from functions.domain.kernel.tallies import Tally
from functions.domain.offers.batches import codes_of
from functions.domain.offers.documents import CodeBatch
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import Listed, only

SHOWN: Final = (
    *("offer_id", "name", "count", "made", "skipped", "valid_from", "valid_until"),
    *("created_at", "created_by"),
)
BATCHES = Listed(CodeBatch, "created_at", only(*SHOWN))
REDEEMED: Final = "redeemed"


def batch_read(org: Org, uid: str, id: str) -> Decision[CodeBatch]:
    """A batch. Bills 2 reads. Raises Forbidden to those whose role reads none, FeatureOff, NotFound."""
    member, batch = yield from get_both(Get(Member, uid), Get(CodeBatch, id))
    row = readers_of(CodeBatch.collection)
    if member is None or row.all.isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    if batch is None:
        raise NotFound("batch of codes")
    return NOTHING, batch


def batch_tallies(id: str) -> Mapping[str, Tally]:
    """How many of its codes are redeemed. Bills 1 read for each 1,000, 1 at the least."""
    return {REDEEMED: Tally(Coupon, (("batch_id", id), ("status", "redeemed")))}


def batch_shown(batch: CodeBatch, counted: Mapping[str, int]) -> dict[str, Any]:
    return {**(BATCHES.show(batch) or {}), "made": batch.made_count, REDEEMED: counted[REDEEMED]}


def whole_codes(org: Org, batch: CodeBatch) -> list[str]:
    """Its codes. Raises Conflict while they are still being made: a list of a part looks like all of them."""
    if batch.made_count < batch.count:
        raise Conflict(f"batch {batch.id}: {batch.made_count} of {batch.count} codes are made")
    return codes_of(org, batch)


def as_csv(batch: CodeBatch, codes: Sequence[str]) -> str:
    """A row a code, with a first row of names."""
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\r\n")
    rows.writerow(("code", "offer_id", "valid_from", "valid_until"))
    about = (batch.offer_id or "", _text(batch.valid_from), _text(batch.valid_until))
    rows.writerows((code, *about) for code in codes)
    return file.getvalue()


def _text(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""
