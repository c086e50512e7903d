"""Documents in a dict, with versions and preconditions: the store of tests that need no wire."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from functions.domain.kernel.decisions import BY_ID, Decision, Document, Find
from functions.domain.kernel.tallies import Tally
from functions.store.commit import Backend, Committed, GuardFailed, Memory, Store
from functions.store.documents import Create, Delete, Update, Write, path_of, to_fields, with_fields
from functions.store.snapshots import Snapshot
from tests import strict_changes
from tests.ordering import is_same, order_of
from tests.reactions import with_reactions

assert strict_changes, "imported for its effect"

T = TypeVar("T")
EVERY = 1_000_000_000


@dataclass
class Billed:
    """What the calls would have been billed."""

    reads: int = 0
    writes: int = 0
    deletes: int = 0


class Version(int):
    """A document's version: a number that travels with a task as Firestore's update times do."""

    @classmethod
    def from_rfc3339(cls, text: str) -> "Version":
        return cls(text)

    def rfc3339(self) -> str:
        return str(int(self))


def nests_lists(value: Any) -> bool:
    """Whether Firestore would refuse it: it holds no list in a list."""
    if isinstance(value, Mapping):
        return any(map(nests_lists, value.values()))
    if not isinstance(value, list | tuple):
        return False
    return any(isinstance(each, list | tuple) or nests_lists(each) for each in value)


@dataclass
class DictBackend:
    """A store's backend in a dict. `documents` maps a path to its fields."""

    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    billed: Billed = field(default_factory=Billed)
    _clock: Any = field(default_factory=lambda: map(Version, itertools.count(1)))

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        self.billed.reads += len(paths)
        return [self.snapshot(path) for path in paths]

    def query(self, org_id: str, query: Find[Any]) -> list[Snapshot]:
        prefix = f"orgs/{org_id}/{query.collection}/"
        found = [
            (order_of(ordered_by(fields, query)), path)
            for path, fields in self.documents.items()
            if path.startswith(prefix)
            and "/" not in path.removeprefix(prefix)
            and ordered_by(fields, query) is not ABSENT
            and all(
                (found := field_at(fields, name)) is not ABSENT and order_of(found) == order_of(value)
                for name, value in query.where
            )
            and is_containing(fields, query)
            and is_in_range(fields, query)
        ]
        if query.start_after is not None:
            found = [one for one in found if is_after(query, one[0], one[1].removeprefix(prefix))]
        found.sort(reverse=query.direction == "DESCENDING")
        self.billed.reads += max(1, len(found[: query.limit]))
        return [self.snapshot(path) for _, path in found[: query.limit]]

    def tallied(self, org_id: str, tally: Tally) -> int:
        """As Firestore's aggregations do; billed for each 1,000 that it counts."""
        query = Find(tally.model, tally.where, BY_ID, "ASCENDING", EVERY, containing=tally.containing)
        billed = self.billed.reads
        found = [each.fields or {} for each in self.query(org_id, query)]
        self.billed.reads = billed + max(1, -(-len(found) // 1_000))
        having = (*tally.having, *([tally.at_least[0]] if tally.at_least else []))
        rows = [row for row in found if all(field_at(row, name) is not ABSENT for name in having)]
        if tally.at_least is not None:
            name, least = tally.at_least
            rows = [row for row in rows if compares(row, name, least) >= 0]
        return len(rows) if tally.sum_of is None else sum(field_at(row, tally.sum_of) for row in rows)

    def write(self, writes: Sequence[Write]) -> list[Any]:
        for write in writes:
            assert isinstance(write, Delete) or not nests_lists(write.fields), (
                f"a list in a list: {write.path}"
            )
            stored = self.versions.get(write.path)
            if stored is not None if isinstance(write, Create) else stored != write.version:
                raise GuardFailed(write.path)
        paths = [write.path for write in writes]
        assert len(set(paths)) == len(paths), f"written twice in one commit: {sorted(paths)}"
        deletes = [write for write in writes if isinstance(write, Delete)]
        self.billed.writes += len(writes) - len(deletes)
        self.billed.deletes += len(deletes)
        version = next(self._clock)
        return [self._applied(write, version) for write in writes]

    def snapshot(self, path: str) -> Snapshot:
        fields = self.documents.get(path)
        return Snapshot(path, None if fields is None else copied(fields), self.versions.get(path))

    def client_writes(self, path: str, **fields: Any) -> None:
        """What a client does: its fields over what is there, without any guard."""
        self._store(path, {**self.documents.get(path, {}), **fields}, next(self._clock))

    def _applied(self, write: Write, version: int) -> int:
        if isinstance(write, Delete):
            del self.documents[write.path], self.versions[write.path]
            return version
        return self._store(write.path, self._after(write), version)

    def _after(self, write: Create | Update) -> Mapping[str, Any]:
        if isinstance(write, Create):
            return write.fields
        return with_fields(self.documents[write.path], write.fields)

    def _store(self, path: str, fields: Mapping[str, Any], version: int) -> int:
        """The document's version from now on: as before where nothing about it changes, as Firestore has it."""
        if path in self.documents and is_same(self.documents[path], fields):
            return self.versions[path]
        self.documents[path], self.versions[path] = copied(fields), version
        return version

    def put(self, document: Document, org_id: str = "kopi") -> None:
        """Have a document stored already."""
        self.client_writes(path_of(org_id, type(document), document.id), **to_fields(document))

    def one(self, collection: str, org_id: str = "kopi") -> dict[str, Any]:
        """The only document of a collection."""
        (found,) = self.all(collection, org_id).values()
        return found

    def all(self, collection: str, org_id: str = "kopi") -> dict[str, dict[str, Any]]:
        """The documents of a collection by id."""
        prefix = f"orgs/{org_id}/{collection}/"
        return {p.removeprefix(prefix): f for p, f in self.documents.items() if p.startswith(prefix)}


ABSENT = object()


def field_at(fields: Mapping[str, Any], path: str) -> Any:
    """A field by its dotted path; ABSENT where there is none."""
    found: Any = fields
    for name in path.split("."):
        if not isinstance(found, Mapping) or name not in found:
            return ABSENT
        found = found[name]
    return found


def ordered_by(fields: Mapping[str, Any], query: Find[Any]) -> Any:
    """What a document is sorted by before its path."""
    return None if query.order_by == BY_ID else field_at(fields, query.order_by)


def is_after(query: Find[Any], value: Any, id: str) -> bool:
    """Whether a document comes after the place from which a query goes on; with no id there, from its value on."""
    assert query.start_after is not None
    of, place_id = query.start_after[0], query.start_after[1].rpartition("/")[2]
    place = value if query.order_by == BY_ID else order_of(of)
    if value != place or not place_id:
        is_back = query.direction == "DESCENDING"
        return bool(value <= place if is_back else value >= place)
    return id < place_id if query.direction == "DESCENDING" else id > place_id


def is_containing(fields: Mapping[str, Any], query: Find[Any]) -> bool:
    """Whether the list that a query names, if it names one, has its value."""
    if query.containing is None:
        return True
    name, value = query.containing
    found, wanted = (
        fields.get(name),
        [order_of(each) for each in (value if isinstance(value, tuple) else (value,))],
    )
    return isinstance(found, list | tuple) and any(order_of(each) in wanted for each in found)


def is_in_range(fields: Mapping[str, Any], query: Find[Any]) -> bool:
    """Whether a field has a value of the kind that a query compares it with, and at least or at most that one."""
    return (query.at_least is None or compares(fields, *query.at_least) >= 0) and (
        query.at_most is None or compares(fields, *query.at_most) in (-1, 0)
    )


def compares(fields: Mapping[str, Any], name: str, value: Any) -> int:
    """-1, 0 or 1 as the field is below, equal or above; -2 where it is of another kind."""
    found = field_at(fields, name)
    if found is ABSENT or order_of(found)[0] != order_of(value)[0]:
        return -2
    return (order_of(found) > order_of(value)) - (order_of(found) < order_of(value))


def copied(value: Any) -> Any:
    """A value with maps and lists of its own, as copy.deepcopy makes it, at a tenth of the cost."""
    kind = type(value)
    if kind is dict:
        return {name: copied(item) for name, item in value.items()}
    if kind is list:
        return [copied(item) for item in value]
    return value


class CheckedStore(Store):
    """A store that takes a customer from `react` alone: what follows from a change has to be in its commit."""

    def commit(
        self,
        org_id: str,
        decide: Callable[[], Decision[T]],
        known: Sequence[Snapshot] = (),
        *,
        patience_seconds: float | None = None,
    ) -> Committed[T]:
        checked = partial(with_reactions, decide)
        return super().commit(org_id, checked, known, patience_seconds=patience_seconds)


class Hurry:
    """A clock that only pauses move, and they take no time."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def pause(self, seconds: float) -> None:
        self.seconds += seconds

    def now(self) -> float:
        return self.seconds


def hurried(backend: Backend, kind: type[Store] = Store) -> Store:
    """A store whose patience ends without a wait."""
    hurry = Hurry()
    return kind(backend, Memory(), hurry.pause, hurry.now)


def a_store(backend: Backend | None = None) -> Store:
    """The same over a dict, where nothing else is given."""
    return hurried(backend or DictBackend(), CheckedStore)


def run(store: Store, decide: Callable[[], Decision[T]], org_id: str = "kopi") -> T:
    """A decision's value, its changes applied."""
    return store.commit(org_id, decide).value
