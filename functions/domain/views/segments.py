"""Segments as staff see them: what each takes, and how far the last change of a filter has come."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from functions.domain.configuration.documents import SegmentDocument
from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.loading import revisions_of
from functions.domain.configuration.references import Ref
from functions.domain.configuration.stored import Stored, read_stored
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, UNKNOWN_AT, Decision, Get, Reading, get, get_all
from functions.domain.kernel.errors import NotFound
from functions.domain.kernel.tallies import Tally
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import AUTOMATIONS, Rebuild
from functions.domain.rebuilds.snapshots import SnapshotRebuild, snapshot_id
from functions.domain.settings.segments import SegmentSettings
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of

COLLECTION = SegmentDocument.collection
EVERYONE = "everyone"  # no id: those of tallies are `segments.{id}`


def segment_list(org: Org, uid: str) -> Decision[list[dict[str, Any]]]:
    """Every segment with its content and `built_at`, by id. Bills 3 reads, 1 a segment, and 1 more for each snapshot.
    Raises Forbidden to those whose role does not read segments, FeatureOff.
    """
    member = yield from get(Member, uid)
    row = readers_of(COLLECTION)
    if member is None or row.all.isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    stored = yield from read_stored(
        org.id, lambda document: (ref for ref in revisions_of(document) if ref.collection == COLLECTION)
    )
    rebuild = yield from get(Rebuild, AUTOMATIONS)
    refs = [ref for ref in sorted(stored.documents) if _is_segment(ref)]
    takings = yield from _takings(stored, refs)
    return NOTHING, [_shown(stored, ref, takings.get(ref) or rebuild) for ref in refs]


def segment_shown(org_id: str, id: str) -> Decision[dict[str, Any]]:
    """One segment as a row of the list. Bills 3 reads. Raises NotFound."""
    ref = Ref(COLLECTION, id)
    stored = yield from read_stored(
        org_id, lambda document: (each for each in revisions_of(document) if each == ref)
    )
    if ref not in stored.documents:
        raise NotFound("segment")
    return NOTHING, (yield from segment_row(stored, ref))


def segment_row(stored: Stored, ref: Ref) -> Reading[dict[str, Any]]:
    """A stored segment as a row of the list. Bills 1 read."""
    takings = yield from _takings(stored, [ref])
    return _shown(stored, ref, takings.get(ref) or (yield from get(Rebuild, AUTOMATIONS)))


def _takings(stored: Stored, refs: Sequence[Ref]) -> Reading[Mapping[Ref, SnapshotRebuild]]:
    """How far each snapshot among them is. Bills 1 read for each."""
    asked = [ref for ref in refs if _is_snapshot(stored, ref)]
    found = (
        (yield from get_all(*(Get(SnapshotRebuild, snapshot_id(ref.id)) for ref in asked))) if asked else ()
    )
    return {ref: each for ref, each in zip(asked, found, strict=True) if each is not None}


def _is_snapshot(stored: Stored, ref: Ref) -> bool:
    content = stored.content(ref)
    return isinstance(content, SegmentSettings) and content.is_snapshot


def segment_tallies(ids: list[str]) -> Mapping[str, Tally]:
    """How many customers are in each segment, and how many there are. Bills 1 read for each 1,000, 1 at the least."""
    sizes = {f"{COLLECTION}.{id}": segment_size(id) for id in ids}
    return {EVERYONE: Tally(Customer), **sizes}


def segment_size(id: str) -> Tally:
    return Tally(Customer, containing=("segment_ids", id))


def with_figures(row: Mapping[str, Any], counted: Mapping[str, int]) -> dict[str, Any]:
    """A segment as it is shown, with how many are in it, and how far its rebuild is from 0 to 1."""
    shown = {name: value for name, value in row.items() if name != "passed"}
    progress = 1.0
    if row["passed"] is not None:
        of = (row["snapshot"] or {}).get("given") or counted[EVERYONE]
        progress = min(round(row["passed"] / max(of, 1), 2), 0.99)
    return {**shown, "member_count": counted[f"{COLLECTION}.{row['id']}"], "progress": progress}


def _is_segment(ref: Ref) -> bool:
    return ref.collection == COLLECTION


def _shown(stored: Stored, ref: Ref, rebuild: Rebuild | SnapshotRebuild | None) -> dict[str, Any]:
    """`passed`: how many customers the rebuild has gone through, None where it is through with this segment."""
    document = stored.documents[ref]
    is_built = rebuild is None or rebuild.wake_at is None
    built_as_of = rebuild.built_as_of if isinstance(rebuild, Rebuild) else None
    is_built = is_built or (built_as_of or UNKNOWN_AT) >= (document.updated_at or UNKNOWN_AT)
    return {
        "id": ref.id,
        **_content(stored, ref),
        "revision": document.revision,
        "updated_at": _text(document.updated_at),
        "updated_by": document.updated_by,
        "built_at": _text(rebuild.built_at if rebuild is not None else None),
        "snapshot": _taking_shown(rebuild) if isinstance(rebuild, SnapshotRebuild) else None,
        "passed": None if is_built or rebuild is None else rebuild.passed,
    }


def _taking_shown(taking: SnapshotRebuild) -> dict[str, Any]:
    """As of when a list was taken and how many it took; `given` ids, of which some may be of no customer."""
    return {
        "as_of": _text(taking.started_at),
        "taken": taking.taken,
        "given": taking.given,
        "missing": taking.missing if taking.given is not None else None,
    }


def _content(stored: Stored, ref: Ref) -> dict[str, Any]:
    """What a segment says, its defaults included; of one that was broken by hand what is stored."""
    found = stored.content(ref)
    if not isinstance(found, SegmentSettings):
        return stored.documents[ref].content(KINDS[COLLECTION].fields)
    return {**found.model_dump(mode="json", exclude={"filter"}), "filter": found.filter}


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def patched_segment(known: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A segment's content with these fields; null takes one away. Its filter goes by either name."""
    kept = dict(known)
    if "filterJson" in changes:
        kept.pop("filter", None)
    merged = {**kept, **changes}
    return {name: value for name, value in merged.items() if value is not None}
