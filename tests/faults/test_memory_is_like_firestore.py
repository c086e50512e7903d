"""The store in memory answers as the emulator does, operation by operation."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest

from functions.domain.kernel.decisions import Find
from functions.store.documents import Write
from functions.store.snapshots import Snapshot
from local.client import LocalFirebase
from tests.builders import NOON
from tests.faults.operations import operations
from tests.faults.side_by_side import client_of, differences, in_memory, on_firestore
from tests.memory import DictBackend
from tests.ordering import is_same, order_of

SLICE = 700  # make faults: 10,000


@pytest.fixture
def client(emulator: LocalFirebase) -> Iterator[Any]:
    with client_of(emulator) as client:
        yield client


def test_random_operations_have_the_same_answers_and_leave_the_same_documents(client: Any) -> None:
    ours = in_memory()
    assert list(differences(SLICE, 1, ours, on_firestore(client))) == []
    assert ours.answers.total() == SLICE
    assert 100 < ours.answers["refused"] < 350


def test_operations_are_those_of_their_seed() -> None:
    some = list(islice(operations(1), 200))
    assert some == list(islice(operations(1), 200))
    assert some != list(islice(operations(2), 200))


class Unguarded(DictBackend):
    """Takes any write of documents that it has."""

    def write(self, writes: Sequence[Write]) -> list[Any]:
        self.versions |= {w.path: w.version for w in writes if hasattr(w, "version")}
        return super().write(writes)


class Unordered(DictBackend):
    """Finds documents in the order in which they were written."""

    def query(self, org_id: str, query: Find[Any]) -> list[Snapshot]:
        return sorted(super().query(org_id, query), key=lambda found: list(self.documents).index(found.path))


class Restless(DictBackend):
    """Gives a document a new version with each write, whether that changes anything or not."""

    def _store(self, path: str, fields: Any, version: int) -> int:
        super()._store(path, fields, version)
        self.versions[path] = version
        return version


@pytest.mark.parametrize("wrong", [Unguarded, Unordered, Restless])
def test_a_store_that_answers_otherwise_is_told_apart(wrong: type[DictBackend]) -> None:
    (difference,) = differences(2_000, 1, in_memory(wrong()), in_memory())
    assert difference.startswith("operation ")


def test_a_store_is_like_itself() -> None:
    assert list(differences(2_000, 1, in_memory(), in_memory())) == []


def test_values_are_ordered_by_kind_and_then_by_worth() -> None:
    expected: list[Any] = [
        *(None, False, True, -1, 0.5, 1, 2),
        *(datetime(2025, 1, 1, tzinfo=UTC), NOON, "", "B", "a", "é", b"x"),
        *([], [1], [1, 2], [2], {}, {"a": 1}, {"a": 1, "b": 0}, {"a": 2}, {"b": 0}),
    ]
    shuffled = random.Random(1).sample(expected, k=len(expected))
    assert sorted(shuffled, key=order_of) == expected


@pytest.mark.parametrize(
    ("one", "other", "equal", "same"),
    [
        (1, 1.0, True, False),
        (1, True, False, False),
        ("1", 1, False, False),
        ([1, {"a": 2}], [1, {"a": 2}], True, True),
        ([1, {"a": 2}], [1, {"a": 2.0}], True, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True, True),
    ],
)
def test_equal_values_are_stored_alike_only_where_they_are_of_one_kind(
    one: Any, other: Any, equal: bool, same: bool
) -> None:
    assert (order_of(one) == order_of(other)) is equal
    assert is_same(one, other) is same
