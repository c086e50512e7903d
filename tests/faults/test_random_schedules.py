"""Runs by the dozen, each by its seed; `make faults` has 100,000. A failure names its seed, and the command that
replays it.
"""

import pytest

from tests.faults import (
    assignment_flows,
    automation_flows,
    booking_flows,
    business_flows,
    calendar_flows,
    calling_flows,
    campaign_flows,
    chat_flows,
    command_flows,
    console_flows,
    counting_flows,
    erasing_flows,
    figures_flows,
    flows,
    handover_flows,
    joining_flows,
    lead_flows,
    merging_flows,
    message_flows,
    model_flows,
    offer_flows,
    offline_flows,
    points_flows,
    posting_flows,
    quote_flows,
    redeeming_flows,
    referral_flows,
    reminder_flows,
    response_flows,
    segment_flows,
    selling_flows,
    silence_flows,
    territory_flows,
)
from tests.faults.flows import Flow
from tests.faults.reports import COMMAND
from tests.faults.schedules import SHARES, lived, search

RUNS: dict[Flow, int] = {
    flows.random_orders: 50,
    command_flows.random_tills: 25,
    command_flows.random_desks: 38,
    offline_flows.random_phones: 38,
    redeeming_flows.random_redemptions: 38,
    offer_flows.random_offers: 30,
    flows.random_messages: 75,
    message_flows.random_talks: 38,
    flows.two_ticks_at_once: 50,
    flows.random_days: 15,
    console_flows.random_console: 30,
    silence_flows.random_silences: 15,
    console_flows.random_seconds: 30,
    joining_flows.random_joins: 30,
    automation_flows.random_automations: 20,
    reminder_flows.random_groceries: 13,
    points_flows.random_points: 25,
    referral_flows.random_referrals: 30,
    calling_flows.random_calls: 15,
    chat_flows.random_chats: 10,
    handover_flows.random_handovers: 10,
    model_flows.random_questions: 10,
    assignment_flows.random_assignments: 15,
    merging_flows.random_merges: 8,
    erasing_flows.random_erasures: 10,
    segment_flows.random_segments: 8,
    calendar_flows.random_calendars: 8,
    campaign_flows.random_campaigns: 8,
    response_flows.random_responses: 15,
    territory_flows.random_territories: 15,
    selling_flows.random_deals: 13,
    quote_flows.random_quotes: 8,
    lead_flows.random_leads: 13,
    posting_flows.random_posts: 10,
    business_flows.random_kpis: 10,
    counting_flows.random_counts: 10,
    booking_flows.random_bookings: 15,
    figures_flows.random_figures: 10,
}


@pytest.mark.parametrize("flow", SHARES, ids=lambda flow: flow.__name__)
def test_what_always_holds_holds_on_every_schedule(flow: Flow) -> None:
    found = search(flow.__name__, range(RUNS[flow]))
    again = [f"{COMMAND} --flow {flow.__name__} --seed {seed}" for seed, _ in found.violations]
    assert found.violations == (), again[:3]


@pytest.mark.parametrize("flow", SHARES, ids=lambda flow: flow.__name__)
def test_a_seed_replays_its_run_exactly(flow: Flow) -> None:
    first, second = lived(flow, 7), lived(flow, 7)
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
