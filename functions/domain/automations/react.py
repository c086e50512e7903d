"""The one seam after a decision: what follows from any change of a customer follows here, in the same commit.

It is also the one owner of a customer's `due` and `wake_at`. A reason of automations is `auto:{id}`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime

from functions.domain.customers.customer import LEADS, Customer
from functions.domain.customers.reactions import Facts, Reaction
from functions.domain.kernel.decisions import Reading
from functions.domain.loyalty.tiers import one_record, tier_change
from functions.domain.occasions import expiries
from functions.domain.orgs.org import Org, is_on
from functions.domain.upkeep import recommendations, reminders, scores, segments

MOVING = "join"  # why one who was joined into another wakes: their documents move
AUTOMATION = "auto"
# How often what follows from segments may move them again. By then they are right, and what still moves is not told.
_MOST_ROUNDS = 5
_OURS = (scores.REASON, reminders.REASON, recommendations.REASON, expiries.REASON)


def react(
    org: Org, before: Customer | None, after: Customer, *, facts: Facts, now: datetime
) -> Reading[Reaction]:
    """The customer and the documents that follow from a change; `before` is as it was read, None where it is new.

    A decision that puts a customer puts the reaction's, and creates what the reaction creates. Bills nothing, unless
    the tier moves, 1 write (the interaction), automations run, 1 write for each message, or an account's territory,
    group or segment moves, what its deals do (sales/inheriting.py). With the CRM off nothing follows but what searches
    find. Who was joined into another customer has only their documents to move. The order: what searches find, the
    territory, the tier, the score, the segments, the automations of these, staff's tasks that end, and the score and
    the segments again where these changed the customer.
    """
    after = _findable(before, after)
    if after.joined_into is not None:
        moving = {reason: at for reason, at in after.due.items() if reason == MOVING}
        if after.lead_ids:
            moving[LEADS] = after.due.get(LEADS, now)
        return Reaction(after.waiting_for(moving).with_changes(segment_ids=()))
    if not is_on(org, "crm"):
        return Reaction(after)
    is_anew = facts.kind == "settings_changed"
    after = _prepared(org, before, _in_territory(org, before, after), now=now, is_anew=is_anew)
    moved = yield from tier_change(org, before, after, facts=facts, now=now)
    scored = _scored(org, before, moved.customer, now=now)
    acted = Reaction(_segmented(org, scored, now), moved.create)
    if org.automations:
        acted = yield from _automated(org, before, acted, facts=facts, now=now)
    acted = yield from _followed_up(org, before, acted, facts=facts, now=now)
    acted = replace(acted, customer=_scored(org, scored, acted.customer, now=now))
    if org.is_quiet:
        acted = replace(acted, customer=reminders.passed_over(org, acted.customer, now))
    acted = yield from _segmented_again(org, before, acted, facts=facts, now=now)
    acted = yield from _taken_in(org, before, acted, now=now)
    woken = with_due(org, before, acted.customer, now=now, is_anew=is_anew)
    if after.recommendations is None and after.account is None:
        return Reaction(woken, acted.create, acted.others)
    from functions.domain.upkeep.beside import moved_beside

    beside = moved_beside(org, before, woken, others=acted.others, facts=facts, now=now)
    return Reaction(woken, acted.create, (yield from beside))


def _in_territory(org: Org, before: Customer | None, after: Customer) -> Customer:
    if not org.territories and after.territory_by is None and after.owner_by is None:
        return after
    from functions.domain.territories.placing import is_to_be_placed, placed

    return placed(org, after) if is_to_be_placed(before, after) else after


def _segmented(org: Org, customer: Customer, now: datetime) -> Customer:
    """The customer as they are where the business has no segments, and had none."""
    has_any = org.segments or customer.segment_ids
    return segments.segmented(org, customer, now) if has_any else customer


def _segmented_again(
    org: Org, before: Customer | None, acted: Reaction, *, facts: Facts, now: datetime
) -> Reading[Reaction]:
    """The segments of the customer as what followed left them, and what their moving sets off in turn."""
    if not org.segments:
        return acted
    for _ in range(_MOST_ROUNDS):
        customer = segments.segmented(org, acted.customer, now)
        if customer.segment_ids == acted.customer.segment_ids:
            return acted
        was, acted = acted.customer, replace(acted, customer=customer)
        if org.automations:
            events = segments.segment_moves(org, before, customer, was=was.segment_ids, now=now)
            acted = yield from _run(org, before, acted, events=events, facts=facts, now=now)
            acted = replace(acted, customer=_scored(org, was, acted.customer, now=now))
    return replace(acted, customer=segments.segmented(org, acted.customer, now))


def _taken_in(org: Org, before: Customer | None, acted: Reaction, *, now: datetime) -> Reading[Reaction]:
    """An instance whose organisations have no ongoing campaigns never loads them."""
    if not org.ongoing_campaigns:
        return acted
    from functions.domain.campaigning.entries import with_entries

    return (yield from with_entries(org, before, acted, now=now))


def follows_purchases(org: Org, customer: Customer) -> bool:
    """Whether what the customer buys brings them something later, or did so."""
    is_wanted = bool(org.consumption_profiles) or org.recommends
    return is_wanted or customer.consumption is not None or customer.recommendations is not None


def _findable(before: Customer | None, after: Customer) -> Customer:
    """The customer as lists find them: worked out where what they are found by changed, and there alone."""
    if before is not None and _found_by(before) == _found_by(after):
        return after
    from functions.domain.customers.search import with_search_keys

    return with_search_keys(after)


def _found_by(customer: Customer) -> tuple[str | None, ...]:
    return customer.name, customer.phone, customer.joined_into


def _prepared(
    org: Org, before: Customer | None, after: Customer, *, now: datetime, is_anew: bool
) -> Customer:
    """The customer with what their figures call for before the tier is looked at."""
    if org.settings.loyalty.referral is not None:
        after = _referring(org, after, is_anew=is_anew)
    if is_anew:
        after = reminders.replanned(org, after)
    if org.settings.loyalty.expiry is not None:
        after = expiries.with_dates(org, before, after, now=now)
    return after


def _followed_up(
    org: Org, before: Customer | None, acted: Reaction, *, facts: Facts, now: datetime
) -> Reading[Reaction]:
    """What follows beside automations: a referral that moved, and calls whose reason is gone."""
    if acted.customer.referral != (before.referral if before else None):
        from functions.domain.automations.referrals import with_referral

        acted = yield from with_referral(org, before, acted, facts=facts, now=now)
    is_whole = acted.customer.brought is None  # one who is being taken apart has no figures yet
    if before is not None and acted.customer.open_calls and is_whole:
        from functions.domain.upkeep.ended_calls import without_ended_calls

        acted = yield from without_ended_calls(org, before, acted, facts=facts, now=now)
    return acted


def _referring(org: Org, customer: Customer, *, is_anew: bool) -> Customer:
    """The customer with a code of their own, and with what their referral has come to, if they were brought. What is
    earned stays where settings change alone.
    """
    if customer.referral_code is None and is_on(org, "loyalty"):
        from functions.domain.referrals.codes import with_own_code

        customer = with_own_code(org, customer)
    if customer.referral is not None and not is_anew:
        from functions.domain.referrals.earning import with_earning

        customer = with_earning(org, customer)
    return customer


def _scored(org: Org, before: Customer | None, after: Customer, *, now: datetime) -> Customer:
    """The customer as they are where the business keeps no scores, and kept none."""
    if org.settings.scoring is None and after.engagement.scored_at is None:
        return after
    return scores.rescored(org, before, after, now=now)


def _automated(
    org: Org, before: Customer | None, moved: Reaction, *, facts: Facts, now: datetime
) -> Reading[Reaction]:
    """What automations do after a change, and the record of a tier's move where they leave none of it themselves."""
    from functions.domain.occasions.events import events_of

    events: frozenset[str] = events_of(org, before, moved.customer, facts=facts)
    was = before.segment_ids if before is not None else ()
    if was != moved.customer.segment_ids:
        events |= segments.segment_moves(org, before, moved.customer, was=was, now=now)
    acted = yield from _run(org, before, Reaction(moved.customer), events=events, facts=facts, now=now)
    create = one_record(org, moved.create, acted.create) if moved.create else acted.create
    return replace(acted, create=create)


def _run(
    org: Org,
    before: Customer | None,
    acted: Reaction,
    *,
    events: Collection[str],
    facts: Facts,
    now: datetime,
) -> Reading[Reaction]:
    """The reaction after the automations that these events set off."""
    from functions.domain.automations.running import run_after
    from functions.domain.occasions.asking import State

    state = State(acted.customer, acted.customer, acted.create, acted.others)
    state = yield from run_after(org, before, state, events=events, facts=facts, now=now)
    assert isinstance(state.subject, Customer), "a customer stays one"
    return Reaction(state.subject, state.create, state.others)


def with_due(
    org: Org, before: Customer | None, after: Customer, *, now: datetime, is_anew: bool = False
) -> Customer:
    """The customer woken for what the change calls for.

    A reason whose time moves is set; one whose time stays is left as it is, so that what was acted on does not come
    back; one that no longer has a time goes. Reasons that are not ours stay. All are set anew
    where the settings changed (`is_anew`), or the customer waits for an automation that is no more.
    """
    was = {} if is_anew or _waits_in_vain(org, after) else _times_before(org, before, now)
    times = _times(org, after, now, is_anew=is_anew)
    due = planned(after.due, was, times, now=now, is_ours=_is_ours)
    return after.waiting_for(without_overdue(org, due, after.due, now=now))


def without_overdue(
    org: Org, due: Mapping[str, datetime], known: Mapping[str, datetime], *, now: datetime
) -> dict[str, datetime]:
    """What a document waits for. In a quiet organisation a change brings nothing that was due before it: the next tick
    would send it. A moment that is passed over so is not planned again, since its time stays.
    """
    sends = (recommendations.REASON, reminders.REASON)
    return {
        reason: at
        for reason, at in due.items()
        if not org.is_quiet
        or at > now
        or reason in known
        or not (reason in sends or is_of_automations(reason))
    }


def planned(
    due: Mapping[str, datetime],
    was: Mapping[str, datetime],
    times: Mapping[str, datetime],
    *,
    now: datetime,
    is_ours: Callable[[str], bool],
) -> dict[str, datetime]:
    """What a document waits for, where the times of our reasons were these before a change and are those after it."""
    kept = {
        reason: at
        for reason, at in due.items()
        if not is_ours(reason) or (reason in times and was.get(reason) == times[reason])
    }
    moved = {reason: at for reason, at in times.items() if was.get(reason) != at or at > now}
    return kept | moved


def _times_before(org: Org, before: Customer | None, now: datetime) -> Mapping[str, datetime]:
    """The times before a change; none where they were lost, so that all are set again. What was acted on has its
    message, and gets no second one.
    """
    return {} if before is None or "due" in before.odd_fields else _times(org, before, now)


def _times(org: Org, customer: Customer, now: datetime, *, is_anew: bool = False) -> Mapping[str, datetime]:
    """An instance whose organisations have no automations never loads them."""
    scored = scores.score_times(org, customer, now) if org.settings.scoring is not None else {}
    if customer.consumption is not None:
        scored = {**scored, **reminders.reminder_times(org, customer, now)}
    if customer.recommendations is not None:
        scored = {**scored, **recommendations.recommendation_times(org, customer, now)}
    if org.settings.loyalty.expiry is not None:
        scored = {**scored, **expiries.expiry_times(org, customer)}
    if org.segments and is_on(org, "crm"):
        scored = {**scored, **segments.segment_times(org, customer, now)}
    if not org.automations or not is_on(org, "crm"):
        return scored
    from functions.domain.automations.running import automation_times
    from functions.domain.occasions.asking import State

    return {**scored, **automation_times(org, State.of_customer(customer), now, is_anew=is_anew)}


def _is_ours(reason: str) -> bool:
    return reason in _OURS or is_of_automations(reason) or reason.startswith(f"{segments.SEGMENT}:")


def is_of_automations(reason: str) -> bool:
    """Whether a document waits for an automation by this reason."""
    return reason.startswith(f"{AUTOMATION}:")


def _waits_in_vain(org: Org, customer: Customer) -> bool:
    return any(
        is_of_automations(reason) and reason.split(":")[1] not in org.automations for reason in customer.due
    )
