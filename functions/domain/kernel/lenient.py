"""A stored document is read leniently: people edit it in Firebase's console, and other programs hold admin rights.

A part that is wrong is left out, as if it were absent; what the document is needed for goes on without it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from functions.domain.kernel.decisions import Document
from functions.domain.kernel.errors import FieldFault
from functions.domain.kernel.validation import field_faults

D = TypeVar("D", bound=Document)

REMOVED = "is missing"
_GONE = object()  # stands for a part that goes
_Path = tuple[int | str, ...]


class Lenient(NamedTuple, Generic[D]):
    """What could be read: None where the document lacks what it is nothing without. `faults` says what was left out."""

    document: D | None
    faults: tuple[FieldFault, ...]


def read_leniently(model: type[D], fields: Mapping[str, Any], id: str) -> Lenient[D]:
    """A stored document as its model, without what is wrong in it."""
    faults = dict(_missing(model, fields))
    kept: dict[str, Any] | None = dict(fields)
    found: D | None = None
    while found is None and kept is not None:
        for name in _whole(model, faults):
            kept.pop(name, None)
        try:
            found = model.model_validate({**kept, "id": id, "spoilt": tuple(faults)})
        except ValidationError as error:
            faults = {fault.path: fault.message for fault in field_faults(error)} | faults
            kept = _pruned(model, kept, [each["loc"] for each in error.errors(include_url=False)])
    return Lenient(found, tuple(FieldFault(path, message) for path, message in faults.items()))


def _missing(model: type[Document], fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Fields that the server always writes and that somebody removed."""
    for path in model.always_written:
        *above, last = path.split(".")
        value: Any = fields
        for name in above:
            value = value.get(name) if isinstance(value, Mapping) else None
        if not isinstance(value, Mapping) or last not in value:
            yield path, REMOVED


def _whole(model: type[Document], faults: Mapping[str, str]) -> frozenset[str]:
    """The fields that are worth nothing without one of their parts."""
    return model.whole & {path.partition(".")[0] for path in faults}


def _pruned(
    model: type[Document], fields: Mapping[str, Any], locations: Sequence[_Path]
) -> dict[str, Any] | None:
    """The fields without what is wrong, and with what stands in for one that has to be there; None where none does."""
    lacking = {str(location[0]) if location else "" for location in locations} - fields.keys()
    if not lacking <= model.fallbacks.keys():
        return None
    kept: Any = dict(fields)
    for path in {_stored(fields, location) for location in locations if location[0] in fields}:
        kept = _without(kept, path)
    return _compact(kept) | {name: model.fallbacks[name] for name in lacking}  # type: ignore[no-any-return]


def _stored(value: Any, location: _Path) -> _Path:
    """The part of a location that is stored: it goes on where something is missing, or names a member of a union."""
    for depth, name in enumerate(location):
        if not _has(value, name):
            return location[:depth]
        value = value[name]
    return location


def _has(value: Any, name: int | str) -> bool:
    if isinstance(value, Mapping):
        return name in value
    return isinstance(value, list) and isinstance(name, int) and name < len(value)


def _without(value: Any, path: _Path) -> Any:
    """A value without a part of it, which may be gone with another part."""
    first, rest = path[0], path[1:]
    if not _has(value, first):
        return value
    part = _without(value[first], rest) if rest else _GONE
    if isinstance(value, Mapping):
        return {**value, first: part}
    return [part if number == first else each for number, each in enumerate(value)]


def _compact(value: Any) -> Any:
    """The same without what is gone: while parts are taken out, the numbers of the others stay."""
    if isinstance(value, Mapping):
        return {name: _compact(each) for name, each in value.items() if each is not _GONE}
    if isinstance(value, list):
        return [_compact(each) for each in value if each is not _GONE]
    return value
