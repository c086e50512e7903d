"""Between models and what is stored: a model's fields, and the few of them that a change touches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from functions.domain.kernel.decisions import Document
from functions.domain.kernel.errors import Damaged
from functions.domain.kernel.lenient import read_leniently
from functions.store.snapshots import Snapshot

D = TypeVar("D", bound=Document)
FieldPath = tuple[str, ...]
MOST_PROBLEMS = 20


class Removed:
    """Stands for a field that goes away."""

    def __repr__(self) -> str:
        return "REMOVED"


REMOVED = Removed()


@dataclass(frozen=True)
class Create:
    """A write that needs the document to be missing."""

    path: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Update:
    """A write of some fields that needs the document to be at the version that was read."""

    path: str
    fields: Mapping[FieldPath, Any]
    version: Any


@dataclass(frozen=True)
class Delete:
    """A write that removes the document, and needs it to be at the version that was read."""

    path: str
    version: Any


Write = Create | Update | Delete


def path_of(org_id: str, model: type[Document], id: str) -> str:
    return f"{model.collection}/{id}" if model.at_root else f"orgs/{org_id}/{model.collection}/{id}"


def id_in(model: type[Document], path: str) -> str:
    """The id of a model's document at a path."""
    return path.split("/", 1 if model.at_root else 3)[-1]


@dataclass(frozen=True)
class Place:
    """Where a document of an organisation lies."""

    org_id: str
    collection: str
    id: str


def place_of(path: str) -> Place | None:
    """The place that a path names; None for a document that is no organisation's own."""
    parts = path.split("/")
    return Place(*parts[1:]) if len(parts) == 4 and parts[0] == "orgs" else None


def to_model(model: type[D], snapshot: Snapshot) -> D | None:
    """The stored document as its model, without what is wrong in it (kernel/lenient.py).

    Damaged where it lacks what it is nothing without, unless such a document counts as absent.
    """
    if snapshot.fields is None:
        return None
    found = read_leniently(model, snapshot.fields, id_in(model, snapshot.path))
    if found.document is None and not model.absent_if_broken:
        raise Damaged(model.collection, found.faults)
    return found.document


def with_problems(
    model: type[Document], fields: Mapping[str, Any], changed: Mapping[FieldPath, Any]
) -> dict[FieldPath, Any]:
    """A change with `problems`: what is still wrong in the document after it, REMOVED where nothing is any more.

    Only a write that happens anyway brings it. A model with problems of its own keeps those.
    """
    after = with_fields(fields, changed)
    if not changed or "problems" in model.model_fields:
        return dict(changed)
    faults = read_leniently(model, after, "-").faults[:MOST_PROBLEMS]
    problems = [{"path": fault.path, "message": fault.message} for fault in faults]
    if problems == fields.get("problems", []):
        return dict(changed)
    return {**changed, ("problems",): problems or REMOVED}


def to_fields(document: Document) -> dict[str, Any]:
    """Everything that a new document holds."""
    fields = document.model_dump()
    absent = [name for name in document.sparse if fields[name] is None]
    return {name: _storable(value) for name, value in fields.items() if name not in absent}


def leaf_of(fields: Mapping[str, Any], path: str) -> Any:
    """A field by its dotted path, which has to be there."""
    for name in path.split("."):
        fields = fields[name]
    return fields


def changed_fields(before: Document, after: Document) -> dict[FieldPath, Any]:
    """The leaves that differ, so that a write names those and leaves alone what it does not know."""
    return dict(_differences(to_fields(before), to_fields(after), ()))


def with_fields(fields: Mapping[str, Any], changes: Mapping[FieldPath, Any]) -> dict[str, Any]:
    """Stored fields after an update of some leaves: what the store itself would answer."""
    after = dict(fields)
    for (name, *rest), value in changes.items():
        inner = after.get(name)
        if rest and isinstance(inner, dict):
            after[name] = with_fields(inner, {tuple(rest): value})
        elif rest and value is not REMOVED:
            after[name] = with_fields({}, {tuple(rest): value})
        elif rest:
            continue  # what is in no map cannot leave it
        elif value is REMOVED:
            after.pop(name, None)
        else:
            after[name] = value
    return after


def _differences(
    before: Mapping[str, Any], after: Mapping[str, Any], path: FieldPath
) -> Iterator[tuple[FieldPath, Any]]:
    for name in before.keys() | after.keys():
        old, new, here = before.get(name), after.get(name, REMOVED), (*path, name)
        if isinstance(old, Mapping) and isinstance(new, Mapping) and old and new:
            yield from _differences(old, new, here)
        elif name not in before or old != new:
            yield here, new


def _storable(value: Any) -> Any:
    """Firestore keeps lists and maps, not tuples."""
    if isinstance(value, dict):
        return {name: _storable(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_storable(item) for item in value]
    return value
