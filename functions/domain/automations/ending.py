"""Whether what a message of an automation is about has passed while it waited."""

from functions.domain.automations.acting import RULE
from functions.domain.automations.asking import Asked, State
from functions.domain.customers.customer import Customer
from functions.domain.kernel.subjects import Watched
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import CONDITION_MET
from functions.domain.settings.moments import Moment

__all__ = ["RULE", "is_over"]


def is_over(org: Org, customer: Customer | None, message: Message, *, subject: Watched | None) -> bool:
    """`subject`: the document that the message is about, where that is none of a customer.

    It has passed where the business switched the automation off, its moment moved (they bought again), its condition
    holds no more, or its sequence has ended. What a document beside the customer asked for has to hold still: a cart
    that was checked out, an invoice that was paid in the meantime bring nothing.
    """
    automation = org.automations.get(message.rule.partition(":")[2])
    if automation is None or not automation.enabled:
        return True
    watched = customer if message.about is None else subject
    if watched is None:
        return True
    asked = Asked(org, State(watched, customer), message.created_at)
    if isinstance(automation.on, Moment) and automation.on.field != "birthday":
        found = asked.occurrence(automation)
        if found is None or f":{found.name}" not in message.cause:
            return True
    if automation.on == CONDITION_MET:
        return message.rule.partition(":")[2] not in watched.met
    if not isinstance(watched, Customer) and not asked.holds(automation.condition):
        return True
    return bool(automation.steps) and asked.holds(automation.ending)
