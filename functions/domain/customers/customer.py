"""A customer: profile, figures, consents, and what is planned for them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Final, Literal, Self

from pydantic import Field, StrictBool

from functions.domain.customers.account import Account
from functions.domain.customers.consents import Consents
from functions.domain.customers.consumption import Consumption
from functions.domain.customers.described import LISTS, TEXTS, Described
from functions.domain.customers.edits import Edits
from functions.domain.customers.open_calls import OpenCall
from functions.domain.customers.recommendations import Recommendations
from functions.domain.customers.touches import CampaignTouch, MarketingTouch
from functions.domain.kernel.decisions import Reading, Value, get
from functions.domain.kernel.devices import DeviceOwner
from functions.domain.settings.types import Channel, CustomerGroup

Because = Literal["hard_bounce", "complaint", "unreachable"]


class Stats(Value):
    """What orders add up to, `outlets` the visits at each. One that was cancelled, or refunded in full, is not in it.
    `last_activity_at` is the later of the last order and the last interaction.
    """

    orders: int = 0
    visits: int = 0
    outlets: dict[str, int] = Field(default_factory=dict)
    spend_minor: int = 0
    aov_minor: int = 0
    first_order_at: datetime | None = None
    last_order_at: datetime | None = None
    last_visit_at: datetime | None = None
    last_interaction_at: datetime | None = None
    last_activity_at: datetime | None = None


class Expiring(Value):
    """What of a customer's points is to expire by `rule`. `since`: no points that stand are older; `untold_since`: none
    of which they were not told. `told_until`: of all that expires by then they were told; `spared_until`: what they
    were told of late stays until then. `points` and `on`: of how many points they were told last, and on which day the
    first of them expire.
    """

    rule: str | None = None
    since: datetime | None = None
    untold_since: datetime | None = None
    told_until: datetime | None = None
    spared_until: datetime | None = None
    points: int | None = None
    on: str | None = None


class LoyaltyAccount(Value):
    """`points` and `wallet_minor` are the sums of the customer's ledger. What bills earned and keep is
    `lifetime_points` and `wallet_earned_minor`, what the number of orders gave is `bonus_points`.

    `points_owed`, `wallet_owed_minor`: what refunds should have taken back and the balance did not have; the next
    earnings pay it first.
    """

    tier: str | None = None
    tier_since: datetime | None = None
    points: int = 0
    lifetime_points: int = 0
    points_owed: int = 0
    bonus_points: int = 0
    wallet_minor: int = 0
    wallet_earned_minor: int = 0
    wallet_owed_minor: int = 0
    expiring: Expiring | None = None


class Suppressed(Value):
    """Why an address of this customer may not be written to. The list of all: customers/suppressions.py."""

    because: Because
    at: datetime
    provider: str


class Joins(Value):
    """Who was joined into a customer: `ids`, with those who had been joined into these before; `moving`: those of them
    whose documents are still on their way. `apart_from`: who was taken apart from the customer, and stays so.
    """

    ids: tuple[str, ...] = ()
    moving: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()


class Brought(Value):
    """What a customer brought to the one whom they were joined into: their figures as they were, and which empty fields
    of that one's profile they filled. `pages`: how many pages of their documents have moved, and not returned yet.
    `parted_from`: from whom, while a split is under way. `consumption`, `recommendations`: of what they were reminded
    and what they were recommended, which comes once.
    """

    stats: Stats = Stats()
    loyalty: LoyaltyAccount = LoyaltyAccount()
    account: Account | None = None
    consumption: Consumption | None = None
    recommendations: Recommendations | None = None
    filled: tuple[str, ...] = ()
    pages: int = 0
    parted_from: str | None = None


class ScoreReason(Value):
    """What a rule of the business's adds to a score, or takes from it."""

    rule: str
    points: int


class Engagement(Value):
    """How near a customer is to buying, and why (docs/scores.md). `temperature`, `lifecycle_stage` and `customer_type`
    are those of this instant; `lead_score` and its reasons are as of `scored_at`, the last change of one of them.
    """

    lead_score: float | None = None
    score_reasons: tuple[ScoreReason, ...] = ()
    temperature: str | None = None
    lifecycle_stage: str | None = None
    customer_type: str | None = None
    lifetime_value: str | None = None
    scored_at: datetime | None = None


LEADS: Final = "leads"  # why a customer wakes whose leads are still to be converted


class Referred(Value):
    """By which code a customer was brought, when they named it, and since when it is earned (referrals/earning.py).
    `id`: of the document that follows it, their own id unless they were joined into another customer since.
    `campaigns`: those in whose time who brought them was then (referrals/documents.py).
    """

    id: str
    code: str
    named_at: datetime
    earned_at: datetime | None = None
    campaigns: tuple[str, ...] = ()


class Customer(DeviceOwner, Described):
    """What automations watch of a customer stands in kernel/subjects.py, where push messages go in kernel/devices.py,
    what describes them in described.py.

    `identity_ids` are this customer's identities, so that a known one costs no read; `other_identity_ids` are those
    that their orders named too and that are another customer's. `identity_counts`: how many of each kind are theirs;
    `shared_identity_ids`: those that so many buyers give that they name no customer any more.

    `app_user_id`: the Firebase uid with which the customer reads their own documents. `owner_uid`: the member to whom
    the customer is assigned; `territory_id`: the territory whose members read them too (firestore.rules).
    `territory_by`: whether rules found it, or it was set by `hand`; `owner_by`: that the owner is the territory's
    (territories/placing.py).

    `segment`: one of the group's (segments.py). `edits`: when each field of the profile was changed (edits.py).
    `consents`: see customers/consents.py. `suppressed`: addresses of this customer that may not be written to, by the
    id that customers/suppressions.py gives them. `marketing_touches`: recent and planned marketing messages, for the
    caps; `campaigns`: the last ones that they are in; `last_contacted_at`: when the last message of any kind was to go.
    `windows`: until when a channel takes free text, since the customer wrote there. `awaits_answer`: since when a
    message waits there that may be a STOP, which only a person can tell: no marketing until they have answered.
    `conversation_ids`: where what they write on a channel is kept; `earlier_conversation_ids` and `linked_to`: see
    domain/conversations/participants.py. `joined_into`, `joined_at`, `joined_because`: whom they were joined into,
    when, by which order, and `brought`, with what; `joins`: who was joined into them (docs/decisions/0017).
    `consumption`: what they are using up (docs/reminders.md); `recommendations`: what goes with what they bought, and
    what they were recommended (docs/cross-selling.md). `snapshots`: the segments of frozen membership that they were
    taken into. `lead_ids`: leads with an identity of theirs, whose documents are still to move to them (docs/leads.md).
    `open_calls`: tasks of staff that end with their reason. `card_number`: of the card that an automation gave them;
    `referral_code`: by which they bring friends; `referred_by`: who brought them, and `referral` how
    (docs/membership.md). `search`: by what lists find them (search.py).
    """

    collection: ClassVar[str] = "customers"
    complete: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "stats": ("orders", "visits", "spend_minor"),
        "loyalty": ("points", "lifetime_points"),
        "due": (),
    }
    sparse: ClassVar[frozenset[str]] = frozenset(
        {
            "app_type",
            *("wake_at", "joined_into", "joined_at", "joined_because", "brought", "joins", "account"),
            *("consumption", "open_calls", "recommendations", "campaigns", "snapshots"),
            *("card_number", "referral_code", "referred_by", "referral"),
            *("segment", "source_method", "source_app", "gender", "territory_by", "owner_by"),
            *(*TEXTS, *LISTS, "search", "lead_ids"),
        }
    )
    customer_group: CustomerGroup = "b2c"
    segment: str | None = None
    source_method: str | None = None
    source_app: str | None = None
    account_id: str | None = None
    account: Account | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    app_user_id: str | None = None
    card_number: str | None = None
    referral_code: str | None = None
    referred_by: str | None = None
    referral: Referred | None = None
    owner_uid: str | None = None
    territory_id: str | None = None
    territory_by: Literal["hand", "rules"] | None = None
    owner_by: Literal["territory"] | None = None
    edits: Edits = Field(default_factory=dict)
    whatsapp_opt_in: StrictBool = False
    email_opt_in: StrictBool = False
    sms_opt_in: StrictBool = False
    preferred_channel: str | None = None
    timezone: str | None = None
    locale: str | None = None
    birthday: str | None = None
    gender: str | None = None
    tags: tuple[str, ...] = ()
    custom: dict[str, Any] = Field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    stats: Stats = Stats()
    loyalty: LoyaltyAccount = LoyaltyAccount()
    engagement: Engagement = Engagement()
    consumption: Consumption | None = None
    open_calls: tuple[OpenCall, ...] = ()
    recommendations: Recommendations | None = None
    segment_ids: tuple[str, ...] = ()
    snapshots: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    consents: Consents = Field(default_factory=dict)
    suppressed: dict[str, Suppressed] = Field(default_factory=dict)
    marketing_touches: tuple[MarketingTouch, ...] = ()
    campaigns: tuple[CampaignTouch, ...] = ()
    last_contacted_at: datetime | None = None
    windows: dict[Channel, datetime] = Field(default_factory=dict)
    awaits_answer: dict[Channel, datetime] = Field(default_factory=dict)
    conversation_ids: dict[Channel, str] = Field(default_factory=dict)
    earlier_conversation_ids: tuple[str, ...] = ()
    linked_to: str | None = None
    identity_ids: tuple[str, ...] = ()
    identity_counts: dict[str, int] = Field(default_factory=dict)
    shared_identity_ids: tuple[str, ...] = ()
    other_identity_ids: tuple[str, ...] = ()
    joined_into: str | None = None
    joined_at: datetime | None = None
    joined_because: str | None = None
    brought: Brought | None = None
    joins: Joins | None = None
    lead_ids: tuple[str, ...] = ()

    def getting_lead(self, id: str, now: datetime) -> Self:
        """The customer, who wakes at once to get what hangs on a lead."""
        lead_ids = tuple(dict.fromkeys((*self.lead_ids, id)))
        return self.with_changes(lead_ids=lead_ids).waiting_for({**self.due, LEADS: now})

    @property
    def joined_ids(self) -> tuple[str, ...]:
        """Who was joined into this customer."""
        return self.joins.ids if self.joins else ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Under which ids this customer's orders and ledger are: their own, and of those whose are still to move."""
        return (self.id, *(self.joins.moving if self.joins else ()))


def standing_customer(id: str) -> Reading[Customer | None]:
    """The customer whom an id names, or whom that one was joined into; None where they are gone.

    Bills 1 read, and 1 more for each join on the way.
    """
    return (yield from followed((yield from get(Customer, id))))


def followed(customer: Customer | None) -> Reading[Customer | None]:
    """Whom a customer was joined into, or themselves. Bills 1 read for each join on the way; a circle that was made by
    hand ends where it closes.
    """
    passed: set[str] = set()
    while customer is not None and customer.joined_into is not None and customer.id not in passed:
        passed.add(customer.id)
        customer = yield from get(Customer, customer.joined_into)
    return customer
