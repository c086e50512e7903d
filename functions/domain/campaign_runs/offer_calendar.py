"""The offers of the year become campaigns: each the week before its day, once, and none goes without an approval.

The campaign's id is the offer's and the year's, so two ticks, a tick that comes late and one that died make one. What
is changed of the offer afterwards changes nothing of it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from functions.domain.campaign_runs.pages import audience_of
from functions.domain.campaigns.calendar_days import Launch, Undated, around, next_morning, undated
from functions.domain.campaigns.calendar_jobs import CalendarJob, moved
from functions.domain.campaigns.documents import Campaign
from functions.domain.campaigns.times import TASK_WITHIN
from functions.domain.customers.touches import Promoted
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Get,
    Reading,
    get,
    get_all,
)
from functions.domain.kernel.tallies import count
from functions.domain.messages.notices import compose_notices
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org, is_on
from functions.domain.rebuilds.rebuilding import Rebuilt
from functions.domain.settings.actions import OfRole
from functions.domain.settings.recommendations import Goods
from functions.domain.staff.finding import members_of
from functions.domain.staff.members import Member

MOST_MADE: Final = 10  # in one commit; the next look goes on
_RULE: Final = "settings.offer_calendar"


def wake_calendar(org: Org, id: str, now: datetime) -> Decision[Rebuilt | None]:
    """The campaigns of the offers whose week has begun, each scheduled and waiting for a leader.

    Bills 1 read and 1 write a day; 1 read for each offer in its week, and 5 for a festival's that has no campaign; for
    a campaign that it makes 1 write and 1 read for each 1,000 customers of its segments. Where leaders are told, 1 read
    for each owner and manager, 2 at the least, and 1 write for each notice.
    """
    job = yield from get(CalendarJob, id)
    if job is None or job.wake_at is None or job.wake_at > now:
        return NOTHING, None
    if not any(entry.enabled for entry in org.offer_calendar.values()):
        # What comes due until an offer is saved again came before it was saved, not while nobody looked.
        return Changes(put=(job.with_changes(looked_at=None, wake_at=None),)), None
    if not is_on(org, "crm"):
        rests = job.with_changes(looked_at=now, wake_at=next_morning(org, now))
        return Changes(put=(rests,)), None
    new = yield from _new(org, job, now=now)
    missing = [each for each in undated(org, now) if each.name not in job.told]
    made = yield from _made(org, new[:MOST_MADE], missing, now=now)
    on = job.with_changes(told=tuple(dict.fromkeys((*job.told, *(each.name for each in missing)))))
    return Changes(create=made, put=(_went_on(org, on, now, has_more=len(new) > MOST_MADE),)), None


def _went_on(org: Org, job: CalendarJob, now: datetime, *, has_more: bool) -> CalendarJob:
    if has_more:
        return job.with_changes(wake_at=now + TASK_WITHIN)
    return job.with_changes(looked_at=now, wake_at=next_morning(org, now))


def _made(
    org: Org, new: Iterable[Launch], missing: Iterable[Undated], *, now: datetime
) -> Reading[tuple[Document, ...]]:
    """The campaigns, and what leaders are told of them and of festivals without a date."""
    made: list[Document] = []
    for launch in new:
        campaign = yield from _campaign(org, launch, now)
        made += (campaign, *(yield from _asking(org, campaign, now)))
    for each in missing:
        made += yield from _undated(org, each, now)
    return tuple(made)


def _new(org: Org, job: CalendarJob, *, now: datetime) -> Reading[list[Launch]]:
    """The launches whose week has begun and that have no campaign yet. One whose day has passed is not made up for,
    unless it came while nobody looked; and none that is over.
    """
    due = _due(org, min(job.looked_at or now, now), now)
    known = (yield from get_all(*(Get(Campaign, each.campaign_id) for each in due))) if due else ()
    new = [launch for launch, campaign in zip(due, known, strict=True) if campaign is None]
    elsewhere = yield from moved(org, new)
    return [launch for launch in new if launch not in elsewhere]


def _due(org: Org, since: datetime, now: datetime) -> list[Launch]:
    return [
        launch
        for id in sorted(org.offer_calendar)
        for launch in around(org, id, now)
        if launch.asks_at <= now < launch.ends_at and launch.starts_at > since
    ]


def _campaign(org: Org, launch: Launch, now: datetime) -> Reading[Campaign]:
    """The offer as it is now, scheduled for its day."""
    entry = org.offer_calendar[launch.entry_id]
    campaign = Campaign(
        id=launch.campaign_id,
        name=entry.theme,
        description=entry.target or None,
        offer=entry.offer or entry.theme,
        offer_id=entry.offer_id,
        segment_ids=entry.segment_ids,
        exclude_segment_ids=entry.exclude_segment_ids,
        mode="scheduled",
        channels=entry.channels,
        template=entry.template,
        starts_at=launch.starts_at,
        ends_at=launch.ends_at,
        holdout_percent=entry.holdout_percent,
        kpi=entry.kpi,
        kpi_target=entry.kpi_target,
        promotes=_promoted(entry.promotes),
        calendar_entry=launch.entry_id,
        status="scheduled",
        stands_because="approval_missing",
        scheduled_at=now,
        scheduled_by="system",
        moved_at=now,
        content_at=now,
        wake_at=max(launch.starts_at, now + TASK_WITHIN),
        created_at=now,
        created_by="system",
        updated_at=now,
    )
    return campaign.with_changes(audience=(yield from count(audience_of(campaign))))


def _promoted(goods: Goods | None) -> Promoted | None:
    return None if goods is None else Promoted(product_ids=goods.product_id, categories=goods.category)


def _asking(org: Org, campaign: Campaign, now: datetime) -> Reading[tuple[Message, ...]]:
    """Owners and managers told that a campaign waits for one of them."""
    template = org.settings.offer_calendar.approval_template
    return (yield from _told(org, f"{campaign.id}:approval", template, given=_about(org, campaign), now=now))


def missed(org: Org, campaign: Campaign, now: datetime) -> Reading[tuple[Message, ...]]:
    """Owners and managers told that a campaign of the calendar did not go on its day: nobody approved it. Bills nothing
    for another campaign; else what `_told` does.
    """
    if campaign.calendar_entry is None:
        return ()
    template = org.settings.offer_calendar.missed_template
    return (yield from _told(org, f"{campaign.id}:missed", template, given=_about(org, campaign), now=now))


def _undated(org: Org, each: Undated, now: datetime) -> Reading[tuple[Message, ...]]:
    template = org.settings.offer_calendar.undated_template
    theme = org.offer_calendar[each.entry_id].theme
    given = {"offer": theme, "occasion": each.occasion, "year": each.year}
    return (yield from _told(org, f"{each.name}:undated", template, given=given, now=now))


def _about(org: Org, campaign: Campaign) -> dict[str, str | int | None]:
    assert campaign.starts_at is not None, "an offer of the calendar has its day"
    day = campaign.starts_at.astimezone(ZoneInfo(org.settings.timezone)).date()
    return {
        "offer": campaign.name,
        "day": day.isoformat(),
        "customers": campaign.audience or 0,
        "target": campaign.description,
    }


def _told(
    org: Org,
    cause: str,
    template: str | None,
    *,
    given: Mapping[str, str | int | None],
    now: datetime,
) -> Reading[tuple[Message, ...]]:
    """Notices to the leaders who have had none of this cause. Bills 1 read for each leader, 2 at the least, and 1 where
    a notice of this cause was made before; nothing without a template.
    """
    if template is None:
        return ()
    notices: list[Message] = []
    for member in (yield from _leaders()):
        notices += compose_notices(
            org,
            member,
            id=f"{cause}:{member.id}",
            cause=cause,
            rule=_RULE,
            template=template,
            variables=dict(given),
            about_customer_id=None,
            now=now,
        )
    if not notices:
        return ()
    known = yield from get_all(*(Get(Message, each.id, presumed_missing=True) for each in notices))
    return tuple(notice for notice, was in zip(notices, known, strict=True) if was is None)


def _leaders() -> Reading[tuple[Member, ...]]:
    owners = yield from members_of(OfRole(role="owner"), owner_uid=None)
    managers = yield from members_of(OfRole(role="manager"), owner_uid=None)
    return tuple({member.id: member for member in (*owners, *managers)}.values())
