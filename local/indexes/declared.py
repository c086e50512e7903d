"""The indexes there are: those that firestore.indexes.json declares, and those that Firestore keeps by itself.

By itself it keeps an ascending, a descending and a contains index of every field and every field of a map, for queries
of one collection. An override of a field replaces these, for the fields of a map below it too; `*` names all fields of
a collection group. A composite index is only there where it is declared.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from google.cloud.firestore_v1.field_path import FieldPath

NAME = "__name__"
EVERY_FIELD = "*"
COLLECTION, COLLECTION_GROUP = "COLLECTION", "COLLECTION_GROUP"
ASCENDING, DESCENDING, CONTAINS = "ASCENDING", "DESCENDING", "CONTAINS"

_MODES = {"order": (ASCENDING, DESCENDING), "arrayConfig": (CONTAINS,)}
_SEARCHED_OTHERWISE = ("vectorConfig", "searchConfig")
_AUTOMATIC = (("order", ASCENDING), ("order", DESCENDING), ("arrayConfig", CONTAINS))

_Entry = Mapping[str, Any]


class IndexesError(Exception):
    """The file of indexes does not say what it should. The message names file, entry and field."""


class Part(NamedTuple):
    """A field with what is done to it: how an index keeps it, or how a query asks for it."""

    path: str
    mode: str


@dataclass(frozen=True)
class Index:
    """Documents in the order of `parts` and then of their names. `origin` is where it is declared, '' if nowhere."""

    collection: str
    scope: str
    parts: tuple[Part, ...]
    name_direction: str
    origin: str = ""
    entry: _Entry = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Indexes:
    """What is declared: composite indexes in the file's order, and the single-field indexes of overridden fields.

    Indexes that serve vector and text searches are left out: such queries are not planned here.
    """

    composites: tuple[Index, ...] = ()
    overrides: Mapping[tuple[str, str], tuple[Index, ...]] = field(default_factory=dict)

    def of_field(self, collection: str, path: str) -> tuple[Index, ...]:
        """The single-field indexes of a field: of its own override, else of the nearest above it, else automatic."""
        for overridden in (*_itself_and_above(path), EVERY_FIELD):
            indexes = self.overrides.get((collection, overridden))
            if indexes is not None:
                return tuple(replace(index, parts=(Part(path, index.parts[0].mode),)) for index in indexes)
        return tuple(_automatic(collection, path))


def without(declared: Indexes, index: Index) -> Indexes:
    """All but one of them."""
    overrides = {
        place: tuple(other for other in indexes if other.origin != index.origin)
        for place, indexes in declared.overrides.items()
    }
    return Indexes(tuple(other for other in declared.composites if other.origin != index.origin), overrides)


def load_indexes(path: Path) -> Indexes:
    """Read a firestore.indexes.json. Raises IndexesError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise IndexesError(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise IndexesError(f"{path} is not JSON: {error}") from error
    try:
        return parse_indexes(content)
    except IndexesError as error:
        raise IndexesError(f"{path}: {error}") from None


def parse_indexes(content: object) -> Indexes:
    """What firebase-tools calls `indexes` and `fieldOverrides`, as indexes. Raises IndexesError."""
    if not isinstance(content, dict) or not set(content) <= {"indexes", "fieldOverrides"}:
        raise IndexesError("must be an object of 'indexes' and 'fieldOverrides'")
    composites = [_parse_composite(*entry) for entry in _entries(content, "indexes")]
    _refuse_duplicates(composites)
    overrides: dict[tuple[str, str], tuple[Index, ...]] = {}
    for origin, entry in _entries(content, "fieldOverrides"):
        key, indexes = _parse_override(origin, entry)
        if key in overrides:
            raise IndexesError(f"{origin}: the field {key[1]} of {key[0]} has an override already")
        overrides[key] = indexes
    planned = (index for index in composites if not any(_is_searched_otherwise(part) for part in index.parts))
    return Indexes(tuple(planned), overrides)


@lru_cache(maxsize=4096)
def canonical_path(path: str) -> str:
    """A field's path as the client writes it, whatever was quoted without need. Raises ValueError."""
    return str(FieldPath.from_api_repr(path).to_api_repr())


def _parse_composite(origin: str, entry: _Entry) -> Index:
    _require(origin, entry, "collectionGroup", "queryScope", "fields")
    if "unique" in entry:
        raise IndexesError(f"{origin}: Firestore has no unique indexes")
    fields = _list(origin, entry, "fields")
    parts = [_parse_part(f"{origin}.fields[{number}]", part) for number, part in enumerate(fields)]
    paths = [part.path for part in parts]
    if len(set(paths)) < len(paths):
        raise IndexesError(f"{origin}: a field is named twice")
    if NAME in paths[:-1]:
        raise IndexesError(f"{origin}: {NAME} must come last")
    if len(parts) < 2 and not (parts and _may_stand_alone(parts[0])):
        raise IndexesError(
            f"{origin}: a composite index has two fields or more; of one field, use fieldOverrides"
        )
    last = parts[-1].mode
    kept = tuple(parts[:-1] if paths[-1] == NAME else parts)
    direction = DESCENDING if last == DESCENDING else ASCENDING
    return Index(
        _text(origin, entry, "collectionGroup"), _scope(origin, entry), kept, direction, origin, entry
    )


def _parse_override(origin: str, entry: _Entry) -> tuple[tuple[str, str], tuple[Index, ...]]:
    _require(origin, entry, "collectionGroup", "fieldPath", "indexes")
    collection = _text(origin, entry, "collectionGroup")
    path = EVERY_FIELD if entry["fieldPath"] == EVERY_FIELD else _path(origin, entry)
    indexes = []
    for number, config in enumerate(_list(origin, entry, "indexes")):
        here = f"{origin}.indexes[{number}]"
        mode = _mode(here, config)
        scope = _scope(here, {"queryScope": COLLECTION, **config})
        indexes.append(_single_field(collection, path, mode, scope=scope, origin=here, entry=config))
    _refuse_duplicates(indexes)
    return (collection, path), tuple(indexes)


def _parse_part(origin: str, entry: object) -> Part:
    mode = _mode(origin, entry)
    assert isinstance(entry, dict), "a mode is found in nothing else"
    _require(origin, entry, "fieldPath")
    return Part(_path(origin, entry), mode)


def _mode(origin: str, entry: object) -> str:
    """The one mode that an entry gives its field; what is searched otherwise has its kind for a mode."""
    if not isinstance(entry, dict):
        raise IndexesError(f"{origin}: must be an object")
    given = [key for key in (*_MODES, *_SEARCHED_OTHERWISE) if key in entry]
    if len(given) != 1:
        raise IndexesError(f"{origin}: must have either order or arrayConfig")
    key = given[0]
    if key in _SEARCHED_OTHERWISE:
        return key
    if entry[key] not in _MODES[key]:
        raise IndexesError(f"{origin}.{key}: must be {' or '.join(_MODES[key])}, not {entry[key]!r}")
    return str(entry[key])


def _single_field(
    collection: str, path: str, mode: str, *, scope: str, origin: str = "", entry: _Entry
) -> Index:
    direction = DESCENDING if mode == DESCENDING else ASCENDING
    return Index(collection, scope, (Part(path, mode),), direction, origin, entry)


def _automatic(collection: str, path: str) -> Iterator[Index]:
    for key, mode in _AUTOMATIC:
        entry = {key: mode, "queryScope": COLLECTION}
        yield _single_field(collection, path, mode, scope=COLLECTION, entry=entry)


def _itself_and_above(path: str) -> Iterator[str]:
    names = FieldPath.from_api_repr(path).parts
    for length in range(len(names), 0, -1):
        yield FieldPath(*names[:length]).to_api_repr()


def _is_searched_otherwise(part: Part) -> bool:
    return part.mode in _SEARCHED_OTHERWISE


def _may_stand_alone(part: Part) -> bool:
    """What no override can declare: an index of a vector, and documents by descending name."""
    return _is_searched_otherwise(part) or part == (NAME, DESCENDING)


def _refuse_duplicates(indexes: list[Index]) -> None:
    seen: dict[tuple[object, ...], str] = {}
    for index in indexes:
        key = (index.collection, index.scope, index.parts, index.name_direction)
        if key in seen:
            raise IndexesError(f"{index.origin}: is the same as {seen[key]}")
        seen[key] = index.origin


def _entries(content: Mapping[str, Any], part: str) -> Iterator[tuple[str, _Entry]]:
    entries = content.get(part, [])
    if not isinstance(entries, list):
        raise IndexesError(f"{part} must be a list")
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict):
            raise IndexesError(f"{part}[{number}]: must be an object")
        yield f"{part}[{number}]", entry


def _require(origin: str, entry: _Entry, *keys: str) -> None:
    missing = sorted(set(keys) - set(entry))
    if missing:
        raise IndexesError(f"{origin} lacks {', '.join(missing)}")


def _list(origin: str, entry: _Entry, key: str) -> list[Any]:
    if not isinstance(entry[key], list):
        raise IndexesError(f"{origin}.{key}: must be a list")
    return list(entry[key])


def _text(origin: str, entry: _Entry, key: str) -> str:
    if not isinstance(entry[key], str) or not entry[key]:
        raise IndexesError(f"{origin}.{key}: must be a text")
    return str(entry[key])


def _scope(origin: str, entry: _Entry) -> str:
    if entry["queryScope"] not in (COLLECTION, COLLECTION_GROUP):
        raise IndexesError(
            f"{origin}.queryScope: must be {COLLECTION} or {COLLECTION_GROUP}, not {entry['queryScope']!r}"
        )
    return str(entry["queryScope"])


def _path(origin: str, entry: _Entry) -> str:
    text = _text(origin, entry, "fieldPath")
    try:
        return canonical_path(text)
    except ValueError:
        raise IndexesError(f"{origin}.fieldPath: {text!r} is no path of a field") from None
