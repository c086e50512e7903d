"""A business changed an automation of carts, invoices, ...: those whose moment may still come are gone through.

The collection is read by the date that the moment hangs on, from the earliest that can still be due. One document says
how far it has come, as that of customers does (rebuilding.py).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from functions.domain.automations.subjects import react_to
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Find, Reading, find, get
from functions.domain.kernel.subjects import Subject
from functions.domain.occasions.events import date_of
from functions.domain.occasions.watched import model_of
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import (
    OF_SUBJECTS,
    PAGE_SIZE,
    SEEN_EVERYWHERE_AFTER,
    Rebuild,
    Rebuilt,
)
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.moments import Moment, duration_of


class SubjectRebuild(Document):
    """`rebuilds/automations:{of}:{by}`: the documents of a collection whose date `by` is `since` or later."""

    collection: ClassVar[str] = Rebuild.collection
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    started_at: datetime
    of: str
    by: str
    since: datetime | str
    after_id: str = ""
    wake_at: datetime | None = None


def rebuilds_of_subjects(
    automations: Iterable[AutomationSettings], now: datetime
) -> Reading[tuple[Document, ...]]:
    """What to write with a change of these automations. Bills 1 read and 1 write for each date that they hang on; later
    2 reads for each document that is due no earlier than they allow, and 1 write for each whose times move.
    """
    earliest: dict[tuple[str, str], datetime] = {}
    for each in automations:
        if each.enabled and isinstance(each.on, Moment) and each.watches != "customers":
            place, since = (each.watches, each.on.fields[0]), now - each.on.offset - duration_of(each.late_by)
            earliest[place] = min(since, earliest.get(place, since))
    found: list[Document] = []
    for (of, by), since in earliest.items():
        known = yield from get(SubjectRebuild, f"{OF_SUBJECTS}{of}:{by}", presumed_missing=True)
        if known is not None and known.wake_at is not None:
            since = min(since, _instant(known.since))
        found.append(
            SubjectRebuild(
                id=f"{OF_SUBJECTS}{of}:{by}",
                started_at=now,
                of=of,
                by=by,
                since=f"{since:%Y-%m-%d}" if by.endswith("_on") else since,
                wake_at=now + SEEN_EVERYWHERE_AFTER,
            )
        )
    return tuple(found)


def rebuild_subjects(org: Org, id: str, now: datetime) -> Decision[Rebuilt | None]:
    """Go through a page of documents; None where none is due. Bills 1 read a page and 1 write, 2 reads a document, and
    1 write for each whose times move.
    """
    rebuild = yield from get(SubjectRebuild, id)
    if rebuild is None or rebuild.wake_at is None or rebuild.wake_at > now:
        return NOTHING, None
    start = (rebuild.since, rebuild.after_id)
    page = yield from find(
        Find(model_of(rebuild.of), (), rebuild.by, "ASCENDING", PAGE_SIZE, start_after=start)
    )
    facts = Facts("settings_changed", Rebuild.collection, f"{id}:{rebuild.started_at:%Y%m%dT%H%M%S}", now)
    changed: list[Subject] = []
    for subject in page:
        reaction = yield from react_to(org, subject, subject, facts=facts, now=now)
        if reaction.subject != subject:
            changed.append(reaction.subject)
    on = _went_on(rebuild, page)
    has_due = any(each.wake_at is not None and each.wake_at <= now for each in changed)
    done = Rebuilt(on.wake_at is not None, has_due, f"{on.since}:{on.after_id}", of=rebuild.of)
    return Changes(put=(*changed, on)), done


def _went_on(rebuild: SubjectRebuild, page: tuple[Subject, ...]) -> SubjectRebuild:
    """The rebuild after a page. A date that cannot be read was spoilt by hand, and those after it have none. An order
    that was undone counts as never delivered, and stands among the others all the same.
    """
    last = page[-1] if len(page) == PAGE_SIZE else None
    at = last and (date_of(last, rebuild.by) or date_of(last, "undone_at"))
    if last is None or at is None:
        return rebuild.with_changes(wake_at=None)
    return rebuild.with_changes(since=at, after_id=last.id)


def _instant(since: datetime | str) -> datetime:
    return since if isinstance(since, datetime) else datetime.fromisoformat(f"{since}T00:00:00+00:00")
