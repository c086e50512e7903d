"""Thousands of runs, each by its seed: handlers interleave, calls go wrong, events are lost and tasks run twice.

A failure names its seed; `lived(flow, seed)` replays it exactly.
"""

import random

import pytest

from tests.faults import flows
from tests.faults.flows import Flow
from tests.faults.invariants import broken
from tests.faults.mishaps import Chances
from tests.faults.world import World, platform

RUNS = [
    (flows.random_orders, 500),
    (flows.random_tills, 300),
    (flows.random_messages, 600),
    (flows.two_ticks_at_once, 400),
    (flows.random_days, 100),
]


def a_world(seed: int) -> World:
    """A world on which everything may go wrong, by this seed."""
    return World(seed, Chances(random.Random(f"faults {seed}")), lost_events=0.2, doubled_tasks=0.3)


def lived(flow: Flow, seed: int) -> World:
    """The world after a flow, come to rest."""
    with platform(a_world(seed)) as world:
        flow(world)
        world.settle()
    return world


@pytest.mark.parametrize(("flow", "runs"), RUNS, ids=[flow.__name__ for flow, _ in RUNS])
def test_what_always_holds_holds_on_every_schedule(flow: Flow, runs: int) -> None:
    for seed in range(runs):
        assert broken(lived(flow, seed)) == [], f"{flow.__name__}, seed {seed}"


@pytest.mark.parametrize("flow", [flow for flow, _ in RUNS], ids=lambda flow: flow.__name__)
def test_a_seed_replays_its_run_exactly(flow: Flow) -> None:
    first, second = lived(flow, 7), lived(flow, 7)
    assert first.calls == second.calls
    assert first.backend.documents == second.backend.documents
    assert first.handed_over == second.handed_over


def test_schedules_do_go_wrong() -> None:
    ends = {
        message["status"]
        for seed in range(60)
        for message in lived(flows.random_messages, seed).backend.all("messages").values()
    }
    assert ends == {"sent", "failed", "unknown"}
