"""`reassign_territory`: all customers of a territory, and their open deals, get another member."""

from dataclasses import replace
from datetime import datetime

from functions.domain.commands.auditing import audited
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import refuse
from functions.domain.commands.requests import Request
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import Saved, read_configuration, save_configuration
from functions.domain.configuration.territories import COLLECTION
from functions.domain.kernel.decisions import Changes, Decision, Reading, get
from functions.domain.kernel.errors import NotFound
from functions.domain.kernel.pending import not_among
from functions.domain.kernel.validation import DocumentId, Form
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.territories.jobs import OpenDeals, TerritoryJob, started


class ReassignmentForm(Form):
    """`open_deals`: whether those of its customers go to the member too, or stay with whom they are."""

    territory_id: DocumentId
    to_uid: DocumentId
    open_deals: OpenDeals = "move"


def reassign_territory(org: Org, request: Request[ReassignmentForm], now: datetime) -> Decision[Result]:
    """The territory with another member, who gets each of its customers, also those of others, in the pages that follow
    (rebuilds/reassigning.py). A closed deal keeps its owner.

    Bills 5 reads and 7 writes (the territory, its former version, the organisation, two members, the job, the audit),
    and what the pages do. Malformed where there is no such territory or member. Of two the one that arrives last holds.
    """
    form = request.data
    known = yield from _territory(org, form.territory_id)
    member = yield from get(Member, form.to_uid)
    if member is None or not member.roles:
        raise refuse("to_uid", "names no member of the organisation")
    beside = [uid for uid in known.content.get("member_uids", ()) if uid != form.to_uid]
    content = {**known.content, "member_uid": form.to_uid, "member_uids": beside}
    ref = Ref(COLLECTION, form.territory_id)
    saving = save_configuration(org.id, ref, content=content, by=request.giver.uid, now=now)
    changes, saved = yield from saving
    job = yield from _job(form, changes, now)
    changes = replace(changes, put=(*not_among((job,), changes.put), job))
    before = {"member_uid": known.content.get("member_uid")}
    after = {"member_uid": form.to_uid, "open_deals": form.open_deals}
    values = (before, after)
    where = f"{COLLECTION}/{form.territory_id}"
    changes = yield from audited(changes, request, "reassign_territory", of=where, values=values, now=now)
    return changes, {"territory_id": form.territory_id, "revision": saved.revision, "job_id": job.id}


def _territory(org: Org, id: str) -> Reading[Saved]:
    try:
        _, known = yield from read_configuration(org.id, Ref(COLLECTION, id))
    except NotFound:
        raise refuse("territory_id", "names no territory") from None
    return known


def _job(form: ReassignmentForm, changes: Changes, now: datetime) -> Reading[TerritoryJob]:
    """The job that the new member calls for, which takes every customer."""
    begun = next((each for each in changes.put if isinstance(each, TerritoryJob)), None)
    job = begun or (yield from started(form.territory_id, now))
    return job.with_changes(
        to_uid=form.to_uid, open_deals=form.open_deals, deals_uid=_still_moving(job, form)
    )


def _still_moving(job: TerritoryJob, form: ReassignmentForm) -> str | None:
    """Who gets the open deals that this hand-over keeps: the member to whom one that is not through was moving them."""
    if form.open_deals == "move":
        return None
    return job.to_uid if job.open_deals == "move" else job.deals_uid
