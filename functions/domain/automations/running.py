"""Which automations of a document run after a change or at a moment, and when the next one is due.

What it has had of each automation stands in `runs`. An occurrence (an order, a birthday of a year, the change by which
a condition was met) runs once: what it leaves is named after it, and `runs` says that it was.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta

from functions.domain.automations.acting import act
from functions.domain.automations.loops import stop_loop
from functions.domain.automations.react import AUTOMATION
from functions.domain.automations.tellings import started_by
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.subjects import Run, Watched
from functions.domain.occasions.asking import Situation, Started, State
from functions.domain.occasions.awaited import planned_occurrence
from functions.domain.occasions.exclusive import in_turn, is_passed_over
from functions.domain.occasions.lookups import looked_up
from functions.domain.occasions.moments import Occurrence
from functions.domain.orgs.org import Org, is_recent
from functions.domain.settings.automations import CONDITION_MET, AutomationSettings
from functions.domain.settings.moments import Every, Moment, Monthly, duration_of

# Customers who bought nothing for as long are left alone by what runs every month.
MONTHLY_AFTER_LAST_ORDER = timedelta(days=184)


def automation_times(org: Org, state: State, now: datetime, *, is_anew: bool = False) -> dict[str, datetime]:
    """When each automation next has something to do for a document: `auto:{id}`, `auto:{id}:step` in a sequence.
    `is_anew`: the settings have changed.
    """
    asked, found = Situation(org, state, now), dict[str, datetime | None]()
    for id, automation in asked.automations():
        run = state.subject.runs.get(id)
        if isinstance(automation.on, Moment | Monthly):
            found[f"{AUTOMATION}:{id}"] = moment_time(asked, id, automation, is_anew=is_anew)
        elif automation.on == CONDITION_MET:
            found[f"{AUTOMATION}:{id}"] = asked.next_change(automation.condition)
        if run is not None and run.part < len(automation.steps):
            found[f"{AUTOMATION}:{id}:step"] = run.step_at
    return {reason: at for reason, at in found.items() if at is not None}


def run_after(
    org: Org,
    before: Watched | None,
    state: State,
    *,
    events: Collection[str],
    facts: Facts,
    now: datetime,
) -> Reading[State]:
    """The state after the automations that a change sets off. Each runs once at most.

    A change that none waits for bills nothing; one that runs bills 1 write for its interaction, and what its actions
    do.
    """
    asked, ran = Situation(org, state, now), set[str]()
    if is_recent(org, facts.at, now=now):
        for id, automation in asked.automations():
            if automation.told_by not in events:
                continue
            asked = asked.about(state)
            start = yield from started_by(asked, id, automation, cause_id=facts.cause_id)
            if (yield from _is_to_run(asked, start)):
                state, ran = (yield from _ran(asked, start)), ran | {id}
    return (yield from _with_conditions(asked.about(state), before, facts=facts, ran=ran))


def run_due(org: Org, state: State, now: datetime, *, batch_id: str | None = None) -> Reading[State]:
    """The state after the moments and steps that are due now, in the order of their priority."""
    asked, ran = Situation(org, state, now, batch_id=batch_id), set[str | None]()
    for start in in_turn(_due(asked)):
        asked = asked.about(state)
        if start.part == 0 and start.automation.exclusive in ran - {None}:
            state = _noted(asked, start, next_at=None)
        elif start.part > 0 or (yield from _is_to_run(asked, start)):
            state = yield from _ran(asked, start)
            ran.add(start.automation.exclusive)
    return state


def _is_to_run(asked: Situation, start: Started) -> Reading[bool]:
    """Whether it is new, and its condition holds; what that asks of other documents is read."""
    if not may_run(asked, start):
        return False
    if start.automation.when is True:
        return True
    more = yield from looked_up(asked, start.automation.condition)
    return more.holds(start.automation.condition)


def _with_conditions(
    asked: Situation, before: Watched | None, *, facts: Facts, ran: Collection[str]
) -> Reading[State]:
    """Those that wait for a condition: one runs where it has become true, and may again once it has been false. Who
    meets it when the business writes it has met it before.

    What one changes may have another one's condition met: they are asked until all is quiet. Each runs once; one that
    would run again is in a circle, and is stopped: for this document it waits until its condition has been false.
    """
    waiting = [each for each in asked.automations() if each[1].on == CONDITION_MET]
    state, done, is_quiet = asked.state, frozenset(ran), not waiting
    while not is_quiet:
        is_quiet = True
        for id, automation in waiting:
            asked = asked.about(state)
            holds = asked.holds(automation.condition)
            if holds == (id in asked.subject.met):
                continue
            is_quiet, state = False, _with_met(state, id, holds=holds)
            turned, start = asked.about(state), Started(id, automation, facts.cause_id)
            if holds and (id in done or not _held_before(turned, before, start)):
                state, done = yield from _met(turned, start, waiting, facts=facts, done=done)
    return state


def _held_before(asked: Situation, before: Watched | None, start: Started) -> bool:
    """Whether the change has nothing to do with it: the condition held already, and it was not time that made it true,
    for which the document was due. So it is where the business has just written it.
    """
    if before is None:
        return False
    at = before.due.get(f"{AUTOMATION}:{start.id}")
    if at is not None and at <= asked.now:
        return False
    state = State.of_customer(before) if isinstance(before, Customer) else asked.state.with_subject(before)
    was = asked.about(state)
    return any(id == start.id for id, _ in was.automations()) and was.holds(start.automation.condition)


def _met(
    asked: Situation,
    start: Started,
    waiting: Iterable[tuple[str, AutomationSettings]],
    *,
    facts: Facts,
    done: frozenset[str],
) -> Reading[tuple[State, frozenset[str]]]:
    """The state after what follows from a condition that has become true, and which automations have run by then."""
    if start.id in done:
        return (yield from stop_loop(asked, start.id)), done
    is_new = is_recent(asked.org, facts.at, now=asked.now) and facts.kind != "settings_changed"
    if not is_new or not may_run(asked, start):
        return asked.state, done
    state = yield from _ran(asked, start)
    return _without_unmet(asked.about(state), waiting), done | {start.id}


def _without_unmet(asked: Situation, waiting: Iterable[tuple[str, AutomationSettings]]) -> State:
    """The state after what an automation did: whose condition that made false is met no more."""
    state = asked.state
    for id, automation in waiting:
        if id in state.subject.met and not asked.holds(automation.condition):
            state = _with_met(state, id, holds=False)
    return state


def _with_met(state: State, id: str, *, holds: bool) -> State:
    met = state.subject.met
    after = (*met, id) if holds else tuple(each for each in met if each != id)
    return state.with_subject(state.subject.with_changes(met=after))


def _due(asked: Situation) -> Iterator[Started]:
    """What is due of each automation: a new occurrence takes the place of a sequence that still runs."""
    for id, automation in asked.automations():
        start = _due_moment(asked, id, automation) or _due_step(asked, id, automation)
        if start is not None:
            yield start


def _due_step(asked: Situation, id: str, automation: AutomationSettings) -> Started | None:
    run = asked.subject.runs.get(id)
    if run is None or run.step_at is None or run.step_at > asked.now:
        return None
    return Started(id, automation, run.occurrence, run.part + 1)


def _due_moment(asked: Situation, id: str, automation: AutomationSettings) -> Started | None:
    at = asked.subject.due.get(f"{AUTOMATION}:{id}")
    if not isinstance(automation.on, Moment | Monthly) or at is None or at > asked.now:
        return None
    found = _occurrence(asked, id, automation)
    if found is None or found.at > asked.now:
        return None
    start = Started(id, automation, found.name)
    return start if may_run(asked, start) else None


def may_run(asked: Situation, start: Started) -> bool:
    """Whether an occurrence is new, and the automation may repeat. What was on trial does not count for what is not."""
    run, repeat = asked.subject.runs.get(start.id), start.automation.repeat
    if run is None or (run.is_dry and not start.automation.dry_run and run.occurrence != start.occurrence):
        return True
    if repeat == "once" or run.occurrence == start.occurrence:
        return False
    return not isinstance(repeat, Every) or run.at + duration_of(repeat.every) <= asked.now


def _is_spent(automation: AutomationSettings, run: Run | None) -> bool:
    if run is None or automation.repeat != "once":
        return False
    return automation.dry_run or not run.is_dry


def moment_time(
    asked: Situation, id: str, automation: AutomationSettings, *, is_anew: bool = False
) -> datetime | None:
    """When the moment comes that the document has not had."""
    run = asked.subject.runs.get(id)
    if _is_spent(automation, run):
        return None
    found = _occurrence(asked, id, automation, is_anew=is_anew)
    if found is not None and run is not None and run.occurrence == found.name:
        following = asked.occurrence(automation, at=max(found.at, asked.now))
        found = following if following is not None and following.name != run.occurrence else None
    if found is None or (isinstance(automation.on, Monthly) and _is_long_gone(asked, found.at)):
        return None
    return found.at


def _occurrence(
    asked: Situation, id: str, automation: AutomationSettings, *, is_anew: bool = False
) -> Occurrence | None:
    """The occurrence of a moment that is to come or is due, unless another one has run in its place."""
    found = asked.occurrence(automation)
    if found is None:
        found = planned_occurrence(asked, automation, f"{AUTOMATION}:{id}", is_anew=is_anew)
    if found is None or (asked.subject.runs and is_passed_over(asked, automation, found.name)):
        return None
    return found


def _is_long_gone(asked: Situation, at: datetime) -> bool:
    customer = asked.state.customer
    last = customer.stats.last_order_at if isinstance(customer, Customer) else None
    return last is None or last + MONTHLY_AFTER_LAST_ORDER < at


def _ran(asked: Situation, start: Started) -> Reading[State]:
    """A part of an automation done, its run noted, and its next step planned; nothing done where a sequence has ended,
    its step is overdue by too much, or that one's condition does not hold.
    """
    if start.part > 0 and _is_over(asked, start):
        return _noted(asked, start, next_at=None)
    noted = _noted(asked, start, next_at=_next_step_at(asked, start))
    if _overdue_since(asked, start) is not None:
        return noted
    if start.part > 0:
        condition = start.automation.steps[start.part - 1].condition
        if not (yield from looked_up(asked, condition)).holds(condition):
            return noted
    return (yield from act(asked, noted, start))


def _overdue_since(asked: Situation, start: Started) -> datetime | None:
    """When a later step should have run, where that is too long ago: after an outage, or while it was switched off.
    Those after it go by that time too, so that none comes sooner than its turn.
    """
    run = asked.subject.runs.get(start.id) if start.part > 0 else None
    at = run.step_at if run is not None else None
    return at if at is not None and at <= asked.now - duration_of(start.automation.late_by) else None


def _next_step_at(asked: Situation, start: Started) -> datetime | None:
    steps, at = start.automation.steps, _overdue_since(asked, start) or asked.now
    return at + duration_of(steps[start.part].after) if start.part < len(steps) else None


def _is_over(asked: Situation, start: Started) -> bool:
    """Whether a sequence has ended: its reason is gone, or the business has shortened it."""
    automation = start.automation
    is_shortened = start.part >= len(automation.parts)
    return is_shortened or asked.is_undone(automation) or asked.holds(automation.ending)


def _noted(asked: Situation, start: Started, *, next_at: datetime | None) -> State:
    known = asked.subject.runs.get(start.id)
    began = known.at if known is not None and start.part > 0 else asked.now
    run = Run(
        occurrence=start.occurrence,
        at=began,
        part=start.part,
        step_at=next_at,
        is_dry=start.automation.dry_run,
    )
    return asked.state.with_run(start.id, run)
