"""A snapshot is taken: customers are gone through once, page by page, and those who are taken keep its id.

`rebuilds/snapshot:{segment}` says how far it has come, and stays as long as the segment: each page is one commit with
its cursor, so a customer is decided on once, however often a page is tried. Where the segment is removed the same
document takes its id off its members, and is removed after the last one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Final

from functions.domain.automations.together import react_to_each
from functions.domain.customers.customer import Customer, followed
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import (
    NOTHING,
    UNKNOWN_AT,
    Changes,
    Decision,
    Document,
    Get,
    Reading,
    get,
    get_all,
)
from functions.domain.kernel.jobs import SEEN_EVERYWHERE_AFTER, PageDone, due_among, get_due
from functions.domain.kernel.paging import page_by_id
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import (
    OF_SNAPSHOT,
    PAGE_SIZE,
    Rebuild,
)
from functions.domain.rebuilds.recipient_words import is_asked_for
from functions.domain.rebuilds.unbuilt_segments import AGAIN_AFTER
from functions.domain.settings.segment_rules import named_segments, own_rule, with_named
from functions.domain.settings.segments import CampaignLog, SegmentSettings
from functions.domain.upkeep.segments import fields_asked, zone_asked

BROKEN_FOR: Final = timedelta(hours=1)  # its segment was broken by hand: it is looked at again then


class SnapshotRebuild(Document):
    """`started_at`: as of when filters are asked; who came later, or was written to later, is in no snapshot.
    `after_id`: the last customer, or message, that was gone through; `given`: how many ids the list was made of, and
    `left` those still to come, of which `missing` named no customer. `passed`: how many were gone through, `taken`: how
    many of them are in it. `is_ending`: the segment was removed.
    """

    collection: ClassVar[str] = Rebuild.collection
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at", "given", "left"})
    started_at: datetime = UNKNOWN_AT
    wake_at: datetime | None = None
    after_id: str | None = None
    given: int | None = None
    left: tuple[str, ...] = ()
    missing: int = 0
    passed: int = 0
    taken: int = 0
    built_at: datetime | None = None
    is_ending: bool = False

    @property
    def segment_id(self) -> str:
        return self.id.removeprefix(OF_SNAPSHOT)

    @property
    def is_taken(self) -> bool:
        return self.built_at is not None


@dataclass(frozen=True)
class _Page:
    """Customers to be decided on, and the job once this page is done."""

    customers: tuple[Customer, ...]
    after: SnapshotRebuild
    is_last: bool


def snapshot_id(segment_id: str) -> str:
    return f"{OF_SNAPSHOT}{segment_id}"


def snapshot_begun(segment_id: str, now: datetime) -> Reading[tuple[Document, ...]]:
    """What to write with a new snapshot. Bills 1 read and 1 write; later what `take_page` does. One whose segment was
    broken by hand and is whole again stays as it was taken.
    """
    known = yield from get(SnapshotRebuild, snapshot_id(segment_id), presumed_missing=True)
    if known is not None:
        return ()
    wake_at = now + SEEN_EVERYWHERE_AFTER
    return (SnapshotRebuild(id=snapshot_id(segment_id), started_at=now, wake_at=wake_at),)


def snapshot_ended(segment_id: str, now: datetime) -> Reading[tuple[Document, ...]]:
    """What to write where a snapshot is removed. Bills 1 read and 1 write; later 1 read and 1 write for each member."""
    known = yield from get(SnapshotRebuild, snapshot_id(segment_id))
    if known is None:
        return ()
    return (known.with_changes(is_ending=True, left=(), wake_at=now + SEEN_EVERYWHERE_AFTER),)


def take_page(org: Org, id: str, now: datetime) -> Decision[PageDone | None]:
    """Go through a page of a snapshot; None where none is due.

    Bills 1 read and 1 write a page, 1 write for each who is taken, and 1 read for each customer of the business; of a
    campaign's recipients 1 read for each message, and 1 for each who is asked for; of given ids 1 read each. 1 read
    more for each snapshot that the filter names, once.
    """
    rebuild = yield from get_due(SnapshotRebuild, id, now)
    if rebuild is None:
        return NOTHING, None
    if rebuild.is_ending:
        return (yield from _let_go(org, rebuild, now))
    segment = org.segments.get(rebuild.segment_id)
    if segment is None or not segment.is_snapshot:
        return Changes(put=(rebuild.with_changes(wake_at=now + BROKEN_FOR),)), None
    if not rebuild.passed and (yield from are_being_taken(org, named_segments(segment.filter))):
        return Changes(put=(rebuild.with_changes(wake_at=now + AGAIN_AFTER),)), None
    return (yield from _taken(org, rebuild, segment, now=now))


def _taken(
    org: Org, rebuild: SnapshotRebuild, segment: SegmentSettings, *, now: datetime
) -> Decision[PageDone | None]:
    page = yield from _page(rebuild, segment)
    rule, id = own_rule(org.segments, rebuild.segment_id), rebuild.segment_id
    new = [
        each.with_changes(snapshots=(*each.snapshots, id))
        for each in page.customers
        if id not in each.snapshots
        and rule.holds(fields_asked(each), rebuild.started_at, zone_asked(org, each))
    ]
    on = page.after.with_changes(taken=rebuild.taken + len(new))
    if page.is_last:
        on = on.with_changes(wake_at=None, after_id=None, built_at=now)
    return (yield from _moved(org, new, on=on, now=now))


def are_being_taken(org: Org, ids: Iterable[str]) -> Reading[bool]:
    """Whether a snapshot among these segments, or that they name, is still being taken. Bills 1 read for each."""
    known = sorted(id for id in with_named(org.segments, ids) if org.segments[id].is_snapshot)
    asked = [Get(SnapshotRebuild, snapshot_id(id)) for id in known]
    found = (yield from get_all(*asked)) if asked else ()
    return any(each is not None and not each.is_taken for each in found)


def _moved(org: Org, customers: list[Customer], *, on: SnapshotRebuild, now: datetime) -> Decision[PageDone]:
    """The customers with what follows from it. No event tells of it: the business moved them, no change of theirs."""
    facts = Facts("settings_changed", Rebuild.collection, f"{on.id}:{on.started_at:%Y%m%dT%H%M%S}", now)
    changes = yield from react_to_each(org, ((each, each) for each in customers), facts=facts, now=now)
    left = PageDone(on.wake_at is not None, due_among(changes.put, Customer.collection, now))
    if on.is_ending and on.wake_at is None:
        return replace(changes, remove=(on,)), left
    return replace(changes, put=(*changes.put, on)), left


def _page(rebuild: SnapshotRebuild, segment: SegmentSettings) -> Reading[_Page]:
    if rebuild.given is not None:
        return (yield from _of_ids(rebuild))
    if segment.messages is not None:
        return (yield from _of_messages(rebuild, segment.messages))
    found = yield from page_by_id(Customer, rebuild.after_id, PAGE_SIZE)
    return _Page(
        tuple(each for each in found if each.joined_into is None and _was_there(each, rebuild)),
        _gone_on(rebuild, found),
        len(found) < PAGE_SIZE,
    )


def _was_there(customer: Customer, rebuild: SnapshotRebuild) -> bool:
    return customer.created_at is None or customer.created_at <= rebuild.started_at


def _of_messages(rebuild: SnapshotRebuild, log: CampaignLog) -> Reading[_Page]:
    where = (("campaign_id", log.campaign_id),)
    found = yield from page_by_id(Message, rebuild.after_id, PAGE_SIZE, where=where)
    ids = [
        each.customer_id
        for each in found
        if each.created_at <= rebuild.started_at and is_asked_for(log, each)
    ]
    return _Page(
        (yield from _standing(ids)),
        _gone_on(rebuild, found),
        len(found) < PAGE_SIZE,
    )


def _of_ids(rebuild: SnapshotRebuild) -> Reading[_Page]:
    ids, left = rebuild.left[:PAGE_SIZE], rebuild.left[PAGE_SIZE:]
    people = yield from _standing(ids)
    known = {id for each in people for id in (each.id, *each.joined_ids)}
    missing = rebuild.missing + sum(id not in known for id in ids)
    after = rebuild.with_changes(left=left, passed=rebuild.passed + len(ids), missing=missing)
    return _Page(people, after, not left)


def _gone_on(rebuild: SnapshotRebuild, found: tuple[Document, ...]) -> SnapshotRebuild:
    last = found[-1].id if found else rebuild.after_id
    return rebuild.with_changes(after_id=last, passed=rebuild.passed + len(found))


def _standing(ids: Iterable[str]) -> Reading[tuple[Customer, ...]]:
    """The customers whom these ids name, or whom those were joined into, each once."""
    asked = [Get(Customer, id) for id in dict.fromkeys(ids)]
    found = (yield from get_all(*asked)) if asked else ()
    standing: dict[str, Customer] = {}
    for each in found:
        customer = yield from followed(each)
        if customer is not None and customer.joined_into is None:
            standing[customer.id] = customer
    return tuple(standing.values())


def _let_go(org: Org, rebuild: SnapshotRebuild, now: datetime) -> Decision[PageDone | None]:
    """A page of the members of a snapshot that was removed; those who have lost its id are found no more."""
    id = rebuild.segment_id
    found = yield from page_by_id(Customer, None, PAGE_SIZE, containing=("snapshots", id))
    freed = [each.with_changes(snapshots=tuple(one for one in each.snapshots if one != id)) for each in found]
    on = rebuild.with_changes(passed=rebuild.passed + len(found))
    if len(found) < PAGE_SIZE:
        on = on.with_changes(wake_at=None)
    return (yield from _moved(org, freed, on=on, now=now))
