"""A business changed what its customers are due for: all whom it may concern are gone through, page by page.

One document of the organisation says how far it has come. The tick finds it, and each page asks for the next by a task;
where one is lost, the next tick goes on from there.
"""

from datetime import datetime
from typing import ClassVar, Literal

from functions.domain.automations.together import react_to_each
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import (
    NOTHING,
    UNKNOWN_AT,
    Changes,
    Decision,
    Document,
    Find,
    Reading,
    find,
    get,
)
from functions.domain.kernel.jobs import SEEN_EVERYWHERE_AFTER, PageDone, due_among, get_due
from functions.domain.kernel.pending import place_of
from functions.domain.orgs.org import Org

AUTOMATIONS: Literal["automations"] = "automations"
# By which instant of theirs customers are gone through.
RebuiltBy = Literal["stats.last_activity_at", "created_at"]
PAGE_SIZE = 100
OF_SUBJECTS = "automations:"  # begins the ids of those that planning_anew.py goes through
OF_SNAPSHOT = "snapshot:"  # begins the ids of those that snapshots.py takes


class Rebuild(Document):
    """`rebuilds/{what}`: customers who were active after `active_since` are gone through, from the last one on.
    `passed`: how many were so far. `built_as_of`, `built_at`: when the last one that came to its end began, and ended.
    """

    collection: ClassVar[str] = "rebuilds"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    started_at: datetime
    active_since: datetime
    by: RebuiltBy = "stats.last_activity_at"
    after_id: str = ""
    wake_at: datetime | None = None
    passed: int = 0
    built_as_of: datetime | None = None
    built_at: datetime | None = None


def rebuild_for_automations(now: datetime) -> Reading[tuple[Document, ...]]:
    """What to write with a change of automations: every customer is gone through, since any may be due. Bills 1 read
    and 1 write; later 1 read a customer, and 1 write for each whose times move.
    """
    known = yield from get(Rebuild, AUTOMATIONS, presumed_missing=True)
    return (
        Rebuild(
            id=AUTOMATIONS,
            started_at=now,
            active_since=UNKNOWN_AT,
            by="created_at",
            wake_at=now + SEEN_EVERYWHERE_AFTER,
            built_as_of=known.built_as_of if known else None,
            built_at=known.built_at if known else None,
        ),
    )


def rebuild_page(org: Org, id: str, now: datetime) -> Decision[PageDone | None]:
    """Go through a page of the customers of a rebuild; None where none is due.

    Bills 1 read a customer, 1 write for each who becomes due at another time, and 1 read and 1 write a page; for a call
    whose reason is gone 1 read and 1 write for its task, and the same for its agent's day. A change of automations of a
    shop with 100,000 customers: 101,000 reads and at most 101,000 writes, once.
    """
    rebuild = yield from get_due(Rebuild, id, now)
    if rebuild is None:
        return NOTHING, None
    page = yield from find(
        Find(
            Customer,
            (),
            rebuild.by,
            "ASCENDING",
            PAGE_SIZE,
            start_after=(rebuild.active_since, rebuild.after_id),
        )
    )
    facts = Facts("settings_changed", Rebuild.collection, f"{id}:{rebuild.started_at:%Y%m%dT%H%M%S}", now)
    changes = yield from react_to_each(org, ((each, each) for each in page), facts=facts, now=now)
    before = {customer.id: customer for customer in page}
    put = tuple(each for each in changes.put if each != before.get(place_of(each)[1]))
    on = _went_on(rebuild, page, now=now)
    done = PageDone(on.wake_at is not None, due_among(put, Customer.collection, now))
    return Changes(create=changes.create, put=(*put, on)), done


def _went_on(rebuild: Rebuild, page: tuple[Customer, ...], *, now: datetime) -> Rebuild:
    """The rebuild after a page. Instants come before texts and maps: where the last customer's cannot be read, what is
    left was spoilt by hand and has none.
    """
    last = page[-1] if len(page) == PAGE_SIZE else None
    at = last and (last.created_at if rebuild.by == "created_at" else last.stats.last_activity_at)
    passed = rebuild.passed + len(page)
    if last is None or at is None:
        done = rebuild.with_changes(built_as_of=rebuild.started_at, built_at=now)
        return done.with_changes(wake_at=None, passed=passed)
    return rebuild.with_changes(active_since=at, after_id=last.id, passed=passed)
