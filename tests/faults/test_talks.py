"""Talks by random seeds do meet what they are about, and hypothesis writes some of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import chain, pairwise

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from functions.domain.customers.customer import Customer
from tests.builders import OTHER_PHONE, PHONE
from tests.faults import gating_wrong
from tests.faults.gateways import Gateways
from tests.faults.invariants import broken
from tests.faults.message_flows import (
    BUSINESSES,
    EVENING,
    MARKETING,
    NEARLY_MIDNIGHT,
    put_reachable,
    random_talks,
    says_stop,
    something_happens,
    unsubscribes,
)
from tests.faults.mishaps import Fault, Planned
from tests.faults.mutants import Breaking
from tests.faults.platform import platform
from tests.faults.schedules import lived
from tests.faults.world import World

MOST_CALLS = 60
SEARCH = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@dataclass(frozen=True)
class Script:
    """A talk: who does what after how many seconds, who goes on at each call, and which calls go wrong."""

    business: int
    begins_at_night: bool
    turns: int
    happenings: list[tuple[str, bool, float]]
    faults: dict[int, Fault] = field(default_factory=dict)
    undelivered: float = 0.0


SCRIPTS = st.builds(
    Script,
    business=st.integers(0, len(BUSINESSES) - 1),
    begins_at_night=st.booleans(),
    turns=st.integers(0, 999),
    happenings=st.lists(
        st.tuples(
            st.sampled_from([*MARKETING, "tier_upgrade", "stop", "unsubscribe", "tick"]),
            st.booleans(),
            st.sampled_from([0.0, 0.1, 12.0, 400.0, 4000.0]),
        ),
        min_size=1,
        max_size=6,
    ),
    faults=st.dictionaries(st.integers(0, MOST_CALLS), st.sampled_from(Fault), max_size=4),
    undelivered=st.sampled_from([0.0, 0.5, 1.0]),
)


def acted(script: Script, breaking: Breaking | None = None) -> World:
    """The world after a talk, come to rest."""
    world = World(script.turns, Planned(script.faults), doubled_tasks=0.3, lost_events=0.2)
    with platform(world), pytest.MonkeyPatch.context() as patch:
        if breaking is not None:
            breaking(world, patch)
        world.org = BUSINESSES[script.business]
        world.now = NEARLY_MIDNIGHT if script.begins_at_night else EVENING
        world.gateways = Gateways(
            undelivered=dict.fromkeys(("push", "whatsapp", "email"), script.undelivered), reporting=1.0
        )
        customers = {phone: put_reachable(world, phone) for phone in (PHONE, OTHER_PHONE)}
        for number, (what, is_first, after) in enumerate(script.happenings):
            customer = customers[PHONE if is_first else OTHER_PHONE]
            world.at(world.now + timedelta(seconds=after), act_of(world, what, customer, number))
        world.settle()
    return world


def act_of(world: World, what: str, customer: Customer, number: int) -> Callable[[], None]:
    if what == "tick":
        return world.tick
    if what == "stop":
        return partial(says_stop, world, customer, number)
    if what == "unsubscribe":
        return partial(unsubscribes, world, customer, number)
    return partial(something_happens, world, customer, what, number)


@SEARCH
@given(SCRIPTS)
def test_whatever_the_talk_nobody_hears_what_they_must_not(script: Script) -> None:
    assert broken(acted(script)) == []


def test_a_mistake_is_found_by_a_talk_that_hypothesis_writes() -> None:
    """One of those that the random talks of test_mutants.py find too."""
    breaking = gating_wrong.counts_when_it_has_sent
    found = find(
        SCRIPTS,
        lambda script: any("was told" in sentence for sentence in broken(acted(script, breaking))),
        settings=settings(SEARCH, max_examples=1_000, phases=[Phase.generate]),
    )
    assert broken(acted(found)) == []


ENDS = {"sent", "delivered", "read", "failed", "suppressed", "unknown"}
STEPS = {
    *(("sending", "delivered"), ("unknown", "delivered")),  # before the answer
    *(("sent", "queued"), ("sending", "queued"), ("queued", "suppressed")),
}
DETAILS = {"quiet_hours", "daily_budget", "frequency_cap", "undelivered", "next channel"}


# Where they were met last: each change of the simulated world moves what a seed does.
LIKELY = (0, 1, 2, 5, 18, 28, 196)


def test_random_talks_meet_what_they_are_about() -> None:
    unmet: set[object] = ENDS | STEPS | DETAILS
    for seed in chain(LIKELY, range(1500)):
        for message in lived(random_talks, seed).backend.all("messages").values():
            unmet -= {message["status"], message["reason"], *(step["detail"] for step in message["history"])}
            unmet -= {*pairwise(step["status"] for step in message["history"])}
            unmet -= {"next channel"} if message["tried"] else set()
        if not unmet:
            return
    assert unmet == set()
