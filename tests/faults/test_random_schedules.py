"""Runs by the dozen, each by its seed; `make faults` has 100,000. A failure names its seed, and the command that
replays it.
"""

import pytest

from tests.faults import (
    assignment_flows,
    automation_flows,
    calling_flows,
    command_flows,
    console_flows,
    erasing_flows,
    flows,
    joining_flows,
    lead_flows,
    merging_flows,
    message_flows,
    offline_flows,
    points_flows,
    quote_flows,
    redeeming_flows,
    referral_flows,
    reminder_flows,
    segment_flows,
    selling_flows,
    silence_flows,
    territory_flows,
)
from tests.faults.flows import Flow
from tests.faults.reports import COMMAND
from tests.faults.schedules import SHARES, lived, search

RUNS: dict[Flow, int] = {
    flows.random_orders: 100,
    command_flows.random_tills: 50,
    command_flows.random_desks: 75,
    offline_flows.random_phones: 75,
    redeeming_flows.random_redemptions: 75,
    flows.random_messages: 150,
    message_flows.random_talks: 75,
    flows.two_ticks_at_once: 100,
    flows.random_days: 30,
    console_flows.random_console: 60,
    silence_flows.random_silences: 30,
    console_flows.random_seconds: 60,
    joining_flows.random_joins: 60,
    automation_flows.random_automations: 40,
    reminder_flows.random_groceries: 25,
    points_flows.random_points: 50,
    referral_flows.random_referrals: 60,
    calling_flows.random_calls: 30,
    assignment_flows.random_assignments: 30,
    merging_flows.random_merges: 10,
    erasing_flows.random_erasures: 20,
    segment_flows.random_segments: 12,
    territory_flows.random_territories: 15,
    selling_flows.random_deals: 25,
    quote_flows.random_quotes: 15,
    lead_flows.random_leads: 25,
}


@pytest.mark.parametrize("flow", SHARES, ids=lambda flow: flow.__name__)
def test_what_always_holds_holds_on_every_schedule(flow: Flow) -> None:
    found = search(flow.__name__, range(RUNS[flow]))
    again = [f"{COMMAND} --flow {flow.__name__} --seed {seed}" for seed, _ in found.violations]
    assert found.violations == (), again[:3]


@pytest.mark.parametrize("flow", SHARES, ids=lambda flow: flow.__name__)
def test_a_seed_replays_its_run_exactly(flow: Flow) -> None:
    for seed in range(7, 10):
        first, second = lived(flow, seed), lived(flow, seed)
        assert first.calls == second.calls
        assert first.went_wrong == second.went_wrong
        assert first.backend.documents == second.backend.documents
        assert first.gateways == second.gateways


def test_another_seed_is_another_run() -> None:
    assert len({tuple(lived(flows.random_messages, seed).calls) for seed in range(20)}) > 15


def test_schedules_do_go_wrong() -> None:
    worlds = [lived(flows.random_messages, seed) for seed in range(60)]
    ends = {message["status"] for world in worlds for message in world.backend.all("messages").values()}
    assert ends == {"sent", "failed", "unknown"}
    assert len({fault for world in worlds for fault in world.went_wrong.values()}) == 7
