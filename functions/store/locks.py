"""Locks by document, among the threads of one instance: those who would change the same one do so one after the other.

Correctness never depends on them: the guards of a commit see to that. They spare an instance's own threads a fight in
which all but one lose a call, and the next in line is given what the one before it has stored.
"""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from functions.store.snapshots import Snapshot


@dataclass
class _Line:
    """The tickets for one document's lock in the order of arrival, the holder's first; what was last stored there."""

    tickets: deque[Lock] = field(default_factory=deque)
    latest: Snapshot | None = None


class Locks:
    """An instance's locks. A document has one only while a thread holds it or waits for it."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self._mutex = Lock()

    @contextmanager
    def scope(self, longest_wait_seconds: float) -> Iterator["Held"]:
        """The locks of one commit, released at its end, however it ends."""
        held = Held(self, longest_wait_seconds)
        try:
            yield held
        finally:
            held.release()

    def join(self, paths: Iterable[str]) -> dict[str, Lock]:
        """A ticket for the last place in each of these lines: it can be acquired once it is the first.

        They are taken in one step. So an earlier caller is ahead in every line, and no two wait for each other.
        """
        with self._mutex:
            return {path: self._join(path) for path in paths}

    def leave(self, tickets: Mapping[str, Lock]) -> None:
        """Give tickets back; the caller who is then first of a line may go on."""
        with self._mutex:
            for path, ticket in tickets.items():
                self._leave(path, ticket)

    def latest(self, paths: Iterable[str]) -> list[Snapshot]:
        """What has been stored under these paths while there were lines for them."""
        with self._mutex:
            return [latest for path in paths if (latest := self._lines[path].latest) is not None]

    def hand_on(self, snapshots: Iterable[Snapshot]) -> None:
        """Keep what has been stored for the callers who wait; without one nothing is kept."""
        with self._mutex:
            for snapshot in snapshots:
                if (line := self._lines.get(snapshot.path)) is not None:
                    line.latest = snapshot

    def _join(self, path: str) -> Lock:
        line, ticket = self._lines.setdefault(path, _Line()), Lock()
        if line.tickets:
            ticket.acquire()
        line.tickets.append(ticket)
        return ticket

    def _leave(self, path: str, ticket: Lock) -> None:
        line = self._lines[path]
        was_first = line.tickets[0] is ticket
        line.tickets.remove(ticket)
        if not line.tickets:
            del self._lines[path]
        elif was_first:
            line.tickets[0].release()


class Held:
    """What one commit holds, and how long it waits for it."""

    def __init__(self, locks: Locks, longest_wait_seconds: float) -> None:
        self._locks, self._longest_wait_seconds = locks, longest_wait_seconds
        self._tickets: dict[str, Lock] = {}

    def take(self, paths: Iterable[str]) -> list[Snapshot]:
        """Wait for the locks of these documents; what was stored there by those who came before.

        Nothing where this commit has waited before, or waits for too long: it goes on under the guards alone then.
        """
        if self._tickets:
            return []
        self._tickets = self._locks.join(paths)
        ends_at = time.monotonic() + self._longest_wait_seconds
        for ticket in self._tickets.values():
            if not ticket.acquire(timeout=max(0.0, ends_at - time.monotonic())):
                return []
        return self._locks.latest(self._tickets)

    def hand_on(self, snapshots: Iterable[Snapshot]) -> None:
        """Tell those who wait what has been stored."""
        self._locks.hand_on(snapshots)

    def release(self) -> None:
        self._locks.leave(self._tickets)
        self._tickets = {}
