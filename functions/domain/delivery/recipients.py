"""Whom a message goes to: a customer, or a member of staff."""

from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import Changes, Reading, get
from functions.domain.messages.gate import Allowed, Blocked, check_message
from functions.domain.messages.notices import check_notice
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member

Recipient = Customer | Member


def recipient_of(message: Message) -> Reading[Recipient | None]:
    """Whom a message goes to; None where they are gone. Bills 1 read, and 1 more for each join of a customer.

    An internal message that has lost its member goes to no customer.
    """
    if message.member_uid is not None:
        return (yield from get(Member, message.member_uid))
    if message.is_to_staff:
        return None
    return (yield from standing_customer(message.customer_id))


def check(
    org: Org, recipient: Recipient, message: Message, *, now: datetime, has_budget: bool = True
) -> Allowed | Blocked:
    """The gate of customers, or that of members."""
    if isinstance(recipient, Member):
        return check_notice(org, recipient, message.subject, now=now)
    return check_message(org, recipient, message.subject, now=now, has_budget=has_budget)


def changed(
    org: Org, before: Recipient, after: Recipient, *, facts: Facts, now: datetime
) -> Reading[Changes]:
    """A recipient after a change, and what follows from it: of a member's nothing does."""
    if isinstance(before, Member) or isinstance(after, Member):
        return Changes(put=() if after == before else (after,))
    reaction = yield from react(org, before, after, facts=facts, now=now)
    return Changes(create=reaction.create, put=reaction.put)
