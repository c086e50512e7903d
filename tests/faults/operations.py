"""Random operations on the store in memory and on the real one beside it: the same answers, refusals and documents.

What thousands of schedules show is worth what the store in memory is worth; this is where it is held to the emulator.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1.field_path import FieldPath as ClientFieldPath

from functions.domain.decisions import Document, Find
from functions.store.commit import Backend
from functions.store.documents import REMOVED, Create, FieldPath, Snapshot, Update, Write
from functions.store.firestore import Firestore
from local.running import LocalFirebase
from tests.builders import NOON
from tests.faults.reports import Line, Wanted
from tests.memory import DictBackend

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
    """A write: of a new document, or of fields at the version that was the latest so many versions ago."""

    path: str
    fields: Mapping[FieldPath, Any]
    is_new: bool = False
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


@dataclass
class Side:
    """A store, and the versions that its documents have had."""

    backend: Backend
    write_as_client: Callable[[str, Mapping[str, Any]], Any]
    unheard_of: Any
    versions: dict[str, list[Any]] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)

    def answer(self, operation: Operation) -> str:
        """What the store says to an operation, in words that two stores can be compared by."""
        try:
            answer = self._answer(operation)
        except Exception as error:
            self.answers["refused"] += 1
            return f"raises {type(error).__name__}"
        self.answers["done"] += 1
        return answer

    def _answer(self, operation: Operation) -> str:
        if isinstance(operation, ToRead):
            return _shown_all(self.backend.read(operation.paths))
        if isinstance(operation, ToFind):
            return _shown_all(self.backend.query(operation.org_id, operation.query))
        if isinstance(operation, ToWriteAsClient):
            self._remember(operation.path, self.write_as_client(operation.path, operation.fields))
            return "done"
        versions = self.backend.write([self._guarded(write) for write in operation.writes])
        for write, version in zip(operation.writes, versions, strict=True):
            self._remember(write.path, version)
        return "done"

    def _guarded(self, write: Intended) -> Write:
        if write.is_new:
            return Create(write.path, {name: value for (name,), value in write.fields.items()})
        known = self.versions.get(write.path, [])
        version = known[-1 - write.versions_ago] if write.versions_ago < len(known) else self.unheard_of
        return Update(write.path, write.fields, version)

    def _remember(self, path: str, version: Any) -> None:
        self.versions.setdefault(path, []).append(version)


def in_memory() -> Side:
    """The store of the schedules."""
    backend = DictBackend()

    def write(path: str, fields: Mapping[str, Any]) -> Any:
        backend.client_writes(path, **fields)
        return backend.versions[path]

    return Side(backend, write, unheard_of=0)


def on_firestore(client: Any) -> Side:
    """The store that is deployed."""

    def write(path: str, fields: Mapping[str, Any]) -> Any:
        merge = [ClientFieldPath(name).to_api_repr() for name in fields]
        return client.document(path).set(dict(fields), merge=merge).update_time

    return Side(Firestore(client), write, unheard_of=datetime(2001, 1, 1, tzinfo=UTC))


def operations(seed: int) -> Iterator[Operation]:
    """Operations without end. Few documents and values, so that they meet."""
    chance = random.Random(f"operations {seed}")
    kinds = (_to_read, _to_find, _to_write, _to_write, _to_write_as_client)
    while True:
        yield chance.choice(kinds)(chance)


def differences(count: int, seed: int, ours: Side, theirs: Side) -> Iterator[str]:
    """Where two stores part ways: after that they are no longer comparable, so there is one at the most."""
    for number, operation in zip(range(count), operations(seed), strict=False):
        mine, real = ours.answer(operation), theirs.answer(operation)
        if mine != real:
            yield f"operation {number} of seed {seed}, {operation}:\n  in memory: {mine}\n  Firestore: {real}"
            return
    everything = [_path(org_id, model, id) for org_id in ORGS for model in MODELS for id in IDS]
    for snapshots in zip(ours.backend.read(everything), theirs.backend.read(everything), strict=True):
        mine, real = (_shown_all([snapshot]) for snapshot in snapshots)
        if mine != real:
            yield f"in the end, seed {seed}:\n  in memory: {mine}\n  Firestore: {real}"


@contextmanager
def emulated() -> Iterator[Any]:
    """A client of an emulator of its own."""
    with (
        LocalFirebase.start(options=("--no-functions", "--no-index-check")) as firebase,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("FIRESTORE_EMULATOR_HOST", firebase.firestore_host)
        client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
        yield client
        client.close()


def report(wanted: Wanted) -> Iterator[Line]:
    """Operations by one seed, one after the other."""
    began = time.perf_counter()
    ours = in_memory()
    with emulated() as client:
        found = list(differences(wanted.operations, wanted.first_seed, ours, on_firestore(client)))
    for difference in found:
        yield Line(difference, is_violation=True)
    took = time.perf_counter() - began
    yield Line(
        f"{ours.answers.total():>9,} operations on both stores, {ours.answers['refused']:,} of them refused, "
        f"{took:.0f} s: {'one difference' if found else 'no difference'}"
    )


def _to_read(chance: random.Random) -> Operation:
    return ToRead(tuple(_any_path(chance) for _ in range(chance.randint(1, 4))))


def _to_find(chance: random.Random) -> Operation:
    names = chance.sample(NAMES[:2], k=chance.randint(0, 2))
    query = Find(
        chance.choice(MODELS),
        where=tuple((name, chance.choice(LEAVES[:7])) for name in names),
        order_by=chance.choice(NAMES[:2]),
        direction=chance.choice(("ASCENDING", "DESCENDING")),
        limit=chance.randint(1, 5),
    )
    return ToFind(chance.choice(ORGS), query)


def _to_write(chance: random.Random) -> Operation:
    paths = dict.fromkeys(_any_path(chance) for _ in range(chance.choice([1, 1, 2, 3])))
    return ToWrite(tuple(_intended(chance, path) for path in paths))


def _intended(chance: random.Random, path: str) -> Intended:
    if chance.random() < 0.35:
        names = chance.sample(NAMES, k=chance.randint(0, 5))
        return Intended(path, {(name,): _value(chance) for name in names}, is_new=True)
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


def _shown_all(snapshots: Sequence[Snapshot]) -> str:
    return "; ".join(f"{snapshot.path} {_shown(snapshot.fields)}" for snapshot in snapshots)


def _shown(value: Any) -> str:
    """A value with its type: 1, 1.0 and True are equal in Python and different in Firestore."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name!r}: {_shown(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return value.isoformat() if isinstance(value, datetime) else repr(value)
