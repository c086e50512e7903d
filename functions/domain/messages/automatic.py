"""What an automation leaves beside its message: an interaction that says which rule acted (S000-17, S000-24)."""

from datetime import datetime

from functions.domain.customers.interactions import Interaction, TransactionRef
from functions.domain.messages.outbox import Message


def triggered_by(message: Message, now: datetime, kind: str = "campaign_triggered") -> Interaction:
    """The interaction of an automatic act: once for its first message, also where that is not sent."""
    return Interaction(
        id=f"{message.group or message.id}:{kind}",
        interaction_type=kind,
        interaction_source="ai_automation",
        customer_id=message.customer_id,
        transaction=TransactionRef(id=message.id, ref_table="messages", channel=message.channel),
        performed_by="system",
        performed_at=now,
        outcome=message.status,
        automation_id=message.rule,
    )
