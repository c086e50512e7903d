"""Mistakes that an engineer would make, made on purpose: the search must catch each, by a sentence that fits it."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import pytest

from tests.faults import (
    assigning_wrong,
    automating_wrong,
    booking_wrong,
    business_wrong,
    calendar_wrong,
    calling_wrong,
    campaigning_wrong,
    chatting_wrong,
    command_flows,
    console_flows,
    counting_wrong,
    deciding_wrong,
    delivering_wrong,
    erasing_wrong,
    figures_wrong,
    flows,
    gating_wrong,
    handover_wrong,
    joining_flows,
    joining_wrong,
    leading_wrong,
    merging_wrong,
    modelling_wrong,
    offering_wrong,
    offline_wrong,
    points_wrong,
    posting_wrong,
    quoting_wrong,
    redeeming_wrong,
    referring_wrong,
    reminding_wrong,
    responding_wrong,
    segmenting_wrong,
    selling_wrong,
    settling_wrong,
    spoiling_wrong,
    storing_wrong,
    territories_wrong,
)
from tests.faults.assignment_flows import random_assignments
from tests.faults.automation_flows import random_automations
from tests.faults.booking_flows import random_bookings
from tests.faults.business_flows import random_kpis
from tests.faults.calendar_flows import random_calendars
from tests.faults.calling_flows import random_calls
from tests.faults.campaign_flows import random_campaigns
from tests.faults.chat_flows import random_chats
from tests.faults.counting_flows import random_counts
from tests.faults.erasing_flows import random_erasures
from tests.faults.figures_flows import random_figures
from tests.faults.flows import Flow
from tests.faults.handover_flows import (
    a_season_is_booked_while_a_lead_is_owed,
    nobody_answers_until_it_is_too_late,
    random_handovers,
)
from tests.faults.invariants import broken
from tests.faults.lead_flows import random_leads
from tests.faults.merging_flows import random_merges
from tests.faults.message_flows import random_talks
from tests.faults.model_flows import an_edit_comes_while_the_model_thinks, random_questions
from tests.faults.offer_flows import random_offers
from tests.faults.offline_flows import random_phones
from tests.faults.platform import platform
from tests.faults.points_flows import random_points
from tests.faults.posting_flows import random_posts
from tests.faults.quote_flows import an_acceptance_meets_the_last_instant, random_quotes
from tests.faults.redeeming_flows import random_redemptions
from tests.faults.referral_flows import random_referrals
from tests.faults.reminder_flows import random_groceries
from tests.faults.reports import Line, Wanted, workers
from tests.faults.response_flows import random_responses
from tests.faults.schedules import a_world
from tests.faults.segment_flows import random_segments
from tests.faults.selling_flows import random_deals
from tests.faults.silence_flows import random_silences
from tests.faults.territory_flows import random_territories
from tests.faults.world import World

WITHIN_SEEDS = 1_000
Breaking = Callable[[World, pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Mutant:
    """A mistake, the flow in which it shows, and words of the sentence that tells of it. The search starts at the seed
    `start`: one that caught a rare mistake catches it at once for as long as nothing else changes.
    """

    breaking: Breaking
    flow: Flow
    sentence: str
    start: int = 0

    @property
    def name(self) -> str:
        return self.breaking.__name__


@dataclass(frozen=True)
class Caught:
    """By which seed a mutant was caught, and by which sentence."""

    seed: int
    sentence: str


MUTANTS = (
    Mutant(joining_wrong.adds_figures_without_entries, joining_flows.random_joins, "the ledger", start=25),
    Mutant(
        joining_wrong.takes_an_order_back_from_who_was_joined,
        joining_flows.random_joins,
        "stands at",
        start=36,
    ),
    Mutant(joining_wrong.leaves_a_page_behind, joining_flows.random_joins, "stayed with", start=25),
    Mutant(
        joining_wrong.asks_for_the_one_s_own_orders_alone, joining_flows.random_joins, "stands at", start=619
    ),
    Mutant(joining_wrong.follows_nobody, joining_flows.random_joins, "stands at", start=36),
    Mutant(
        joining_wrong.leaves_figures_with_who_was_joined, joining_flows.random_joins, "stands at", start=24
    ),
    Mutant(spoiling_wrong.reads_customers_strictly, console_flows.random_console, ""),
    Mutant(spoiling_wrong.reads_orders_strictly, console_flows.random_console, ""),
    Mutant(spoiling_wrong.believes_lost_figures, console_flows.random_console, "stands at"),
    Mutant(
        spoiling_wrong.takes_an_overwritten_order_for_a_new_one, console_flows.random_console, "", start=4
    ),
    Mutant(spoiling_wrong.counts_an_overwritten_order_beside_itself, console_flows.random_console, "points"),
    Mutant(spoiling_wrong.leaves_identities_of_nobody, console_flows.random_console, "", start=9),
    Mutant(spoiling_wrong.adds_points_up_from_orders, console_flows.random_console, "the ledger"),
    Mutant(spoiling_wrong.writes_lost_figures_leaf_by_leaf, console_flows.random_console, ""),
    Mutant(spoiling_wrong.takes_what_comes_last_in_a_second, console_flows.random_seconds, "latest state"),
    Mutant(spoiling_wrong.takes_what_comes_first_in_a_second, console_flows.random_seconds, "latest state"),
    Mutant(storing_wrong.ignores_versions, flows.random_orders, "stands at", start=38),
    Mutant(storing_wrong.tears_commits, flows.random_orders, "never got an answer", start=42),
    Mutant(storing_wrong.credits_before_it_records, flows.random_orders, "the ledger"),
    Mutant(storing_wrong.takes_silence_for_success, flows.random_orders, "instead of", start=23),
    Mutant(storing_wrong.writes_again_without_reading, flows.random_orders, "stands at", start=61),
    Mutant(deciding_wrong.forgets_by_the_clock, flows.random_orders, "is not in its latest state"),
    Mutant(deciding_wrong.takes_in_older_states, flows.random_orders, "is not in its latest state"),
    Mutant(deciding_wrong.names_entries_by_chance, flows.random_orders, "is not named for its cause"),
    Mutant(deciding_wrong.keeps_the_points_of_refunds, flows.random_orders, "stands at"),
    Mutant(deciding_wrong.leaves_the_former_buyer_alone, flows.random_orders, "stands at", start=3),
    Mutant(
        deciding_wrong.tells_a_tier_each_time_it_is_crossed,
        flows.random_orders,
        "was told twice that",
        start=857,
    ),
    Mutant(deciding_wrong.raises_tiers_without_a_record, flows.random_orders, "without a record"),
    Mutant(
        settling_wrong.settles_in_a_commit_of_its_own,
        command_flows.random_desks,
        "was entered 0 times",
        start=276,
    ),
    Mutant(
        settling_wrong.does_not_look_members_up_again, command_flows.random_desks, "who had left", start=25
    ),
    Mutant(
        settling_wrong.takes_what_comes_last_for_what_was_said_last,
        command_flows.random_desks,
        "is kept",
        start=16,
    ),
    Mutant(settling_wrong.never_looks_for_lost_commands, command_flows.random_tills, "is still pending"),
    Mutant(offline_wrong.takes_what_arrives_last_for_what_was_made_last, random_phones, "said"),
    Mutant(offline_wrong.drops_a_whole_command_for_one_late_field, random_phones, "said"),
    Mutant(offline_wrong.takes_a_profile_for_one_field, random_phones, "said"),
    Mutant(offline_wrong.leaves_an_instant_to_chance, random_phones, "said", start=14),
    Mutant(offline_wrong.counts_a_call_when_it_arrives, random_phones, "counts as of"),
    Mutant(offline_wrong.counts_an_answer_when_it_arrives, random_phones, "is kept", start=176),
    Mutant(
        offline_wrong.gives_a_device_to_who_arrives_last, random_phones, "was registered last for", start=68
    ),
    Mutant(deciding_wrong.counts_a_silence_from_now, flows.random_days, "is due at", start=7),
    Mutant(deciding_wrong.wakes_without_resting, flows.random_days, "is due at"),
    Mutant(deciding_wrong.names_silences_by_the_tick, flows.random_days, "never heard"),
    Mutant(
        delivering_wrong.names_messages_by_chance, flows.random_days, "told its customer 2 times", start=587
    ),
    Mutant(delivering_wrong.sends_before_it_claims, flows.random_messages, "told its customer 2 times"),
    Mutant(
        delivering_wrong.claims_what_is_claimed, flows.random_messages, "told its customer 2 times", start=5
    ),
    Mutant(
        delivering_wrong.asks_a_silent_provider_again,
        flows.random_messages,
        "told its customer 2 times",
        start=146,
    ),
    Mutant(
        delivering_wrong.sends_marketing_again_after_the_lease,
        flows.random_messages,
        "told its customer 2 times",
    ),
    Mutant(delivering_wrong.records_for_a_lost_lease, random_talks, "went from delivered to sent", start=392),
    Mutant(delivering_wrong.calls_a_failure_sent, flows.random_messages, "was never handed over", start=101),
    Mutant(
        delivering_wrong.calls_sent_what_it_could_not_enqueue,
        flows.random_messages,
        "was never handed over",
        start=23,
    ),
    Mutant(delivering_wrong.enqueues_again_under_the_same_name, flows.random_messages, "expired", start=31),
    Mutant(delivering_wrong.never_sweeps, flows.random_messages, "is still queued"),
    Mutant(gating_wrong.sends_whatever_became_of_its_cause, random_silences, "had come back", start=4),
    Mutant(
        gating_wrong.strands_a_batch_for_its_bad_member,
        random_silences,
        "for the sake of a spoilt one",
        start=103,
    ),
    Mutant(gating_wrong.passes_the_gate_once, random_talks, "after their STOP", start=20),
    Mutant(gating_wrong.tries_a_channel_twice, random_talks, "told its customer", start=6),
    Mutant(gating_wrong.follows_reports_backwards, random_talks, "went from delivered to sent"),
    Mutant(gating_wrong.forgets_who_said_stop, random_talks, "after their STOP", start=26),
    Mutant(gating_wrong.falls_back_for_a_retired_send, random_talks, "of them explained", start=13),
    Mutant(gating_wrong.counts_when_it_has_sent, random_talks, "was told 2 things on", start=31),
    Mutant(gating_wrong.gives_out_budgets_unguarded, random_talks, "of a budget of"),
    Mutant(automating_wrong.notes_no_run, random_automations, "parts of a sequence"),
    Mutant(automating_wrong.names_moments_without_their_instant, random_automations, "of states"),
    Mutant(automating_wrong.names_occurrences_by_the_clock, random_automations, "of states"),
    Mutant(automating_wrong.leaves_the_subject_s_customer_as_read, random_automations, "has no tag of it"),
    Mutant(automating_wrong.plans_steps_from_the_beginning, random_automations, "after the one before"),
    Mutant(automating_wrong.runs_the_last_step_no_more, random_automations, "parts of a sequence"),
    Mutant(automating_wrong.takes_a_condition_for_met_for_ever, random_automations, "and meets", start=7),
    Mutant(automating_wrong.gives_coupon_codes_by_customer, random_automations, "are not those of"),
    Mutant(automating_wrong.names_tasks_by_chance, random_automations, "are not named for their causes"),
    Mutant(automating_wrong.notifies_all_of_the_staff, random_automations, "message of overdue went to"),
    Mutant(automating_wrong.acts_without_what_it_leaves, random_automations, "which never ran"),
    Mutant(
        automating_wrong.sends_for_a_cart_that_was_bought, random_automations, "after its checkout", start=16
    ),
    Mutant(reminding_wrong.keeps_what_was_taken_back, random_groceries, "and the orders say", start=7),
    Mutant(reminding_wrong.takes_any_purchase_for_the_last, random_groceries, "and the orders say"),
    Mutant(reminding_wrong.forgets_of_what_it_reminded, random_groceries, "was not reminded of"),
    Mutant(reminding_wrong.forgets_what_was_taken_back, random_groceries, "was told 2 times of", start=18),
    Mutant(redeeming_wrong.redeems_what_was_redeemed, random_redemptions, "is redeemed by"),
    Mutant(redeeming_wrong.leaves_coupons_used, random_redemptions, "have it", start=3),
    Mutant(redeeming_wrong.keeps_what_a_cancelled_order_redeemed, random_redemptions, "does not stand"),
    Mutant(redeeming_wrong.takes_more_than_there_is, random_redemptions, "in the wallet", start=23),
    Mutant(redeeming_wrong.redeems_without_an_entry, random_redemptions, "the ledger"),
    Mutant(redeeming_wrong.takes_again_with_each_state, random_redemptions, "the ledger"),
    Mutant(offering_wrong.counts_an_offer_again_with_each_state, random_offers, "orders and money"),
    Mutant(offering_wrong.looks_at_no_total_and_no_budget, random_offers, "times of"),
    Mutant(offering_wrong.asks_no_customer_how_often_they_had_it, random_offers, "has offer mine"),
    Mutant(points_wrong.gives_rewards_whatever_the_balance, random_points, "below zero", start=10),
    Mutant(points_wrong.spends_the_newest_points_first, random_points, "had expired"),
    Mutant(points_wrong.keeps_the_bonus_of_orders_that_are_gone, random_points, "deserves", start=13),
    Mutant(
        points_wrong.takes_all_points_for_new_with_each_change, random_points, "that have expired", start=8
    ),
    Mutant(
        leading_wrong.keeps_leads_without_their_identities,
        random_leads,
        "of one phone are no customers",
        start=3,
    ),
    Mutant(leading_wrong.forgets_that_a_form_came_before, random_leads, "interactions", start=8),
    Mutant(leading_wrong.leaves_what_hangs_on_a_lead, random_leads, "hangs on a lead who is a customer"),
    Mutant(leading_wrong.forgets_the_lead_of_an_order_s_phone, random_leads, "is no customer", start=4),
    Mutant(
        leading_wrong.keeps_a_note_without_its_lead,
        random_leads,
        "hangs on a lead who is a customer",
        start=219,
    ),
    Mutant(referring_wrong.leaves_what_was_returned_earned, random_referrals, "is earned as of"),
    Mutant(referring_wrong.lets_the_last_code_hold, random_referrals, "was brought by"),
    Mutant(referring_wrong.lets_customers_bring_themselves, random_referrals, "brought themselves"),
    Mutant(referring_wrong.forgets_the_referral_of_a_cancellation, random_referrals, "is earned as of"),
    Mutant(calling_wrong.takes_what_the_second_phone_says_too, random_calls, "follow it"),
    Mutant(calling_wrong.tries_for_ever, random_calls, "is attempt 4", start=5),
    Mutant(calling_wrong.leaves_the_day_as_it_was, random_calls, "the day of", start=63),
    Mutant(calling_wrong.keeps_yesterday_s_day, random_calls, "the day of"),
    Mutant(calling_wrong.forgets_what_ends_the_next_call, random_calls, "was bought since"),
    Mutant(calling_wrong.calls_about_what_was_bought, random_calls, "was bought since"),
    Mutant(assigning_wrong.hands_out_without_the_pool_s_guard, random_assignments, "and room for", start=7),
    Mutant(assigning_wrong.counts_open_calls_alone, random_assignments, "and room for", start=4),
    Mutant(
        assigning_wrong.leaves_an_absent_agent_their_calls, random_assignments, "is away and holds", start=9
    ),
    Mutant(assigning_wrong.keeps_in_the_pool_what_it_gave, random_assignments, "and in the pool: True"),
    Mutant(merging_wrong.forgets_notes, random_merges, "a note of"),
    Mutant(merging_wrong.leaves_the_old_phone_with_who_was_joined, random_merges, "who does not stand"),
    Mutant(erasing_wrong.leaves_what_messages_say, random_erasures, "says the name"),
    Mutant(erasing_wrong.takes_the_ledger_too, random_erasures, "points in the ledger"),
    Mutant(erasing_wrong.brings_them_back_by_a_late_state, random_erasures, "brought back"),
    Mutant(erasing_wrong.forgets_who_was_joined_since, random_erasures, "who was erased", start=57),
    Mutant(segmenting_wrong.goes_on_by_the_instant_alone, random_segments, "and their filters"),
    Mutant(
        segmenting_wrong.lets_a_job_that_is_under_way_do_for_the_next_change,
        random_segments,
        "and their filters",
        start=13,
    ),
    Mutant(
        segmenting_wrong.goes_by_the_revision_that_the_instance_has,
        random_segments,
        "and their filters",
        start=13,
    ),
    Mutant(
        territories_wrong.lets_a_job_that_is_under_way_do_for_a_changed_territory,
        random_territories,
        "out of place",
        start=56,
    ),
    Mutant(territories_wrong.leaves_deals_where_they_are, random_territories, "and its customer is"),
    Mutant(
        segmenting_wrong.lets_time_move_no_segment, random_segments, "is not when time moves them", start=12
    ),
    Mutant(posting_wrong.sends_what_another_task_sends, random_posts, "by two tasks at once"),
    Mutant(posting_wrong.loses_what_lost_its_task, random_posts, "never went out"),
    Mutant(posting_wrong.makes_a_key_for_each_try, random_posts, "under two keys", start=60),
    Mutant(selling_wrong.moves_in_order_of_arrival, random_deals, "was asked to be"),
    Mutant(selling_wrong.adds_a_deal_with_each_change, random_deals, "and its deals"),
    Mutant(selling_wrong.keeps_whom_nobody_won, random_deals, "which is not won", start=3),
    Mutant(selling_wrong.lets_the_first_clock_run_on, random_deals, "may stand in"),
    Mutant(selling_wrong.forgets_who_moved_before, random_deals, "was asked to be"),
    Mutant(selling_wrong.leaves_a_deal_on_its_former_page, random_deals, "the pages count"),
    Mutant(selling_wrong.counts_every_deal_as_undated, random_deals, "the pages count"),
    Mutant(booking_wrong.sells_seats_without_their_count, random_bookings, "seats are counted"),
    Mutant(booking_wrong.gives_seats_back_with_each_cancellation, random_bookings, "seats are counted"),
    Mutant(
        booking_wrong.takes_a_late_payment_whatever_is_left, random_bookings, "seats are taken of", start=18
    ),
    Mutant(booking_wrong.expires_what_is_paid, random_bookings, "was expired while"),
    Mutant(booking_wrong.holds_seats_for_ever, random_bookings, "after its time"),
    Mutant(quoting_wrong.lets_anybody_approve_any_discount, random_quotes, "off, approved by"),
    Mutant(quoting_wrong.leaves_the_former_version_open, random_quotes, "versions of quote", start=55),
    Mutant(
        quoting_wrong.leaves_the_former_version_open_where_its_time_is_over,
        random_quotes,
        "versions of quote",
    ),
    Mutant(
        quoting_wrong.takes_an_answer_after_the_last_instant,
        an_acceptance_meets_the_last_instant,
        "answered after its last instant",
    ),
    Mutant(quoting_wrong.lets_the_last_answer_hold, random_quotes, "while it was"),
    Mutant(quoting_wrong.forgets_what_is_given_off, random_quotes, "its lines of", start=3),
    Mutant(quoting_wrong.leaves_the_deal_where_it_is, random_quotes, "the deal is", start=3),
    Mutant(
        quoting_wrong.takes_a_withdrawal_of_what_was_approved, random_quotes, "was withdrawn while", start=3
    ),
    Mutant(
        campaigning_wrong.names_a_message_by_when_it_is_made, random_campaigns, "messages of one campaign"
    ),
    Mutant(campaigning_wrong.leaves_the_last_of_each_page_out, random_campaigns, "have no message"),
    Mutant(
        campaigning_wrong.sends_what_was_queued_before_a_pause, random_campaigns, "while its campaign was"
    ),
    Mutant(business_wrong.keeps_the_sums_in_the_instance, random_kpis, "and the orders say"),
    Mutant(business_wrong.forgets_its_place_once, random_kpis, "and the orders say"),
    Mutant(counting_wrong.keeps_the_counts_in_the_instance, random_counts, "and the orders say"),
    Mutant(counting_wrong.goes_on_after_the_last_order_s_instant, random_counts, "and the orders say"),
    Mutant(
        responding_wrong.takes_a_reply_for_one_to_what_was_planned_last, random_responses, "never went out"
    ),
    Mutant(responding_wrong.counts_a_channel_s_every_message, random_responses, "their message says"),
    Mutant(responding_wrong.hands_over_with_each_response, random_responses, "is handed over by"),
    Mutant(chatting_wrong.forgets_a_turn_whose_task_was_not_taken, random_chats, "wait for ever", start=176),
    Mutant(chatting_wrong.talks_over_a_person, random_chats, "talked over a person"),
    Mutant(chatting_wrong.answers_a_gateway_s_history, random_chats, "taken for the other"),
    Mutant(chatting_wrong.hears_the_last_message_alone, random_chats, "is in 0 turns"),
    Mutant(
        chatting_wrong.makes_the_lead_in_the_first_try_alone,
        a_season_is_booked_while_a_lead_is_owed,
        "is due for ever",
    ),
    Mutant(chatting_wrong.answers_each_message_of_a_burst, random_chats, "is in 2 turns"),
    Mutant(handover_wrong.answers_what_was_taken_back, random_handovers, "taken back", start=5),
    Mutant(
        handover_wrong.takes_an_edit_that_came_first_for_none, random_handovers, "was edited to", start=14
    ),
    Mutant(
        handover_wrong.owes_one_lead_at_a_time,
        a_season_is_booked_while_a_lead_is_owed,
        "bookings left",
    ),
    Mutant(
        handover_wrong.makes_the_lead_of_what_the_chat_is_about_now,
        a_season_is_booked_while_a_lead_is_owed,
        "of another package",
    ),
    Mutant(handover_wrong.escalates_what_was_answered, random_handovers, "after an answer", start=88),
    Mutant(handover_wrong.escalates_for_ever, random_handovers, "in a row", start=1),
    Mutant(handover_wrong.tells_the_customer_with_each_step, random_handovers, "told twice", start=1),
    Mutant(handover_wrong.tells_over_an_answer, nobody_answers_until_it_is_too_late, "after an answer"),
    Mutant(handover_wrong.tells_a_member_once_of_a_task, random_handovers, "handed over 2 times", start=3),
    Mutant(figures_wrong.keeps_what_is_counted_in_the_instance, random_figures, "the month has", start=6),
    Mutant(figures_wrong.adds_a_turn_with_each_try, random_figures, "its turns say"),
    Mutant(figures_wrong.asks_without_saying_so, random_figures, "were asked for a rating"),
    Mutant(modelling_wrong.asks_under_another_one_s_lease, random_questions, "asked twice at once", start=53),
    Mutant(modelling_wrong.gives_up_where_another_one_asks, random_questions, "wait for ever", start=9),
    Mutant(
        modelling_wrong.sends_an_answer_to_what_was_asked_before,
        random_questions,
        "answers another burst",
        start=79,
    ),
    Mutant(
        modelling_wrong.talks_over_who_took_over_meanwhile, random_questions, "talked over a person", start=14
    ),
    Mutant(
        modelling_wrong.leaves_what_was_edited_to_a_later_task,
        an_edit_comes_while_the_model_thinks,
        "wait for ever",
        start=8,
    ),
    Mutant(modelling_wrong.counts_no_cost_of_what_it_throws_away, random_questions, "is counted", start=59),
    Mutant(
        modelling_wrong.is_silent_where_the_model_is_away,
        random_questions,
        "neither an answer nor a reason",
        start=9,
    ),
    Mutant(modelling_wrong.asks_as_often_as_tasks_die, random_questions, "asked about one burst", start=9),
    Mutant(calendar_wrong.names_a_campaign_by_when_it_is_made, random_calendars, "campaigns of one year"),
    Mutant(calendar_wrong.proposes_on_the_very_day_alone, random_calendars, "was never proposed"),
    Mutant(calendar_wrong.takes_few_customers_for_an_approval, random_calendars, "without an approval"),
)


def broken_by(mutant: Mutant, seed: int) -> list[str]:
    """What does not hold by a seed where the mistake is made."""
    with platform(a_world(seed)) as world, pytest.MonkeyPatch.context() as patch:
        mutant.breaking(world, patch)
        mutant.flow(world)
        world.settle()
    return broken(world)


def catch(number: int) -> Caught | None:
    """The first seed from its start on that catches a mutant by its sentence."""
    mutant = MUTANTS[number]
    for seed in range(mutant.start, mutant.start + WITHIN_SEEDS):
        for sentence in broken_by(mutant, seed):
            if mutant.sentence in sentence:
                return Caught(seed, sentence)
    return None


def report(wanted: Wanted) -> Iterator[Line]:
    """Every mutant, and the seed and the sentence that caught it."""
    began = time.perf_counter()
    with workers() as pool:
        yield from _lines(pool)
    yield Line(f"{len(MUTANTS):>9,} mutants, {time.perf_counter() - began:.0f} s")


def _lines(pool: ProcessPoolExecutor) -> Iterator[Line]:
    for mutant, caught in zip(MUTANTS, pool.map(catch, range(len(MUTANTS))), strict=True):
        if caught is None:
            yield Line(f"{mutant.name} went unnoticed for {WITHIN_SEEDS} seeds", is_violation=True)
        else:
            yield Line(f"          {mutant.name}: seed {caught.seed}: {caught.sentence}")
