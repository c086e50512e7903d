"""The store in memory and the real one on an emulator, side by side: the same answers, refusals and documents.

What thousands of schedules show is worth what the store in memory is worth; this is where it is held to the emulator.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1.field_path import FieldPath as ClientFieldPath

from functions.store.commit import Backend
from functions.store.documents import Create, Delete, Update, Write
from functions.store.firestore import Firestore
from functions.store.snapshots import Snapshot
from functions.store.stubs import Stubs
from local.client import LocalFirebase
from tests.faults.operations import (
    Intended,
    Operation,
    ToFind,
    ToRead,
    ToWriteAsClient,
    every_path,
    operations,
)
from tests.faults.reports import Line, Wanted
from tests.memory import DictBackend


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
            if not write.is_removal:
                self._remember(write.path, version)
        return "done"

    def _guarded(self, write: Intended) -> Write:
        if write.is_new:
            return Create(write.path, {name: value for (name,), value in write.fields.items()})
        known = self.versions.get(write.path, [])
        version = known[-1 - write.versions_ago] if write.versions_ago < len(known) else self.unheard_of
        if write.is_removal:
            return Delete(write.path, version)
        return Update(write.path, write.fields, version)

    def _remember(self, path: str, version: Any) -> None:
        self.versions.setdefault(path, []).append(version)


def in_memory(backend: DictBackend | None = None) -> Side:
    """The store of the schedules."""
    backend = backend or DictBackend()

    def write(path: str, fields: Mapping[str, Any]) -> Any:
        backend.client_writes(path, **fields)
        return backend.versions[path]

    return Side(backend, write, unheard_of=0)


def on_firestore(client: Any) -> Side:
    """The store that is deployed, on the emulator that the environment names."""

    def write(path: str, fields: Mapping[str, Any]) -> Any:
        merge = [ClientFieldPath(name).to_api_repr() for name in fields]
        return client.document(path).set(dict(fields), merge=merge).update_time

    backend = Firestore(Stubs(client.project, client._emulator_host))
    return Side(backend, write, unheard_of=datetime(2001, 1, 1, tzinfo=UTC))


def differences(count: int, seed: int, ours: Side, theirs: Side) -> Iterator[str]:
    """Where two stores part ways: after that they are no longer comparable, so there is one at the most."""
    for number, operation in zip(range(count), operations(seed), strict=False):
        mine, real = ours.answer(operation), theirs.answer(operation)
        if mine != real:
            yield f"operation {number} of seed {seed}, {operation}:\n  in memory: {mine}\n  Firestore: {real}"
            return
    everything = every_path()
    for snapshots in zip(ours.backend.read(everything), theirs.backend.read(everything), strict=True):
        mine, real = (_shown_all([snapshot]) for snapshot in snapshots)
        if mine != real:
            yield f"in the end, seed {seed}:\n  in memory: {mine}\n  Firestore: {real}"


@contextmanager
def bare_emulator() -> Iterator[LocalFirebase]:
    """Local Firebase without functions, which serves any query."""
    with LocalFirebase.start(options=("--no-functions", "--no-index-check")) as firebase:
        yield firebase


@contextmanager
def client_of(firebase: LocalFirebase) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRESTORE_EMULATOR_HOST", firebase.firestore_host)
        client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
    yield client
    client.close()


def report(wanted: Wanted) -> Iterator[Line]:
    """Operations by one seed, one after the other."""
    began = time.perf_counter()
    ours = in_memory()
    with bare_emulator() as firebase, client_of(firebase) as client:
        found = list(differences(wanted.operations, wanted.first_seed, ours, on_firestore(client)))
    for difference in found:
        yield Line(difference, is_violation=True)
    took = time.perf_counter() - began
    yield Line(
        f"{ours.answers.total():>9,} operations on both stores, {ours.answers['refused']:,} of them refused, "
        f"{took:.0f} s: {'one difference' if found else 'no difference'}"
    )


def _shown_all(snapshots: Sequence[Snapshot]) -> str:
    return "; ".join(f"{snapshot.path} {_shown(snapshot.fields)}" for snapshot in snapshots)


def _shown(value: Any) -> str:
    """A value with its type: 1, 1.0 and True are equal in Python and different in Firestore."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name!r}: {_shown(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return value.isoformat() if isinstance(value, datetime) else repr(value)
