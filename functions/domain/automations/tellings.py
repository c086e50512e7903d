"""What an occurrence of an event is called: the id of its cause, the reminder or recommendation, the tier for who is
told of each tier once, or the number of visits for who gets something for each tenth.

Who left a tier before they were told of it, and is back, is told by the cause that brought them back.
"""

from functions.domain.automations.acting import cause_of
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading, get
from functions.domain.kernel.subjects import Watched
from functions.domain.messages.outbox import Message
from functions.domain.occasions.asking import Situation, Started
from functions.domain.settings.actions import Send
from functions.domain.settings.automations import AutomationSettings
from functions.domain.upkeep import recommendations, reminders


def started_by(
    asked: Situation, id: str, automation: AutomationSettings, *, cause_id: str
) -> Reading[Started]:
    """An automation as its event sets it off. Bills 1 read where the customer was told of the tier before."""
    subject = asked.subject
    if automation.on in (reminders.EVENT, recommendations.EVENT):
        return Started(id, automation, _named(subject, automation) or cause_id)
    if not isinstance(subject, Customer):
        return Started(id, automation, cause_id)
    if automation.repeat == "per_visit_count":
        return Started(id, automation, f"visits-{subject.stats.visits}")
    if automation.repeat != "per_tier":
        return Started(id, automation, cause_id)
    return (yield from _of_tier(subject, id, automation, cause_id=cause_id))


def _of_tier(
    subject: Customer, id: str, automation: AutomationSettings, *, cause_id: str
) -> Reading[Started]:
    of_tier = Started(id, automation, subject.loyalty.tier or "none")
    message_id = _first_message_id(cause_of(subject, of_tier), automation)
    if message_id is None:
        return of_tier
    told = yield from get(Message, message_id, presumed_missing=True)
    return of_tier if told is None or told.reason != "cause_over" else Started(id, automation, cause_id)


def _named(subject: Watched, automation: AutomationSettings) -> str | None:
    """The name of what a customer was last reminded of, or recommended."""
    if not isinstance(subject, Customer):
        return None
    if automation.on == reminders.EVENT:
        return (
            subject.consumption.reminder.name
            if subject.consumption and subject.consumption.reminder
            else None
        )
    last = subject.recommendations.last if subject.recommendations else None
    return last.name if last else None


def _first_message_id(cause: str, automation: AutomationSettings) -> str | None:
    for number, action in enumerate(automation.then):
        if isinstance(action, Send):
            place = cause if number == 0 else f"{cause}:{number}"
            return f"{place}:{action.channels[0]}" if action.channels else place
    return None
