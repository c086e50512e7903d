"""Documents in a dict, with versions and preconditions: the store of tests that need no wire."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeVar

from functions.domain.decisions import Decision, Document, Find
from functions.store.commit import GuardFailed, Memory, Store
from functions.store.documents import Create, Snapshot, Write, path_of, to_fields, with_fields

T = TypeVar("T")


@dataclass
class Billed:
    """What the calls would have been billed."""

    reads: int = 0
    writes: int = 0


@dataclass
class DictBackend:
    """A store's backend in a dict. `documents` maps a path to its fields."""

    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    billed: Billed = field(default_factory=Billed)
    _clock: Any = field(default_factory=lambda: itertools.count(1))

    def read(self, paths: Sequence[str]) -> list[Snapshot]:
        self.billed.reads += len(paths)
        return [self.snapshot(path) for path in paths]

    def query(self, org_id: str, query: Find[Any]) -> list[Snapshot]:
        prefix = f"orgs/{org_id}/{query.model.collection}/"
        found = [
            (fields[query.order_by], path)
            for path, fields in self.documents.items()
            if path.startswith(prefix) and all(fields.get(name) == value for name, value in query.where)
        ]
        found.sort(reverse=query.direction == "DESCENDING")
        self.billed.reads += max(1, len(found[: query.limit]))
        return [self.snapshot(path) for _, path in found[: query.limit]]

    def write(self, writes: Sequence[Write]) -> list[Any]:
        for write in writes:
            stored = self.versions.get(write.path)
            if stored is not None if isinstance(write, Create) else stored != write.version:
                raise GuardFailed(write.path)
        self.billed.writes += len(writes)
        version = next(self._clock)
        for write in writes:
            before: Mapping[str, Any] = self.documents.get(write.path, {})
            fields = write.fields if isinstance(write, Create) else with_fields(before, write.fields)
            self.documents[write.path] = deepcopy(dict(fields))
            self.versions[write.path] = version
        return [version] * len(writes)

    def snapshot(self, path: str) -> Snapshot:
        fields = self.documents.get(path)
        return Snapshot(path, deepcopy(fields), self.versions.get(path))

    def client_writes(self, path: str, **fields: Any) -> None:
        """What a client does: its fields over what is there, without any guard."""
        self.documents[path] = {**self.documents.get(path, {}), **fields}
        self.versions[path] = next(self._clock)

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


def a_store(backend: DictBackend | None = None) -> Store:
    """A store over a dict that does not pause between its tries."""
    return Store(backend or DictBackend(), Memory(), pause=lambda seconds: None)


def run(store: Store, decide: Callable[[], Decision[T]], org_id: str = "kopi") -> T:
    """A decision's value, its changes applied."""
    return store.commit(org_id, decide).value
