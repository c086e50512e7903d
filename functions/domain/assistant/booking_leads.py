"""At booking a lead comes into being from the chat, once a cycle (S003-15, 29), in a commit of its own after the turn.

The conversation says that it is due until it is there: a task that dies between the two finds it again.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from functions.domain.conversations.documents import ASSISTANT, Conversation, LeadDue
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.identities import keyed_id
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.pending import not_among
from functions.domain.leads.captures import Capture
from functions.domain.leads.capturing import capture_of
from functions.domain.leads.documents import LeadContact
from functions.domain.orgs.org import Org
from functions.domain.replies.plans import Plan

SOURCE: Final = "whatsapp"
NAMELESS: Final = "From WhatsApp"


def capture_booking(org: Org, conversation_id: str, now: datetime) -> Decision[str | None]:
    """The lead of a conversation's first booking that has none yet, by its id; None where none is due. It is the
    customer's also where no phone is known of them yet. Two reads and 1 write beside what `capture_of` bills.
    """
    conversation = yield from get(Conversation, conversation_id)
    if conversation is None or not conversation.leads_due:
        return NOTHING, None
    customer = yield from standing_customer(conversation.customer_id)
    due, *others = conversation.leads_due
    settled = conversation.with_changes(leads_due=tuple(others))
    if customer is None:
        return _with(NOTHING, settled), None
    capture = _capture(org, conversation, due, customer=customer)
    changes, captured = yield from capture_of(org, capture, customer, now=now)
    made = {**conversation.lead_ids, str(due.cycle): captured.lead_id}
    return _with(changes, settled.with_changes(lead_ids=made)), captured.lead_id


def with_lead_due(
    conversation: Conversation, plan: Plan, *, notes: str | None, now: datetime
) -> Conversation:
    """The conversation after a plan: at booking its lead is due, once a cycle; what an earlier one owes stays due."""
    cycle = plan.chat.cycle
    known = {*conversation.lead_ids, *(str(each.cycle) for each in conversation.leads_due)}
    if plan.handover != "payment" or str(cycle) in known:
        return conversation
    due = LeadDue(
        cycle=cycle,
        at=now,
        package_code=conversation.package_code,
        campaign_code=conversation.campaign_code,
        ad_id=conversation.ad_id,
        notes=notes,
    )
    return conversation.with_changes(leads_due=(*conversation.leads_due, due))


def _capture(org: Org, conversation: Conversation, due: LeadDue, *, customer: Customer) -> Capture:
    """The booking as a capture, whose key is that of the cycle: the same again changes nothing. Deals keep it after
    their customer was erased, so it is no name of theirs.
    """
    key = f"chat:{keyed_id(org.id_key, conversation.id)}:{due.cycle}"
    package = next((p for p in org.packages.values() if p.code == due.package_code), None)
    return Capture(
        key=key,
        digest=key,
        at=due.at,
        by=ASSISTANT,
        contact=LeadContact(name=customer.name or NAMELESS, phone=customer.phone, email=customer.email),
        source=SOURCE,
        source_method="assistant",
        source_app=due.ad_id,
        campaign_id=due.campaign_code,
        interest_product_ids=tuple(filter(None, (due.package_code,))),
        estimated_value_minor=package.price_minor if package is not None else None,
        currency=org.settings.currency if package is not None else None,
        message=due.notes,
        conversation_id=conversation.id,
    )


def _with(changes: Changes, conversation: Conversation) -> Changes:
    return replace(changes, put=(*not_among((conversation,), changes.put), conversation))
