"""Each call of each flow goes wrong in each way, one at a time and in pairs: what always holds still holds."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import combinations

import pytest

from functions.domain.deliveries import LEASE, MOST_ATTEMPTS
from tests.builders import NOON
from tests.faults import flows
from tests.faults.flows import Flow
from tests.faults.invariants import broken
from tests.faults.mishaps import FAULTS, Fault, Planned
from tests.faults.world import World, platform

FLOWS: list[Flow] = [
    flows.two_orders,
    flows.a_refund_while_another_order_comes_in,
    flows.an_order_changes_hands,
    flows.a_till_corrects_an_order_while_another_one_comes_in,
    flows.a_marketing_message,
    flows.a_transactional_message,
    flows.two_ticks_at_once,
]


def lived(flow: Flow, plan: Mapping[int, Fault], seed: int = 0) -> World:
    """The world after a flow with these calls gone wrong, come to rest."""
    with platform(World(seed, Planned(plan))) as world:
        flow(world)
        world.settle()
    return world


def points(flow: Flow, seed: int = 0) -> list[tuple[int, Fault]]:
    """Every call of a flow on a calm day, with every way in which it may go wrong."""
    with platform(World(seed)) as world:
        flow(world)
        calls = list(world.calls)
    return [(number, fault) for number, kind in enumerate(calls) for fault in FAULTS[kind]]


def plans(flow: Flow) -> Iterator[Mapping[int, Fault]]:
    every = points(flow)
    yield from ({number: fault} for number, fault in every)
    crashes = [(n, fault) for n, fault in every if fault in (Fault.CRASH_AFTER, Fault.ANSWER_LOST)]
    yield from ({n: fault, m: other} for (n, fault), (m, other) in combinations(crashes, 2) if n != m)


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_a_calm_day_breaks_nothing(flow: Flow) -> None:
    assert broken(lived(flow, {})) == []


@pytest.mark.parametrize(
    "flow",
    [flows.a_marketing_message, flows.a_transactional_message, flows.two_ticks_at_once],
    ids=lambda flow: flow.__name__,
)
def test_on_a_calm_day_one_message_goes_out_once(flow: Flow) -> None:
    for seed in range(20):
        world = lived(flow, {}, seed)
        assert list(world.handed_over.values()) == [1], f"seed {seed}"
        assert world.backend.one("messages")["status"] == "sent", f"seed {seed}"


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_a_fault_at_any_call_breaks_nothing(flow: Flow) -> None:
    tried = 0
    for plan in plans(flow):
        world = lived(flow, plan)
        assert broken(world) == [], f"{flow.__name__} with {plan}"
        tried += 1
    assert tried > 10


@pytest.mark.parametrize(
    "flow",
    [flows.two_orders, flows.a_refund_while_another_order_comes_in, flows.two_ticks_at_once],
    ids=lambda flow: flow.__name__,
)
def test_a_fault_at_any_call_breaks_nothing_however_the_handlers_interleave(flow: Flow) -> None:
    for seed in range(1, 4):
        for number, fault in points(flow, seed):
            world = lived(flow, {number: fault}, seed)
            assert broken(world) == [], f"{flow.__name__}, seed {seed}, call {number}: {fault.value}"


def test_a_transactional_message_goes_out_whatever_happens_once() -> None:
    for number, fault in points(flows.a_transactional_message):
        world = lived(flows.a_transactional_message, {number: fault})
        message = world.backend.one("messages")
        if fault is Fault.REFUSED and world.calls[number] == "send":
            assert (message["status"], world.handed_over.total()) == ("failed", 0)
        else:
            assert message["status"] == "sent", f"call {number}: {fault.value}"
            assert world.handed_over.total() in (1, 2), f"call {number}: {fault.value}"


def test_a_marketing_message_is_handed_over_once_unless_a_crash_leaves_it_unknown() -> None:
    ends: set[tuple[str, int]] = set()
    for number, fault in points(flows.a_marketing_message):
        world = lived(flows.a_marketing_message, {number: fault})
        ends.add((world.backend.one("messages")["status"], world.handed_over.total()))
    assert ends == {("sent", 1), ("failed", 0), ("unknown", 0), ("unknown", 1)}


@pytest.mark.parametrize(
    ("fault", "handed_over"), [(Fault.ANSWER_LOST, 1), (Fault.SILENT, 0)], ids=["taken", "not taken"]
)
def test_a_provider_s_silence_leaves_a_marketing_message_to_its_lease_and_it_is_never_sent_again(
    fault: Fault, handed_over: int
) -> None:
    send = lived(flows.a_marketing_message, {}).calls.index("send")
    with platform(World(faults=Planned({send: fault}))) as world:
        flows.a_marketing_message(world)
        waiting = world.backend.one("messages")
        world.settle()
    assert (waiting["status"], waiting["attempts"]) == ("sending", 1)
    assert waiting["wake_at"] > NOON + LEASE
    message = world.backend.one("messages")
    assert (message["status"], message["reason"], message["attempts"]) == ("unknown", "lease_over", 1)
    assert world.calls.count("send") == 1
    assert world.handed_over.total() == handed_over


def test_a_provider_s_silence_sends_a_transactional_message_again_after_its_lease() -> None:
    send = lived(flows.a_transactional_message, {}).calls.index("send")
    world = lived(flows.a_transactional_message, {send: Fault.ANSWER_LOST})
    message = world.backend.one("messages")
    assert (message["status"], message["attempts"]) == ("sent", 2)
    assert [step["detail"] for step in message["history"] if step["detail"]] == ["lease_over"]
    assert world.handed_over.total() == 2


def test_a_provider_that_stays_silent_is_asked_no_oftener_than_a_message_has_attempts() -> None:
    with platform(World(faults=lambda kind: Fault.SILENT if kind == "send" else None)) as world:
        flows.a_transactional_message(world)
        for _ in range(3 * MOST_ATTEMPTS):
            world.now += timedelta(hours=1)
            world.tick()
            world.run()
    message = world.backend.one("messages")
    assert (message["status"], message["reason"]) == ("failed", "attempts_over")
    assert (message["attempts"], world.calls.count("send")) == (MOST_ATTEMPTS, MOST_ATTEMPTS)


def test_a_marketing_message_whose_claim_lost_its_answer_still_goes_out() -> None:
    calls = lived(flows.a_marketing_message, {}).calls
    claim = calls.index("write")
    world = lived(flows.a_marketing_message, {claim: Fault.ANSWER_LOST})
    assert world.handed_over.total() == 1
    assert world.backend.one("messages")["status"] == "sent"
