"""A customer: profile, figures, consents, and what is planned for them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import Field, StrictBool

from functions.domain.customers.consents import Consents
from functions.domain.customers.touches import MarketingTouch
from functions.domain.kernel.decisions import Document, Value
from functions.domain.settings.types import Channel, CustomerGroup

Because = Literal["hard_bounce", "complaint", "unreachable"]
# What orders and the ledger say again where somebody spoilt it (loyalty/restoring.py).
FIGURES = (
    "stats.orders",
    "stats.visits",
    "stats.spend_minor",
    "stats.aov_minor",
    "stats.first_order_at",
    "stats.last_order_at",
    "loyalty.tier",
    "loyalty.points",
    "loyalty.lifetime_points",
)


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


class Suppressed(Value):
    """Why an address of this customer may not be written to. The list of all: customers/suppressions.py."""

    because: Because
    at: datetime
    provider: str


class Engagement(Value):
    lead_score: float | None = None
    temperature: str | None = None
    lifecycle_stage: str | None = None
    customer_type: str | None = None


class Customer(Document):
    """`due` maps a reason to the instant at which to act on it; `wake_at` is the earliest (docs/architecture.md).

    `identity_ids` are this customer's identities, so that a known one costs no read; `other_identity_ids` are those
    that their orders named too and that are another customer's.

    `consents`: see domain/consents.py. `suppressed`: addresses of this customer that may not be written to, by the id
    that domain/suppressions.py gives them. `marketing_touches`: recent and planned marketing messages, for the caps;
    `last_contacted_at`: when the last message of any kind was to go.
    `windows`: until when a channel takes free text, since the customer wrote there. `conversation_ids`: where what they
    write on a channel is kept; `earlier_conversation_ids` and `linked_to`: see domain/senders.py.
    """

    collection: ClassVar[str] = "customers"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at"})
    always_written: ClassVar[tuple[str, ...]] = FIGURES
    customer_group: CustomerGroup = "b2c"
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    has_app: StrictBool = False
    push_tokens: tuple[str, ...] = ()
    whatsapp_opt_in: StrictBool = False
    email_opt_in: StrictBool = False
    sms_opt_in: StrictBool = False
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
    marketing_touches: tuple[MarketingTouch, ...] = ()
    last_contacted_at: datetime | None = None
    windows: dict[Channel, datetime] = Field(default_factory=dict)
    conversation_ids: dict[Channel, str] = Field(default_factory=dict)
    earlier_conversation_ids: tuple[str, ...] = ()
    linked_to: str | None = None
    identity_ids: tuple[str, ...] = ()
    other_identity_ids: tuple[str, ...] = ()
    due: dict[str, datetime] = Field(default_factory=dict)
    wake_at: datetime | None = None

    def without_tokens(self, dead: Collection[str]) -> "Customer":
        """The same customer without the devices that are no more."""
        return self.with_changes(push_tokens=tuple(token for token in self.push_tokens if token not in dead))
