"""Whether a customer agreed to be written to on a channel."""

from typing import Literal

from functions.domain.customers.consents import is_refused
from functions.domain.customers.customer import Customer
from functions.domain.settings.types import Channel, Purpose

ConsentReason = Literal["not_opted_in", "opted_out"]


def why_no_consent(customer: Customer, channel: Channel, purpose: Purpose) -> ConsentReason | None:
    """A phone's own settings are the consent to push; every other channel has its opt-in (S000-47 to S000-49)."""
    if is_refused(customer.consents, channel, purpose):
        return "opted_out"
    opted_in = {
        "push": True,
        "whatsapp": customer.whatsapp_opt_in,
        "sms": customer.sms_opt_in,
        "email": customer.email_opt_in,
    }
    return None if opted_in[channel] else "not_opted_in"
