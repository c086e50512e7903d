"""A customer who refuses marketing soon after a campaign's message: the refusal is among that campaign's results."""

from datetime import datetime

from functions.domain.customers.consents import CHANNELS, is_refused
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org


def with_refusal(
    org: Org, before: Customer, after: Customer, *, at: datetime
) -> Reading[tuple[Customer, tuple[Message, ...]]]:
    """The customer and the campaign's message with the refusal. Bills nothing where no channel is refused that was not
    before, or the customer was in no campaign of late; else what `response_of` does.
    """
    refused = [
        channel
        for channel in CHANNELS
        if is_refused(after.consents, channel, "marketing")
        and not is_refused(before.consents, channel, "marketing")
    ]
    if not refused or not after.campaigns:
        return after, ()
    from functions.domain.responses.recording import response_of

    response = yield from response_of(org, after, "opted_out", channels=refused, at=at)
    return (after, ()) if response is None else (response.customer, (response.message,))
