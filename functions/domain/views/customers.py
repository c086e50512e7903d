"""A customer as staff see them."""

from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Decision, Get, get_both
from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org, is_on
from functions.domain.staff.members import Member

SERVER_ONLY = {"identity_ids", "push_tokens"}


def customer_profile(org: Org, uid: str, customer_id: str) -> Decision[dict[str, Any]]:
    """A customer as a member of staff sees them (S004-31); without points and tier where loyalty is off. Bills 2 reads.

    Raises Forbidden to who is no member, whether the customer is there or not; FeatureOff, NotFound.
    """
    member, customer = yield from get_both(Get(Member, uid), Get(Customer, customer_id))
    if member is None:
        raise Forbidden
    require(org, "crm")
    if customer is None:
        raise NotFound("customer")
    hidden = SERVER_ONLY if is_on(org, "loyalty") else SERVER_ONLY | {"loyalty"}
    return NOTHING, {"id": customer.id, **customer.model_dump(mode="json", exclude=hidden)}
