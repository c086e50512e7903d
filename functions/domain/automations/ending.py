"""Whether what a message of an automation is about has passed while it waited."""

from functions.domain.customers.customer import Customer
from functions.domain.kernel.subjects import Watched
from functions.domain.loyalty import tiers
from functions.domain.messages.outbox import Message
from functions.domain.occasions import expiries
from functions.domain.occasions.asking import Situation, State
from functions.domain.occasions.moments import is_passed
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import CONDITION_MET, AutomationSettings
from functions.domain.settings.events import TIER_EVENTS
from functions.domain.settings.moments import Moment
from functions.domain.upkeep import recommendations, reminders


def is_over(org: Org, customer: Customer | None, message: Message, *, subject: Watched | None) -> bool:
    """Whether it has. `subject`: the document that the message is about, where that is another one than its reader.

    It has passed where the business switched the automation off, its moment moved on (they bought again), they bought
    what it reminds them of or recommends, they spent the points that it tells of, they left its tier, its condition
    holds no more, or its sequence has ended. What a document beside the customer asked for has to hold still: a cart
    that was checked out, an invoice that was paid in the meantime bring nothing.
    """
    automation = org.automations.get(message.rule.partition(":")[2])
    if automation is None or not automation.enabled:
        return True
    watched = customer if message.about is None else subject
    if watched is None:
        return True
    asked = Situation(org, State(watched, customer), message.created_at)
    if not _stands(asked, automation, message):
        return True
    if _is_moment_over(asked, automation, message) or _is_told_over(
        org, customer, automation, message=message
    ):
        return True
    return _is_condition_over(asked, automation, message)


def _is_told_over(
    org: Org, customer: Customer | None, automation: AutomationSettings, *, message: Message
) -> bool:
    """Whether what an event tells the customer of has passed."""
    if automation.on == expiries.EVENT:
        return customer is None or expiries.is_over(org, customer, message)
    return _has_left(customer, automation, message)


def _is_condition_over(asked: Situation, automation: AutomationSettings, message: Message) -> bool:
    if automation.on == CONDITION_MET:
        return message.rule.partition(":")[2] not in asked.subject.met
    if not isinstance(asked.subject, Customer) and not asked.holds(automation.condition):
        return True
    return bool(automation.steps) and asked.holds(automation.ending)


def _is_moment_over(asked: Situation, automation: AutomationSettings, message: Message) -> bool:
    moment = automation.on
    if asked.is_undone(automation):
        return True
    if not isinstance(moment, Moment):
        return False
    if moment.is_yearly:
        return False
    return is_passed(asked.subject, moment, _occurrence_of(message), zone=asked.zone)


def _stands(asked: Situation, automation: AutomationSettings, message: Message) -> bool:
    """Whether none of what the customer was reminded of, or recommended, has been bought since."""
    customer = asked.state.customer
    if automation.on not in (reminders.EVENT, recommendations.EVENT):
        return True
    if customer is None:
        return False
    if automation.on == reminders.EVENT:
        from functions.domain.consumption.reminding import stands

        return stands(customer.consumption, _occurrence_of(message))
    from functions.domain.recommendations import planning

    return planning.stands(asked.org, customer.recommendations, _occurrence_of(message))


def _occurrence_of(message: Message) -> str:
    """The occurrence in a cause: `{whose}:automation:{id}:{occurrence}`, and the part where it is a later one."""
    return message.cause.partition(f":{message.rule}:")[2].partition(":")[0]


def _has_left(customer: Customer | None, automation: AutomationSettings, message: Message) -> bool:
    """Whether the customer has left the tier that a message tells them of."""
    return customer is not None and automation.on in TIER_EVENTS and tiers.is_over(customer, message)
