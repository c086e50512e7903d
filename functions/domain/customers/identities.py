"""By what a customer is known: phone, email, app user, card, a channel's own id of the person; and whom they name.

An identity is normalised (customers/addresses.py), and hashed before it stands in an id.
"""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar, Literal

from functions.domain.customers.consents import Consents, with_all
from functions.domain.customers.customer import Customer, followed, standing_customer
from functions.domain.kernel.decisions import Document, Get, Reading, get, get_all
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.orgs.org import Org
from functions.domain.providers.user_ids import UserIdKind
from functions.domain.settings.types import CustomerGroup

IdentityKind = Literal["phone", "email", "app_user", "card", UserIdKind]

ID_DIGITS = 32
# A person has a few cards and addresses. Who seems to have more is many: a walk-in phone, a cashier's own card.
MOST_OF_A_KIND = 20
MOST_OF_OTHERS = 50
_TWINS = (
    (re.compile(r"\+55([1-9]\d)([6-9]\d{7})"), r"+55\g<1>9\g<2>"),
    (re.compile(r"\+549(\d{10})"), r"+54\g<1>"),
    (re.compile(r"\+521(\d{10})"), r"+52\g<1>"),
    (re.compile(r"\+229(\d{8})"), r"+22901\g<1>"),
)


@dataclass(frozen=True)
class Identity:
    """One normalised identity. The value stays out of logs."""

    kind: IdentityKind
    value: str = field(repr=False)


class KnownIdentity(Document):
    """Which customer an identity names. Its id is the identity's hash.

    `consents`: what a person said before they were a customer; it is theirs when they become one. `lead_id`: the lead
    that it leads to; a customer who gets the identity gets the lead (domain/leads).
    """

    collection: ClassVar[str] = "identities"
    sparse: ClassVar[frozenset[str]] = frozenset({"consents", "lead_id"})
    customer_id: str | None = None
    kind: IdentityKind | None = None
    created_at: datetime | None = None
    consents: Consents | None = None
    lead_id: str | None = None


def _line_of(phone: str) -> str:
    """One writing for all of a line: WhatsApp names some phones in an older form than people do.

    Brazil's mobiles got a ninth digit (+55 31 8765 4321, +55 31 98765 4321), Argentina's have a 9 after the country's
    code when they are called from abroad, Mexico's had a 1 until 2019, Benin's numbers begin with 01 since 2024.
    https://developers.facebook.com/docs/whatsapp/cloud-api/reference/phone-numbers and the countries' numbering plans.
    """
    for pattern, replacement in _TWINS:
        if pattern.fullmatch(phone):
            return pattern.sub(replacement, phone)
    return phone


def identity_id(key: bytes, identity: Identity) -> str:
    """The id of an identity in its organisation: a keyed hash, so that an id does not tell the phone. The writings of
    one telephone line have one id.
    """
    value = _line_of(identity.value) if identity.kind == "phone" else identity.value
    return keyed_id(key, f"{identity.kind}:{value}")


def keyed_id(key: bytes, text: str) -> str:
    """What stands in an id for a text that may tell a phone: a hash that only the organisation's key makes."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:ID_DIGITS]


@dataclass(frozen=True)
class Buyer:
    """Who bought, as the order says it. The first identity is the one that names a new customer. `customer_id`: whom
    the server itself knows as the buyer, of a quote.
    """

    identities: tuple[Identity, ...] = ()
    name: str | None = None
    group: CustomerGroup | None = None
    account_id: str | None = None
    referral_code: str | None = None
    customer_id: str | None = None

    def value(self, kind: str) -> str | None:
        return next((i.value for i in self.identities if i.kind == kind), None)

    @property
    def is_anonymous(self) -> bool:
        return not self.identities and self.customer_id is None


@dataclass(frozen=True)
class Found:
    """A buyer's customer, and the identities to create so that they name this customer.

    `repairs`: identities that named a customer who is gone, or none at all, and name this one from now on. `before`:
    the customer as it was read; None where it is new. `is_back`: their document was removed, and their orders and
    ledger may still be there. `others`: the given identities that name another customer, seen beside this one for the
    first time. Who joins those two creates and puts more with `links` and `repairs`. `warnings`: what was not taken.
    """

    customer: Customer
    links: tuple[Document, ...]
    before: Customer | None
    repairs: tuple[Document, ...] = ()
    is_back: bool = False
    others: tuple["OtherIdentity", ...] = ()
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True)
class OtherIdentity:
    """An identity that names another customer."""

    link: KnownIdentity
    kind: IdentityKind
    owner: Customer


def find_or_new(
    org: Org, buyer: Buyer, now: datetime, *, takes_shared: bool = False
) -> Reading[Found | None]:
    """The customer whom a buyer's identities name; a new one where they name none. None where all of them are shared by
    many, and so name no customer, unless it `takes_shared` ones too.

    Bills 1 read where the first identity is the customer's first, 1 + n where none of n identities is known, one
    more where a later identity leads to the customer. Every identity of a customer has its `identities`
    document, so two first orders that share any identity at the same time cannot make two customers of one.
    A customer whose document was removed comes back under the id that their identities name.
    """
    by_id = {identity_id(org.id_key, identity): identity for identity in buyer.identities}
    first = next(iter(by_id))
    customer = yield from get(Customer, first)
    if customer is not None and customer.joined_into is not None:
        customer = yield from followed(customer)
    owners: list[str] = []
    if customer is None:
        owners, customer = yield from _named_by(by_id, missing=first)
    if customer is not None:
        shared = by_id.keys() & set(customer.shared_identity_ids)
        if shared and not takes_shared:
            return (yield from _found_by_others(org, buyer, shared, now=now))
        return (yield from name_by(customer, by_id, now))
    found = yield from name_by(None, by_id, now, new_id=next(iter(owners), first))
    return replace(found, is_back=bool(owners))


def _named_by(ids: Iterable[str], *, missing: str) -> Reading[tuple[list[str], Customer | None]]:
    """Whom the identities name, in their order, and the first of them who is there. One who was `missing` a moment ago
    was removed, or has just been made: they come back under their id, and the guard tells.
    """
    links = yield from get_all(*(Get(KnownIdentity, id) for id in ids))
    owners = list(dict.fromkeys(link.customer_id for link in links if link and link.customer_id))
    for owner in owners:
        if owner == missing:
            return [owner], None
        if (customer := (yield from standing_customer(owner))) is not None:
            return owners, customer
    return owners, None


def _found_by_others(
    org: Org, buyer: Buyer, shared: Collection[str], *, now: datetime
) -> Reading[Found | None]:
    """Whom the identities name that are not shared by many."""
    others = tuple(each for each in buyer.identities if identity_id(org.id_key, each) not in shared)
    if not others:
        return None
    return (yield from find_or_new(org, replace(buyer, identities=others), now))


def name_by(
    before: Customer | None, by_id: Mapping[str, Identity], now: datetime, *, new_id: str = ""
) -> Reading[Found]:
    """The customer, or a new one, with these identities by their ids; one that names another customer stays theirs.

    Bills 1 read where an identity that the customer was not seen with names another customer, and 1 for that one;
    nothing otherwise.
    """
    customer = before or Customer(id=new_id or next(iter(by_id)), created_at=now, updated_at=now)
    seen = {*customer.identity_ids, *customer.other_identity_ids}
    unseen = _but(by_id, seen)
    known = yield from _known(unseen)
    theirs = yield from _of_others(customer.id, known)
    own = {id: by_id[id] for id in _but(unseen, theirs) if not _is_one_too_many(customer, by_id[id])}
    named = _with_identities(customer, by_id, own=own, theirs=[id for id in unseen if id in theirs])
    links = links_to(customer.id, {id: own[id].kind for id in _but(own, known)}, now=now)
    repairs = _repaired(customer.id, own, known, now=now)
    for repaired in repairs:
        named = _given(named, repaired, now)
    others = tuple(OtherIdentity(known[id], by_id[id].kind, owner) for id, owner in theirs.items())
    return Found(_with_contact(named, own.values()), links, before, repairs=repairs, others=others)


def _given(customer: Customer, link: KnownIdentity, now: datetime) -> Customer:
    """The customer with what an identity brings that named none before: consents, and its lead."""
    consenting = customer.with_changes(consents=with_all(customer.consents, link.consents or {}))
    return consenting if link.lead_id is None else consenting.getting_lead(link.lead_id, now)


def _with_identities(
    customer: Customer, given: Iterable[str], *, own: Mapping[str, Identity], theirs: Sequence[str]
) -> Customer:
    """The customer with new identities of their own, and those of others. What was given beside one too many is
    shared by many from now on.
    """
    counts = Counter(customer.identity_counts) + Counter(identity.kind for identity in own.values())
    named = customer.with_changes(
        identity_ids=(*customer.identity_ids, *own),
        identity_counts=dict(counts),
        other_identity_ids=(*customer.other_identity_ids, *theirs)[-MOST_OF_OTHERS:],
    )
    seen = {*named.identity_ids, *named.other_identity_ids}
    if seen.issuperset(given):
        return named
    shared = (id for id in given if id in customer.identity_ids)
    return named.with_changes(shared_identity_ids=(*customer.shared_identity_ids, *shared))


def _is_one_too_many(customer: Customer, identity: Identity) -> bool:
    return customer.identity_counts.get(identity.kind, 0) >= MOST_OF_A_KIND


def _but(ids: Iterable[str], others: Collection[str]) -> list[str]:
    return [id for id in ids if id not in others]


def _repaired(
    customer_id: str, own: Mapping[str, Identity], known: Mapping[str, KnownIdentity], *, now: datetime
) -> tuple[KnownIdentity, ...]:
    """The customer's identities whose documents named a customer who is gone, or none at all."""
    return tuple(
        known[id].with_changes(
            customer_id=customer_id, kind=identity.kind, created_at=known[id].created_at or now
        )
        for id, identity in own.items()
        if id in known and known[id].customer_id != customer_id
    )


def _known(ids: Collection[str]) -> Reading[dict[str, KnownIdentity]]:
    """The documents of identities that have one. Bills 1 read for each of them."""
    links = yield from get_all(*(Get(KnownIdentity, id, presumed_missing=True) for id in ids))
    return {id: link for id, link in zip(ids, links, strict=True) if link is not None}


def _of_others(customer_id: str, known: Mapping[str, KnownIdentity]) -> Reading[dict[str, Customer]]:
    """The identities that name another customer, one who is still there, and who that is. Bills 1 read for each such
    customer.
    """
    owners: dict[str, Customer] = {}
    for id, link in known.items():
        if link.customer_id not in (None, customer_id):
            owner = yield from standing_customer(link.customer_id)
            if owner is not None and owner.id != customer_id:
                owners[id] = owner
    return owners


def links_to(
    customer_id: str, kinds: Mapping[str, IdentityKind], *, now: datetime
) -> tuple[KnownIdentity, ...]:
    """The documents of new identities of a customer, by their ids."""
    return tuple(
        KnownIdentity(id=id, customer_id=customer_id, kind=kind, created_at=now) for id, kind in kinds.items()
    )


def _with_contact(customer: Customer, identities: Iterable[Identity]) -> Customer:
    """A phone, email or app user that became the customer's own fills the profile's where that is empty."""
    values = {i.kind: i.value for i in identities}
    return customer.with_changes(
        phone=customer.phone or values.get("phone"),
        email=customer.email or values.get("email"),
        app_user_id=customer.app_user_id or values.get("app_user"),
    )


# With which the id begins that stands in the place of an erased customer's: no other id does.
ERASED = "erased-"


def is_erased(customer_id: str | None) -> bool:
    return customer_id is not None and customer_id.startswith(ERASED)
