"""A customer, and how an order's buyer is found among them or becomes a new one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from functions.domain.customers.consents import Consents
from functions.domain.customers.identities import Identity, KnownIdentity, identity_id
from functions.domain.customers.suppressions import Suppressed
from functions.domain.kernel.decisions import Document, Get, Reading, Value, get, get_all
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.messages.frequency_caps import Contact
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel


class Stats(Value):
    """What orders add up to. An order that was cancelled, or refunded in full, is not in it.

    `last_activity_at` is the later of the last order and the last interaction.
    """

    orders: int = 0
    visits: int = 0
    spend_minor: int = 0
    aov_minor: int = 0
    first_order_at: datetime | None = None
    last_order_at: datetime | None = None
    last_interaction_at: datetime | None = None
    last_activity_at: datetime | None = None


class LoyaltyAccount(Value):
    """`points` is the sum of the customer's ledger; `lifetime_points` is what was earned and not reversed."""

    tier: str | None = None
    tier_since: datetime | None = None
    points: int = 0
    lifetime_points: int = 0
    wallet_minor: int = 0


class Engagement(Value):
    lead_score: float | None = None
    temperature: str | None = None
    lifecycle_stage: str | None = None
    customer_type: str | None = None


class Customer(Document):
    """`due` maps a reason to the instant at which it is acted on; `wake_at` is the earliest of them (design §5).

    `identity_ids` are this customer's identities, so that a known one costs no read; `other_identity_ids` are those
    that their orders named too and that are another customer's.

    `consents`: see domain/consents.py. `suppressed`: addresses of this customer that may not be written to, by the id
    that domain/suppressions.py gives them. `contacts`: recent and planned marketing messages, for the caps;
    `last_contacted_at`: when the last message of any kind was to go.
    `windows`: until when a channel takes free text, since the customer wrote there. `conversation_ids`: where what they
    write on a channel is kept; `earlier_conversation_ids` and `linked_to`: see domain/senders.py.
    """

    collection: ClassVar[str] = "customers"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    customer_group: Literal["b2b", "b2c"] = "b2c"
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    has_app: bool = False
    push_tokens: tuple[str, ...] = ()
    whatsapp_opt_in: bool = False
    email_opt_in: bool = False
    sms_opt_in: bool = False
    preferred_channel: str | None = None
    timezone: str | None = None
    locale: str | None = None
    birthday: str | None = None
    tags: tuple[str, ...] = ()
    custom: dict[str, Any] = Field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    stats: Stats = Stats()
    loyalty: LoyaltyAccount = LoyaltyAccount()
    engagement: Engagement = Engagement()
    segment_ids: tuple[str, ...] = ()
    consents: Consents = Field(default_factory=dict)
    suppressed: dict[str, Suppressed] = Field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    last_contacted_at: datetime | None = None
    windows: dict[Channel, datetime] = Field(default_factory=dict)
    conversation_ids: dict[Channel, str] = Field(default_factory=dict)
    earlier_conversation_ids: tuple[str, ...] = ()
    linked_to: str | None = None
    identity_ids: tuple[str, ...] = ()
    other_identity_ids: tuple[str, ...] = ()
    due: dict[str, datetime] = Field(default_factory=dict)
    wake_at: datetime | None = None
    recorded: bool = True
    record_error: str | None = None

    def without_tokens(self, dead: Collection[str]) -> "Customer":
        """The same customer without the devices that are no more."""
        return self.but(push_tokens=tuple(token for token in self.push_tokens if token not in dead))

    def due_at(self, due: dict[str, datetime]) -> "Customer":
        """The same customer, woken for these reasons at these instants and for no others."""
        return self.but(due=due, wake_at=min(due.values(), default=None))


@dataclass(frozen=True)
class Buyer:
    """Who bought, as the order says it. The first identity is the one that names a new customer."""

    identities: tuple[Identity, ...] = ()
    name: str | None = None
    customer_id: str | None = None

    def value(self, kind: str) -> str | None:
        return next((i.value for i in self.identities if i.kind == kind), None)

    @property
    def is_anonymous(self) -> bool:
        return not self.identities and self.customer_id is None


@dataclass(frozen=True)
class Found:
    """A buyer's customer (new or known), and the identities to create so that they name this customer."""

    customer: Customer
    links: tuple[KnownIdentity, ...]


def find_or_new(org: Org, buyer: Buyer, now: datetime) -> Reading[Found]:
    """The customer whom a buyer's identities name; a new one where they name nobody.

    Bills 1 read where the first identity is the customer's first, 1 + n where none of n identities is known, one
    more where a later identity leads to the customer. Every identity of a customer has its `identities`
    document, so two first orders that share any identity at the same time cannot make two customers of one.
    """
    if buyer.customer_id is not None:
        customer = yield from get(Customer, buyer.customer_id)
        if customer is None:
            raise Malformed("order", [FieldFault("customer_id", "names no customer")])
        return Found(customer, ())
    by_id = {identity_id(org.id_key, identity): identity for identity in buyer.identities}
    first = next(iter(by_id))
    customer = yield from get(Customer, first)
    if customer is None:
        customer = yield from by_any_identity(tuple(by_id))
    if customer is None:
        customer = Customer(id=first, created_at=now, updated_at=now)
    return (yield from name_by(customer, by_id, now))


def name_by(customer: Customer, by_id: Mapping[str, Identity], now: datetime) -> Reading[Found]:
    """The customer with these identities, by their ids, for their own; one that names somebody else stays theirs.

    Bills 1 read where an identity that the customer was not seen with names somebody, nothing otherwise.
    """
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
    named = customer.but(
        identity_ids=(*customer.identity_ids, *own),
        other_identity_ids=(*customer.other_identity_ids, *(id for id in unseen if id not in own)),
    )
    return Found(_with_contact(named, [by_id[id] for id in own]), links)


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
    return customer.but(
        phone=customer.phone or values.get("phone"), email=customer.email or values.get("email")
    )
