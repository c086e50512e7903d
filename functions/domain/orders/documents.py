"""An order as it comes in and as it is stored: its facts, and what of them the server has counted."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field, StrictBool

from functions.domain.customers.identities import Buyer
from functions.domain.kernel.decisions import Document, Value
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.kernel.subjects import Subject
from functions.domain.loyalty.points import CashbackRule, EarnedBy
from functions.domain.redemptions.documents import Asked, Redeemed, Redemption

Source = Literal["ecommerce", "pos", "b2b"]
SalesChannel = Literal["retail_app", "pos", "marketplace", "mobile_app", "web"]
OrderStatus = Literal["pending", "paid", "delivered", "cancelled", "refunded"]
VisitType = Literal["dine_in", "takeaway", "delivery"]


class OrderFacts(Value):
    """What one state of an order says. Amounts are in the currency's minor unit.

    A further field is added here and to the form in parsing.py, and read from it there.
    """

    status: OrderStatus
    ordered_at: datetime
    updated_at: datetime
    currency: str
    total_minor: int
    refunded_minor: int
    outlet_id: str | None
    visit_type: VisitType | None
    channel: SalesChannel | None


class OrderLine(Value):
    """`quantity` is kept as text, which is exact. What was wrong is absent. A discount's price is below zero."""

    product_id: str | None = None
    name: str | None = None
    category: str | None = None
    quantity: str | None = None
    unit: str | None = None
    unit_price_minor: int | None = None


class ConsentsGiven(Value):
    """What the customer said at the till about each channel; None where nothing was said."""

    whatsapp: StrictBool | None = None
    sms: StrictBool | None = None
    email: StrictBool | None = None


NO_CONSENTS = ConsentsGiven()


def order_document_id(source: Source, external_id: str) -> str:
    """`{source}:{external_id}`, with a slash as `%2F` and `%` as `%25`: a document's id holds no slash."""
    return f"{source}:{external_id.replace('%', '%25').replace('/', '%2F')}"


class Order(Value):
    """One state of an order, as of its facts' `updated_at`. `id` is its document's.

    `claimed_ordered_at` and `claimed_updated_at`: instants so far ahead that the arrival's stands in for them. `asked`:
    what is to be redeemed; None where nothing is. `is_made_here`: by a command or a quote, and not told by another
    system. `wanted_on`: the day by which it is wished; `requirements`: its buyer's. `line_numbers`: where the lines
    stood among those that were sent; empty where none was left out.
    """

    id: str
    external_id: str
    facts: OrderFacts
    claimed_ordered_at: datetime | None = None
    claimed_updated_at: datetime | None = None
    lines: tuple[OrderLine, ...]
    line_numbers: tuple[int, ...] = ()
    buyer: Buyer
    consents: ConsentsGiven = NO_CONSENTS
    asked: Asked | None = None
    warnings: tuple[Warned, ...] = ()
    wanted_on: str | None = None
    requirements: tuple[str, ...] = ()
    is_made_here: bool = False


class OrderContribution(Value):
    """What one state of an order counts for. `outlet_id`: where its visit was. `campaigns`: the messages of campaigns
    among whose results it is, in order of time; `first_touch`, `last_touch`: which of them was sent first and last;
    `campaign_offers`: the offers of those that were sent; `redeemed_by`: whose offer it redeems at this moment, and
    `discount_minor` what this takes off.
    """

    customer_id: str | None = None
    ordered_at: datetime | None = None
    orders: int = 0
    visits: int = 0
    outlet_id: str | None = None
    spend_minor: int = 0
    points: int = 0
    wallet_minor: int = 0
    campaigns: tuple[str, ...] = ()
    first_touch: str | None = None
    last_touch: str | None = None
    promoted_by: tuple[str, ...] = ()
    line_count: int = 0
    campaign_offers: dict[str, str] = Field(default_factory=dict)
    redeemed_by: tuple[str, ...] = ()
    discount_minor: int = 0


NO_CONTRIBUTION = OrderContribution()


class RecordedState(Value):
    """The latest state that was recorded: by it a further delivery is new, a replay or stale.

    `full_points`: what the whole bill earns, by the rule `earned_by`; `cashback_by`: by which rule what stands of it
    comes back as wallet credit. `entry_counts` numbers the ledger entries of the
    order by kind; `points_balance` and `tier` are the answer that was given. `furthest_claim`: the latest instant that
    any state of the order claimed and that was not believed. `delivered_at`: as of which state it first was delivered.
    `redemption`: what the order asks to redeem, and what came of it (redemptions/documents.py).
    """

    facts: OrderFacts
    claimed_ordered_at: datetime | None = None
    claimed_updated_at: datetime | None = None
    furthest_claim: datetime | None = None
    digest: str
    contribution: OrderContribution
    full_points: int
    earned_by: EarnedBy | None = None
    cashback_by: CashbackRule | None = None
    buyer_name: str | None = None
    entry_counts: dict[str, int] = Field(default_factory=dict)
    points_balance: int = 0
    tier: str | None = None
    delivered_at: datetime | None = None
    redemption: Redemption | None = None


class RecordedOrder(OrderFacts, Subject):
    """See docs/contracts.md, Collections: the facts are fields of the document. Always written whole.

    `counted_for` and `counted_at`: in whose figures it is, and when in them. `warnings`: what of its latest state was
    left out. `delivered_at`: as of which state it first was delivered. `redeemed`: what it redeems at this moment.
    """

    collection: ClassVar[str] = "orders"
    sparse: ClassVar[frozenset[str]] = Subject.sparse | {
        *("delivered_at", "redeemed", "wanted_on", "requirements")
    }
    lines: tuple[OrderLine, ...]
    warnings: tuple[Warned, ...] = ()
    points_earned: int
    counted_for: str | None
    counted_at: datetime | None
    delivered_at: datetime | None = None
    redeemed: Redeemed | None = None
    wanted_on: str | None = None
    requirements: tuple[str, ...] = ()
    recorded_state: RecordedState


class KnownOrder(Subject):
    """Of a stored order, what a further state of it is compared with."""

    collection: ClassVar[str] = "orders"
    sparse: ClassVar[frozenset[str]] = Subject.sparse | {"delivered_at", "redeemed"}
    is_part: ClassVar[bool] = True
    counted_for: str | None = None
    delivered_at: datetime | None = None
    redeemed: Redeemed | None = None
    recorded_state: RecordedState | None = None
    warnings: tuple[Warned, ...] = ()


class BilledOrder(Document):
    """Of a stored order that counts, what stands of its bill."""

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    currency: str | None = None
    total_minor: int = 0
    refunded_minor: int = 0
    lines: tuple[OrderLine, ...] = ()


class CountedOrder(Document):
    """Of a stored order that counts, when it was bought, and whether at an outlet."""

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    counted_at: datetime | None = None
    outlet_id: str | None = None
    visit_type: str | None = None

    @property
    def is_visit(self) -> bool:
        """Whether it says at which outlet it was, or how it was eaten."""
        return bool(self.outlet_id or self.visit_type)
