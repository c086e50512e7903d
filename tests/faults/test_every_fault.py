"""Each call of each flow goes wrong in each way, one at a time and in pairs: what always holds still holds."""

import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle

import pytest

from functions.domain.delivery.claims import LEASE
from tests.builders import NOON
from tests.faults import flows
from tests.faults.crash_points import FLOWS, LONG, PAIRED, Plan, lived, plan_of, points, seconds_after, tried
from tests.faults.flows import Flow
from tests.faults.invariants import broken
from tests.faults.mishaps import FAULTS, Fault, Planned
from tests.faults.platform import platform
from tests.faults.world import World

PAIRS_A_FLOW = 15
POINTS_OF_A_LONG_FLOW = 5


def some_points(flow: Flow, seed: int = 0) -> Iterator[tuple[int, Fault]]:
    """Every call: one that changes something in every way in which it may go wrong, a read in one of its, by turns.
    `make faults` tries each way of each call.
    """
    ways = cycle(FAULTS["read"])
    for number, kind in enumerate(lived(flow, {}, seed).calls):
        for fault in [next(ways)] if kind == "read" else FAULTS[kind]:
            yield number, fault


def some_pairs(flow: Flow) -> Iterator[Plan]:
    """Some of the pairs, always the same ones: all of them are tried by `make faults`."""
    chance = random.Random(flow.__name__)
    firsts = [point for point in points(flow) if point[1] in PAIRED]
    for _ in range(PAIRS_A_FLOW):
        number, fault = chance.choice(firsts)
        if later := seconds_after((number, fault), lived(flow, {number: fault})):
            n, other = chance.choice(later)
            yield {number: fault, n: other}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_a_calm_day_breaks_nothing(flow: Flow) -> None:
    assert broken(lived(flow, {})) == []


@pytest.mark.parametrize(
    ("flow", "messages"),
    # The second step of the silence comes within a day: it has a task at its minute.
    [(flows.a_marketing_message, 1), (flows.a_transactional_message, 1), (flows.two_ticks_at_once, 2)],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_on_a_calm_day_each_message_goes_out_once(flow: Flow, messages: int) -> None:
    for seed in range(20):
        world = lived(flow, {}, seed)
        assert list(world.handed_over.values()) == [1] * messages, f"seed {seed}"
        statuses = [each["status"] for each in world.backend.all("messages").values()]
        assert statuses == ["sent"] * messages, f"seed {seed}"


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_a_fault_at_any_call_breaks_nothing(flow: Flow) -> None:
    some = list(some_points(flow))
    for number, fault in some:
        assert broken(lived(flow, {number: fault})) == [], f"{flow.__name__} with {number}:{fault.name}"
    assert len(some) > 10
    assert {fault for _, fault in some} >= set(FAULTS["write"])


@pytest.mark.parametrize("flow", LONG, ids=lambda flow: flow.__name__)
def test_a_long_flow_breaks_nothing_on_a_calm_day_and_with_a_fault_at_some_of_its_calls(flow: Flow) -> None:
    assert broken(lived(flow, {})) == []
    every = points(flow)
    for number, fault in random.Random(flow.__name__).sample(every, POINTS_OF_A_LONG_FLOW):
        assert broken(lived(flow, {number: fault})) == [], f"{flow.__name__} with {number}:{fault.name}"


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.__name__)
def test_a_second_fault_at_any_call_after_it_breaks_nothing(flow: Flow) -> None:
    for plan in some_pairs(flow):
        world = lived(flow, plan)
        assert broken(world) == [], f"{flow.__name__} with {plan}"
        assert world.went_wrong == plan


def test_the_second_fault_is_looked_for_among_the_calls_that_the_first_one_caused() -> None:
    flow = flows.a_marketing_message
    calm = len(lived(flow, {}).calls)
    first = (0, Fault.CRASH_BEFORE)
    later = {number for number, _ in seconds_after(first, lived(flow, {0: Fault.CRASH_BEFORE}))}
    assert max(later) >= calm
    assert min(later) == 1


def test_a_pair_happens_as_it_was_planned() -> None:
    plan = {0: Fault.CRASH_BEFORE, 3: Fault.CRASH_AFTER}
    assert lived(flows.a_marketing_message, plan).went_wrong == plan
    assert plan_of("0:CRASH_BEFORE,3:CRASH_AFTER") == plan


def test_a_point_is_tried_alone_and_with_every_pair_that_begins_with_it() -> None:
    first = lived(flows.a_marketing_message, {2: Fault.CRASH_AFTER})
    pairs = seconds_after((2, Fault.CRASH_AFTER), first)
    done = tried("a_marketing_message", 0, 2, Fault.CRASH_AFTER)
    assert (done.pairs, done.violations) == (len(pairs), ())
    assert tried("a_marketing_message", 0, 2, Fault.AWAY).pairs == 0


@pytest.mark.parametrize(
    "flow",
    [flows.two_orders, flows.a_refund_while_another_order_comes_in, flows.two_ticks_at_once],
    ids=lambda flow: flow.__name__,
)
def test_a_fault_at_any_call_breaks_nothing_however_the_handlers_interleave(flow: Flow) -> None:
    """By one more seed than the calm order's; `make faults` tries every flow by three, and all of their pairs."""
    for number, fault in some_points(flow, 1):
        world = lived(flow, {number: fault}, 1)
        assert broken(world) == [], f"{flow.__name__}, seed 1, call {number}: {fault.value}"


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


def test_a_provider_that_stays_silent_is_asked_once_more_and_no_more() -> None:
    with platform(World(faults=lambda kind: Fault.SILENT if kind == "send" else None)) as world:
        flows.a_transactional_message(world)
        for _ in range(24):
            world.now += timedelta(hours=1)
            world.tick()
            world.run()
    message = world.backend.one("messages")
    assert (message["status"], message["reason"]) == ("unknown", "lease_over")
    assert (message["attempts"], world.calls.count("send")) == (2, 2)


def test_a_marketing_message_whose_claim_lost_its_answer_still_goes_out() -> None:
    calls = lived(flows.a_marketing_message, {}).calls
    claim = calls.index("write")
    world = lived(flows.a_marketing_message, {claim: Fault.ANSWER_LOST})
    assert world.handed_over.total() == 1
    assert world.backend.one("messages")["status"] == "sent"
