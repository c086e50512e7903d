"""Campaigns as staff see them: to how many customers the offer goes, and how often it was redeemed."""

from collections.abc import Iterable, Mapping
from typing import Any

from functions.domain.campaigns.documents import Campaign, CampaignRedemption
from functions.domain.coupons.documents import Coupon
from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.kernel.errors import NotFound
from functions.domain.kernel.tallies import Tally
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import Listed, only
from functions.domain.views.segments import segment_size

_show = only(
    *("name", "offer", "segment_ids", "mode", "starts_at", "ends_at", "coupon_name"),
    *("created_at", "created_by", "updated_at"),
)
CAMPAIGNS = Listed(Campaign, "updated_at", _show)


def campaign_shown(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
    """One campaign. Bills 2 reads. Raises Forbidden to those whose role does not read campaigns, FeatureOff,
    NotFound.
    """
    member = yield from get(Member, uid)
    if member is None or readers_of(Campaign.collection).all.isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    campaign = yield from get(Campaign, id)
    shown = _show(campaign) if campaign is not None else None
    if shown is None:
        raise NotFound("campaign")
    return NOTHING, dict(shown)


def campaign_tallies(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Tally]:
    """How often each campaign was redeemed, and how large each of their segments is."""
    tallies: dict[str, Tally] = {}
    for row in rows:
        tallies[f"redeemed.{row['id']}"] = redeemed(row)
        tallies |= {f"segment.{id}": segment_size(id) for id in row["segment_ids"]}
    return tallies


def redeemed(row: Mapping[str, Any]) -> Tally:
    """The orders that redeemed it: those of its coupons, which a cancelled order gives back, or the recorded ones."""
    if row["coupon_name"] is not None:
        return Tally(Coupon, (("name", row["coupon_name"]), ("status", "redeemed")))
    return Tally(CampaignRedemption, (("campaign_id", row["id"]),))


def with_counts(row: Mapping[str, Any], counted: Mapping[str, int]) -> dict[str, Any]:
    """A campaign with its figures. `segments`: how many are in each; who is in two is counted in both."""
    sizes = {id: counted[f"segment.{id}"] for id in row["segment_ids"]}
    return {**row, "segments": sizes, "redemption_count": counted[f"redeemed.{row['id']}"]}
