"""Staff of an organisation, and what they may see of its customers and messages."""

from typing import Any, ClassVar

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Decision, Document, Get, get_both
from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.messages.explanations import explain
from functions.domain.messages.outbox import Message

SERVER_ONLY = {"identity_ids", "push_tokens", "recorded"}
MESSAGE_SERVER_ONLY = {"lease_id", "wake_at", "enqueued_count", "batch_id", "retired_ids", "variables"}


class Member(Document):
    """A member of staff, by their Firebase uid."""

    collection: ClassVar[str] = "members"
    roles: tuple[str, ...] = ()


def customer_profile(uid: str, customer_id: str) -> Decision[dict[str, Any]]:
    """A customer as a member of staff sees them (S004 §3.3). Bills 2 reads.

    Raises Forbidden to who is no member, whether the customer is there or not; NotFound.
    """
    member, customer = yield from get_both(Get(Member, uid), Get(Customer, customer_id))
    if member is None:
        raise Forbidden
    if customer is None:
        raise NotFound("customer")
    return NOTHING, {"id": customer.id, **customer.model_dump(mode="json", exclude=SERVER_ONLY)}


def message_story(uid: str, message_id: str) -> Decision[dict[str, Any]]:
    """A message as a member of staff sees it, and in `explanation` why it was or was not sent. Bills 2 reads.

    Raises Forbidden to who is no member, whether the message is there or not; NotFound.
    """
    member, message = yield from get_both(Get(Member, uid), Get(Message, message_id))
    if member is None:
        raise Forbidden
    if message is None:
        raise NotFound("message")
    shown = message.model_dump(mode="json", exclude=MESSAGE_SERVER_ONLY)
    return NOTHING, {"id": message.id, **shown, "explanation": explain(message)}
