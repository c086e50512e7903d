"""The number of a membership card: an identity of the customer, so that the till finds them by it."""

import hashlib
import hmac
from collections import Counter
from datetime import datetime

from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id, links_to
from functions.domain.kernel.decisions import Reading, get
from functions.domain.occasions.asking import State
from functions.domain.orgs.org import Org

DIGITS = 12
_FIRST = 10 ** (DIGITS - 1)
_TRIES = 5  # of 900,000,000,000 numbers: a second one is hardly ever needed


def with_card(org: Org, state: State, *, now: datetime) -> Reading[State]:
    """The state with a card number of the customer's that is no other customer's. Bills 1 write; 1 read where the
    number is taken, or theirs already.
    """
    customer = state.customer
    assert customer is not None, "a card is a customer's"
    for attempt in range(_TRIES):
        number = card_number(org, customer.id, attempt)
        id = identity_id(org.id_key, Identity("card", number))
        known = yield from get(KnownIdentity, id, presumed_missing=True)
        if known is None:
            owned = state.creating(*links_to(customer.id, {id: "card"}, now=now))
            return owned.with_customer(_carrying(customer, number, id))
        if known.customer_id == customer.id:
            return state.with_customer(_carrying(customer, number, id))
    return state


def card_number(org: Org, customer_id: str, attempt: int = 0) -> str:
    """A number that follows from the customer, and that only the organisation's key makes: twelve figures, which any
    till's keys can enter.
    """
    digest = hmac.digest(org.id_key, f"card:{customer_id}:{attempt}".encode(), hashlib.sha256)
    return str(_FIRST + int.from_bytes(digest) % (9 * _FIRST))


def _carrying(customer: Customer, number: str, id: str) -> Customer:
    ids = dict.fromkeys((*customer.identity_ids, id))
    return customer.with_changes(
        card_number=number,
        identity_ids=tuple(ids),
        identity_counts=dict(Counter(customer.identity_counts) + Counter({"card": 1})),
    )
