"""Win-back: a customer who has been silent for so many days hears from us, once for each silence and step (S004-16,
S004-21). What counts as a silence is a setting.

A business may change its steps while customers are silent. What a customer has had in a silence stands on the customer:
a step that was moved (another number of days, the same template) is the step that it was.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from functions.domain.customers.customer import Customer, Silence, TakenStep
from functions.domain.messages.outbox import ComposedAll, Message, compose_all
from functions.domain.orgs.org import Org, is_on
from functions.domain.settings.winback import WinbackStep

PREFIX = "winback"
_INSTANT = "%Y%m%dT%H%M%S"  # as it stands in a cause


def silent_since(org: Org, customer: Customer) -> datetime | None:
    """When the customer's silence began; None where they never did what a silence follows."""
    stats = customer.stats
    if org.settings.winback.basis == "activity":
        return stats.last_activity_at or stats.last_order_at
    if org.settings.winback.basis == "visit":
        return stats.last_visit_at or stats.last_order_at
    return stats.last_order_at


def winback_times(org: Org, customer: Customer, now: datetime) -> dict[str, datetime]:
    """When each win-back step is due that the customer has not had in this silence.

    Steps that are overdue by more than the organisation's patience are left out: an order of last year that is
    imported today wakes no customer. A step that took the place of a later one which the customer was still to get is
    due at once.
    """
    since = silent_since(org, customer)
    if since is None or not is_on(org, "crm"):
        return {}
    had = _had(org, customer, since)
    found = {
        _reason(step): _time(org, customer, step, since=since, now=now)
        for step in org.settings.winback.steps
        if step.days not in had
    }
    return {reason: at for reason, at in found.items() if at is not None}


def step_to_take(org: Org, due: Mapping[str, datetime], now: datetime) -> WinbackStep | None:
    """Of the win-back steps that are due, the one with the most days: no customer gets two at once after an outage."""
    patience = timedelta(days=org.settings.winback.late_by_days)
    steps = [
        step
        for step in org.settings.winback.steps
        if (at := due.get(_reason(step))) is not None and at <= now < at + patience
    ]
    return max(steps, key=lambda step: step.days, default=None)


def compose_winback(
    org: Org, customer: Customer, step: WinbackStep, *, now: datetime, batch_id: str | None = None
) -> ComposedAll:
    """The messages of a step, and its customer with the step taken. Their ids hold the instant of the silence's
    beginning: one silence, one message a channel.
    """
    since = silent_since(org, customer)
    assert since is not None, "a win-back is due only in a silence"
    cause = f"{customer.id}:{_reason(step)}:{since.astimezone(UTC):{_INSTANT}}"
    return compose_all(
        org,
        with_step(customer, step, since),
        step.channels,
        id=cause,
        cause=cause,
        rule=_reason(step),
        template=step.template,
        variables={"days": step.days, **step.variables},
        now=now,
        batch_id=batch_id,
    )


def with_step(customer: Customer, step: WinbackStep, since: datetime) -> Customer:
    """The customer who has had a step in the silence that began then."""
    known = customer.silence
    taken = known.taken if known is not None and known.since == since else ()
    one = TakenStep(days=step.days, template=step.template)
    return customer.with_changes(silence=Silence(since=since, taken=(*taken, one)))


def is_over(org: Org, customer: Customer, message: Message) -> bool:
    """Whether the silence that a win-back is about has ended: a later one has begun, whenever we heard of it."""
    since = silent_since(org, customer)
    if since is None:
        return False
    try:
        told = datetime.strptime(message.cause.rpartition(":")[2], _INSTANT).replace(tzinfo=UTC)
    except ValueError:
        return since > message.created_at
    return since.astimezone(UTC).replace(microsecond=0) > told


def length_of(step: WinbackStep) -> timedelta:
    """How long a silence lasts before a step is due."""
    return timedelta(days=step.days + (step.when == "more_than"))


def is_pending(reason: str) -> bool:
    """Whether a reason of a customer's `due` is a win-back step."""
    prefix, _, days = reason.partition(":")
    return prefix == PREFIX and days.isdecimal()


def _time(
    org: Org, customer: Customer, step: WinbackStep, *, since: datetime, now: datetime
) -> datetime | None:
    patience = timedelta(days=org.settings.winback.late_by_days)
    at = since + length_of(step)
    if at + patience > now:
        return at
    planned = customer.due.get(_reason(step))
    if planned is not None and planned <= now < planned + patience:
        return planned
    return now if step.days < _days_awaited(org, customer, now) else None


def _days_awaited(org: Org, customer: Customer, now: datetime) -> int:
    """The most days of the steps that the customer was still to get and that are no more; 0 where there are none."""
    steps = {_reason(step) for step in org.settings.winback.steps}
    gone = [r for r, at in customer.due.items() if is_pending(r) and r not in steps and at > now]
    return max((int(reason.partition(":")[2]) for reason in gone), default=0)


def _had(org: Org, customer: Customer, since: datetime) -> set[int]:
    """The days of today's steps that the customer has had in the silence that began then.

    A step with no more days than one that was taken was taken, or left out for it. A taken one that is no more has been
    moved to the nearest step of its template that is not a taken one itself.
    """
    silence, steps = customer.silence, org.settings.winback.steps
    if silence is None or silence.since != since:
        return set()
    most = max((taken.days for taken in silence.taken), default=0)
    return _taken(silence, steps) | {step.days for step in steps if step.days <= most}


def _taken(silence: Silence, steps: tuple[WinbackStep, ...]) -> set[int]:
    """The days that the steps that were taken have today."""
    days = {step.days for step in steps}
    taken_days = {taken.days for taken in silence.taken} & days
    for taken in silence.taken:
        if taken.days not in days:
            taken_days |= _moved_to(taken, tuple(step for step in steps if step.days not in taken_days))
    return taken_days


def _moved_to(taken: TakenStep, steps: tuple[WinbackStep, ...]) -> set[int]:
    """The days of the step that a taken one has become; none where there is no other of its template."""
    alike = [step.days for step in steps if step.template == taken.template]
    return {min(alike, key=lambda days: abs(days - taken.days))} if alike else set()


def _reason(step: WinbackStep) -> str:
    return f"{PREFIX}:{step.days}"
