"""A message reached a phone after a failure had been reported: the address that seemed dead is in use again."""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.reactions import Facts
from functions.domain.customers.suppressions import Suppression, suppression_id
from functions.domain.kernel.decisions import NOTHING, Changes, Reading, get
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.providers.events import StatusItem
from functions.domain.settings.types import Channel


@dataclass(frozen=True)
class Arrival:
    """The channel by which a message arrived, and what that changes of its customer."""

    channel: Channel
    changes: Changes


def reached(org: Org, message: Message, report: StatusItem, *, now: datetime) -> Reading[Arrival | None]:
    """What follows from an arrival of which a failure was known; None for a mail, whose server may take it and bounce
    it later. Bills 1 read; 1 read, 1 write and 1 delete more where the failure had suppressed the address.
    """
    channel = _channel(org, message, report)
    if channel is None or channel == "email":
        return None
    if message.is_to_staff:
        return Arrival(channel, NOTHING)  # whose address is on no list
    customer = yield from standing_customer(message.customer_id)
    if customer is None or customer.phone is None or channel == "push":
        return Arrival(channel, NOTHING)
    id = suppression_id(org.id_key, channel, _written_to(message, channel) or customer.phone)
    if not _is_unreachable(customer, id):
        return Arrival(channel, NOTHING)
    return Arrival(channel, (yield from _freed(org, customer, message, id=id, now=now)))


def _written_to(message: Message, channel: Channel) -> str | None:
    """The address that the message has on a channel; None where it is on another one by now."""
    return message.to if channel == message.channel else None


def _is_unreachable(customer: Customer, id: str) -> bool:
    return id in customer.suppressed and customer.suppressed[id].because == "unreachable"


def _freed(org: Org, customer: Customer, message: Message, *, id: str, now: datetime) -> Reading[Changes]:
    """The customer without an entry of the suppression list, and the list without it."""
    entry = yield from get(Suppression, id)
    freed = customer.with_changes(suppressed={k: v for k, v in customer.suppressed.items() if k != id})
    facts = Facts("message_reported", Message.collection, message.id, now)
    reaction = yield from react(org, customer, freed, facts=facts, now=now)
    remove = () if entry is None or entry.because != "unreachable" else (entry,)
    return Changes(create=reaction.create, put=reaction.put, remove=remove)


def _channel(org: Org, message: Message, report: StatusItem) -> Channel | None:
    """By its id the present channel, or the last of those before that this provider serves."""
    if report.id not in message.retired_ids:
        return message.channel
    tried = [channel for channel in message.tried if org.served_by.get(channel) == report.provider]
    return tried[-1] if tried else next(iter(message.tried), message.channel)
