"""The code by which a customer brings friends: short, and read the same however a friend types it."""

from functions.domain.coupons.codes import ALPHABET, folded, in_our_signs, made_code
from functions.domain.customers.customer import Customer, followed
from functions.domain.kernel.decisions import Find, Reading, find
from functions.domain.orgs.org import Org

CODE_LENGTH = 8


def referral_code_of(org: Org, customer_id: str) -> str:
    """The code of a customer: always the same, and not to be guessed without the organisation's key."""
    return made_code(org.id_key, f"referral:{customer_id}", length=CODE_LENGTH)


def folded_referral_code(text: str) -> str:
    """A code in capitals without spaces and hyphens, O read as 0, I and L as 1. ValueError where it can be none."""
    try:
        code = in_our_signs(folded(text))
    except ValueError:
        code = ""
    if len(code) != CODE_LENGTH or set(code) - set(ALPHABET):
        raise ValueError("is not a referral code")
    return code


def with_own_code(org: Org, customer: Customer) -> Customer:
    return customer.with_changes(referral_code=referral_code_of(org, customer.id))


def customer_of(code: str) -> Reading[Customer | None]:
    """The customer whose code it is, or whom they were joined into. Bills 1 read, and 1 more for each join."""
    query = Find(Customer, (("referral_code", code),), "referral_code", "ASCENDING", 1)
    found = yield from find(query)
    return (yield from followed(found[0] if found else None))
