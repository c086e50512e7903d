"""What follows from a change of configuration for the customers and tasks that are there: who is gone through anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.domain.configuration.references import Ref
from functions.domain.configuration.stored import Stored
from functions.domain.kernel.decisions import UNKNOWN_AT, Document, Reading
from functions.domain.orgs.documents import OrgDocument
from functions.domain.rebuilds.rebuilding import AUTOMATIONS, rebuild_for_automations
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.recommendations import RecommendationSettings
from functions.domain.settings.segments import SegmentSettings

ASSIGNMENT = "assignment"
BUSINESS = "business_kpis"
CALENDAR = "offer_calendar"
CRM = "crm"
SEGMENTS = "segments"
SNAPSHOT = "snapshot"
TERRITORIES = "territories"
# What a business saves of these moves the days on which something comes to customers who are there.
_MOVE_DAYS = frozenset({"consumption_profiles", "recommendation_rules"})


@dataclass(frozen=True)
class Change:
    """The configuration before a change and after it. `saved`: the documents that it writes. A new organisation
    has no customers yet.
    """

    before: Stored
    after: Stored
    saved: tuple[Document, ...]

    @property
    def is_of_customers(self) -> bool:
        return bool(self.before.document.settings)

    @property
    def automation_ids(self) -> frozenset[str]:
        """The automations that it writes."""
        return frozenset(each.id for each in self.saved if each.collection == AUTOMATIONS)


def consequences(change: Change, now: datetime) -> Reading[tuple[Document, ...]]:
    """The jobs that a change calls for, and the members whose territories it moves, to be put beside it. Bills 1 read
    and 1 write for each.
    """
    jobs: tuple[Document, ...] = ()
    is_of_all = change.is_of_customers and _concerns_all(change)
    if is_of_all or (change.is_of_customers and change.automation_ids):
        jobs = yield from _rebuilds(change, now, is_of_all=is_of_all)
    if _counts_pairs_anew(change):
        from functions.domain.recommendations.counting import begun

        jobs = (*jobs, (yield from begun(now)))
    if _counts_business(change):
        from functions.domain.insights.business_job import begun as begun_business

        jobs = (*jobs, (yield from begun_business(now)))
    if _needs_pool(change):
        from functions.domain.assignment.pool import opened

        # With the next tick, whatever the clock of the machine that provisions says.
        jobs = (*jobs, (yield from opened(UNKNOWN_AT)))
    if _has_other_offers(change):
        from functions.domain.campaigns.calendar_jobs import woken

        # With the next tick too. It goes by the calendar as it is stored then.
        jobs = (*jobs, (yield from woken(UNKNOWN_AT)))
    jobs = (*jobs, *(yield from _of_snapshots(change, now)))
    if _asks_ratings(change):
        from functions.domain.insights.rating_jobs import begun as ratings_begun

        jobs = (*jobs, (yield from ratings_begun(UNKNOWN_AT)))
    return (*jobs, *(yield from _of_territories(change, now)))


def _of_snapshots(change: Change, now: datetime) -> Reading[tuple[Document, ...]]:
    """What takes the snapshots that are new, and what takes those that are gone off their members."""
    new = _snapshots_in(change.after) - _snapshots_in(change.before)
    gone = [
        ref.id
        for ref in change.before.existing - change.after.existing
        if ref.collection == SEGMENTS and _filter(change.before, ref) in (SNAPSHOT, None)
    ]
    if not new and not gone:
        return ()
    from functions.domain.rebuilds.snapshots import snapshot_begun, snapshot_ended

    jobs: tuple[Document, ...] = ()
    for id in sorted(new):
        jobs = (*jobs, *(yield from snapshot_begun(id, now)))
    for id in sorted(gone):
        jobs = (*jobs, *(yield from snapshot_ended(id, now)))
    return jobs


def _snapshots_in(stored: Stored) -> frozenset[str]:
    refs = (ref for ref in stored.documents if ref.collection == SEGMENTS)
    return frozenset(ref.id for ref in refs if _filter(stored, ref) == SNAPSHOT)


def _asks_ratings(change: Change) -> bool:
    """Whether customers are asked how content they are with their chats from now on."""
    was, now = (_satisfaction(each.document) for each in (change.before, change.after))
    return was is None and now is not None


def _satisfaction(document: OrgDocument) -> object:
    stored = document.settings.get("assistant")
    return stored.get("satisfaction") if isinstance(stored, Mapping) else None


def _has_other_offers(change: Change) -> bool:
    """Whether an offer of the year is saved, or the calendar by which they come while there are some."""
    if any(each.collection == CALENDAR for each in change.saved):
        return True
    was, now = change.before.document, change.after.document
    is_same = (was.settings.get(CALENDAR), was.timezone) == (now.settings.get(CALENDAR), now.timezone)
    return not is_same and any(ref.collection == CALENDAR for ref in change.after.documents)


def _of_territories(change: Change, now: datetime) -> Reading[tuple[Document, ...]]:
    documents = (*change.before.documents, *change.after.documents)
    if not any(ref.collection == TERRITORIES for ref in documents):
        return ()
    from functions.domain.configuration.territories import territories_in, territory_consequences

    before, after = territories_in(change.before), territories_in(change.after)
    return (yield from territory_consequences(before, after, now, has_customers=change.is_of_customers))


def _rebuilds(change: Change, now: datetime, *, is_of_all: bool) -> Reading[tuple[Document, ...]]:
    """What goes through the customers, and through the other documents that these automations watch."""
    from functions.domain.rebuilds.planning_anew import rebuilds_of_subjects

    ids = change.automation_ids
    automations = [each for id, each in change.after.org.automations.items() if id in ids]
    rebuilds: tuple[Document, ...] = ()
    if is_of_all or any(each.watches == "customers" for each in automations):
        rebuilds = yield from rebuild_for_automations(now)
    return (*rebuilds, *(yield from rebuilds_of_subjects(automations, now)))


def _counts_pairs_anew(change: Change) -> bool:
    """Whether what goes together is counted from now on, or by other settings. A new organisation has no orders:
    without pairs that recommend by themselves it is counted when somebody first looks.
    """
    was, now = (_affinity(each.document) for each in (change.before, change.after))
    return now[0] == "fill" if not change.is_of_customers else was != now and now[0] != "off"


def _counts_business(change: Change) -> bool:
    """Whether the figures of the business are counted from now on, or as often as they were not before."""
    was, now = (_business(each.document) for each in (change.before, change.after))
    return now[0] != "off" and (was != now or not change.is_of_customers)


def _business(document: OrgDocument) -> tuple[object, object]:
    """How often they are counted, and whether the CRM is on."""
    stored = document.settings.get(BUSINESS)
    given = stored if isinstance(stored, Mapping) else {}
    return given.get("every", "off"), document.features.get(CRM)


def _affinity(document: OrgDocument) -> tuple[object, ...]:
    """As it is set, with the defaults of what the document does not say, and whether the CRM is on."""
    stored = document.settings.get("recommendations")
    given = stored if isinstance(stored, Mapping) else {}
    stored_pairs = given.get("pairs")
    usual = RecommendationSettings()
    said = stored_pairs if isinstance(stored_pairs, Mapping) else {}
    pairs = {**usual.pairs.model_dump(mode="json"), **said}
    return given.get("affinity", usual.affinity), pairs, document.features.get(CRM)


def _needs_pool(change: Change) -> bool:
    """Whether tasks of the pool are made from now on, or are handed out in another way."""
    before, after = (each.document.settings.get(ASSIGNMENT) for each in (change.before, change.after))
    asked = (
        change.after.content(ref)
        for ref in change.after.documents
        if ref.collection == AUTOMATIONS and (before != after or ref.id in change.automation_ids)
    )
    return any(isinstance(each, AutomationSettings) and each.has_pooled_tasks for each in asked)


def _concerns_all(change: Change) -> bool:
    """Whether customers are scored in another way or by another day, their points expire at another time, segments may
    take others, or what they bought brings other days.
    """
    was, now = change.before.document, change.after.document
    return (
        _scoring(was) != _scoring(now)
        or _expiry(was) != _expiry(now)
        or _has_other_members(change)
        or any(each.collection in _MOVE_DAYS for each in change.saved)
    )


def _has_other_members(change: Change) -> bool:
    """Whether segments may take other customers: by another filter, another zone, or since the CRM is on again."""
    was, now = change.before.document, change.after.document
    documents = (*change.before.documents, *change.after.documents)
    refs = {ref for ref in documents if ref.collection == SEGMENTS}
    if (was.timezone, was.features.get(CRM)) != (now.timezone, now.features.get(CRM)):
        return bool(refs)
    filters = ((_filter(change.before, ref), _filter(change.after, ref)) for ref in refs)
    return any(before != after and SNAPSHOT not in (before, after) for before, after in filters)


def _scoring(document: OrgDocument) -> tuple[object, str] | None:
    scoring = document.settings.get("scoring")
    return None if scoring is None else (scoring, document.timezone)


def _filter(stored: Stored, ref: Ref) -> object:
    """What a segment takes customers by; None where there is no such segment. A snapshot has a job of its own."""
    found = stored.content(ref)
    if not isinstance(found, SegmentSettings):
        return None
    return SNAPSHOT if found.is_snapshot else found.filter


def _expiry(document: OrgDocument) -> object:
    loyalty = document.settings.get("loyalty")
    rule = loyalty.get("expiry") if isinstance(loyalty, Mapping) else None
    return None if rule is None else (rule, dict(document.features))
