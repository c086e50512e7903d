"""The identities of a lead: by what it is known, and how they become its customer's."""

from collections import Counter
from datetime import datetime

from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import MOST_OF_A_KIND, Identity, KnownIdentity, identity_id
from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.leads.documents import Lead, LeadContact
from functions.domain.orgs.org import Org


def identities_of(contact: LeadContact) -> tuple[Identity, ...]:
    """By what a lead is known, the best first."""
    phone = (Identity("phone", contact.phone),) if contact.phone else ()
    return (*phone, *((Identity("email", contact.email),) if contact.email else ()))


def given_identities(
    org: Org, lead: Lead, customer: Customer, *, now: datetime
) -> Reading[tuple[Customer, tuple[KnownIdentity, ...]]]:
    """The customer known by all that the lead was known by, and the identities that name them from now on. One that
    names another customer stays theirs. Bills 1 read for each that is not the customer's yet.
    """
    ids = [id for id in lead.identity_ids if id not in customer.identity_ids]
    links = yield from get_all(*(Get(KnownIdentity, id) for id in ids))
    counts, given = Counter(customer.identity_counts), list[KnownIdentity]()
    for link in filter(None, links):
        if link.customer_id is None and counts[str(link.kind)] < MOST_OF_A_KIND:
            counts[str(link.kind)] += 1
            given.append(link.with_changes(customer_id=customer.id, created_at=link.created_at or now))
    known = customer.with_changes(
        identity_ids=(*customer.identity_ids, *(link.id for link in given)), identity_counts=dict(counts)
    )
    return _with_contact(org, lead, known), tuple(given)


def _with_contact(org: Org, lead: Lead, customer: Customer) -> Customer:
    """The customer's empty phone and email, where the lead's are theirs."""
    for each in identities_of(lead.contact):
        if identity_id(org.id_key, each) in customer.identity_ids and not getattr(customer, each.kind):
            customer = customer.with_changes(**{each.kind: each.value})
    return customer
