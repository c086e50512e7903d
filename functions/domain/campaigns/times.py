"""When a campaign begins, goes out to a customer, and ends: at an instant, or when each customer's clock says so."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from functions.domain.campaigns.assigning import PLACES, place
from functions.domain.campaigns.documents import Campaign
from functions.domain.kernel.jobs import SEEN_EVERYWHERE_AFTER
from functions.domain.orgs.org import Org, zone_of

EARLIEST = timezone(timedelta(hours=14))  # where a day begins first
LATEST = timezone(timedelta(hours=-12))
TASK_WITHIN = timedelta(minutes=1)  # by then the task of a wake-up was asked for, before it is due


def local_instant(org: Org, at: datetime, timezone_name: str | None) -> datetime:
    """When the customer's clock shows what the organisation's shows at an instant."""
    wall = org.local(at).replace(tzinfo=None)
    return wall.replace(tzinfo=ZoneInfo(zone_of(org, timezone_name))).astimezone(at.tzinfo)


def begins_at(org: Org, campaign: Campaign, now: datetime) -> datetime:
    """When the first page is due: where each customer's clock counts, when the first clock of the world shows it. One
    that takes in who enters later waits until every instance knows of it.
    """
    at = campaign.starts_at or now
    if campaign.at_local_time:
        at = _wall(org, at).replace(tzinfo=EARLIEST).astimezone(at.tzinfo)
    seen = (campaign.scheduled_at or now) + SEEN_EVERYWHERE_AFTER
    return max(at, seen) if campaign.mode == "ongoing" else at


def next_look(org: Org, campaign: Campaign, now: datetime) -> datetime:
    """When a campaign is woken for its beginning: not before there is a task for it."""
    return max(begins_at(org, campaign, now), now + TASK_WITHIN)


def is_over(org: Org, campaign: Campaign, now: datetime) -> bool:
    """Whether the campaign has ended for every customer."""
    if campaign.ends_at is None:
        return False
    return over_at(org, campaign, campaign.ends_at) <= now


def over_at(org: Org, campaign: Campaign, ends_at: datetime) -> datetime:
    """When it has ended for every customer."""
    if not campaign.at_local_time:
        return ends_at
    return _wall(org, ends_at).replace(tzinfo=LATEST).astimezone(ends_at.tzinfo)


def send_at(org: Org, campaign: Campaign, *, customer_id: str, zone: str | None, now: datetime) -> datetime:
    """When a customer's message goes: now, at their own hour, and later by their share of the hours over which sending
    is spread.
    """
    begun = campaign.started_at or now
    at = campaign.starts_at or begun
    if campaign.at_local_time:
        at = local_instant(org, at, zone)
    share = place(org.id_key, "spread", campaign.id, customer_id) / PLACES
    return max(now, max(at, begun) + timedelta(hours=campaign.spread_hours or 0) * share)


def has_ended_for(org: Org, campaign: Campaign, zone: str | None, *, at: datetime) -> bool:
    """Whether a message to a customer would come after the end."""
    ends = campaign.ends_at
    if ends is not None and campaign.at_local_time:
        ends = local_instant(org, ends, zone)
    return ends is not None and at >= ends


def final_at(org: Org, campaign: Campaign) -> datetime | None:
    """When no further order is among the results; None while the campaign goes on, and where it never began."""
    if campaign.done_at is None or campaign.started_at is None:
        return None
    last = max(campaign.done_at, campaign.last_send_at or campaign.done_at)
    return last + timedelta(days=org.settings.campaigns.attribution_days)


def _wall(org: Org, at: datetime) -> datetime:
    return org.local(at).replace(tzinfo=None)
