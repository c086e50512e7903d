"""An order as it comes in and as it is stored: its facts, and what of them the server has counted."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.customers.identities import Buyer
from functions.domain.kernel.decisions import Document, Value

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
    """`quantity` is kept as text, which is exact."""

    product_id: str
    name: str | None = None
    category: str | None = None
    quantity: str
    unit: str | None = None
    unit_price_minor: int


class Order(Value):
    """One state of an order, as of its facts' `updated_at`. `id` is `{source}:{external_id}`."""

    id: str
    external_id: str
    facts: OrderFacts
    lines: tuple[OrderLine, ...]
    buyer: Buyer


class OrderContribution(Value):
    """What one state of an order counts for. `credited_points` is what the ledger holds for it."""

    customer_id: str | None = None
    ordered_at: datetime | None = None
    orders: int = 0
    visits: int = 0
    spend_minor: int = 0
    points: int = 0
    credited_points: int = 0


NO_CONTRIBUTION = OrderContribution()


class RecordedState(Value):
    """The latest state that was recorded: by it a further delivery is new, a replay or stale.

    `full_points`: what the whole bill earns. `entry_counts` numbers the ledger entries of the order by kind;
    `points_balance` and `tier` are the answer that was given.
    """

    facts: OrderFacts
    digest: str
    contribution: OrderContribution
    full_points: int
    buyer_name: str | None = None
    entry_counts: dict[str, int] = Field(default_factory=dict)
    points_balance: int = 0
    tier: str | None = None


class RecordedOrder(OrderFacts, Document):
    """See docs/contracts.md, Collections: the facts are fields of the document. Always written whole.

    `counted_for` and `counted_at`: in whose figures it is, and when in them.
    """

    collection: ClassVar[str] = "orders"
    lines: tuple[OrderLine, ...]
    customer_id: str | None
    points_earned: int
    counted_for: str | None
    counted_at: datetime | None
    recorded_state: RecordedState


class KnownOrder(Document):
    """Of a stored order, what a further state of it is compared with: whole, or worked out again (restoring.py)."""

    collection: ClassVar[str] = "orders"
    whole: ClassVar[frozenset[str]] = frozenset({"recorded_state"})
    always_written: ClassVar[tuple[str, ...]] = tuple(
        f"recorded_state.contribution.{name}"
        for name in ("customer_id", "orders", "visits", "spend_minor", "points", "credited_points")
    )
    counted_for: str | None = None
    customer_id: str | None = None
    recorded_state: RecordedState | None = None


class CountedOrder(Document):
    """Of a stored order that counts, when it was bought."""

    collection: ClassVar[str] = "orders"
    absent_if_broken: ClassVar[bool] = True
    counted_at: datetime
