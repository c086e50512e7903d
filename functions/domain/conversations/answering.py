"""A person of the business has answered a customer: nothing waits for them on that channel any more."""

from datetime import datetime

from functions.domain.conversations.documents import Conversation
from functions.domain.conversations.listening import written_by_person
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading, get
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel


def answered(
    org: Org, customer: Customer, channel: Channel, *, by: str | None, now: datetime
) -> Reading[tuple[Customer, tuple[Conversation, ...]]]:
    """The customer for whom marketing waits no more there, and their conversation answered, theirs who wrote
    in it (`by`). Bills 1 read where there is one.
    """
    waiting = {c: at for c, at in customer.awaits_answer.items() if c != channel}
    if waiting != customer.awaits_answer:
        customer = customer.with_changes(awaits_answer=waiting)
    place = customer.conversation_ids.get(channel)
    conversation = (yield from get(Conversation, place)) if place is not None else None
    if conversation is None:
        return customer, ()
    heard = conversation.answered(now)
    return customer, (written_by_person(org, heard, by, now=now) if by is not None else heard,)
