"""What a commit makes of one field of each document that it writes, as far as its request tells."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from google.cloud.firestore_v1.field_path import FieldPath as ClientFieldPath

from local.query_cache.comparisons import FieldPath
from local.query_cache.keys import Key, field_at, key_of


class Unknown:
    """A value that the request does not tell."""


UNKNOWN: Final = Unknown()

# A key; None where the document has no value that can be compared.
Value = Key | Unknown | None


def effects_of(writes: Iterable[Any], field: FieldPath) -> dict[str, Value]:
    """The field's value in each document where the writes, which apply in order, change it."""
    effects: dict[str, Value] = {}
    for write in writes:
        match write.WhichOneof("operation"):
            case "delete":
                effects[write.delete] = None
            case "update":
                if _is_replaced(write, field):
                    effects[write.update.name] = _stored(write.update, field)
                elif _touches(write.update_mask.field_paths, field):
                    effects[write.update.name] = UNKNOWN
                if _touches((each.field_path for each in write.update_transforms), field):
                    effects[write.update.name] = UNKNOWN
            case "transform":
                if _touches((each.field_path for each in write.transform.field_transforms), field):
                    effects[write.transform.document] = UNKNOWN
    return effects


def _is_replaced(write: Any, field: FieldPath) -> bool:
    """Whether the write replaces the whole field: it has no mask, or one that names the field or a map of it."""
    if not write.HasField("update_mask"):
        return True
    return any(path and _is_beginning(path, field) for path in map(_parse, write.update_mask.field_paths))


def _touches(paths: Iterable[str], field: FieldPath) -> bool:
    """Whether one of the paths is the field, a map of it or a part of it."""
    return any(_is_beginning(path, field) or _is_beginning(field, path) for path in map(_parse, paths))


def _is_beginning(shorter: FieldPath, longer: FieldPath) -> bool:
    return longer[: len(shorter)] == shorter


def _stored(document: Any, field: FieldPath) -> Key | None:
    value = field_at(document.fields, field)
    return None if value is None else key_of(value)


@lru_cache(maxsize=4096)
def _parse(path: str) -> FieldPath:
    """The path's names; none for a path that cannot be read, which may be of any field."""
    try:
        return tuple(ClientFieldPath.from_api_repr(path).parts)
    except ValueError:
        return ()
