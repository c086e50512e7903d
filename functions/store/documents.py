"""Between models and what is stored: a model's fields, and the few of them that a change touches."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError

from functions.domain.kernel.decisions import Document
from functions.domain.kernel.errors import Damaged, FieldFault
from functions.domain.kernel.leaving_out import without
from functions.domain.kernel.validation import field_faults
from functions.store.paths import REMOVED, FieldPath
from functions.store.snapshots import Snapshot

D = TypeVar("D", bound=Document)

_MOST_BYTES_OF_ID = 1500
_IMPOSSIBLE = re.compile(r"|\.\.?|__.*__|.*[\ud800-\udfff].*", re.DOTALL)
PROBLEMS = "problems"
MOST_PROBLEMS = 20
_NOTHING: tuple[Any, ...] = (None, {}, (), [])


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


def is_possible(path: str) -> bool:
    """Whether a document can lie there. What people send as an id may be one that Firestore keeps for itself, have a
    slash, or more bytes than letters: https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
    """
    names = path.split("/")
    return len(names) % 2 == 0 and not any(map(_is_impossible, names))


def _is_impossible(name: str) -> bool:
    return (
        len(name.encode(errors="surrogatepass")) > _MOST_BYTES_OF_ID
        or _IMPOSSIBLE.fullmatch(name) is not None
    )


def id_in(model: type[Document], path: str) -> str:
    """The id of a model's document at a path."""
    return path.split("/", 1 if model.at_root else 3)[-1]


def to_model(model: type[D], snapshot: Snapshot) -> D | None:
    """The stored document as its model, without its wrong fields. Raises Damaged."""
    return read_document(model, snapshot)[0]


def read_document(model: type[D], snapshot: Snapshot) -> tuple[D | None, tuple[FieldFault, ...]]:
    """The stored document as its model, and what of it was left out: people edit documents in Firebase's console.

    A wrong part is read as absent. Raises Damaged where the model cannot do without it, or takes no wrong part.
    """
    if snapshot.fields is None:
        return None, ()
    fields: Mapping[str, Any] = snapshot.fields
    faults = _missing_parts(model, fields)
    while True:
        names = frozenset(fault.path.partition(".")[0] for fault in faults)
        try:
            read = model.model_validate({**fields, "id": id_in(model, snapshot.path), "odd_fields": names})
            return read, tuple(faults)
        except ValidationError as error:
            faults += field_faults(error)
            fields = _without_wrong_parts(model, fields, error)


def _without_wrong_parts(
    model: type[Document], fields: Mapping[str, Any], error: ValidationError
) -> Mapping[str, Any]:
    """The fields without what was found wrong, with what stands in for those that have to be there."""
    places = [each["loc"] for each in error.errors(include_input=False, include_url=False)]
    lacking = {str(place[0]) for place in places if place[0] not in fields}
    if not model.is_lenient or not lacking <= model.fallbacks.keys():
        raise Damaged(model.collection, field_faults(error)) from None
    kept: dict[str, Any] = without(fields, [place for place in places if place[0] in fields])
    return kept | {name: model.fallbacks[name] for name in lacking}


def _missing_parts(model: type[Document], fields: Mapping[str, Any]) -> list[FieldFault]:
    """Parts that the server always writes and that were removed by hand."""
    return [
        FieldFault(f"{name}.{part}", "is missing")
        for name, parts in model.complete.items()
        if isinstance(fields.get(name), Mapping)
        for part in parts
        if part not in fields[name]
    ] + [FieldFault(name, "is missing") for name in model.complete if fields.get(name) is None]


def to_fields(document: Document) -> dict[str, Any]:
    """Everything that a new document holds."""
    fields = document.model_dump()
    absent = [name for name in document.sparse if fields[name] in _NOTHING]
    return {name: _storable(value) for name, value in fields.items() if name not in absent}


def changed_fields(before: Document, after: Document) -> dict[FieldPath, Any]:
    """The leaves that differ, so that a write names those and leaves alone what it does not know. Figures
    that were lost and are worked out again are written whole.
    """
    fields = to_fields(after)
    changes = dict(_differences(to_fields(before), fields, ()))
    lost = (before.odd_fields - after.odd_fields) & type(before).complete.keys()
    kept = {path: value for path, value in changes.items() if path[0] not in lost}
    return kept | {(name,): fields[name] for name in sorted(lost)}


def changed_problems(
    model: type[Document],
    snapshot: Snapshot,
    changes: Mapping[FieldPath, Any],
    *,
    faults: Sequence[FieldFault],
) -> dict[FieldPath, Any]:
    """What a write that happens anyway notes on fields that are wrong after it: `problems` names them, and goes when
    all are right. `faults`: those that were found where the document was read.
    """
    if PROBLEMS in model.model_fields:
        return {}
    stored = (snapshot.fields or {}).get(PROBLEMS)
    if faults:
        _, faults = read_document(
            model, Snapshot(snapshot.path, with_fields(snapshot.fields or {}, changes), None)
        )
    if faults:
        named = [{"path": fault.path, "message": fault.message} for fault in faults[:MOST_PROBLEMS]]
        return {} if named == stored else {(PROBLEMS,): named}
    return {(PROBLEMS,): REMOVED} if stored is not None and not model.is_part else {}


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
