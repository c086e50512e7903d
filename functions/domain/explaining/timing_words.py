"""When an automation comes, in words: what it waits for, which time is next, and which one a document has had."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from functions.domain.automations.react import AUTOMATION
from functions.domain.automations.running import MONTHLY_AFTER_LAST_ORDER, moment_time
from functions.domain.occasions.asking import Situation
from functions.domain.occasions.events import date_of
from functions.domain.occasions.exclusive import is_passed_over
from functions.domain.occasions.moments import Occurrence, moment_of
from functions.domain.settings.automations import CONDITION_MET, AutomationSettings
from functions.domain.settings.moments import Every, Moment, Monthly, duration_of

_UNITS = {"m": "minute", "h": "hour", "d": "day"}
# The furthest back that a moment is looked for: a date is a fact of years ago at most.
_EVER = timedelta(days=36_500)
_A_YEAR = timedelta(days=366)


def local(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"


def length(text: str) -> str:
    """`2d` as `2 days`."""
    count, unit = int(text[:-1]), _UNITS[text[-1]]
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def waits_for(automation: AutomationSettings) -> str:
    """What sets it off, as a phrase: `the event order_paid`."""
    on = automation.on
    if isinstance(on, Monthly):
        return f"day {on.day} of each month, at {on.hour}"
    if isinstance(on, Moment):
        offset = on.before or on.after
        side = "before " if on.before else "after " if on.after else ""
        hour = f", at {on.hour}" if on.hour else ""
        return f"{length(offset) + ' ' if offset else ''}{side}{' or '.join(on.fields)}{hour}"
    of = f" of {automation.segment}" if automation.segment is not None else ""
    return "its condition to become true" if on == CONDITION_MET else f"the event {on}{of}"


def timing_of(asked: Situation, id: str, automation: AutomationSettings) -> Iterator[str]:
    """Sentences on when it comes for this document."""
    if isinstance(automation.on, Moment):
        yield from _of_moment(asked, id, automation)
    elif isinstance(automation.on, Monthly):
        yield from _of_month(asked, automation)
    elif automation.on == CONDITION_MET:
        is_met = id in asked.subject.met
        yield (
            "Its condition has been met already: it runs again once it has been false."
            if is_met
            else ("Its condition has not been met since it was last false.")
        )
    else:
        hours = asked.org.settings.messages.patience_hours
        yield f"What happened more than {hours} hours before it was recorded sets nothing off."


def _of_moment(asked: Situation, id: str, automation: AutomationSettings) -> Iterator[str]:
    assert isinstance(automation.on, Moment), "timing of a moment"
    fields, zone = automation.on.fields, asked.zone
    dates = {path: found for path in fields if (found := date_of(asked.subject, path)) is not None}
    if not dates:
        yield f"{' and '.join(fields)} {'is' if len(fields) == 1 else 'are'} not set, so it never comes."
        return
    yield _of_date(*next(iter(dates.items())), zone)
    last = _last(asked, automation.on)
    if last is not None:
        yield from _of_last(asked, last, id, automation=automation)
    following = asked.occurrence(automation, at=asked.now)
    if following is not None and (last is None or following.name != last.name):
        yield f"The next one comes on {local(following.at, zone)}."
    yield from _planned(asked, id, automation)


def _of_date(path: str, found: datetime | str, zone: ZoneInfo) -> str:
    return f"{path} is {local(found, zone) if isinstance(found, datetime) else found}."


def _of_last(asked: Situation, last: Occurrence, id: str, *, automation: AutomationSettings) -> Iterator[str]:
    run = asked.subject.runs.get(id)
    yield f"Its moment {'came' if last.at <= asked.now else 'comes'} on {local(last.at, asked.zone)}."
    if run is not None and run.occurrence == last.name:
        yield f"It has had this one, on {local(run.at, asked.zone)}."
    elif asked.subject.runs and is_passed_over(asked, automation, last.name):
        yield f"Another one of {automation.exclusive} (exclusive) has run in its place."
    elif _is_left_out(asked, last, id, automation=automation):
        yield f"That is overdue by more than {length(automation.late_by)} (late_by), so it is left out."


def _last(asked: Situation, moment: Moment) -> Occurrence | None:
    """The last time that it came; of a date that comes once also where that is still to come."""
    is_yearly = moment.is_yearly
    found = moment_of(
        asked.subject, asked.zone, moment, now=asked.now, late_by=_A_YEAR if is_yearly else _EVER
    )
    return None if found is None or (is_yearly and found.at > asked.now) else found


def _is_left_out(asked: Situation, last: Occurrence, id: str, *, automation: AutomationSettings) -> bool:
    """Whether it is overdue by too much, and was not planned in time."""
    is_late = last.at <= asked.now - duration_of(automation.late_by)
    return is_late and moment_time(asked, id, automation) is None


def _of_month(asked: Situation, automation: AutomationSettings) -> Iterator[str]:
    following = asked.occurrence(automation, at=asked.now)
    assert following is not None, "a month always comes"
    yield f"The next one comes on {local(following.at, asked.zone)}."
    customer = asked.state.customer
    last = customer.stats.last_order_at if customer else None
    if last is None or last + MONTHLY_AFTER_LAST_ORDER < following.at:
        days = MONTHLY_AFTER_LAST_ORDER.days
        since = f"on {local(last, asked.zone)}" if last else "never"
        yield f"It is for customers who ordered in the last {days} days; this one did so last {since}."


def _planned(asked: Situation, id: str, automation: AutomationSettings) -> Iterator[str]:
    """Where it should be in the plan of the document and is not, or is."""
    planned = asked.subject.due.get(f"{AUTOMATION}:{id}")
    wanted = moment_time(asked, id, automation)
    if planned is not None:
        yield f"It is planned for {local(planned, asked.zone)}."
    elif wanted is not None and wanted > asked.now:
        yield "It is not planned yet: after an automation is saved, that takes some minutes."


def repeats(asked: Situation, id: str, automation: AutomationSettings) -> Iterator[str]:
    """Whether it may run again for this document."""
    run, repeat = asked.subject.runs.get(id), automation.repeat
    if run is None or (run.is_dry and not automation.dry_run):
        return
    if repeat == "once":
        yield "It runs once for a document (repeat), and has run."
    if repeat == "per_tier":
        yield f"It runs once for each tier (repeat), last for {run.occurrence}."
    if repeat == "per_visit_count":
        yield f"It runs once for each number of visits (repeat), last for {run.occurrence.partition('-')[2]}."
    if isinstance(repeat, Every):
        again = run.at + duration_of(repeat.every)
        if again > asked.now:
            yield (
                f"It runs at most once in {length(repeat.every)} (repeat): not before {local(again, asked.zone)}."
            )
