"""Runs a decision: each `yield` is one batched read, the `return` one guarded commit. If a guard fails, it runs again.

Optimistic concurrency: nothing is locked, two calls for most decisions. A commit is applied only if what it creates
is missing and what it changes is as it was read, so a decision that is driven twice takes effect once, and a commit
whose answer was lost is found to have been applied when the documents are read again. Threads of one instance that
would change the same document take turns (locks.py): they would only make each other decide again.
"""

import random
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar

from functions.domain.kernel.decisions import Changes, Decision, Document, Find, Get, Put, Read
from functions.domain.kernel.errors import Contended, FieldFault, StoreAway
from functions.domain.kernel.tallies import Tally
from functions.store.documents import (
    Create,
    Delete,
    Update,
    Write,
    changed_fields,
    changed_problems,
    is_possible,
    path_of,
    read_document,
    to_fields,
    with_fields,
)
from functions.store.locks import Held, Locks
from functions.store.snapshots import Snapshot

T = TypeVar("T")

FIRST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 0.8
MOST_DOUBLINGS = 10
LONGEST_WAIT_SECONDS = 5.0
PATIENCE_SECONDS = 25.0
REMEMBERED_PATHS = 20_000


class GuardFailed(Exception):
    """A document is not as the commit needs it: another commit was faster, or an earlier try of ours went through."""


class OutcomeUnknown(StoreAway):
    """A call ended without an answer. A commit may or may not have been applied."""


class Backend(Protocol):
    """Where documents are kept: Firestore, or a dict in a test."""

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        """The documents at these paths, in one call. Raises OutcomeUnknown."""

    def query(self, org_id: str, query: Find[Any]) -> list[Snapshot]:
        """The documents of an organisation that a query finds. Raises OutcomeUnknown."""

    def tallied(self, org_id: str, tally: Tally) -> int:
        """The figure of a tally of an organisation's documents. Raises OutcomeUnknown."""

    def write(self, writes: Sequence[Write]) -> list[Any]:
        """All of the writes or none; their new versions. Raises GuardFailed, OutcomeUnknown or StoreRefused."""


@dataclass(frozen=True)
class Committed(Generic[T]):
    """What a decision gave its caller, and the documents that it changed, for a next decision to start from."""

    value: T
    known: tuple[Snapshot, ...]


class Memory:
    """The paths that this instance has seen to exist. A hint that saves a failed commit, never a truth."""

    def __init__(self, most: int = REMEMBERED_PATHS) -> None:
        self._paths: OrderedDict[str, None] = OrderedDict()
        self._most, self._lock = most, Lock()

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def add(self, paths: Sequence[str]) -> None:
        with self._lock:
            for path in paths:
                self._paths[path] = None
                self._paths.move_to_end(path)
            while len(self._paths) > self._most:
                self._paths.popitem(last=False)


class Overtaken(Exception):
    """Another thread of this instance stored a document that this one was about to change.

    `known` are the documents of this commit as they are now.
    """

    def __init__(self, known: Sequence[Snapshot]) -> None:
        super().__init__()
        self.known = tuple(known)


@dataclass(frozen=True)
class Store:
    """A backend with what an instance remembers of it. `pause` waits between two tries, `clock` counts seconds.
    `patience_seconds` is what a commit has that names none.
    """

    backend: Backend
    memory: Memory
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    locks: Locks = field(default_factory=Locks)
    patience_seconds: float = PATIENCE_SECONDS

    def commit(
        self,
        org_id: str,
        decide: Callable[[], Decision[T]],
        known: Sequence[Snapshot] = (),
        *,
        patience_seconds: float | None = None,
    ) -> Committed[T]:
        """Run a decision until its commit goes through; no try begins after its patience.

        `known` are documents that the caller has just been given (by an event, a query, an earlier commit): the
        first try takes them as read. Raises Contended or StoreAway (both Retryable) when the patience is used up,
        and whatever the decision raises.
        """
        patience = self.patience_seconds if patience_seconds is None else patience_seconds
        ends_at, tries = self.clock() + patience, 1
        with self.locks.scope(min(patience, LONGEST_WAIT_SECONDS)) as held:
            attempt = _Attempt(self, org_id, held, known=known)
            while True:
                try:
                    return attempt.run(decide())
                except Overtaken as overtaken:
                    attempt = _Attempt(self, org_id, held, known=(*known, *overtaken.known))
                except (GuardFailed, OutcomeUnknown) as error:
                    self._pause(tries, ends_at, error)
                    attempt = _Attempt(self, org_id, held, presumes=False)
                tries += 1

    def _pause(self, tries: int, ends_at: float, error: GuardFailed | OutcomeUnknown) -> None:
        """Wait before the next try. Raises the caller's error where the patience ends first."""
        seconds = _jittered_pause(tries)
        if self.clock() + seconds > ends_at:
            raise (Contended(tries) if isinstance(error, GuardFailed) else StoreAway(error.reason)) from None
        self.pause(seconds)


class _Attempt:
    """One try: what it has read, and the guards that follow from that. `presumes`: nothing has refuted it yet."""

    def __init__(
        self,
        store: Store,
        org_id: str,
        held: Held,
        *,
        known: Sequence[Snapshot] = (),
        presumes: bool = True,
    ) -> None:
        self._store, self._org_id, self._held, self._presumes = store, org_id, held, presumes
        self._snapshots = {snapshot.path: snapshot for snapshot in known}
        self._presumed: set[str] = set()
        self._asked: list[tuple[Find[Any] | Tally, Any]] = []
        self._models: dict[tuple[str, type[Document]], Document | None] = {}
        self._faults: dict[tuple[str, type[Document]], tuple[FieldFault, ...]] = {}

    def run(self, decision: Decision[T]) -> Committed[T]:
        answers: tuple[Any, ...] | None = None
        while True:
            try:
                reads = decision.send(answers) if answers is not None else next(decision)
            except StopIteration as end:
                changes, value = end.value
                return Committed(value, self._commit(changes))
            answers = self._answer(reads)

    def _answer(self, reads: tuple[Read, ...]) -> tuple[Any, ...]:
        self._read([read for read in reads if isinstance(read, Get)])
        return tuple(map(self._answered, reads))

    def _answered(self, read: Read) -> Any:
        """A query or a tally that is asked again has the same answer, as a document that is read again is the same."""
        if isinstance(read, Get):
            return self._model(read.model, self._snapshots[self._path(read.model, read.id)])
        known, tallied = (
            [answer for asked, answer in self._asked if asked == read],
            self._store.backend.tallied,
        )
        if not known:
            known = [self._query(read) if isinstance(read, Find) else tallied(self._org_id, read)]
            self._asked.append((read, *known))
        return known[0]

    def _read(self, gets: Sequence[Get[Any]]) -> None:
        wanted = {self._path(get.model, get.id): get for get in gets}
        missing = [path for path in wanted if path not in self._snapshots]
        absent = {path for path in missing if self._may_presume(path, wanted[path])}
        self._presumed |= absent
        self._snapshots |= {path: Snapshot(path, None, None) for path in absent}
        if paths := [path for path in missing if path not in absent]:
            self._fetch(paths)

    def _fetch(self, paths: Sequence[str]) -> None:
        found = self._store.backend.read(paths)
        self._snapshots |= {snapshot.path: snapshot for snapshot in found}
        self._store.memory.add([snapshot.path for snapshot in found if snapshot.fields is not None])

    def _may_presume(self, path: str, get: Get[Any]) -> bool:
        """Also of an id that no document can have."""
        is_presumed = get.presumed_missing and self._presumes and path not in self._store.memory
        return is_presumed or not is_possible(path)

    def _query(self, query: Find[Any]) -> tuple[Document, ...]:
        found = self._store.backend.query(self._org_id, query)
        self._snapshots = {snapshot.path: snapshot for snapshot in found} | self._snapshots
        models = (self._model(query.model, snapshot) for snapshot in found)
        return tuple(model for model in models if model is not None)

    def _model(self, model: type[Document], snapshot: Snapshot) -> Document | None:
        found, faults = read_document(model, snapshot)
        self._models[snapshot.path, model] = found
        self._faults[snapshot.path, model] = faults
        return found

    def _path(self, model: type[Document], id: str) -> str:
        return path_of(self._org_id, model, id)

    def _commit(self, changes: Changes) -> tuple[Snapshot, ...]:
        kept = (*map(self._create, changes.create), *map(self._put, changes.put))
        writes = [*(write for write in kept if write is not None), *map(self._remove, changes.remove)]
        if not writes:
            return ()
        self._take_turn(writes)
        versions = self._store.backend.write(writes)
        self._store.memory.add([write.path for write in writes])
        stored = tuple(map(self._after, writes, versions))
        self._held.hand_on(stored)
        return stored

    def _take_turn(self, writes: Sequence[Write]) -> None:
        """Wait for the threads that change one of these documents. Raises Overtaken where one has."""
        read = {write.path: self._snapshots.get(write.path) for write in writes}
        newer = [latest for latest in self._held.take(read) if _is_newer(latest, read[latest.path])]
        if newer:
            # What was presumed and not read is no knowledge: the next try may ask for it without writing it.
            seen = [snapshot for path, snapshot in read.items() if snapshot and path not in self._presumed]
            raise Overtaken([*seen, *newer])

    def _create(self, document: Document) -> Write:
        return Create(self._path(type(document), document.id), to_fields(document))

    def _put(self, put: Document | Put) -> Write | None:
        """Only what differs from the model that the document was read as, which is its own unless `over` names it."""
        document, over = (put.document, put.over) if isinstance(put, Put) else (put, type(put))
        path = self._path(over, document.id)
        unread = f"a decision puts {document.collection} that it has not read as {over.__name__}"
        assert (path, over) in self._models, unread
        known, snapshot = self._models[path, over], self._snapshots[path]
        if known is None:
            return self._create(document)
        changed = changed_fields(known, document)
        if not changed:
            return None
        problems = changed_problems(over, snapshot, changed, faults=self._faults[path, over])
        return Update(path, changed | problems, snapshot.version)

    def _remove(self, document: Document) -> Write:
        path = self._path(type(document), document.id)
        return Delete(path, self._snapshots[path].version)

    def _after(self, write: Write, version: Any) -> Snapshot:
        if isinstance(write, Delete):
            return Snapshot(write.path, None, None)
        if isinstance(write, Create):
            return Snapshot(write.path, write.fields, version)
        before = self._snapshots[write.path].fields
        return Snapshot(write.path, with_fields(before or {}, write.fields), version)


def _is_newer(latest: Snapshot, read: Snapshot | None) -> bool:
    """Whether what another thread stored, or removed, came after what was read."""
    if read is None or read.version is None:
        return latest.version is not None
    return latest.version is None or bool(latest.version > read.version)


def _jittered_pause(number: int) -> float:
    """Full jitter: anywhere up to a limit that doubles, so that those who met do not meet again."""
    doublings = min(number, MOST_DOUBLINGS)
    return random.uniform(0, min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**doublings))
