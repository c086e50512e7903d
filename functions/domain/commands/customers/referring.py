"""A customer names who brought them, in `change_customer`."""

from datetime import datetime

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.orgs.org import Org
from functions.domain.referrals.codes import folded_referral_code
from functions.domain.referrals.naming import with_referrer

PATH = "referred_by_code"


def referred(org: Org, customer: Customer, code: str, *, at: datetime) -> Reading[Customer]:
    """The customer as brought by whose code it is. Malformed with the reason where it is not taken. Bills what
    `with_referrer` does.
    """
    try:
        folded = folded_referral_code(code)
    except ValueError as error:
        raise Malformed("customer", [FieldFault(PATH, str(error))]) from None
    named = yield from with_referrer(org, customer, folded, at=at)
    if named.refused is not None:
        raise Malformed("customer", [FieldFault(PATH, named.refused)])
    return named.customer
