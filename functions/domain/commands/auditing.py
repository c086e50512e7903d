"""The audit entry of a command: who gave it, to which document, and what changed (docs/privacy.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.domain.commands.requests import Request
from functions.domain.kernel.audit import AuditEntry
from functions.domain.kernel.decisions import Changes, Document, Reading, get

CHANGED = "(changed)"
# Of these the audit tells only that they changed: else it would name people for ever.
PERSONAL = frozenset({"name", "email", "phone", "birthday"})


def audited(
    changes: Changes, request: Request[Any], what: str, *, of: str, values: "Values", now: datetime
) -> Reading[Changes]:
    """The changes with their entry. Bills 1 write."""
    before, after = values
    entry = AuditEntry(
        id=entry_id(request.command_id),
        who=request.giver.uid,
        what=what,
        of=of,
        at=now,
        before=dict(before),
        after=dict(after),
    )
    yield from get(AuditEntry, entry.id, presumed_missing=True)
    return replace(changes, create=(*changes.create, entry))


def entry_id(command_id: str) -> str:
    """The id of the entry that a command makes itself."""
    return f"command:{command_id}"


Values = tuple[Mapping[str, Any], Mapping[str, Any]]


def differing(before: Document, after: Document, names: Iterable[str]) -> Values:
    """The fields that differ, as they were and as they are."""
    was, now = before.model_dump(mode="json"), after.model_dump(mode="json")
    changed = [name for name in names if was.get(name) != now.get(name)]
    return _shown(was, changed), _shown(now, changed)


def _shown(fields: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: CHANGED if name in PERSONAL and fields.get(name) else fields.get(name) for name in names}
