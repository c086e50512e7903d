"""A reader followed a tracked link of a message: it is recorded once, and counted as a response to its campaign."""

import hashlib
from dataclasses import replace
from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.customers.customer import standing_customer
from functions.domain.customers.interactions import Interaction, TransactionRef
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.messages.click_tracking import RULE, Link
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org, is_on


def record_click(org: Org, link: Link, now: datetime) -> Decision[None]:
    """A reader, or a machine that scans mail, followed a link: one interaction however often.

    It says nothing of the customer's activity, since it is unknown who it was. Bills 1 read and 1 write, for a repeated
    one 2 reads. The first one of a campaign's message is a response to it: 1 read and 2 writes more, and what is handed
    over to sales.
    """
    if not is_on(org, "crm"):
        return NOTHING, None
    message = yield from get(Message, link.message_id)
    if message is None:
        return NOTHING, None
    digest = hashlib.sha256(link.target.encode()).hexdigest()[:16]
    id = f"{message.id}:click:{digest}"
    if (yield from get(Interaction, id, presumed_missing=True)) is not None:
        return NOTHING, None
    clicked = Interaction(
        id=id,
        interaction_type="link_clicked",
        interaction_source="system",
        customer_id=message.customer_id,
        transaction=TransactionRef(id=message.id, ref_table="messages", channel=message.channel),
        performed_by="customer",
        performed_at=now,
        outcome=link.target,
        automation_id=RULE,
    )
    changes = Changes(create=(clicked,))
    if message.arm != "treated":
        return changes, None
    return (yield from _as_response(org, changes, message, now=now)), None


def _as_response(org: Org, changes: Changes, message: Message, *, now: datetime) -> Reading[Changes]:
    """The changes with the click as the response to a campaign; as they are where it is not the first one."""
    from functions.domain.responses.handing_over import handed_over
    from functions.domain.responses.recording import responded

    if message.response is not None and message.response.has_clicked:
        return changes
    customer = yield from standing_customer(message.customer_id)
    if customer is None:
        return changes
    response = responded(customer, message, "clicked", at=now)
    assert response is not None, "the first click is a response"
    changes = replace(changes, put=(response.message,))
    if response.customer != customer:  # of many campaigns the oldest ones are forgotten
        facts = Facts("message_clicked", Message.collection, message.id, now)
        reaction = yield from react(org, customer, response.customer, facts=facts, now=now)
        changes = Changes((*changes.create, *reaction.create), (*changes.put, *reaction.put))
    return (yield from handed_over(org, changes, response, at=now, now=now))
