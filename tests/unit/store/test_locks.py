"""Threads of one instance that would change one document go one after the other, and nobody else waits for them."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import Any, ClassVar

import pytest

from functions.domain.kernel.decisions import Changes, Decision, Document, Get, get, get_all
from functions.domain.kernel.errors import StoreRefused
from functions.store.commit import Memory, Store
from functions.store.documents import Delete, Write
from functions.store.locks import Locks
from functions.store.snapshots import Snapshot
from tests.memory import Billed, DictBackend, a_store

PATH = "orgs/kopi/counters/c"
LONG = 30.0


class Counter(Document):
    """A number that decisions count up."""

    collection: ClassVar[str] = "counters"
    count: int = 0


class Mark(Document):
    """What a decision leaves beside it, named by its cause."""

    collection: ClassVar[str] = "marks"


def count_up(mark: str, *ids: str) -> Decision[int]:
    """Count one up wherever it is asked to, once for each mark; the last count."""
    if (yield from get(Mark, mark, presumed_missing=True)) is not None:
        return Changes(), -1
    found = yield from get_all(*[Get(Counter, id) for id in ids or ("c",)])
    counters = [counter or Counter(id=id) for counter, id in zip(found, ids or ("c",), strict=True)]
    raised = tuple(counter.with_changes(count=counter.count + 1) for counter in counters)
    return Changes(create=(Mark(id=mark),), put=raised), raised[-1].count


class Watched(Locks):
    """Tells when a thread has come that must wait."""

    def __init__(self) -> None:
        super().__init__()
        self.has_one_waiting = Event()

    def join(self, paths: Iterable[str]) -> Any:
        tickets = super().join(paths)
        if any(ticket.locked() for ticket in tickets.values()):
            self.has_one_waiting.set()
        return tickets


class Meeting(DictBackend):
    """The first write waits until another thread waits for it, and then may fail."""

    def __init__(self, locks: Watched, trouble: Exception | None = None) -> None:
        super().__init__()
        self.calls: list[str] = []
        self._locks, self._trouble, self._is_first = locks, trouble, True

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        self.calls.append("read")
        return super().read(paths)

    def write(self, writes: Sequence[Write]) -> list[Any]:
        self.calls.append("write")
        if self._is_first:
            self._is_first = False
            assert self._locks.has_one_waiting.wait(LONG)
            if self._trouble is not None:
                raise self._trouble
        return super().write(writes)


def met(store: Store, *decides: Callable[[], Decision[int]]) -> list[Any]:
    """What the decisions answer, each in a thread of its own."""
    with ThreadPoolExecutor(len(decides)) as threads:
        begun = [threads.submit(store.commit, "kopi", decide) for decide in decides]
    return [one.exception() or one.result().value for one in begun]


def test_the_second_of_two_who_meet_is_given_what_the_first_has_stored() -> None:
    locks = Watched()
    backend = Meeting(locks)
    backend.put(Counter(id="c", count=7))
    store = Store(backend, Memory(), locks=locks)
    assert sorted(met(store, lambda: count_up("a"), lambda: count_up("b"))) == [8, 9]
    assert sorted(backend.calls) == ["read", "read", "write", "write"]
    assert backend.billed == Billed(reads=2, writes=4)
    assert backend.documents[PATH] == {"count": 9}
    assert locks._lines == {}


def test_the_second_delivery_of_two_at_once_finds_the_first_without_a_read() -> None:
    locks = Watched()
    backend = Meeting(locks)
    store = Store(backend, Memory(), locks=locks)
    assert sorted(met(store, lambda: count_up("a"), lambda: count_up("a"))) == [-1, 1]
    assert sorted(backend.calls) == ["read", "read", "write"]
    assert backend.documents[PATH] == {"count": 1}


def test_where_the_first_has_stored_nothing_the_second_goes_on_with_what_it_has_read() -> None:
    locks = Watched()
    backend = Meeting(locks, StoreRefused("InvalidArgument"))
    store = Store(backend, Memory(), locks=locks)
    answers = met(store, lambda: count_up("a"), lambda: count_up("b"))
    assert {str(answer) for answer in answers} == {"1", "the store refuses this write: InvalidArgument"}
    assert sorted(backend.calls) == ["read", "read", "write", "write"]
    assert locks._lines == {}


def test_who_waited_for_a_document_that_was_removed_makes_it_anew() -> None:
    locks = Watched()
    backend = DictBackend()
    backend.put(Counter(id="c", count=7))
    store = Store(backend, Memory(), locks=locks)
    with ThreadPoolExecutor(1) as thread:
        with locks.scope(LONG) as held:
            held.take([PATH])
            begun = thread.submit(store.commit, "kopi", lambda: count_up("a"))
            assert locks.has_one_waiting.wait(LONG)
            backend.write([Delete(PATH, backend.versions[PATH])])
            held.hand_on([Snapshot(PATH, None, None)])
        assert begun.result().value == 1
    assert backend.billed == Billed(reads=1, writes=2, deletes=1)


def test_a_thread_that_dies_leaves_no_lock_behind() -> None:
    class Killed(BaseException):
        pass

    class Deadly(DictBackend):
        def write(self, writes: Sequence[Write]) -> list[Any]:
            raise Killed

    store = Store(Deadly(), Memory())
    with pytest.raises(Killed):
        store.commit("kopi", lambda: count_up("a"))
    assert store.locks._lines == {}


def test_a_stranger_s_commit_does_not_wait() -> None:
    locks = Watched()
    store = Store(DictBackend(), Memory(), locks=locks)
    with locks.scope(LONG) as held:
        held.take([PATH])
        assert store.commit("kopi", lambda: count_up("a", "stranger")).value == 1
        assert store.commit("teh", lambda: count_up("a")).value == 1
    assert not locks.has_one_waiting.is_set()


def test_who_only_reads_does_not_wait() -> None:
    def look() -> Decision[bool]:
        return Changes(), (yield from get(Counter, "c")) is None

    locks = Watched()
    with locks.scope(LONG) as held:
        held.take([PATH])
        assert Store(DictBackend(), Memory(), locks=locks).commit("kopi", look).value is True
    assert not locks.has_one_waiting.is_set()


def test_who_has_waited_too_long_goes_on_under_the_guards_alone() -> None:
    locks = Watched()
    store = Store(DictBackend(), Memory(), locks=locks)
    with locks.scope(LONG) as held:
        held.take([PATH])
        assert store.commit("kopi", lambda: count_up("a"), patience_seconds=0).value == 1
        assert locks.has_one_waiting.is_set()
    assert locks._lines == {}


def test_a_version_that_another_instance_has_passed_is_nobody_s_news() -> None:
    locks = Watched()
    backend = Meeting(locks)
    store = Store(backend, Memory(), locks=locks)
    locks.has_one_waiting.set()
    backend.put(Counter(id="c", count=1))
    passed = backend.snapshot(PATH)
    backend.client_writes(PATH, count=5)
    with locks.scope(LONG) as held:
        held.take([PATH])
        held.hand_on([passed])
        assert store.commit("kopi", lambda: count_up("a"), patience_seconds=0).value == 6
    assert backend.calls == ["read", "write"]


def may_go(*tickets: Mapping[str, Any]) -> list[bool]:
    """Whether each of these, asked in turn, has all that it waits for."""
    return [all(ticket.acquire(blocking=False) for ticket in some.values()) for some in tickets]


def test_places_in_a_line_are_taken_in_the_order_of_arrival() -> None:
    locks = Locks()
    first, second, third = (locks.join([PATH]) for _ in range(3))
    assert may_go(first, second, third) == [True, False, False]
    locks.leave(first)
    assert may_go(third, second) == [False, True]
    locks.leave(second)
    assert may_go(third) == [True]


def test_who_leaves_a_line_early_holds_up_nobody() -> None:
    locks = Locks()
    first, second, third = (locks.join([PATH]) for _ in range(3))
    locks.leave(second)
    assert may_go(third) == [False]
    locks.leave(first)
    assert may_go(third) == [True]
    locks.leave(third)
    assert locks._lines == {}


def test_of_two_who_want_the_same_the_one_who_came_first_is_ahead_in_every_line() -> None:
    locks = Locks()
    first, second = locks.join(["a", "b"]), locks.join(["b", "a"])
    assert may_go(second, first) == [False, True]
    locks.leave(first)
    assert may_go(second) == [True]


def test_a_commit_that_waited_once_waits_for_nothing_more() -> None:
    locks = Locks()
    with locks.scope(LONG) as theirs, locks.scope(LONG) as ours:
        theirs.take(["a"])
        assert ours.take(["b"]) == []
        assert ours.take(["a"]) == []


@pytest.mark.parametrize("seed", range(3))
def test_threads_that_cross_one_another_count_each_time_once_and_never_stand_still(seed: int) -> None:
    class Guarded(DictBackend):
        mutex = Lock()

        def read(self, paths: Sequence[str]) -> list[Snapshot]:
            with self.mutex:
                return super().read(paths)

        def write(self, writes: Sequence[Write]) -> list[Any]:
            with self.mutex:
                return super().write(writes)

    chance, ids = random.Random(seed), ("a", "b", "c", "d")
    store = a_store(Guarded())
    wanted = [tuple(chance.sample(ids, k=chance.randint(1, 3))) for _ in range(160)]
    with ThreadPoolExecutor(8) as threads:
        work = [
            threads.submit(store.commit, "kopi", lambda n=number, some=some: count_up(f"m{n}", *some))
            for number, some in enumerate(wanted)
        ]
    assert all(one.exception() is None for one in work)
    counts = {id: store.backend.documents[f"orgs/kopi/counters/{id}"]["count"] for id in ids}  # type: ignore[attr-defined]
    assert counts == {id: sum(id in some for some in wanted) for id in ids}
    assert store.locks._lines == {}
