"""Campaigns as staff see them: to how many customers they go, what became of that, and how often they were redeemed."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from functions.domain.campaigns.documents import Campaign, CampaignRedemption
from functions.domain.coupons.documents import Coupon
from functions.domain.kernel.decisions import NOTHING, Decision, Reading, get
from functions.domain.kernel.errors import NotFound
from functions.domain.kernel.tallies import Tally
from functions.domain.messages.outbox import Message
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import Listed, only
from functions.domain.views.segments import segment_size

_show = only(
    *("name", "description", "objective", "offer", "offer_id", "promotion_details", "related_product_ids"),
    *("segment_ids", "exclude_segment_ids", "mode", "channels", "template", "variants", "variables"),
    *("starts_at", "ends_at", "at_local_time", "spread_hours", "budget_minor", "budget_messages"),
    *(
        "holdout_percent",
        "priority",
        "coupon_name",
        "handoff",
        "status",
        "stands_because",
        "audience",
        "progress",
        "metrics",
        "kpi",
        "kpi_target",
        "promotes",
        "calendar_entry",
    ),
    *("scheduled_at", "scheduled_by", "approved_at", "approved_by", "started_at", "done_at"),
    *("created_at", "created_by", "updated_at"),
)
CAMPAIGNS = Listed(Campaign, "updated_at", _show)
# How a recipient's document stands.
_STANDS: Final = (
    "queued",
    "sending",
    "sent",
    "delivered",
    "read",
    "failed",
    "suppressed",
    "expired",
    "unknown",
)


def campaign_shown(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
    """One campaign. Bills 2 reads. Raises Forbidden to those whose role does not read campaigns, FeatureOff,
    NotFound.
    """
    campaign = yield from campaign_read(org, uid, id)
    return NOTHING, dict(_show(campaign) or {})


def campaign_read(org: Org, uid: str, id: str) -> Reading[Campaign]:
    """The same as a document."""
    member = yield from get(Member, uid)
    if member is None or readers_of(Campaign.collection).all.isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    campaign = yield from get(Campaign, id)
    if campaign is None:
        raise NotFound("campaign")
    return campaign


def campaign_tallies(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Tally]:
    """How often each campaign was redeemed, and how large each of their segments is."""
    tallies: dict[str, Tally] = {}
    for row in rows:
        tallies[f"redeemed.{row['id']}"] = redeemed(row)
        tallies |= {f"segment.{id}": segment_size(id) for id in row["segment_ids"]}
    return tallies


def recipient_tallies(id: str) -> Mapping[str, Tally]:
    """How the messages of a campaign stand, by status: counted anew each time, so that no status counts twice however
    often it is reported. Bills 1 read for each 1,000 of each, 1 at the least.
    """
    return {
        f"recipients.{status}": Tally(Message, (("campaign_id", id), ("status", status)))
        for status in _STANDS
    }


def with_recipients(row: Mapping[str, Any], counted: Mapping[str, int]) -> dict[str, Any]:
    """A campaign that sends, with how many of its messages stand how."""
    return {**row, "recipients": {status: counted[f"recipients.{status}"] for status in _STANDS}}


def redeemed(row: Mapping[str, Any]) -> Tally:
    """The orders that redeemed it: those of its coupons, which a cancelled order gives back, or the recorded ones."""
    if row["coupon_name"] is not None:
        return Tally(Coupon, (("name", row["coupon_name"]), ("status", "redeemed")))
    return Tally(CampaignRedemption, (("campaign_id", row["id"]),))


def with_counts(row: Mapping[str, Any], counted: Mapping[str, int]) -> dict[str, Any]:
    """A campaign with its figures. `segments`: how many are in each; who is in two is counted in both."""
    sizes = {id: counted[f"segment.{id}"] for id in row["segment_ids"]}
    return {**row, "segments": sizes, "redemption_count": counted[f"redeemed.{row['id']}"]}
