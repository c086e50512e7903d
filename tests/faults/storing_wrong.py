"""Mistakes in how changes are kept: guards that are not there, commits in parts, answers that are made up."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from functions.store.commit import GuardFailed, OutcomeUnknown, Store
from functions.store.documents import Create, Write
from tests.faults.fault_injection import CalledBackend
from tests.faults.world import World
from tests.memory import DictBackend, hurried


def ignores_versions(world: World, patch: pytest.MonkeyPatch) -> None:
    """Every update is taken, whatever version it was decided from."""

    class Unguarded(DictBackend):
        def write(self, writes: Sequence[Write]) -> list[Any]:
            return super().write(
                [
                    w if isinstance(w, Create) else replace(w, version=self.versions.get(w.path))
                    for w in writes
                ]
            )

    world.backend = Unguarded()


def tears_commits(world: World, patch: pytest.MonkeyPatch) -> None:
    """A commit is applied one write after the other, and now and then stops in between."""

    class Torn(DictBackend):
        def write(self, writes: Sequence[Write]) -> list[Any]:
            if len(writes) > 1 and world.chance.random() < 0.1:
                super().write(writes[:1])
                raise OutcomeUnknown("torn")
            return super().write(writes)

    world.backend = Torn()


def credits_before_it_records(world: World, patch: pytest.MonkeyPatch) -> None:
    """The customer's figures are one commit and the order with its entry another: raised without a create."""

    class CreditsFirst(DictBackend):
        def write(self, writes: Sequence[Write]) -> list[Any]:
            first = [w for w in writes if "/customers/" in w.path]
            rest = [w for w in writes if w not in first]
            versions = dict(zip((w.path for w in first), super().write(first), strict=True))
            if first and rest:
                world.call("write", lambda: None, away=OutcomeUnknown("away"))
            versions |= zip((w.path for w in rest), super().write(rest), strict=True)
            return [versions[w.path] for w in writes]

    world.backend = CreditsFirst()


def takes_silence_for_success(world: World, patch: pytest.MonkeyPatch) -> None:
    """A commit that got no answer is taken to have been applied."""

    def write(backend: CalledBackend, writes: Sequence[Write]) -> list[Any]:
        try:
            return backend.write(writes)
        except OutcomeUnknown:
            return [None] * len(writes)

    _stores_through(world, patch, write)


def writes_again_without_reading(world: World, patch: pytest.MonkeyPatch) -> None:
    """A commit that got no answer is sent again, and a guard that fails then is put down to the first one."""

    def write(backend: CalledBackend, writes: Sequence[Write]) -> list[Any]:
        try:
            return backend.write(writes)
        except OutcomeUnknown:
            try:
                return backend.write(writes)
            except GuardFailed:
                return [None] * len(writes)

    _stores_through(world, patch, write)


def _stores_through(
    world: World, patch: pytest.MonkeyPatch, write: Callable[[CalledBackend, Sequence[Write]], list[Any]]
) -> None:
    class Optimistic(CalledBackend):
        def write(self, writes: Sequence[Write]) -> list[Any]:
            return write(CalledBackend(world.backend, world.call, world.created), writes)

    def store() -> Store:
        return hurried(Optimistic(world.backend, world.call, world.created))

    patch.setattr(world, "store", store)
