"""Whether what a message of an automation is about has passed while it waited."""

from functions.domain.automations.acting import RULE
from functions.domain.automations.asking import Asked, State
from functions.domain.customers.customer import Customer
from functions.domain.kernel.subjects import Watched
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import CONDITION_MET, AutomationSettings
from functions.domain.settings.moments import Moment

__all__ = ["RULE", "is_over"]


def is_over(org: Org, customer: Customer | None, message: Message, *, subject: Watched | None) -> bool:
    """`subject`: the document that the message is about, where that is none of a customer.

    It has passed where the business switched the automation off, its moment moved (they bought again), its condition
    holds no more, or its sequence has ended. What a document beside the customer asked for has to hold still: a cart
    that was checked out, an invoice that was paid in the meantime bring nothing.
    """
    id = message.rule.partition(":")[2]
    automation = org.automations.get(id)
    watched = customer if message.about is None else subject
    if automation is None or not automation.enabled or watched is None:
        return True
    asked = Asked(org, State(watched, customer), message.created_at)
    if _has_moved(asked, automation, message):
        return True
    if automation.on == CONDITION_MET:
        return id not in watched.met
    return _is_done_with(asked, automation, message)


def _has_moved(asked: Asked, automation: AutomationSettings, message: Message) -> bool:
    """Whether the date that its moment hangs on is another one by now; a birthday comes every year."""
    if not isinstance(automation.on, Moment) or automation.on.field == "birthday":
        return False
    found = asked.occurrence(automation)
    return found is None or f":{found.name}" not in message.cause


def _is_done_with(asked: Asked, automation: AutomationSettings, message: Message) -> bool:
    if message.about is not None and not asked.holds(automation.condition):
        return True
    return bool(automation.steps) and asked.holds(automation.ending)
