"""The offers of the year as staff see them: when each comes next, and what stands against it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from functions.domain.campaigns.calendar_days import Launch, around, undated
from functions.domain.campaigns.calendar_jobs import JOB, CalendarJob, moved
from functions.domain.campaigns.documents import Campaign
from functions.domain.kernel.decisions import NOTHING, Decision, Get, Reading, get
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of

COLLECTION = "offer_calendar"


def calendar_list(org: Org, uid: str, *, now: datetime) -> Decision[list[dict[str, Any]]]:
    """Every offer with its content, the launch that is under way or `next`, and the years for which its occasion has no
    date (`undated`); by when they come next, those that do not come last. Bills 1 read; where the week of an offer
    has begun 1 more, 1 for each of these, and 5 for a festival's that has no campaign. Raises Forbidden, FeatureOff.
    """
    member = yield from get(Member, uid)
    if member is None or readers_of(COLLECTION).all.isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    missing: dict[str, list[str]] = {}
    for each in undated(org, now):
        missing.setdefault(each.entry_id, []).append(each.year)
    coming = yield from _coming(org, now)
    rows = [_row(org, id, missing, coming=coming.get(id, [])) for id in org.offer_calendar]
    return NOTHING, sorted(rows, key=_place)


def _coming(org: Org, now: datetime) -> Reading[Mapping[str, list[Launch]]]:
    """The launches of each offer that are not over, without those that never come: their day had passed when the offer
    was saved, or their campaign was made for another day.
    """
    found = {id: _to_come(org, id, now) for id in org.offer_calendar}
    asked = [each for coming in found.values() for each in coming if each.asks_at <= now]
    if not asked:
        return found
    passed = yield from _passed(org, asked, now)
    return {id: [each for each in coming if each not in passed] for id, coming in found.items()}


def _to_come(org: Org, id: str, now: datetime) -> list[Launch]:
    return [each for each in around(org, id, now) if each.ends_at > now]


def _passed(org: Org, asked: Sequence[Launch], now: datetime) -> Reading[frozenset[Launch]]:
    """Those that have no campaign and get none."""
    job, *known = yield (Get(CalendarJob, JOB), *(Get(Campaign, each.campaign_id) for each in asked))
    since = min(job.looked_at or now, now) if job is not None else now
    without = [each for each, campaign in zip(asked, known, strict=True) if campaign is None]
    late = frozenset(each for each in without if each.starts_at <= since)
    return late | (yield from moved(org, without))


def _row(org: Org, id: str, missing: Mapping[str, list[str]], *, coming: Sequence[Launch]) -> dict[str, Any]:
    content = org.offer_calendar[id].model_dump(mode="json", exclude_none=True)
    return {
        "id": id,
        **content,
        "next": _shown(coming[0]) if coming else None,
        "undated": missing.get(id, []),
    }


def _shown(launch: Launch) -> dict[str, str]:
    return {
        "campaign_id": launch.campaign_id,
        "asks_at": launch.asks_at.isoformat(),
        "starts_at": launch.starts_at.isoformat(),
        "ends_at": launch.ends_at.isoformat(),
    }


def _place(row: Mapping[str, Any]) -> tuple[bool, str, str]:
    coming = row["next"]
    return coming is None, coming["starts_at"] if coming else "", row["id"]
