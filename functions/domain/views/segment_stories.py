"""A segment whole: what it says, how many it takes, its campaigns, and what its members bought."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from functions.domain.campaigns.documents import Campaign
from functions.domain.configuration.documents import SegmentVersion
from functions.domain.configuration.loading import revisions_of
from functions.domain.configuration.references import Ref
from functions.domain.configuration.stored import read_stored
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import BY_ID, NOTHING, Decision, Find, Reading, find, get
from functions.domain.kernel.errors import FieldFault, Malformed, NotFound
from functions.domain.kernel.tallies import Tally
from functions.domain.kernel.validation import number_in
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.views.campaigns import CAMPAIGNS, redeemed
from functions.domain.views.dashboards import ROLES
from functions.domain.views.segments import COLLECTION, EVERYONE, segment_row, segment_size, with_figures

MOST_CAMPAIGNS = 50
DAYS, MOST_DAYS = 30, 3650


def parse_days(query: Mapping[str, str]) -> int:
    """`days` of a query: how many the window has. Raises Malformed."""
    days = number_in(query.get("days", str(DAYS)), 1, MOST_DAYS)
    if days is None:
        raise Malformed("query", [FieldFault("days", f"must be a number from 1 to {MOST_DAYS}")])
    return days


def segment_story(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
    """A segment's content, when it was first saved, and its campaigns. Bills 4 reads, 1 more where it was saved anew,
    and 1 for each of its first 50 campaigns (1 at the least). Raises Forbidden to those who may not see
    the dashboard, FeatureOff, NotFound.
    """
    member = yield from get(Member, uid)
    if member is None or ROLES.isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    ref = Ref(COLLECTION, id)
    stored = yield from read_stored(
        org.id, lambda document: (each for each in revisions_of(document) if each == ref)
    )
    if ref not in stored.documents:
        raise NotFound("segment")
    row = yield from segment_row(stored, ref)
    created_at = yield from _created_at(row)
    query = Find(Campaign, (), BY_ID, "ASCENDING", MOST_CAMPAIGNS, containing=("segment_ids", id))
    campaigns = yield from find(query)
    return NOTHING, {
        **row,
        "created_at": created_at,
        "campaigns": [dict(CAMPAIGNS.show(each) or {}) for each in campaigns],
    }


def _created_at(row: Mapping[str, Any]) -> Reading[str | None]:
    """When it was saved first; None where that version is gone."""
    if row["revision"] <= 1:
        at: str | None = row["updated_at"]
        return at
    first = yield from get(SegmentVersion, f"{row['id']}/versions/1")
    return first.updated_at.isoformat() if first is not None and first.updated_at else None


def story_tallies(story: Mapping[str, Any], now: datetime, days: int) -> Mapping[str, Tally]:
    """What is counted of a segment: each bills 1 read for each 1,000 members, 1 at the least."""
    members = ("segment_ids", story["id"])
    return {
        EVERYONE: Tally(Customer),
        f"{COLLECTION}.{story['id']}": segment_size(story["id"]),
        "buyers": Tally(
            Customer,
            containing=members,
            at_least=("stats.last_order_at", now - timedelta(days=days)),
            having=("stats.last_order_at",),
        ),
        "orders": Tally(Customer, containing=members, sum_of="stats.orders"),
        "spend_minor": Tally(Customer, containing=members, sum_of="stats.spend_minor"),
        **{f"redeemed.{row['id']}": redeemed(row) for row in _rows(story)},
    }


def told(story: Mapping[str, Any], counted: Mapping[str, int], *, now: datetime, days: int) -> dict[str, Any]:
    """The segment with its figures, as of `counted_at`. `performance`: those of who is a member now. `buyers` bought in
    the last `days`; orders and revenue are of all that they ever bought, since a window of orders has no index by
    segment.
    """
    size = counted[f"{COLLECTION}.{story['id']}"]
    campaigns = [{**row, "redemption_count": counted[f"redeemed.{row['id']}"]} for row in _rows(story)]
    orders, spend_minor = counted["orders"], counted["spend_minor"]
    return {
        **with_figures(story, counted),
        "counted_at": now.isoformat(),
        "campaigns": campaigns,
        "performance": {
            "buyers": {
                "count": counted["buyers"],
                "share": round(counted["buyers"] / size, 4) if size else None,
                "from": (now - timedelta(days=days)).isoformat(),
                "to": now.isoformat(),
            },
            "orders": orders,
            "spend_minor": spend_minor,
            "average_order_minor": spend_minor // orders if orders > 0 else None,
            "spend_minor_each": spend_minor // size if size else None,
            "redemptions": sum(row["redemption_count"] for row in campaigns),
        },
    }


def _rows(story: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = story["campaigns"]
    return rows
