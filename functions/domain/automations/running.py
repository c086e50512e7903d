"""Automations of a customer: which run after a change or at a moment, and when the next one is due.

What a customer has had of each automation stands in `runs`. An occurrence (an order, a birthday of a year, the change
by which a condition was met) runs once: what it leaves is named after it, and `runs` says that it was.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from functions.domain.automations.acting import act
from functions.domain.automations.events import events_of, subject_of
from functions.domain.automations.moments import Occurrence, occurrence_of
from functions.domain.automations.react import AUTOMATION
from functions.domain.conditions.rules import Rule
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts, Reaction
from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.subjects import Run
from functions.domain.messages.gate import zone_of
from functions.domain.messages.outbox import Message, is_recent
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import (
    CONDITION_MET,
    AutomationSettings,
    Every,
    Moment,
    duration_of,
)


@dataclass(frozen=True)
class Start:
    """A part of an automation that is to run: `part` 0 is its beginning, then its steps."""

    id: str
    automation: AutomationSettings
    occurrence: str
    part: int = 0


@dataclass(frozen=True)
class _Asked:
    """An organisation and a customer at an instant: what conditions are asked about."""

    org: Org
    customer: Customer
    now: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(zone_of(self.org, self.customer))

    @cached_property
    def subject(self) -> Mapping[str, Any]:
        return subject_of(self.customer)

    def about(self, customer: Customer) -> "_Asked":
        return self if customer is self.customer else _Asked(self.org, customer, self.now)

    def holds(self, rule: Rule) -> bool:
        return rule.holds(self.subject, self.now, self.zone)

    def next_change(self, rule: Rule) -> datetime | None:
        return rule.next_change(self.subject, self.now, self.zone)

    def automations(self) -> list[tuple[str, AutomationSettings]]:
        """Those that are for this customer, the most urgent first. Who was joined into another customer has none."""
        if self.customer.joined_into is not None:
            return []
        groups = ("any", self.customer.customer_group)
        found = [(id, a) for id, a in self.org.automations.items() if a.enabled and a.group in groups]
        return sorted(found, key=lambda one: (one[1].priority, one[0]))

    def occurrence(self, automation: AutomationSettings) -> Occurrence | None:
        assert isinstance(automation.on, Moment), "an occurrence is of a moment"
        late_by = duration_of(automation.late_by)
        return occurrence_of(self.org, self.customer, automation.on, now=self.now, late_by=late_by)


def automation_times(org: Org, customer: Customer, now: datetime) -> dict[str, datetime]:
    """When each automation next has something to do for the customer: `auto:{id}`, `auto:{id}:step` in a sequence."""
    asked, found = _Asked(org, customer, now), dict[str, datetime | None]()
    for id, automation in asked.automations():
        run = customer.runs.get(id)
        if isinstance(automation.on, Moment):
            found[f"{AUTOMATION}:{id}"] = _moment_time(asked, automation, run)
        elif automation.on == CONDITION_MET:
            found[f"{AUTOMATION}:{id}"] = asked.next_change(automation.condition)
        if run is not None and run.part < len(automation.steps):
            found[f"{AUTOMATION}:{id}:step"] = run.step_at
    return {reason: at for reason, at in found.items() if at is not None}


def run_after(
    org: Org, before: Customer | None, after: Customer, *, facts: Facts, now: datetime
) -> Reading[Reaction]:
    """The customer after the automations that a change sets off, and what those leave. Each runs once at most.

    A change that none waits for bills nothing; one that runs bills 1 write for its interaction and 1 for each message.
    """
    reaction, asked = Reaction(after), _Asked(org, after, now)
    if is_recent(org, facts.at, now=now):
        events = events_of(org, before, after, facts=facts)
        for id, automation in asked.automations():
            asked, start = asked.about(reaction.customer), Start(id, automation, facts.cause_id)
            if automation.on in events and _may_run(asked, start) and asked.holds(automation.condition):
                reaction = yield from _ran(asked, reaction, start)
    return (yield from _with_conditions(asked.about(reaction.customer), reaction, facts=facts))


def run_due(org: Org, customer: Customer, now: datetime) -> Reading[Reaction]:
    """The customer after the moments and steps that are due now, in the order of their priority."""
    reaction, asked = Reaction(customer), _Asked(org, customer, now)
    for start in list(_due(asked)):
        reaction = yield from _ran(asked.about(reaction.customer), reaction, start)
    return reaction


def _with_conditions(asked: _Asked, reaction: Reaction, *, facts: Facts) -> Reading[Reaction]:
    """Those that wait for a condition: one runs where it has become true, and may again once it has been false. Who
    meets it when the business writes it has met it before.
    """
    is_new = is_recent(asked.org, facts.at, now=asked.now) and facts.kind != "settings_changed"
    for id, automation in asked.automations():
        if automation.on == CONDITION_MET:
            asked, start = asked.about(reaction.customer), Start(id, automation, facts.cause_id)
            reaction = yield from _with_condition(asked, reaction, start, is_new=is_new)
    return reaction


def _with_condition(asked: _Asked, reaction: Reaction, start: Start, *, is_new: bool) -> Reading[Reaction]:
    holds, met = asked.holds(start.automation.condition), asked.customer.met
    if holds == (start.id in met):
        return reaction
    after = (*met, start.id) if holds else tuple(each for each in met if each != start.id)
    noted = replace(reaction, customer=reaction.customer.with_changes(met=after))
    if not holds or not is_new or not _may_run(asked, start):
        return noted
    return (yield from _ran(asked.about(noted.customer), noted, start))


def _due(asked: _Asked) -> Iterator[Start]:
    """What is due of each automation: a new occurrence takes the place of a sequence that still runs."""
    for id, automation in asked.automations():
        start = _due_moment(asked, id, automation) or _due_step(asked, id, automation)
        if start is not None:
            yield start


def _due_step(asked: _Asked, id: str, automation: AutomationSettings) -> Start | None:
    run = asked.customer.runs.get(id)
    if run is None or run.step_at is None or run.step_at > asked.now:
        return None
    return Start(id, automation, run.occurrence, run.part + 1)


def _due_moment(asked: _Asked, id: str, automation: AutomationSettings) -> Start | None:
    at = asked.customer.due.get(f"{AUTOMATION}:{id}")
    if not isinstance(automation.on, Moment) or at is None or at > asked.now:
        return None
    found = asked.occurrence(automation)
    if found is None or found.at > asked.now:
        return None
    start = Start(id, automation, found.name)
    return start if _may_run(asked, start) and asked.holds(automation.condition) else None


def _may_run(asked: _Asked, start: Start) -> bool:
    """Whether an occurrence is new, and the automation may repeat. What was on trial does not count for what is not."""
    run, repeat = asked.customer.runs.get(start.id), start.automation.repeat
    if run is None or (run.is_dry and not start.automation.dry_run and run.occurrence != start.occurrence):
        return True
    if repeat == "once" or run.occurrence == start.occurrence:
        return False
    return not isinstance(repeat, Every) or run.at + duration_of(repeat.every) <= asked.now


def _is_spent(automation: AutomationSettings, run: Run | None) -> bool:
    if run is None or automation.repeat != "once":
        return False
    return automation.dry_run or not run.is_dry


def _moment_time(asked: _Asked, automation: AutomationSettings, run: Run | None) -> datetime | None:
    """When the moment comes that the customer has not had."""
    if _is_spent(automation, run):
        return None
    found = asked.occurrence(automation)
    if found is None or run is None or run.occurrence != found.name:
        return found.at if found is not None else None
    assert isinstance(automation.on, Moment), "this is of a moment"
    later = max(found.at, asked.now)
    following = occurrence_of(asked.org, asked.customer, automation.on, now=later, late_by=timedelta(0))
    return following.at if following is not None and following.name != run.occurrence else None


def _ran(asked: _Asked, reaction: Reaction, start: Start) -> Reading[Reaction]:
    """A part of an automation done, its run noted, and its next step planned; nothing done where a sequence has ended,
    or its step's condition does not hold.
    """
    if start.part > 0 and _is_over(asked, start):
        return replace(reaction, customer=_noted(asked, start, next_at=None))
    noted = _noted(asked, start, next_at=_next_step_at(asked, start))
    if start.part > 0 and not asked.holds(start.automation.steps[start.part - 1].condition):
        return replace(reaction, customer=noted)
    done = yield from act(
        asked.org,
        noted,
        start.automation.parts[start.part],
        automation_id=start.id,
        occurrence=start.occurrence,
        part=start.part,
        is_dry_run=start.automation.dry_run,
        now=asked.now,
    )
    return Reaction(done.customer, (*reaction.create, *done.create))


def _next_step_at(asked: _Asked, start: Start) -> datetime | None:
    steps = start.automation.steps
    return asked.now + duration_of(steps[start.part].after) if start.part < len(steps) else None


def _is_over(asked: _Asked, start: Start) -> bool:
    """Whether a sequence has ended: its reason is gone, or the business has shortened it."""
    return start.part >= len(start.automation.parts) or asked.holds(start.automation.ending)


def _noted(asked: _Asked, start: Start, *, next_at: datetime | None) -> Customer:
    known = asked.customer.runs.get(start.id)
    began = known.at if known is not None and start.part > 0 else asked.now
    run = Run(
        occurrence=start.occurrence,
        at=began,
        part=start.part,
        step_at=next_at,
        is_dry=start.automation.dry_run,
    )
    return asked.customer.with_changes(runs={**asked.customer.runs, start.id: run})


def is_over(org: Org, customer: Customer, message: Message) -> bool:
    """Whether what a message of an automation is about has passed while it waited: the business switched it off, its
    moment moved (they bought again), its condition holds no more, or its sequence has ended.
    """
    id = message.rule.partition(":")[2]
    automation = org.automations.get(id)
    if automation is None or not automation.enabled:
        return True
    asked = _Asked(org, customer, message.created_at)
    if isinstance(automation.on, Moment) and automation.on.field != "birthday":
        found = asked.occurrence(automation)
        return found is None or f":{found.name}" not in message.cause
    if automation.on == CONDITION_MET:
        return id not in customer.met
    return bool(automation.steps) and asked.holds(automation.ending)
