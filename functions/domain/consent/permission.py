"""Whether a customer agreed to be written to on a channel."""

from datetime import datetime, timedelta
from typing import Literal

from functions.domain.customers.consents import is_refused
from functions.domain.customers.customer import Customer
from functions.domain.settings.types import Channel, Purpose

ConsentReason = Literal["not_opted_in", "opted_out"]

WINDOW = timedelta(hours=24)  # for which an answer to what a customer wrote is welcome


def why_no_consent(
    customer: Customer, channel: Channel, purpose: Purpose, *, at: datetime | None = None
) -> ConsentReason | None:
    """A phone's own settings are the consent to push; every other channel has its opt-in (S000-47 to S000-49).

    An answer (`service`) needs none within the window of what the customer wrote, unless they have refused since;
    outside of it, it is as any transactional message. `at`: the instant in question, for an answer.
    """
    if purpose == "service":
        return (
            None if _may_answer(customer, channel, at) else why_no_consent(customer, channel, "transactional")
        )
    if purpose == "internal":
        return "not_opted_in"  # what is for staff is for no customer
    if is_refused(customer.consents, channel, purpose):
        return "opted_out"
    opted_in = {
        "push": True,
        "whatsapp": customer.whatsapp_opt_in,
        "sms": customer.sms_opt_in,
        "email": customer.email_opt_in,
    }
    return None if opted_in[channel] else "not_opted_in"


def is_window_open(customer: Customer, channel: Channel, at: datetime) -> bool:
    """Whether the customer wrote on the channel within its window, so that free text may be answered."""
    until = customer.windows.get(channel)
    return until is not None and at < until


def _may_answer(customer: Customer, channel: Channel, at: datetime | None) -> bool:
    """Whether the customer wrote within the window, and after their last refusal there: a STOP is no question."""
    if at is None or not is_window_open(customer, channel, at):
        return False
    said = customer.consents.get(channel, {}).get("transactional")
    return said is None or said.granted or said.at < customer.windows[channel] - WINDOW
