"""Whether the cause of a message still stands, asked at the moment of sending: what waited for the morning may be
wrong by then.

One table: a rule's prefix (`automation` of `automation:thanks`) names what ends its cause. A rule whose cause is told
by another document than the customer names that document too, and its claims bill 1 read more; no other rule's do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.kernel.decisions import Document, Get, Reading
from functions.domain.messages.answers import HOLDING_RULE
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import RULE

ORDER_RULE: Final = "order"
AT_ONCE = timedelta(minutes=10)  # within which what was just decided still stands
_UNDONE = frozenset({"cancelled", "refunded"})


@dataclass(frozen=True)
class CauseQuestion:
    """Whether the cause of a message stands. `customer`: None where a message to staff is about none. `document`: what
    its row names, None where that is missing.
    """

    org: Org
    customer: Customer | None
    message: Message
    document: Any = None


@dataclass(frozen=True)
class Cause:
    """What ends a cause, and the document beside the customer that tells it, where there is one."""

    is_over: Callable[[CauseQuestion], bool]
    document: Callable[[Message], Get[Any] | None] = lambda message: None


class CausingOrder(Document):
    """Of an order, what tells whether it still stands."""

    collection: ClassVar[str] = "orders"
    status: str | None = None


class AwaitedConversation(Document):
    """Of a conversation, what tells whether its customer still waits for a person."""

    collection: ClassVar[str] = "conversations"
    needs_human: bool = False


def _is_answered(question: CauseQuestion) -> bool:
    conversation: AwaitedConversation | None = question.document
    return conversation is None or not conversation.needs_human


def _conversation_of(message: Message) -> Get[Any] | None:
    id = (message.about or "").removeprefix("conversations/")
    return Get(AwaitedConversation, id) if id else None


def _is_undone(question: CauseQuestion) -> bool:
    order: CausingOrder | None = question.document
    return order is None or order.status in _UNDONE


def _watched_by(message: Message) -> Get[Any] | None:
    """The document that an automation's message is about, where that is not the customer who gets it."""
    if message.about is None:
        return None
    from functions.domain.occasions.watched import model_of

    collection, _, id = message.about.partition("/")
    return Get(Customer if collection == Customer.collection else model_of(collection), id)


def _is_automation_over(question: CauseQuestion) -> bool:
    from functions.domain.automations.ending import is_over

    return is_over(question.org, question.customer, question.message, subject=question.document)


CAUSES: Mapping[str, Cause] = {
    RULE: Cause(_is_automation_over, _watched_by),
    # What follows from one order, whose id is the message's cause.
    ORDER_RULE: Cause(_is_undone, lambda message: Get(CausingOrder, message.cause)),
    # That nobody has answered yet: a person may have by now.
    HOLDING_RULE: Cause(_is_answered, _conversation_of),
}


def is_cause_over(org: Org, customer: Customer | None, message: Message) -> Reading[bool]:
    """Whether what caused a message is over; False for a rule that no row knows. Bills 1 read for a rule whose row
    names a document, nothing for any other.
    """
    cause = CAUSES.get(message.rule.partition(":")[0])
    if cause is None:
        return False
    wanted = cause.document(message)
    if wanted is None:
        return cause.is_over(CauseQuestion(org, customer, message))
    (document,) = yield (wanted,)
    return cause.is_over(CauseQuestion(org, customer, message, document))


def is_notice_over(org: Org, message: Message, now: datetime) -> Reading[bool]:
    """The same of a message to staff that has waited: an invoice that was paid overnight is no news in the morning.
    Bills nothing for one that is claimed at once, else 1 read of the customer whom it is about beside what its row
    bills.
    """
    if now - message.created_at <= AT_ONCE or message.rule.partition(":")[0] not in CAUSES:
        return False
    customer = (yield from standing_customer(message.customer_id)) if message.customer_id else None
    return (yield from is_cause_over(org, customer, message))
