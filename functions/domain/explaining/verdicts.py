"""Whether an automation would run for a customer or a document, and when, as things stand: one sentence."""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.domain.automations.running import may_run, moment_time
from functions.domain.explaining.timing_words import local
from functions.domain.kernel.subjects import Run
from functions.domain.occasions.asking import Situation, Started
from functions.domain.orgs.org import is_on
from functions.domain.settings.automations import CONDITION_MET, AutomationSettings
from functions.domain.settings.moments import Moment, Monthly


@dataclass(frozen=True)
class Case:
    """An automation, and what it is asked about at this instant. `is_trial`: it is not saved."""

    id: str
    automation: AutomationSettings
    asked: Situation
    is_trial: bool = False

    @property
    def run(self) -> Run | None:
        return self.asked.subject.runs.get(self.id)

    def local(self, at: datetime) -> str:
        return local(at, self.asked.zone)

    def holds_at(self, at: datetime) -> bool:
        return self.automation.condition.holds(self.asked.fields, at, self.asked.zone)

    def may_run(self, occurrence: str, at: datetime) -> bool:
        return may_run(replace(self.asked, now=at), Started(self.id, self.automation, occurrence))


def _why_off(case: Case) -> str | None:
    customer = case.asked.state.customer
    if not is_on(case.asked.org, "crm"):
        return "the business has switched its CRM off"
    if not case.automation.enabled:
        return "it is switched off (enabled)"
    group = customer.customer_group if customer else "any"
    if case.automation.group not in ("any", group):
        whose = f"the customer is {group}" if customer else "the document is about no customer"
        return f"it is for the group {case.automation.group}, and {whose}"
    return None


def verdict_of(case: Case) -> str:
    """Whether it would run, and when, as things stand."""
    if (why := _why_off(case)) is not None:
        return f"It does not run: {why}."
    if isinstance(case.automation.on, Moment | Monthly):
        return _verdict_of_moment(case)
    if case.automation.on == CONDITION_MET:
        return _verdict_of_condition(case)
    return _verdict_of_event(case)


def _verdict_of_event(case: Case) -> str:
    event, now = case.automation.on, case.asked.now
    if _is_past(case):
        return f"It does not run again: {event} comes once, and this customer has had theirs."
    if not case.may_run("", now):
        return f"It would not run with the next {event}: it may not repeat yet."
    if case.automation.when is True:
        return f"It would run with the next {event}."
    now_it = "as it does now" if case.holds_at(now) else "which it does not now"
    return f"It would run with the next {event} if its condition holds then, {now_it}."


def _is_past(case: Case) -> bool:
    """Whether the event comes once for a customer, and has come."""
    customer = case.asked.state.customer
    has_ordered = customer is not None and customer.stats.orders > 0
    return case.automation.on == "customer_created" or (case.automation.on == "first_order" and has_ordered)


def _verdict_of_moment(case: Case) -> str:
    at = moment_time(case.asked, case.id, case.automation, is_anew=case.is_trial)
    if at is None:
        return "It does not run, as things stand: no moment of it is to come."
    at = max(at, case.asked.now)
    when = "now" if at == case.asked.now else f"on {case.local(at)}"
    if not case.may_run("", at):
        return f"It would not run {when}: it may not repeat yet."
    if not case.holds_at(at):
        return f"It would not run {when}, as things stand: its condition does not hold then."
    return f"It would run {when}, as things stand."


def _verdict_of_condition(case: Case) -> str:
    now = case.asked.now
    if not case.may_run("", now):
        return "It would not run now: it may not repeat yet."
    if case.holds_at(now):
        if case.id in case.asked.subject.met:
            return "It does not run, as things stand: its condition has held since it was last met."
        if case.is_trial:
            return (
                "It would not run: its condition holds already, and who meets it when it is saved has met it."
            )
        return "It would run with the next change: its condition holds."
    at = case.asked.next_change(case.automation.condition)
    if at is None:
        return "It does not run, as things stand: its condition does not hold."
    return f"It would run on {case.local(at)}, when its condition becomes true, as things stand."
