"""What is wrong with a segment beside its form: a filter that asks what no customer has, or what hangs on segments."""

from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from functions.domain.conditions.rules import RuleRefused
from functions.domain.conditions.variables import ALL
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading, get
from functions.domain.kernel.errors import FieldFault
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import LOOKED_UP
from functions.domain.settings.segment_rules import SNAPSHOTS, has_misplaced_names, own_rule, without_names
from functions.domain.settings.segments import SegmentSettings
from functions.domain.upkeep.segments import APART

_HIDDEN = APART | {"odd_fields", SNAPSHOTS}


def segment_faults(org: Org, id: str) -> list[FieldFault]:
    """The faults of a segment of the organisation, at its `filter`: a path that is misspelt would take no customer, and
    neither would one that names itself by way of others.
    """
    paths = sorted(without_names(org.segments[id].filter).variables - {ALL})
    reasons = [reason for path in paths if (reason := _reason_against(path)) is not None]
    if has_misplaced_names(org.segments[id].filter):
        reasons.append("names a segment inside of what is no and, or, !, !! or if")
    try:
        own_rule(org.segments, id)
    except RuleRefused as error:
        reasons += [fault.message for fault in error.faults]
    return [FieldFault("filter", reason) for reason in reasons]


def snapshot_faults(
    id: str, before: SegmentSettings | None, after: SegmentSettings
) -> Reading[list[FieldFault]]:
    """What keeps a list from being taken as it is saved, and what of it may not change later. Bills 2 reads for a new
    snapshot, 1 without a campaign.
    """
    if before is not None:
        return [
            FieldFault(name, "stays as it was when the segment was saved first: save another one")
            for name in ("membership", "filter", "messages")
            if (before.is_snapshot or name == "membership") and getattr(before, name) != getattr(after, name)
        ]
    if not after.is_snapshot:
        return []
    return (yield from _faults_of_new(id, after))


def _faults_of_new(id: str, snapshot: SegmentSettings) -> Reading[list[FieldFault]]:
    from functions.domain.campaigns.documents import Campaign
    from functions.domain.rebuilds.snapshots import SnapshotRebuild, snapshot_id

    faults: list[FieldFault] = []
    known = yield from get(SnapshotRebuild, snapshot_id(id))
    if known is not None and known.is_ending:
        faults.append(
            FieldFault("membership", "was removed, and its members still have it: wait, or name another")
        )
    if snapshot.messages is not None and (yield from get(Campaign, snapshot.messages.campaign_id)) is None:
        faults.append(FieldFault("messages.campaign_id", "names no campaign"))
    return faults


def _reason_against(path: str) -> str | None:
    first = path.partition(".")[0]
    if first in _HIDDEN:
        return f"asks {path}, which hangs on segments or is the server's own"
    if first in LOOKED_UP:
        return f"asks {path}, which is known only when an automation runs"
    return None if _is_there(Customer, path.split(".")) else f"asks {path}, which no customer has"


def _is_there(model: type[BaseModel], path: list[str]) -> bool:
    field = model.model_fields.get(path[0])
    if field is None:
        return False
    kinds = list(_kinds(field.annotation))
    return len(path) == 1 or any(_has(kind, path[1:]) for kind in kinds)


def _kinds(annotation: Any) -> Iterator[Any]:
    """What a field may hold: the parts of a union."""
    if get_origin(annotation) in (Union, UnionType):
        for each in get_args(annotation):
            yield from _kinds(each)
    else:
        yield annotation


def _has(kind: Any, path: list[str]) -> bool:
    """Whether there may be something at a path in it. What maps and lists hold is not known here."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _is_there(kind, path)
    return get_origin(kind) in (dict, tuple, list)
