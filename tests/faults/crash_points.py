"""Each call of a flow goes wrong in each way, and each call after it once more: the second is looked for among the
calls of the run in which the first went wrong, so that what only happens because of it is tried as well.
"""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import islice

from tests.faults import (
    automation_flows,
    booking_flows,
    business_flows,
    calendar_flows,
    campaign_flows,
    chat_flows,
    command_flows,
    counting_flows,
    erasing_flows,
    figures_flows,
    flows,
    handover_flows,
    import_flows,
    joining_flows,
    lead_flows,
    merging_flows,
    message_flows,
    model_flows,
    offer_flows,
    points_flows,
    posting_flows,
    quote_flows,
    redeeming_flows,
    referral_flows,
    response_flows,
    segment_flows,
    selling_flows,
    territory_flows,
)
from tests.faults.flows import Flow
from tests.faults.invariants import broken
from tests.faults.mishaps import FAULTS, Fault, Planned
from tests.faults.platform import platform
from tests.faults.reports import COMMAND, Line, Wanted, workers
from tests.faults.world import World

Plan = Mapping[int, Fault]
FLOWS: tuple[Flow, ...] = (
    flows.two_orders,
    flows.a_refund_while_another_order_comes_in,
    flows.an_order_changes_hands,
    redeeming_flows.a_coupon_is_redeemed_at_two_tills,
    redeeming_flows.the_last_points_are_redeemed_at_two_tills,
    redeeming_flows.a_redeemed_order_is_refunded_while_another_redeems,
    redeeming_flows.points_that_were_spent_are_owed,
    offer_flows.the_last_of_an_offer_is_asked_for_at_two_tills,
    offer_flows.a_refund_makes_room_in_a_budget,
    command_flows.a_till_corrects_an_order_while_another_one_comes_in,
    command_flows.two_desks_enter_one_customer_while_a_clerk_leaves,
    flows.a_marketing_message,
    flows.a_transactional_message,
    flows.two_ticks_at_once,
    message_flows.a_message_that_is_reported_failed,
    response_flows.a_customer_clicks_and_answers_at_once,
    message_flows.a_stop_while_messages_are_on_their_way,
    message_flows.a_message_in_the_evening,
    points_flows.a_reward_is_asked_for_at_two_desks,
    automation_flows.a_cart_is_checked_out_at_the_last_minute,
    referral_flows.a_friend_s_first_order_is_earned_and_returned,
    posting_flows.an_order_is_cancelled_while_it_goes_out,
)
# Long ones: some of their points in the tests, all of them here.
LONG: tuple[Flow, ...] = (
    joining_flows.two_customers_become_one_while_both_buy,
    automation_flows.an_order_is_thanked_for_with_a_coupon,
    automation_flows.a_sequence_goes_on_to_its_end,
    merging_flows.a_merge_beside_an_order,
    merging_flows.two_merges_cross,
    merging_flows.a_chain_of_merges,
    merging_flows.a_merge_is_taken_back_beside_an_order,
    erasing_flows.an_erasure_beside_an_order,
    erasing_flows.an_erasure_beside_a_merge,
    erasing_flows.an_erasure_beside_a_message,
    erasing_flows.an_erasure_beside_a_redemption,
    segment_flows.a_filter_is_changed_beside_orders,
    segment_flows.a_filter_is_changed_beside_a_second_change,
    segment_flows.a_snapshot_is_taken_beside_orders,
    segment_flows.a_snapshot_is_removed_beside_an_order,
    business_flows.kpis_are_counted_by_two_ticks_at_once,
    counting_flows.baskets_are_counted_by_two_ticks_at_once,
    territory_flows.a_territory_changes_while_a_customer_moves,
    calendar_flows.an_offer_is_proposed_by_two_ticks_and_approved,
    campaign_flows.a_campaign_is_changed_at_two_desks,
    campaign_flows.a_campaign_is_paused_while_two_ticks_send_it,
    import_flows.an_import_is_taken_back_beside_an_order,
    lead_flows.a_lead_is_converted_twice_beside_an_order_of_its_phone,
    booking_flows.two_chats_want_the_last_seats,
    quote_flows.a_manager_approves_while_the_rep_withdraws,
    quote_flows.an_acceptance_is_clicked_twice_beside_a_decline,
    quote_flows.an_acceptance_meets_the_last_instant,
    selling_flows.a_deal_changes_hands_while_another_of_its_owner_is_won,
    chat_flows.a_chat_that_ends_in_a_booking,
    handover_flows.a_chat_from_its_first_word_to_its_payment,
    handover_flows.a_season_is_booked_while_a_lead_is_owed,
    handover_flows.nobody_answers_until_it_is_too_late,
    figures_flows.a_paid_chat_is_counted_by_two_ticks,
    model_flows.a_second_question_comes_while_the_model_thinks,
    model_flows.an_edit_comes_while_the_model_thinks,
    model_flows.a_person_takes_over_while_the_model_thinks,
)
EVERY = (*FLOWS, *LONG)
# Each seed is another order in which the handlers take turns.
SEEDS = range(3)
PAIRED = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.ANSWER_LOST)


@dataclass(frozen=True)
class Tried:
    """One point of a flow with all that may follow it, and what did not hold under which plan."""

    pairs: int
    violations: tuple[tuple[str, list[str]], ...]


def lived(flow: Flow, plan: Plan, seed: int = 0) -> World:
    """The world after a flow with these calls gone wrong, come to rest."""
    with platform(World(seed, Planned(plan))) as world:
        flow(world)
        world.settle()
    return world


def points(flow: Flow, seed: int = 0) -> list[tuple[int, Fault]]:
    """Every call of a flow on a calm day, with every way in which it may go wrong."""
    return [(n, fault) for n, kind in enumerate(lived(flow, {}, seed).calls) for fault in FAULTS[kind]]


def seconds_after(first: tuple[int, Fault], world: World) -> list[tuple[int, Fault]]:
    """The crashes and lost answers that may follow the first one, at the calls of the world in which it happened."""
    number, fault = first
    if fault not in PAIRED:
        return []
    later = islice(enumerate(world.calls), number + 1, None)
    return [(n, other) for n, kind in later for other in PAIRED if other in FAULTS[kind]]


def tried(name: str, seed: int, number: int, fault: Fault) -> Tried:
    """One point of a flow, alone and with each that may follow it."""
    (flow,) = (flow for flow in EVERY if flow.__name__ == name)
    first = lived(flow, {number: fault}, seed)
    found = {_words({number: fault}): broken(first)}
    pairs = seconds_after((number, fault), first)
    for n, other in pairs:
        plan = {number: fault, n: other}
        found[_words(plan)] = broken(lived(flow, plan, seed))
    return Tried(len(pairs), tuple((words, wrong) for words, wrong in found.items() if wrong))


def report(wanted: Wanted) -> Iterator[Line]:
    """Every point and every pair of every flow."""
    with workers() as pool:
        for flow in EVERY:
            yield from _report_of(flow, pool)


def _report_of(flow: Flow, pool: ProcessPoolExecutor) -> Iterator[Line]:
    began = time.perf_counter()
    name = flow.__name__
    asked = {pool.submit(tried, name, seed, *point): seed for seed in SEEDS for point in points(flow, seed)}
    pairs = violated = 0
    for future in as_completed(asked):
        done, seed = future.result(), asked[future]
        pairs, violated = pairs + done.pairs, violated + len(done.violations)
        for words, wrong in done.violations:
            yield Line(f"{name}, seed {seed}, with {words}: {'; '.join(wrong)}", is_violation=True)
            yield Line(f"  again: {COMMAND} --flow {name} --seed {seed} --faults {words}")
    yield Line(
        f"{len(asked):>9,} points and {pairs:,} pairs of {name}, {time.perf_counter() - began:.0f} s: "
        f"{violated or 'no'} violations"
    )


def plan_of(words: str) -> Plan:
    """The plan that a failure printed."""
    pairs = (word.split(":") for word in words.split(","))
    return {int(number): Fault[name] for number, name in pairs}


def _words(plan: Plan) -> str:
    return ",".join(f"{number}:{fault.name}" for number, fault in sorted(plan.items()))
