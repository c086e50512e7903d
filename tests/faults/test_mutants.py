"""The tests can fail: each of these mistakes, made on purpose, is caught within a few seeds."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from functions.domain import deliveries
from functions.domain.decisions import Changes, Decision
from functions.domain.deliveries import claim_message, record_outcome
from functions.domain.messages import Message
from functions.domain.orgs import Org
from functions.domain.wakes import Woken, wake_customer
from functions.queues import deliver
from functions.store.commit import OutcomeUnknown
from functions.store.documents import Create, Write, to_model
from tests.faults import flows
from tests.faults.flows import Flow
from tests.faults.invariants import broken
from tests.faults.test_random_schedules import a_world
from tests.faults.world import ORG, World, platform
from tests.memory import DictBackend

WITHIN_SEEDS = 60
Mutant = Callable[[World, pytest.MonkeyPatch], None]


class Unguarded(DictBackend):
    """Takes every update, whatever version it was decided from."""

    def write(self, writes: Sequence[Write]) -> list[Any]:
        return super().write(
            [w if isinstance(w, Create) else replace(w, version=self.versions.get(w.path)) for w in writes]
        )


class Torn(DictBackend):
    """Applies one write after the other, and now and then stops in between."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def write(self, writes: Sequence[Write]) -> list[Any]:
        if len(writes) > 1 and self._world.chance.random() < 0.1:
            super().write(writes[:1])
            raise OutcomeUnknown("torn")
        return super().write(writes)


def ignores_versions(world: World, patch: pytest.MonkeyPatch) -> None:
    world.backend = Unguarded()


def tears_commits(world: World, patch: pytest.MonkeyPatch) -> None:
    world.backend = Torn(world)


def sends_before_it_claims(world: World, patch: pytest.MonkeyPatch) -> None:
    def send_then_claim(payload: Any) -> None:
        store, id = world.store(), payload["message_id"]
        message = to_model(Message, world.backend.snapshot(f"orgs/kopi/messages/{id}"))
        if message is None or message.status != "queued":
            return
        outcome = deliver._send(ORG, message)
        claim = store.commit(ORG.id, lambda: claim_message(id, "mine", world.now)).value
        if claim is not None:
            store.commit(ORG.id, lambda: record_outcome(claim, outcome, world.now))

    world.deliver = send_then_claim


def names_messages_by_chance(world: World, patch: pytest.MonkeyPatch) -> None:
    def wake(org: Org, customer_id: str, now: Any) -> Decision[Woken]:
        changes, woken = yield from wake_customer(org, customer_id, now)
        renamed = tuple(doc.but(id=f"{doc.id}:{world.chance.random()}") for doc in changes.create)
        return Changes(create=renamed, put=changes.put), woken

    world.wake = wake


def sends_marketing_again_after_the_lease(world: World, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(deliveries, "_may_resend", lambda org, message: True)


def never_sweeps(world: World, patch: pytest.MonkeyPatch) -> None:
    world.tick = lambda: None  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("mutant", "flow", "caught_by"),
    [
        (ignores_versions, flows.random_orders, "stands at"),
        (tears_commits, flows.random_orders, "never got an answer"),
        (sends_before_it_claims, flows.random_messages, "told its customer 2 times"),
        (names_messages_by_chance, flows.random_days, "told its customer 2 times"),
        (sends_marketing_again_after_the_lease, flows.random_messages, "told its customer 2 times"),
        (never_sweeps, flows.random_messages, "is still queued"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_mistake_is_caught_within_a_few_seeds(mutant: Mutant, flow: Flow, caught_by: str) -> None:
    found: list[str] = []
    for seed in range(WITHIN_SEEDS):
        with pytest.MonkeyPatch.context() as patch:
            world = a_world(seed)
            mutant(world, patch)
            with platform(world):
                flow(world)
                world.settle()
            found = broken(world)
        if any(caught_by in sentence for sentence in found):
            return
    pytest.fail(f"{mutant.__name__} went unnoticed for {WITHIN_SEEDS} seeds; the last one said {found}")
