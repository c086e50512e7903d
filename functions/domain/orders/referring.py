"""An order names the code of who brought its buyer. Entered only where one does."""

from dataclasses import replace

from functions.domain.customers.identities import Found, identity_id
from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.kernel.validation import Faults
from functions.domain.orders.documents import Order
from functions.domain.orgs.org import Org
from functions.domain.referrals.codes import folded_referral_code
from functions.domain.referrals.naming import with_referrer

PATH = "customer.referral_code"


def parsed_code(text: str, warnings: Faults, *, is_anonymous: bool) -> str | None:
    """A code as it is compared; None, with a warning, for one that can be none or has no buyer to be kept for."""
    if is_anonymous:
        warnings.add(PATH, "has no customer to be kept for")
        return None
    return warnings.checked(PATH, lambda: folded_referral_code(text), None)


def with_referrer_of(org: Org, found: Found, order: Order) -> Reading[Found]:
    """The buyer as brought by whose code the order names, or with a warning why not. Bills as `with_referrer`."""
    code, given = (
        order.buyer.referral_code,
        [identity_id(org.id_key, each) for each in order.buyer.identities],
    )
    assert code is not None, "the order names one"
    named = yield from with_referrer(org, found.customer, code, at=order.facts.ordered_at, given=given)
    warned = (Warned(path=PATH, message=named.refused),) if named.refused else ()
    return replace(found, customer=named.customer, warnings=(*found.warnings, *warned))
