"""By what a customer is known: phone, email, app user, card, a channel's own id of the person; and whom they name.

An identity is normalised (customers/addresses.py), and hashed before it stands in an id.
"""

import hashlib
import hmac
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, Literal

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Document, Get, Reading, get, get_all
from functions.domain.orgs.org import Org
from functions.domain.providers.user_ids import UserIdKind
from functions.domain.settings.types import Channel, CustomerGroup

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
    customer_id: str | None = None
    kind: IdentityKind | None = None
    created_at: datetime | None = None


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
    group: CustomerGroup | None = None
    account_id: str | None = None

    def value(self, kind: str) -> str | None:
        return next((i.value for i in self.identities if i.kind == kind), None)

    @property
    def is_anonymous(self) -> bool:
        return not self.identities


@dataclass(frozen=True)
class Found:
    """A buyer's customer, and the identities to create so that they name this customer.

    `repairs`: identities that named a customer who is gone, or none at all, and name this one from now on. `before`:
    the customer as it was read; None where it is new. `is_back`: their document was removed, and their orders and
    ledger may still be there.
    """

    customer: Customer
    links: tuple[KnownIdentity, ...]
    before: Customer | None
    repairs: tuple[KnownIdentity, ...] = ()
    is_back: bool = False


def find_or_new(org: Org, buyer: Buyer, now: datetime) -> Reading[Found]:
    """The customer whom a buyer's identities name; a new one where they name none.

    Bills 1 read where the first identity is the customer's first, 1 + n where none of n identities is known, one
    more where a later identity leads to the customer. Every identity of a customer has its `identities`
    document, so two first orders that share any identity at the same time cannot make two customers of one.
    A customer whose document was removed comes back under the id that their identities name.
    """
    by_id = {identity_id(org.id_key, identity): identity for identity in buyer.identities}
    first = next(iter(by_id))
    customer = yield from get(Customer, first)
    if customer is not None:
        return (yield from name_by(customer, by_id, now))
    links = yield from get_all(*(Get(KnownIdentity, id) for id in by_id))
    owners = dict.fromkeys(link.customer_id for link in links if link is not None and link.customer_id)
    for owner in owners:
        if (customer := (yield from get(Customer, owner))) is not None:
            return (yield from name_by(customer, by_id, now))
    found = yield from name_by(None, by_id, now, new_id=next(iter(owners), first))
    return replace(found, is_back=bool(owners))


def name_by(
    before: Customer | None, by_id: Mapping[str, Identity], now: datetime, *, new_id: str = ""
) -> Reading[Found]:
    """The customer, or a new one, with these identities by their ids; one that names another customer stays theirs.

    Bills 1 read where an identity that the customer was not seen with names another customer, and 1 for that one;
    nothing otherwise.
    """
    customer = before or Customer(id=new_id or next(iter(by_id)), created_at=now, updated_at=now)
    seen = {*customer.identity_ids, *customer.other_identity_ids}
    unseen = [id for id in by_id if id not in seen]
    known = yield from _known(unseen)
    theirs = yield from _of_others(customer.id, known)
    own = {id: by_id[id] for id in unseen if id not in theirs}
    named = customer.with_changes(
        identity_ids=(*customer.identity_ids, *own),
        other_identity_ids=(*customer.other_identity_ids, *(id for id in unseen if id in theirs)),
    )
    kinds = {id: identity.kind for id, identity in own.items() if id not in known}
    repairs = tuple(
        link.with_changes(customer_id=customer.id, kind=by_id[id].kind, created_at=link.created_at or now)
        for id, link in known.items()
        if id in own and link.customer_id != customer.id
    )
    return Found(
        _with_contact(named, own.values()), links_to(customer.id, kinds, now=now), before, repairs=repairs
    )


def _known(ids: Collection[str]) -> Reading[dict[str, KnownIdentity]]:
    """The documents of identities that have one. Bills 1 read for each of them."""
    links = yield from get_all(*(Get(KnownIdentity, id, presumed_missing=True) for id in ids))
    return {id: link for id, link in zip(ids, links, strict=True) if link is not None}


def _of_others(customer_id: str, known: Mapping[str, KnownIdentity]) -> Reading[frozenset[str]]:
    """The identities that name another customer, one who is still there. Bills 1 read for each such customer."""
    named = {
        id: link.customer_id for id, link in known.items() if link.customer_id not in (None, customer_id)
    }
    owners = list(dict.fromkeys(filter(None, named.values())))
    there = yield from get_all(*(Get(Customer, owner) for owner in owners)) if owners else _none()
    standing = {owner for owner, found in zip(owners, there, strict=True) if found is not None}
    return frozenset(id for id, owner in named.items() if owner in standing)


def _none() -> Reading[tuple[Customer | None, ...]]:
    yield from ()
    return ()


def owners_of(ids: Collection[str]) -> Reading[dict[str, str]]:
    """The customer whom each identity names; one that names none is left out. Bills 1 read for each that is known."""
    links = yield from get_all(*(Get(KnownIdentity, id, presumed_missing=True) for id in ids))
    found = zip(ids, links, strict=True)
    return {id: link.customer_id for id, link in found if link is not None and link.customer_id}


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
    named = next((link.customer_id for link in links if link is not None and link.customer_id), None)
    if named is None:
        return None
    return (yield from get(Customer, named))


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
