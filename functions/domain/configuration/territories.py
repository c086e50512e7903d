"""What follows from a change of territories: who reads their customers, and who is gone through anew."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from functions.domain.kernel.decisions import Document, Get, Reading, get_all
from functions.domain.kernel.errors import FieldFault
from functions.domain.settings.territories import Territory
from functions.domain.staff.members import Member
from functions.domain.territories.jobs import started

if TYPE_CHECKING:
    from datetime import datetime

    from functions.domain.configuration.stored import Stored

COLLECTION = "territories"
Territories = Mapping[str, Territory]


def territories_in(stored: "Stored") -> Territories:
    """The territories among the documents that were read; one that was broken by hand has no effect."""
    found = {ref.id: stored.content(ref) for ref in stored.documents if ref.collection == COLLECTION}
    return {id: each for id, each in found.items() if isinstance(each, Territory)}


def member_faults(before: Territory | None, after: Territory) -> Reading[list[FieldFault]]:
    """The new members of a territory whom the organisation does not have. Bills 1 read for each new one."""
    known = before.uids if before is not None else ()
    asked = {path: uid for path, uid in _named(after).items() if uid not in known}
    members = yield from get_all(*(Get(Member, uid) for uid in asked.values()))
    there = {member.id for member in members if member is not None and member.roles}
    message = "names no member of the organisation"
    return [FieldFault(path, message) for path, uid in asked.items() if uid not in there]


def _named(territory: Territory) -> dict[str, str]:
    """Who works there, by the path of the field that says so."""
    beside = {f"member_uids.{place}": uid for place, uid in enumerate(territory.member_uids)}
    return beside if territory.member_uid is None else {"member_uid": territory.member_uid, **beside}


def territory_consequences(
    before: Territories, after: Territories, now: "datetime", *, has_customers: bool
) -> Reading[tuple[Document, ...]]:
    """The members whose territories change, and the jobs that go through customers and deals. Bills 1 read for each
    member who is named, 1 write for each whose territories change, and 1 read and 1 write for a job.
    """
    changed = [id for id in {**before, **after} if before.get(id) != after.get(id)]
    if not changed:
        return ()
    members = yield from _members(changed, before, after)
    if not has_customers:
        return members
    return (*members, *(yield from _jobs(changed, before, after, now=now)))


def _members(changed: list[str], before: Territories, after: Territories) -> Reading[tuple[Member, ...]]:
    """The members as the territories have them: a member's `territory_ids` follow from these."""
    uids = dict.fromkeys(uid for id in changed for uid in (*_uids(before, id), *_uids(after, id)))
    found = yield from get_all(*(Get(Member, uid) for uid in uids))
    pairs = [(member, _working(member, changed, after)) for member in found if member is not None]
    return tuple(after for before, after in pairs if before != after)


def _working(member: Member, changed: list[str], after: Territories) -> Member:
    """The member in the territories where they work, in an order that stays."""
    theirs = [id for id in changed if member.id in _uids(after, id)]
    left = set(changed) - set(theirs)
    ids = dict.fromkeys((*(id for id in member.territory_ids if id not in left), *theirs))
    return member if tuple(ids) == member.territory_ids else member.with_changes(territory_ids=tuple(ids))


def _uids(territories: Territories, id: str) -> tuple[str, ...]:
    return territories[id].uids if id in territories else ()


def _jobs(
    changed: list[str], before: Territories, after: Territories, *, now: "datetime"
) -> Reading[tuple[Document, ...]]:
    """One that goes through everyone where rules changed, else one for each territory with another member."""
    former = {id: before[id].member_uid for id in changed if id in before}
    if any(_taking(before.get(id)) != _taking(after.get(id)) for id in changed):
        return ((yield from started(None, now, former=former)),)
    jobs: tuple[Document, ...] = ()
    for id in changed:
        if before[id].member_uid != after[id].member_uid:
            jobs = (*jobs, (yield from started(id, now, former={id: former[id]})))
    return jobs


def _taking(territory: Territory | None) -> object:
    return None if territory is None else (territory.rules, territory.priority)
