"""Staff of an organisation, and what they may see of its customers."""

from typing import Any, ClassVar

from functions.domain.customers import Customer
from functions.domain.decisions import NOTHING, Decision, Document, Get, get_both
from functions.domain.errors import Forbidden, NotFound

SERVER_ONLY = {"identity_ids", "push_tokens", "recorded"}


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
