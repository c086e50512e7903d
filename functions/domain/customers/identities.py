"""By what a customer is known: phone, email, app user, card, a channel's own id of the person; and whom they name.

An identity is normalised (customers/addresses.py), and hashed before it stands in an id.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Literal

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Document, Get, Reading, get, get_all
from functions.domain.orgs.org import Org
from functions.domain.providers.user_ids import UserIdKind
from functions.domain.settings.types import Channel

IdentityKind = Literal["phone", "email", "app_user", "card", UserIdKind]

ID_DIGITS = 32
_E164 = re.compile(r"\+[1-9]\d{6,14}")


@dataclass(frozen=True)
class Identity:
    """One normalised identity. The value stays out of logs."""

    kind: IdentityKind
    value: str = field(repr=False)


class KnownIdentity(Document):
    """Which customer an identity names. Its id is the identity's hash."""

    collection: ClassVar[str] = "identities"
    absent_if_broken: ClassVar[bool] = True
    customer_id: str
    kind: IdentityKind
    created_at: datetime


def identity_id(key: bytes, identity: Identity) -> str:
    """The id of an identity in its organisation: a keyed hash, so that an id does not tell the phone."""
    return keyed_id(key, f"{identity.kind}:{identity.value}")


def keyed_id(key: bytes, text: str) -> str:
    """What stands in an id for a text that may tell a phone: a hash that only the organisation's key makes."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:ID_DIGITS]


def message_key(org: Org, provider: str, provider_message_id: str) -> str:
    """What stands in ids for a provider's message."""
    return keyed_id(org.id_key, f"{provider}:{provider_message_id}")


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
    """The customer whom a buyer's identities name; a new one where they name none.

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

    Bills 1 read where an identity that the customer was not seen with names another customer, nothing otherwise.
    """
    customer = before or Customer(id=next(iter(by_id)), created_at=now, updated_at=now)
    seen = {*customer.identity_ids, *customer.other_identity_ids}
    unseen = [id for id in by_id if id not in seen]
    owners = yield from owners_of(unseen)
    own = {id: by_id[id] for id in unseen if owners.get(id, customer.id) == customer.id}
    named = customer.with_changes(
        identity_ids=(*customer.identity_ids, *own),
        other_identity_ids=(*customer.other_identity_ids, *(id for id in unseen if id not in own)),
    )
    kinds = {id: identity.kind for id, identity in own.items() if id not in owners}
    return Found(_with_contact(named, own.values()), links_to(customer.id, kinds, now=now), before)


def owners_of(ids: Collection[str]) -> Reading[dict[str, str]]:
    """The customer whom each identity names; one that names none is left out. Bills 1 read for each that is known."""
    links = yield from get_all(*(Get(KnownIdentity, id, presumed_missing=True) for id in ids))
    return {id: link.customer_id for id, link in zip(ids, links, strict=True) if link is not None}


def links_to(
    customer_id: str, kinds: Mapping[str, IdentityKind], *, now: datetime
) -> tuple[KnownIdentity, ...]:
    """The documents of new identities of a customer, by their ids."""
    return tuple(
        KnownIdentity(id=id, customer_id=customer_id, kind=kind, created_at=now) for id, kind in kinds.items()
    )


def by_any_identity(ids: tuple[str, ...]) -> Reading[Customer | None]:
    """Whom the first of the known identities names. Bills 1 read for each, and 1 for the customer."""
    links = yield from get_all(*(Get(KnownIdentity, id) for id in ids))
    link = next((link for link in links if link is not None), None)
    if link is None:
        return None
    return (yield from get(Customer, link.customer_id))


def _with_contact(customer: Customer, identities: Iterable[Identity]) -> Customer:
    """A phone or email that became the customer's own fills the profile's where that is empty."""
    values = {i.kind: i.value for i in identities}
    return customer.with_changes(
        phone=customer.phone or values.get("phone"), email=customer.email or values.get("email")
    )


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
