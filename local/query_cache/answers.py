"""Answers of queries, kept until something is written that the query asks for."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from local.clock.clock import real_time_ns
from local.query_cache.comparisons import Scope
from local.wire.protobuf_fields import varint

# Tags of protobuf: the read time is field 3 in both kinds of answer; in it, seconds are field 1 and nanos field 2.
_READ_TIME, _SECONDS, _NANOS = b"\x1a", b"\x08", b"\x10"
_LARGEST_BYTES = 1 << 18
_MOST_BYTES = 1 << 26


@dataclass(eq=False)
class Running:
    """A query that the emulator is answering. Its answer is stale once something is written that it asks for."""

    scope: Scope
    answers: list[bytes] = field(default_factory=list)
    is_stale: bool = False


class Answers:
    """Answers by request, or by whatever else is the same for requests with one answer."""

    def __init__(self) -> None:
        self._by_request: dict[Hashable, list[bytes]] = {}
        self._requests: defaultdict[Scope, set[Hashable]] = defaultdict(set)
        self._running: defaultdict[Scope, set[Running]] = defaultdict(set)
        self._being_written: Counter[Scope] = Counter()
        self._bytes = 0

    def find(self, request: Hashable) -> list[bytes] | None:
        """The answer as if read now."""
        found = self._by_request.get(request)
        return None if found is None else as_of_now(found)

    def begin(self, scope: Scope) -> Running:
        """The emulator is about to be asked."""
        running = Running(scope, is_stale=scope in self._being_written)
        self._running[scope].add(running)
        return running

    def end(self, running: Running) -> None:
        """The emulator has answered, or will not."""
        self._running[running.scope].discard(running)
        if not self._running[running.scope]:
            del self._running[running.scope]

    def keep(self, request: Hashable, running: Running) -> None:
        """Answer the request so from now on, unless the answer is stale or large."""
        size = sum(map(len, running.answers))
        if running.is_stale or size > _LARGEST_BYTES or request in self._by_request:
            return
        if self._bytes + size > _MOST_BYTES:
            self.clear()
        self._bytes += size
        self._by_request[request] = running.answers
        self._requests[running.scope].add(request)

    def begin_writing(self, scopes: Iterable[Scope]) -> None:
        for scope in scopes:
            self._being_written[scope] += 1
            self._drop(scope)

    def end_writing(self, scopes: Iterable[Scope]) -> None:
        """Nothing that was begun can still change what is read."""
        for scope in scopes:
            self._being_written[scope] -= 1
            if not self._being_written[scope]:
                del self._being_written[scope]

    def clear(self) -> None:
        """Forget everything, also what is being asked."""
        for scope in {*self._requests, *self._running}:
            self._drop(scope)

    def _drop(self, scope: Scope) -> None:
        for request in self._requests.pop(scope, ()):
            self._bytes -= sum(map(len, self._by_request.pop(request)))
        for running in self._running.get(scope, ()):
            running.is_stale = True


def as_of_now(answers: Iterable[bytes]) -> list[bytes]:
    """The answers with the real time as their read time, in microseconds: of a field twice there, the later counts."""
    seconds, nanos = divmod(real_time_ns(), 1_000_000_000)
    now = _SECONDS + varint(seconds) + _NANOS + varint(nanos // 1000 * 1000)
    read_time = _READ_TIME + varint(len(now)) + now
    return [answer + read_time for answer in answers]
