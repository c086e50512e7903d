"""What a member of staff writes to a customer themselves, or the assistant: a message without a template, on one
channel, through the gate like any other. Its purpose is `service`: a customer who wrote first is answered without an
opt-in.
"""

from datetime import datetime

from functions.domain.customers.customer import Customer
from functions.domain.messages.attachments import Attachment
from functions.domain.messages.composing import Composed, counted
from functions.domain.messages.gate import Allowed, Blocked, MessageFacts, check_message
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel

RULE = "staff.message"
ASSISTANT_RULE = "assistant.turn"
HOLDING_RULE = (
    "assistant.holding"  # nobody has answered yet; an answer by then ends its cause (delivery/causes.py)
)
SATISFACTION_RULE = "assistant.satisfaction"


def compose_answer(
    org: Org,
    customer: Customer,
    *,
    id: str,
    channel: Channel,
    text: str,
    by: str | None,
    now: datetime,
    locale: str | None = None,
    attachment: Attachment | None = None,
    rule: str | None = None,
) -> Composed | Blocked:
    """The message and its customer, or why the customer may not be written to there. `by`: the member of staff who
    wrote it; None of the assistant's. `rule`: of what is no answer.
    """
    rule = rule or (ASSISTANT_RULE if by is None else RULE)
    asked = MessageFacts(id, "service", None, rule=rule, only=channel)
    verdict = check_message(org, customer, asked, now=now)
    if not isinstance(verdict, Allowed):
        return verdict
    message = Message(
        id=id,
        customer_id=customer.id,
        cause=id,
        rule=rule,
        purpose="service",
        text=text,
        attachment=attachment,
        by_uid=by,
        variables={},
        locale=locale or customer.locale or org.settings.locale,
        channel=channel,
        status="queued",
        created_at=now,
        expires_at=org.settings.retention.message_until(now),
    )
    queued = message.planned(verdict, now)
    return Composed(queued, counted(org, customer, queued, now=now))
