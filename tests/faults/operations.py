"""Random operations on a store, by a seed: reads, queries, guarded commits, and what clients write without a guard."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from functions.domain.kernel.decisions import BY_ID, Document, Find
from functions.store.paths import REMOVED, FieldPath
from tests.builders import NOON

ORGS = ("kopi", "other")
IDS = ("1", "pos:1", "a b", "a.b", "é", "~")
NAMES = ("a", "b", "b.c", "with space", "ü", "x`y", "back\\slash", "0", "-", "recorded", "wake_at")
LEAVES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, 2, -3, 10**14, 1.0, 2.5, "", "a", "b", "B", "é", "a.b", b"x"),
    *(NOON, NOON + timedelta(microseconds=1), NOON - timedelta(days=400)),
)


class Thing(Document):
    collection: ClassVar[str] = "things"


class Note(Document):
    collection: ClassVar[str] = "notes"


MODELS: tuple[type[Document], ...] = (Thing, Note)


@dataclass(frozen=True)
class ToRead:
    """Some documents in one call."""

    paths: tuple[str, ...]


@dataclass(frozen=True)
class ToFind:
    """A query."""

    org_id: str
    query: Find[Any]


@dataclass(frozen=True)
class Intended:
    """A write: of a new document, or of fields (or the document's end) at the version that was the latest so many
    versions ago.
    """

    path: str
    fields: Mapping[FieldPath, Any]
    is_new: bool = False
    is_removal: bool = False
    versions_ago: int = 0


@dataclass(frozen=True)
class ToWrite:
    """A guarded commit."""

    writes: tuple[Intended, ...]


@dataclass(frozen=True)
class ToWriteAsClient:
    """Some fields of a document, over whatever is there."""

    path: str
    fields: Mapping[str, Any]


Operation = ToRead | ToFind | ToWrite | ToWriteAsClient


def operations(seed: int) -> Iterator[Operation]:
    """Operations without end. Few documents and values, so that they meet."""
    chance = random.Random(f"operations {seed}")
    kinds = (_to_read, _to_find, _to_write, _to_write, _to_write_as_client)
    while True:
        yield chance.choice(kinds)(chance)


def every_path() -> list[str]:
    """Where the documents lie that operations touch."""
    return [_path(org_id, model, id) for org_id in ORGS for model in MODELS for id in IDS]


def _to_read(chance: random.Random) -> Operation:
    return ToRead(tuple(_any_path(chance) for _ in range(chance.randint(1, 4))))


def _to_find(chance: random.Random) -> Operation:
    names = chance.sample(NAMES[:2], k=chance.randint(0, 2))
    order_by = chance.choice((*NAMES[:2], BY_ID))
    query = Find(
        chance.choice(MODELS),
        where=tuple((name, chance.choice(LEAVES[:7])) for name in names),
        order_by=order_by,
        # Without an index of its own Firestore gives ids in their order alone.
        direction="ASCENDING" if order_by == BY_ID else chance.choice(("ASCENDING", "DESCENDING")),
        limit=chance.randint(1, 5),
        containing=(chance.choice(NAMES[:2]), chance.choice(LEAVES[1:7])) if chance.random() < 0.3 else None,
    )
    return ToFind(chance.choice(ORGS), query)


def _to_write(chance: random.Random) -> Operation:
    paths = dict.fromkeys(_any_path(chance) for _ in range(chance.choice([1, 1, 2, 3])))
    return ToWrite(tuple(_intended(chance, path) for path in paths))


def _intended(chance: random.Random, path: str) -> Intended:
    if chance.random() < 0.35:
        names = chance.sample(NAMES, k=chance.randint(0, 5))
        return Intended(path, {(name,): _value(chance) for name in names}, is_new=True)
    if chance.random() < 0.1:
        return Intended(path, {}, is_removal=True, versions_ago=chance.choice([0, 0, 0, 1]))
    changes: dict[FieldPath, Any] = {}
    for name in chance.sample(NAMES, k=chance.randint(1, 3)):
        for below in _below(chance):
            changes[name, *below] = REMOVED if chance.random() < 0.25 else _value(chance)
    return Intended(path, changes, versions_ago=chance.choice([0, 0, 0, 0, 1, 2]))


def _below(chance: random.Random) -> list[FieldPath]:
    """Where in a field it is changed: as a whole, or at one or two places inside, of which none is in another."""
    deeper = chance.sample(NAMES, k=chance.choice([0, 0, 1]))
    inside = chance.sample(NAMES, k=chance.choice([0, 0, 1, 2]))
    return [(name, *deeper) for name in inside] or [()]


def _to_write_as_client(chance: random.Random) -> Operation:
    names = chance.sample(NAMES, k=chance.randint(1, 4))
    return ToWriteAsClient(_any_path(chance), {name: _value(chance) for name in names})


def _value(chance: random.Random, depth: int = 0) -> Any:
    kind = chance.random()
    if depth == 2 or kind < 0.7:
        return chance.choice(LEAVES)
    if kind < 0.85:
        names = chance.sample(NAMES, k=chance.randint(0, 3))
        return {name: _value(chance, depth + 1) for name in names}
    items = [_value(chance, depth + 1) for _ in range(chance.randint(0, 3))]
    return [item for item in items if not isinstance(item, list)]


def _any_path(chance: random.Random) -> str:
    return _path(chance.choice(ORGS), chance.choice(MODELS), chance.choice(IDS))


def _path(org_id: str, model: type[Document], id: str) -> str:
    return f"orgs/{org_id}/{model.collection}/{id}"
