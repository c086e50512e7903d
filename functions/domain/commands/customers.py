"""A customer that a client wrote: phone and email normalised, and known from then on by both."""

from datetime import datetime

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import (
    Identity,
    KnownIdentity,
    identity_id,
    normal_email,
    normal_phone,
)
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Get, get, get_all
from functions.domain.kernel.validation import Faults
from functions.domain.orgs.org import Org

WHAT = "customer"


def record_customer(org: Org, customer_id: str, now: datetime) -> Decision[None]:
    """Take in what a client wrote: normalise the phone and email, and let orders that name them find this customer.

    Bills 1 write, and 1 write for each identity that is new. Malformed where the phone or email is none, or names
    another customer already: two customers of one organisation never share one (S004-27).
    """
    customer = yield from get(Customer, customer_id)
    if customer is None or customer.recorded:
        return NOTHING, None
    faults = Faults(WHAT)
    identities = _identities(org, customer, faults)
    by_id = {identity_id(org.id_key, identity): identity for identity in identities}
    unseen = [id for id in by_id if id not in customer.identity_ids]
    links = yield from get_all(*(Get(KnownIdentity, id, presumed_missing=True) for id in unseen))
    for id, link in zip(unseen, links, strict=True):
        if link is not None and link.customer_id != customer_id:
            faults.add(by_id[id].kind, "names another customer")
    faults.raise_any()
    values = {identity.kind: identity.value for identity in identities}
    recorded = customer.with_changes(
        phone=values.get("phone"),
        email=values.get("email"),
        identity_ids=(*customer.identity_ids, *unseen),
        recorded=True,
        record_error=None,
        created_at=customer.created_at or now,
        updated_at=now,
    )
    new = tuple(
        KnownIdentity(id=id, customer_id=customer_id, kind=by_id[id].kind, created_at=now)
        for id, link in zip(unseen, links, strict=True)
        if link is None
    )
    facts = Facts("customer_changed", Customer.collection, customer_id, now)
    reaction = yield from react(org, customer, recorded, facts=facts, now=now)
    return Changes(create=(*new, *reaction.create), put=(reaction.customer,)), None


def _identities(org: Org, customer: Customer, faults: Faults) -> list[Identity]:
    found = []
    if phone := customer.phone:
        found.append(
            Identity("phone", faults.checked("phone", lambda: normal_phone(phone, org.settings.country), ""))
        )
    if email := customer.email:
        found.append(Identity("email", faults.checked("email", lambda: normal_email(email), "")))
    return found
