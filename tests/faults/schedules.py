"""Random schedules, each by its seed: handlers interleave, calls go wrong, events are lost and tasks run twice."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import as_completed
from dataclasses import dataclass

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
from tests.faults.invariants import broken
from tests.faults.mishaps import Chances
from tests.faults.platform import platform
from tests.faults.reports import COMMAND, Line, Wanted, workers
from tests.faults.world import World

# Of a hundred seeds. What costs much a seed (days, tills) gets fewer of them, and about its share of the time.
SHARES: dict[Flow, int] = {
    flows.random_orders: 10,
    command_flows.random_tills: 5,
    command_flows.random_desks: 4,
    offline_flows.random_phones: 3,
    redeeming_flows.random_redemptions: 3,
    offer_flows.random_offers: 1,
    flows.random_messages: 20,
    message_flows.random_talks: 5,
    flows.two_ticks_at_once: 31,
    console_flows.random_console: 3,
    silence_flows.random_silences: 1,
    console_flows.random_seconds: 2,
    joining_flows.random_joins: 4,
    flows.random_days: 1,
    automation_flows.random_automations: 1,
    reminder_flows.random_groceries: 1,
    points_flows.random_points: 1,
    referral_flows.random_referrals: 1,
    calling_flows.random_calls: 1,
    assignment_flows.random_assignments: 3,
    lead_flows.random_leads: 1,
    merging_flows.random_merges: 1,
    erasing_flows.random_erasures: 1,
    segment_flows.random_segments: 1,
    calendar_flows.random_calendars: 1,
    campaign_flows.random_campaigns: 1,
    response_flows.random_responses: 2,
    territory_flows.random_territories: 1,
    selling_flows.random_deals: 2,
    quote_flows.random_quotes: 2,
    posting_flows.random_posts: 1,
    business_flows.random_kpis: 1,
    counting_flows.random_counts: 1,
    booking_flows.random_bookings: 1,
    chat_flows.random_chats: 1,
    handover_flows.random_handovers: 1,
    figures_flows.random_figures: 1,
    model_flows.random_questions: 1,
}
HUNDREDS_A_CHUNK = 5
SEEDS_A_LINE = 10_000


@dataclass(frozen=True)
class Searched:
    """Seeds of a flow that were run, the processor's time for them, and what did not hold for which."""

    flow: str
    seeds: int
    seconds: float
    violations: tuple[tuple[int, list[str]], ...]


def a_world(seed: int) -> World:
    """A world on which everything may go wrong, by this seed."""
    return World(
        seed, Chances(random.Random(f"faults {seed}")), lost_events=0.2, doubled_tasks=0.3, doubled_events=0.2
    )


def lived(flow: Flow, seed: int) -> World:
    """The world after a flow, come to rest."""
    with platform(a_world(seed)) as world:
        flow(world)
        world.settle()
    return world


def search(name: str, seeds: range) -> Searched:
    """Run a flow by each of these seeds."""
    (flow,) = (flow for flow in SHARES if flow.__name__ == name)
    began = time.process_time()
    violations = [(seed, sentences) for seed in seeds if (sentences := broken(lived(flow, seed)))]
    return Searched(name, len(seeds), time.process_time() - began, tuple(violations))


def report(wanted: Wanted) -> Iterator[Line]:
    """All flows by turns, so that each has had its share whenever the time is up."""
    began = time.perf_counter()
    done: list[Searched] = []
    count = 0
    with workers() as pool:
        asked = [pool.submit(search, name, seeds) for name, seeds in _chunks(wanted)]
        for future in as_completed(asked):
            found = future.result()
            done.append(found)
            yield from _violations(found)
            before, count = count, count + found.seeds
            took = time.perf_counter() - began
            if before // SEEDS_A_LINE < count // SEEDS_A_LINE:
                yield Line(f"{count:>9,} seeds after {took:.0f} s")
            if took > wanted.seconds:
                yield Line(f"          {wanted.seconds:.0f} s are over")
                pool.shutdown(wait=False, cancel_futures=True)
                break
    yield from _summary(done, time.perf_counter() - began)


def _violations(found: Searched) -> Iterator[Line]:
    for seed, sentences in found.violations:
        yield Line(f"{found.flow}, seed {seed}: {'; '.join(sentences)}", is_violation=True)
        yield Line(f"  again: {COMMAND} --flow {found.flow} --seed {seed}")


def _summary(done: list[Searched], took: float) -> Iterator[Line]:
    for flow in SHARES:
        of_flow = [found for found in done if found.flow == flow.__name__]
        violated = sum(len(found.violations) for found in of_flow)
        seeds, seconds = _sums(of_flow)
        yield Line(
            f"{seeds:>9,} seeds of {flow.__name__}, {seeds / (seconds or 1):,.0f} a second of a core: "
            f"{violated or 'no'} violations"
        )
    seeds, seconds = _sums(done)
    violated = sum(len(found.violations) for found in done)
    yield Line(
        f"{seeds:>9,} seeds in {took:.0f} s ({seconds:.0f} s of processor time), {seeds / took:,.0f} a second: "
        f"{violated or 'no'} violations"
    )


def _sums(done: list[Searched]) -> tuple[int, float]:
    return sum(found.seeds for found in done), sum(found.seconds for found in done)


def _chunks(wanted: Wanted) -> Iterator[tuple[str, range]]:
    """The flows by turns, each with its share of the next seeds; the last turn is cut to the count."""
    firsts = dict.fromkeys(SHARES, wanted.first_seed)
    left = wanted.seeds
    while left > 0:
        for flow, share in SHARES.items():
            seeds = min(share * HUNDREDS_A_CHUNK, left)
            if seeds:
                yield flow.__name__, range(firsts[flow], firsts[flow] + seeds)
            firsts[flow] += seeds
            left -= seeds
