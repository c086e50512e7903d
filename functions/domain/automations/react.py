"""The one seam after a decision: what follows from any change of a customer follows here, in the same commit.

It is also the one owner of a customer's `due` and `wake_at`. A reason is `{prefix}:{detail}`, and the table names the
function that gives all times of a prefix: an automation that waits for a moment is a row here and an act in wake.py.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from functions.domain.automations import scores, winback
from functions.domain.customers.customer import Customer
from functions.domain.customers.reactions import Facts, Reaction
from functions.domain.kernel.decisions import Reading
from functions.domain.loyalty.tiers import tier_change
from functions.domain.orgs.org import Org, is_on

Times = Callable[[Org, Customer, datetime], Mapping[str, datetime]]
MOVING = "join"  # why one who was joined into another wakes: their documents move
AUTOMATION = "auto"


def _automation_times(org: Org, customer: Customer, now: datetime) -> Mapping[str, datetime]:
    """An instance whose organisations have no automations never loads them."""
    if not org.automations:
        return {}
    from functions.domain.automations.asking import State
    from functions.domain.automations.running import automation_times

    return automation_times(org, State.of_customer(customer), now)


TIMES: Mapping[str, Times] = {
    winback.PREFIX: winback.winback_times,
    scores.REASON: scores.score_times,
    AUTOMATION: _automation_times,
}


def react(
    org: Org, before: Customer | None, after: Customer, *, facts: Facts, now: datetime
) -> Reading[Reaction]:
    """The customer and the documents that follow from a change; `before` is as it was read, None where it is new.

    A decision that puts a customer puts the reaction's, and creates what the reaction creates. Bills nothing, unless
    the tier moves: then at most 2 reads, and 2 writes (the interaction, the message of an upgrade). With the CRM off
    nothing follows: what is due later stays as it is. Who was joined into another customer has only their documents to
    move. The order: the tier, the score, the automations of both, and the score again where these changed the customer.
    """
    if after.joined_into is not None:
        return Reaction(
            _woken_for(after, {reason: at for reason, at in after.due.items() if reason == MOVING})
        )
    if not is_on(org, "crm"):
        return Reaction(after)
    moved = yield from tier_change(org, before, after, facts=facts, now=now)
    scored = scores.rescored(org, before, moved.customer, now=now)
    acted = Reaction(scored)
    if org.automations:
        acted = yield from _automated(org, before, scored, facts=facts, now=now)
    is_anew = facts.kind == "settings_changed"
    rescored = scores.rescored(org, scored, acted.customer, now=now)
    woken = with_due(org, before, rescored, now=now, is_anew=is_anew)
    return Reaction(woken, (*moved.create, *acted.create), acted.others)


def _automated(
    org: Org, before: Customer | None, after: Customer, *, facts: Facts, now: datetime
) -> Reading[Reaction]:
    from functions.domain.automations.asking import State
    from functions.domain.automations.events import events_of
    from functions.domain.automations.running import run_after

    events = events_of(org, before, after, facts=facts)
    state = yield from run_after(org, before, State.of_customer(after), events=events, facts=facts, now=now)
    assert isinstance(state.subject, Customer), "a customer stays one"
    return Reaction(state.subject, state.create, state.others)


def with_due(
    org: Org, before: Customer | None, after: Customer, *, now: datetime, is_anew: bool = False
) -> Customer:
    """The customer woken for what the change calls for.

    A reason whose time moves is set; one whose time stays is left as it is, so that what was acted on does not come
    back; one that no longer has a time goes. Reasons of no row of the table are left alone. All are set anew where the
    settings changed (`is_anew`), or the customer waits for what the settings no longer have.
    """
    was = {} if is_anew or _waits_in_vain(org, after) else _times_before(org, before, now)
    times = _times(org, after, now)
    return _woken_for(
        after, planned(after.due, was, times, now=now, is_ours=lambda reason: _prefix(reason) in TIMES)
    )


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


def rested(customer: Customer, now: datetime) -> Customer:
    """The customer without the reasons whose moment has come."""
    return _woken_for(customer, {reason: at for reason, at in customer.due.items() if at > now})


def _times_before(org: Org, before: Customer | None, now: datetime) -> dict[str, datetime]:
    """The times before a change; none where they were lost, so that all are set again. What was acted on has its
    message, and gets no second one.
    """
    return {} if before is None or "due" in before.odd_fields else _times(org, before, now)


def _times(org: Org, customer: Customer, now: datetime) -> dict[str, datetime]:
    return {reason: at for times in TIMES.values() for reason, at in times(org, customer, now).items()}


def _waits_in_vain(org: Org, customer: Customer) -> bool:
    """Whether the settings have moved on since the customer's win-backs were planned."""
    steps = {f"{winback.PREFIX}:{step.days}" for step in org.settings.winback.steps}
    return any(winback.is_pending(reason) and reason not in steps for reason in customer.due)


def _prefix(reason: str) -> str:
    return reason.partition(":")[0]


def _woken_for(customer: Customer, due: dict[str, datetime]) -> Customer:
    """Also where the reasons stay: one that was put to sleep, or whose time was removed, wakes again."""
    return customer.with_changes(due=due, wake_at=min(due.values(), default=None))
