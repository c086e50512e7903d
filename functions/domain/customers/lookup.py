"""Whom an order or a message names: a customer who is known, or a new one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.kernel.decisions import Get, Reading, get, get_all
from functions.domain.orgs.org import Org
from functions.domain.providers.events import UserIdKind
from functions.domain.settings.types import Channel


@dataclass(frozen=True)
class Buyer:
    """Who bought, as the order says it. The first identity is the one that names a new customer."""

    identities: tuple[Identity, ...] = ()
    name: str | None = None

    def value(self, kind: str) -> str | None:
        return next((i.value for i in self.identities if i.kind == kind), None)

    @property
    def is_anonymous(self) -> bool:
        return not self.identities


@dataclass(frozen=True)
class Found:
    """A buyer's customer, and the identities to create so that they name this customer.

    `before`: the customer as it was read; None where it is new.
    """

    customer: Customer
    links: tuple[KnownIdentity, ...]
    before: Customer | None


def find_or_new(org: Org, buyer: Buyer, now: datetime) -> Reading[Found]:
    """The customer whom a buyer's identities name; a new one where they name nobody.

    Bills 1 read where the first identity is the customer's first, 1 + n where none of n identities is known, one
    more where a later identity leads to the customer. Every identity of a customer has its `identities`
    document, so two first orders that share any identity at the same time cannot make two customers of one.
    """
    by_id = {identity_id(org.id_key, identity): identity for identity in buyer.identities}
    first = next(iter(by_id))
    customer = yield from get(Customer, first)
    if customer is None:
        customer = yield from by_any_identity(tuple(by_id))
    return (yield from name_by(customer, by_id, now))


def name_by(before: Customer | None, by_id: Mapping[str, Identity], now: datetime) -> Reading[Found]:
    """The customer, or a new one, with these identities by their ids; one that names another customer stays theirs.

    Bills 1 read where an identity that the customer was not seen with names somebody, nothing otherwise.
    """
    customer = before or Customer(id=next(iter(by_id)), created_at=now, updated_at=now)
    seen = {*customer.identity_ids, *customer.other_identity_ids}
    unseen = [id for id in by_id if id not in seen]
    taken = yield from get_all(*(Get(KnownIdentity, id, presumed_missing=True) for id in unseen))
    owners = {id: link.customer_id if link else None for id, link in zip(unseen, taken, strict=True)}
    own = [id for id in unseen if owners[id] in (None, customer.id)]
    links = tuple(
        KnownIdentity(id=id, customer_id=customer.id, kind=by_id[id].kind, created_at=now)
        for id in own
        if owners[id] is None
    )
    named = customer.with_changes(
        identity_ids=(*customer.identity_ids, *own),
        other_identity_ids=(*customer.other_identity_ids, *(id for id in unseen if id not in own)),
    )
    return Found(_with_contact(named, [by_id[id] for id in own]), links, before)


def by_any_identity(ids: tuple[str, ...]) -> Reading[Customer | None]:
    """Whom the first of the known identities names. Bills 1 read for each, and 1 for the customer."""
    links = yield from get_all(*(Get(KnownIdentity, id) for id in ids))
    link = next((link for link in links if link is not None), None)
    if link is None:
        return None
    return (yield from get(Customer, link.customer_id))


def _with_contact(customer: Customer, identities: list[Identity]) -> Customer:
    """A phone or email that became the customer's own fills the profile's where that is empty."""
    values = {i.kind: i.value for i in identities}
    return customer.with_changes(
        phone=customer.phone or values.get("phone"), email=customer.email or values.get("email")
    )


_E164 = re.compile(r"\+[1-9]\d{6,14}")


def identities_of(
    *,
    channel: Channel,
    phone: str | None,
    user_id: str | None,
    user_id_kind: UserIdKind,
    email: str | None = None,
) -> tuple[Identity, ...]:
    """What names a person on a channel, the best first. Numbering plans grow: a phone need only look like one."""
    found: list[Identity] = []
    if phone and _E164.fullmatch(phone):
        found.append(Identity("phone", phone))
    if email:
        found.append(Identity("email", email))
    if user_id and channel == "whatsapp":
        found.append(Identity(user_id_kind, user_id))
    return tuple(found)


def find_known(org: Org, identities: Iterable[Identity]) -> Reading[Customer | None]:
    """The customer whom the first known identity names. Bills 2 reads where that is the first one."""
    for identity in identities:
        customer = yield from by_any_identity((identity_id(org.id_key, identity),))
        if customer is not None:
            return customer
    return None
