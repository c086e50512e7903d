"""A decision takes effect once: guarded by what it read, decided again where somebody was faster."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Find,
    Get,
    Put,
    find,
    get,
    get_all,
)
from functions.domain.kernel.errors import Conflict, Contended, StoreAway, StoreRefused
from functions.domain.kernel.tallies import Tally
from functions.store.commit import (
    LONGEST_PAUSE_SECONDS,
    PATIENCE_SECONDS,
    Backend,
    GuardFailed,
    Memory,
    OutcomeUnknown,
    Store,
)
from functions.store.documents import Create, Update, Write
from functions.store.snapshots import Snapshot
from tests.memory import Billed, DictBackend, a_store, run


class Counter(Document):
    """A number that decisions count up."""

    collection: ClassVar[str] = "counters"
    count: int = 0
    label: str | None = None


class Mark(Document):
    """What a decision leaves beside it, named by its cause."""

    collection: ClassVar[str] = "marks"
    counter_id: str = "c"


PATH = "orgs/kopi/counters/c"


class Stumbling(DictBackend):
    """A backend whose calls go wrong as `troubles` says, one for each call to write (or read); None is a good one."""

    def __init__(self, *, writes: Iterable[Any] = (), reads: Iterable[Any] = ()) -> None:
        super().__init__()
        self.write_troubles: Iterator[Any] = iter(writes)
        self.read_troubles: Iterator[Any] = iter(reads)
        self.calls: list[str] = []

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        self.calls.append(f"read {len(paths)}")
        self._stumble(self.read_troubles)
        return super().read(paths)

    def write(self, writes: Sequence[Write]) -> list[Any]:
        self.calls.append(f"write {len(writes)}")
        self._stumble(self.write_troubles)
        return super().write(writes)

    def _stumble(self, troubles: Iterator[Any]) -> None:
        trouble = next(troubles, None)
        if callable(trouble):
            trouble()
        elif trouble is not None:
            raise trouble


def count_up(id: str = "c", *, mark: str | None = None) -> Decision[int]:
    """Count one up; with a mark, once for each."""
    if mark is not None and (yield from get(Mark, mark, presumed_missing=True)) is not None:
        return NOTHING, -1
    counter = (yield from get(Counter, id)) or Counter(id=id)
    raised = counter.with_changes(count=counter.count + 1)
    create = (Mark(id=mark),) if mark is not None else ()
    return Changes(create=create, put=(raised,)), raised.count


@dataclass
class Waiting:
    """A clock that moves with the pauses, and with calls that take their time."""

    seconds: float = 0.0
    pauses: list[float] = field(default_factory=list)

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.seconds += seconds

    def after(self, seconds: float, trouble: Exception) -> Callable[[], None]:
        """A call that fails after so long."""

        def fail() -> None:
            self.seconds += seconds
            raise trouble

        return fail


def waiting(backend: Backend) -> tuple[Store, Waiting]:
    """A store whose time passes in its pauses."""
    waited = Waiting()
    return Store(backend, Memory(), waited.pause, lambda: waited.seconds), waited


def test_what_a_decision_puts_is_created_then_changed() -> None:
    backend = Stumbling()
    store = a_store(backend)
    assert [run(store, count_up) for _ in range(3)] == [1, 2, 3]
    assert backend.documents == {PATH: {"count": 3, "label": None}}
    assert backend.calls == ["read 1", "write 1"] * 3


def test_a_decision_that_changes_nothing_writes_nothing() -> None:
    backend = Stumbling()
    backend.put(Counter(id="c", count=7))

    def decide() -> Decision[int]:
        counter = yield from get(Counter, "c")
        assert counter is not None
        return Changes(put=(counter.with_changes(count=7),)), counter.count

    assert run(a_store(backend), decide) == 7
    assert backend.calls == ["read 1"]


def test_a_write_names_only_what_differs() -> None:
    backend = DictBackend()
    backend.client_writes(PATH, count=1, colour="red", label="x")
    run(a_store(backend), count_up)
    assert backend.documents[PATH] == {"count": 2, "colour": "red", "label": "x"}


def test_somebody_faster_means_reading_and_deciding_again() -> None:
    def overtake() -> None:
        backend.client_writes(PATH, count=10)

    backend = Stumbling(writes=[overtake])
    backend.put(Counter(id="c", count=1))
    store, waited = waiting(backend)
    assert run(store, count_up) == 11
    assert backend.calls == ["read 1", "write 1"] * 2
    assert len(waited.pauses) == 1


def test_an_answer_that_was_lost_after_the_commit_is_found_to_have_been_applied() -> None:
    backend = Stumbling()
    losing = a_store(_Losing(backend))
    assert run(losing, lambda: count_up(mark="order-1")) == -1
    assert backend.documents[PATH]["count"] == 1
    assert list(backend.all("marks")) == ["order-1"]


class _Losing:
    """Applies the first commit and loses its answer."""

    def __init__(self, backend: DictBackend) -> None:
        self.backend, self.lost = backend, False

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        return self.backend.read(paths)

    def query(self, org_id: str, query: Find[Any]) -> list[Snapshot]:
        return self.backend.query(org_id, query)

    def tallied(self, org_id: str, tally: Tally) -> int:
        return self.backend.tallied(org_id, tally)

    def write(self, writes: Sequence[Write]) -> list[Any]:
        versions = self.backend.write(writes)
        if not self.lost:
            self.lost = True
            raise OutcomeUnknown("DeadlineExceeded")
        return versions


@pytest.mark.parametrize(
    ("trouble", "error"), [(GuardFailed("x"), Contended), (OutcomeUnknown("ServiceUnavailable"), StoreAway)]
)
def test_a_decision_is_tried_until_the_patience_ends_and_then_is_the_caller_s_to_bring_again(
    trouble: Exception, error: type[Exception]
) -> None:
    backend = Stumbling(writes=itertools.repeat(trouble))
    store, waited = waiting(backend)
    with pytest.raises(error):
        run(store, count_up)
    assert backend.calls.count("write 1") == len(waited.pauses) + 1 > PATIENCE_SECONDS / LONGEST_PAUSE_SECONDS
    assert all(0 <= pause <= LONGEST_PAUSE_SECONDS for pause in waited.pauses)
    assert PATIENCE_SECONDS - LONGEST_PAUSE_SECONDS < sum(waited.pauses) <= PATIENCE_SECONDS
    assert backend.documents == {}


@pytest.mark.parametrize(("patience", "tries"), [(0, 1), (9, 1), (11, 2), (25, 3), (99, 10)])
def test_contention_says_how_many_tries_there_were(patience: float, tries: int) -> None:
    backend = Stumbling()
    store, waited = waiting(backend)
    backend.write_troubles = itertools.repeat(waited.after(10, GuardFailed("x")))
    with pytest.raises(Contended) as caught:
        store.commit("kopi", count_up, patience_seconds=patience)
    assert caught.value.tries == tries == backend.calls.count("write 1")


def test_no_try_begins_after_the_patience() -> None:
    backend = Stumbling(writes=itertools.repeat(GuardFailed("x")))
    store, waited = waiting(backend)
    with pytest.raises(Contended, match="through 1 tries"):
        store.commit("kopi", count_up, patience_seconds=0)
    assert waited.pauses == []


def test_the_last_trouble_says_what_went_wrong() -> None:
    backend = Stumbling()
    store, waited = waiting(backend)
    backend.write_troubles = iter([OutcomeUnknown("x"), waited.after(PATIENCE_SECONDS, GuardFailed("y"))])
    with pytest.raises(Contended):
        run(store, count_up)


def test_a_read_that_fails_is_tried_again() -> None:
    backend = Stumbling(reads=[OutcomeUnknown("ServiceUnavailable")])
    assert run(a_store(backend), count_up) == 1
    assert backend.calls == ["read 1", "read 1", "write 1"]


@pytest.mark.parametrize("error", [StoreRefused("InvalidArgument"), KeyError("a bug")])
def test_what_will_never_go_is_not_tried_again(error: Exception) -> None:
    backend = Stumbling(writes=[error] * 5)
    with pytest.raises(type(error)):
        run(a_store(backend), count_up)
    assert backend.calls == ["read 1", "write 1"]


def test_what_a_decision_raises_comes_out_and_nothing_is_written() -> None:
    backend = Stumbling()

    def decide() -> Decision[None]:
        yield from get(Counter, "c")
        raise Conflict("order pos:1")

    with pytest.raises(Conflict):
        run(a_store(backend), decide)
    assert backend.calls == ["read 1"]


# Presumptions.


def test_a_presumption_that_is_right_costs_no_read() -> None:
    backend = DictBackend()
    run(a_store(backend), lambda: count_up(mark="order-1"))
    assert backend.billed == Billed(reads=1, writes=2)


def test_a_presumption_that_is_wrong_is_found_by_the_guard_and_read_then() -> None:
    backend = DictBackend()
    run(a_store(backend), lambda: count_up(mark="order-1"))
    backend.billed = Billed()
    assert run(a_store(backend), lambda: count_up(mark="order-1")) == -1
    assert backend.billed == Billed(reads=2, writes=0)
    assert backend.documents[PATH]["count"] == 1


def test_a_store_presumes_nothing_of_what_it_has_seen() -> None:
    backend = DictBackend()
    store = a_store(backend)
    run(store, lambda: count_up(mark="order-1"))
    backend.billed = Billed()
    assert run(store, lambda: count_up(mark="order-1")) == -1
    assert backend.billed == Billed(reads=1, writes=0)


def test_a_memory_forgets_the_oldest_first() -> None:
    memory = Memory(most=2)
    memory.add(["a", "b"])
    memory.add(["a"])
    memory.add(["c"])
    assert [path in memory for path in ("a", "b", "c")] == [True, False, True]


# What a caller knows already.


def test_what_the_caller_was_just_given_is_not_read_again() -> None:
    backend = Stumbling()
    backend.put(Counter(id="c", count=1))
    known = backend.snapshot(PATH)
    assert a_store(backend).commit("kopi", count_up, [known]).value == 2
    assert backend.calls == ["write 1"]


def test_what_the_caller_knew_and_is_stale_is_read_at_the_second_try() -> None:
    backend = Stumbling()
    backend.put(Counter(id="c", count=1))
    known = backend.snapshot(PATH)
    backend.client_writes(PATH, count=5)
    assert a_store(backend).commit("kopi", count_up, [known]).value == 6
    assert backend.calls == ["write 1", "read 1", "write 1"]


def test_a_commit_hands_on_what_it_wrote_for_the_next_one() -> None:
    backend = Stumbling()
    backend.client_writes(PATH, count=1, colour="red")
    store = a_store(backend)
    first = store.commit("kopi", lambda: count_up(mark="order-1"))
    assert {snapshot.path: snapshot.fields for snapshot in first.known} == {
        PATH: {"count": 2, "colour": "red"},
        "orgs/kopi/marks/order-1": {"counter_id": "c"},
    }
    assert store.commit("kopi", count_up, first.known).value == 3
    assert backend.calls == ["read 1", "write 2", "write 1"]


# Reads.


def test_one_yield_is_one_call_and_one_document_is_read_once() -> None:
    backend = Stumbling()
    backend.put(Counter(id="a", count=1))

    def decide() -> Decision[list[int | None]]:
        found = yield from get_all(Get(Counter, "a"), Get(Counter, "b"))
        again = yield from get_all(Get(Counter, "a"), Get(Counter, "c"))
        return NOTHING, [counter.count if counter else None for counter in (*found, *again)]

    assert run(a_store(backend), decide) == [1, None, 1, None]
    assert backend.calls == ["read 2", "read 1"]


def test_asking_for_nothing_costs_nothing() -> None:
    backend = Stumbling()

    def decide() -> Decision[int]:
        return NOTHING, len((yield from get_all()))

    assert run(a_store(backend), decide) == 0
    assert backend.calls == []


@pytest.mark.parametrize(("direction", "counts"), [("ASCENDING", [1, 2]), ("DESCENDING", [3, 2])])
def test_a_query_finds_an_organisation_s_first_documents(direction: Any, counts: list[int]) -> None:
    backend = DictBackend()
    for id, count in (("a", 3), ("b", 1), ("c", 2)):
        backend.put(Counter(id=id, count=count, label="x"))
    backend.put(Counter(id="d", count=0, label="y"))
    backend.put(Counter(id="e", count=0, label="x"), "teh")

    def decide() -> Decision[list[int]]:
        found = yield from find(Find(Counter, (("label", "x"),), "count", direction, limit=2))
        return NOTHING, [counter.count for counter in found]

    assert run(a_store(backend), decide) == counts
    assert backend.billed == Billed(reads=2, writes=0)


def test_a_query_and_a_tally_that_are_asked_twice_are_billed_once_a_try() -> None:
    backend = Stumbling(writes=[GuardFailed("x")])
    backend.put(Counter(id="c", count=3))
    answers: list[Any] = []

    def decide() -> Decision[None]:
        wanted, counted = Find(Counter, (), "count", "ASCENDING", limit=2), Tally(Counter)
        for _ in range(3):
            again = yield wanted, counted
            answers.append(again)
        (other,) = yield (Find(Counter, (), "count", "ASCENDING", limit=1),)
        return Changes(create=(Mark(id="m", counter_id=other[0].id),)), None

    run(a_store(backend), decide)
    assert all([found.count for found in counters] == [3] and count == 1 for counters, count in answers)
    assert len(answers) == 6
    assert backend.billed == Billed(reads=2 * 3, writes=1)


def test_a_wrong_field_is_named_by_the_next_write_without_its_value() -> None:
    backend = DictBackend()
    backend.client_writes(PATH, count=1, label=["a secret"])
    run(a_store(backend), count_up)
    (problem,) = backend.documents[PATH]["problems"]
    assert problem["path"] == "label"
    assert "a secret" not in problem["message"]
    assert (backend.documents[PATH]["count"], backend.documents[PATH]["label"]) == (2, ["a secret"])


def test_a_put_of_what_was_never_read_is_a_bug_that_is_said() -> None:
    def decide() -> Decision[None]:
        yield from get_all()
        return Changes(put=(Counter(id="c"),)), None

    with pytest.raises(AssertionError, match="a decision puts counters that it has not read as Counter"):
        run(a_store(), decide)


@pytest.mark.parametrize(
    ("write", "fits"),
    [
        (lambda version: Create(PATH, {}), False),
        (lambda version: Create(PATH + "2", {}), True),
        (lambda version: Update(PATH, {("count",): 5}, version), True),
        (lambda version: Update(PATH, {("count",): 5}, version - 1), False),
        (lambda version: Update(PATH + "2", {("count",): 5}, version), False),
    ],
    ids=["create again", "create", "update", "update of an old version", "update of nothing"],
)
def test_a_commit_is_all_or_nothing(write: Callable[[Any], Write], fits: bool) -> None:
    backend = DictBackend()
    backend.put(Counter(id="c"))
    before = dict(backend.versions)
    batch = [Create("orgs/kopi/marks/first", {}), write(backend.versions[PATH])]
    if fits:
        assert len(set(backend.write(batch))) == 1
    else:
        with pytest.raises(GuardFailed):
            backend.write(batch)
    assert (backend.versions != before) is fits


class Label(Document):
    """Of a counter, its label alone."""

    collection: ClassVar[str] = "counters"
    label: str | None = None


class Noting(DictBackend):
    """A backend that keeps the writes that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[Write] = []

    def write(self, writes: Sequence[Write]) -> list[Any]:
        self.written += writes
        return super().write(writes)


@pytest.mark.parametrize("reads", [(Counter, Label), (Label, Counter)], ids=["its own first", "its own last"])
@pytest.mark.parametrize(("over", "fields"), [(None, {("label",)}), (Label, {("count",), ("label",)})])
def test_a_put_writes_what_differs_from_the_model_that_it_names(
    reads: tuple[type[Document], ...], over: type[Document] | None, fields: set[tuple[str, ...]]
) -> None:
    backend = Noting()
    backend.put(Counter(id="c", count=1, label="x"))
    after = Counter(id="c", count=1, label="y")

    def decide() -> Decision[None]:
        for model in reads:
            yield from get(model, "c")
        return Changes(put=(Put(after, over) if over else after,)), None

    run(a_store(backend), decide)
    (update,) = backend.written
    assert update.path == PATH
    assert isinstance(update, Update)
    assert set(update.fields) == fields


@pytest.mark.parametrize("is_stored", [True, False])
def test_a_plain_put_of_what_was_read_as_another_model_is_a_bug_that_is_said(is_stored: bool) -> None:
    backend = DictBackend()
    if is_stored:
        backend.put(Counter(id="c"))

    def decide() -> Decision[None]:
        yield from get(Label, "c")
        return Changes(put=(Counter(id="c"),)), None

    with pytest.raises(AssertionError, match="a decision puts counters that it has not read as Counter"):
        run(a_store(backend), decide)


@pytest.mark.parametrize("id", ["", ".", "..", "__x__", "____", "a/b", "a/../b", "a/b/__x__"])
def test_an_id_that_no_document_can_have_names_none_and_costs_nothing(id: str) -> None:
    def count() -> Decision[Counter | None]:
        return NOTHING, (yield from get(Counter, id))

    backend = DictBackend()
    assert run(a_store(backend), count) is None
    assert backend.billed == Billed()
