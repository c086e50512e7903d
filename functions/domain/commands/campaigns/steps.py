"""`schedule_campaign`, `approve_campaign`, `pause_campaign`, `resume_campaign`, `cancel_campaign`: a campaign's life.

A step that was made before another one took effect is refused: what a phone that was offline saw is not how it stands.
"""

from datetime import datetime
from typing import Any, Final

from functions.domain.campaign_runs.pages import audience_of, waits_for_approval
from functions.domain.campaigning.entries import listing
from functions.domain.campaigning.reaching import lacking, texts_of
from functions.domain.campaigns.documents import Campaign, CampaignStatus
from functions.domain.campaigns.times import TASK_WITHIN, final_at, is_over, next_look
from functions.domain.commands.campaigns.texts import template_faults
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse, require
from functions.domain.commands.requests import Request
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.tallies import count
from functions.domain.kernel.validation import DocumentId, Form
from functions.domain.orgs.org import Org
from functions.domain.staff.readership import LEADERS

_STANDS: Final[dict[CampaignStatus, str]] = {
    "draft": "is a draft",
    "scheduled": "is scheduled",
    "running": "is running",
    "paused": "is paused",
    "done": "is done",
    "cancelled": "was cancelled",
}


class CampaignStepForm(Form):
    """The campaign that takes the step."""

    campaign_id: DocumentId


def schedule_campaign(org: Org, request: Request[CampaignStepForm], now: datetime) -> Decision[Result]:
    """The draft scheduled: it begins at `starts_at`, without one or after it within two minutes. Bills 1 read and 1
    write, 1 read for each 1,000 customers of its segments, and 1 read and 1 write for one that takes in who enters
    later. A leader's is approved by that; another one's to more customers than `approval_above` waits for a leader.

    Malformed at each field that it needs and lacks, and where a text cannot be sent by one of its channels.
    """
    known = yield from _read(request)
    if known.status == "scheduled":
        return NOTHING, _result(known)
    _require(known, request, "draft")
    if faults := list(_lacks(org, known, now)):
        raise Malformed("command", faults)
    audience = yield from count(audience_of(known))
    is_leader = request.giver.has_role(LEADERS)
    scheduled = known.with_changes(
        starts_at=known.starts_at or now,
        scheduled_at=now,
        scheduled_by=request.giver.uid,
        audience=audience,
        approved_at=now if is_leader else known.approved_at,
        approved_by=request.giver.uid if is_leader else known.approved_by,
        approved_texts=texts_of(org, known) if is_leader else known.approved_texts,
    )
    waits = waits_for_approval(org, scheduled)
    moved = _moved(scheduled, request, "scheduled", wake_at=next_look(org, scheduled, now))
    moved = moved.with_changes(stands_because="approval_missing") if waits else moved
    return (yield from _kept(org, known, moved))


def approve_campaign(org: Org, request: Request[CampaignStepForm], now: datetime) -> Decision[Result]:
    """The campaign approved as it stands; one whose beginning has passed without it begins now. Bills 1 read and 1
    write.

    Malformed where it changed after the approval was made: what was seen is not what would go out.
    """
    known = yield from _read(request)
    if known.status not in ("draft", "scheduled"):
        raise refuse("campaign_id", _words(known))
    texts = texts_of(org, known)
    if known.approved_at is not None and known.approved_texts == texts:
        return NOTHING, _result(known)
    if known.content_at is not None and request.made_at < known.content_at:
        raise refuse("campaign_id", "was changed since this was decided")
    approved = known.with_changes(approved_at=now, approved_by=request.giver.uid)
    approved = approved.with_changes(approved_texts=texts, stands_because=None)
    if known.status == "scheduled":
        approved = approved.with_changes(wake_at=next_look(org, approved, now))
    return Changes(put=(approved,)), _result(approved)


def pause_campaign(org: Org, request: Request[CampaignStepForm], now: datetime) -> Decision[Result]:
    """The campaign paused: no further page begins, and what it queued is held when it would go. Bills 1 read and 1
    write.
    """
    known = yield from _read(request)
    if known.status == "paused":
        return NOTHING, _result(known)
    _require(known, request, "scheduled", "running")
    return (yield from _kept(org, known, _moved(known, request, "paused", wake_at=None)))


def resume_campaign(org: Org, request: Request[CampaignStepForm], now: datetime) -> Decision[Result]:
    """The campaign going on from where it was paused; what was held goes at its next look. One that takes in who enters
    later goes over its segments again, for those who entered meanwhile. Bills 1 read and 1 write.
    """
    known = yield from _read(request)
    if known.status in ("scheduled", "running"):
        return NOTHING, _result(known)
    _require(known, request, "paused")
    if lacking(org, known) is not None:
        raise refuse("campaign_id", "names a segment, template or offer that is gone")
    if known.started_at is None:
        again = _moved(known, request, "scheduled", wake_at=next_look(org, known, now))
        return (yield from _kept(org, known, again))
    going_on = _moved(known, request, "running", wake_at=now + TASK_WITHIN)
    if known.mode == "ongoing":
        going_on = going_on.with_changes(after_id=None, is_passed=False, is_again=True)
    return (yield from _kept(org, known, going_on))


def cancel_campaign(org: Org, request: Request[CampaignStepForm], now: datetime) -> Decision[Result]:
    """The campaign at its end: nothing of it goes out any more, also of what waits in queues. Bills 1 read and 1 write;
    1 read and 1 write more for one that takes in who enters later.
    """
    known = yield from _read(request)
    if known.status == "cancelled":
        return NOTHING, _result(known)
    _require(known, request, "draft", "scheduled", "running", "paused", "done")
    cancelled = _moved(known, request, "cancelled", wake_at=None).with_changes(done_at=known.done_at or now)
    cancelled = cancelled.with_changes(wake_at=final_at(org, cancelled))
    return (yield from _kept(org, known, cancelled))


def read_sending(campaign_id: str) -> Reading[Campaign]:
    """A campaign that sends. Bills 1 read. Malformed where it is not there, or is tracked alone."""
    known = yield from get(Campaign, campaign_id)
    if known is None:
        raise refuse("campaign_id", "names no campaign")
    if known.status is None:
        raise refuse("campaign_id", "is tracked only: nothing of it is sent")
    return known


def _read(request: Request[CampaignStepForm]) -> Reading[Campaign]:
    return (yield from read_sending(request.data.campaign_id))


def _require(known: Campaign, request: Request[Any], *statuses: CampaignStatus) -> None:
    if known.status not in statuses:
        raise refuse("campaign_id", _words(known))
    if known.moved_at is not None and request.made_at < known.moved_at:
        raise refuse("campaign_id", f"{_words(known)} since this was asked for")


def _words(known: Campaign) -> str:
    assert known.status is not None, "a campaign that sends has a status"
    return _STANDS[known.status]


def _lacks(org: Org, campaign: Campaign, now: datetime) -> list[FieldFault]:
    """What stands against sending it."""
    require(campaign, "name")
    if not campaign.segment_ids:
        return [FieldFault("segment_ids", "is needed")]
    if not campaign.templates:
        return [FieldFault("template", "is needed")]
    if lacking(org, campaign) is not None:
        return [FieldFault("campaign_id", "names a segment, template or offer that is gone")]
    if is_over(org, campaign, now):
        return [FieldFault("ends_at", "has passed")]
    return template_faults(org, campaign)


def _moved(
    known: Campaign, request: Request[Any], status: CampaignStatus, *, wake_at: datetime | None
) -> Campaign:
    return known.with_changes(
        status=status,
        stands_because=None,
        moved_at=request.made_at,
        wake_at=wake_at,
        updated_at=known.updated_at,
    )


def _kept(org: Org, known: Campaign, moved: Campaign) -> Decision[Result]:
    listed = yield from listing(org, known, moved)
    return Changes(put=(moved, *listed)), _result(moved)


def _result(campaign: Campaign) -> Result:
    because = {"stands_because": campaign.stands_because} if campaign.stands_because else {}
    audience = {"audience": campaign.audience} if campaign.audience is not None else {}
    return {"campaign_id": campaign.id, "status": campaign.status, **because, **audience}
