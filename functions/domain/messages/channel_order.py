"""Which channels are tried for a customer, in which order (S000-51, S001-28 to S001-30).

The first of the business's rules that fits the customer and the purpose names the channels; without one, the business's
own order does. A channel that the customer prefers comes first, where the rule allows it at all: it is left open
which of the two wins (S000-53), and a wish that the business allows costs nothing.
"""

from functions.domain.customers.customer import Customer
from functions.domain.settings.business import Settings
from functions.domain.settings.messages import ChannelRule
from functions.domain.settings.types import Channel, Purpose


def channels_for(settings: Settings, customer: Customer, purpose: Purpose) -> tuple[Channel, ...]:
    """The channels for a message, the one to try first at the front; each once."""
    fitting = (rule for rule in settings.messages.channel_rules if _fits(rule, customer, purpose))
    rule = next(fitting, None)
    allowed = tuple(dict.fromkeys(rule.channels if rule else settings.channels))
    preferred = tuple(channel for channel in allowed if channel == customer.preferred_channel)
    return preferred + tuple(channel for channel in allowed if channel not in preferred)


def _fits(rule: ChannelRule, customer: Customer, purpose: Purpose) -> bool:
    return (
        rule.customer_group in (None, customer.customer_group)
        and rule.purpose in (None, purpose)
        and rule.temperature in (None, customer.engagement.temperature)
    )
