"""An order as it is stored: what was bought, and what of it the server has taken into account."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.kernel.decisions import Document, Value

Source = Literal["ecommerce", "pos", "b2b"]
SalesChannel = Literal["retail_app", "pos", "marketplace", "mobile_app", "web"]
OrderStatus = Literal["pending", "paid", "delivered", "cancelled", "refunded"]
VisitType = Literal["dine_in", "takeaway", "delivery"]


def is_counted(status: OrderStatus, *, total_minor: int, refunded_minor: int) -> bool:
    """Whether an order in this state counts: it was paid, and not all of it was given back."""
    return status in ("paid", "delivered") or (status == "refunded" and refunded_minor < total_minor)


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
    """The latest state that the server took in: by it a further delivery is new, the same again, or stale.

    `entry_counts` numbers the ledger entries of the order by kind; `points_balance` and `tier` are the answer that
    was given.
    """

    updated_at: datetime
    digest: str
    contribution: OrderContribution
    status: OrderStatus
    currency: str
    total_minor: int
    refunded_minor: int
    outlet_id: str | None = None
    visit_type: VisitType | None = None
    channel: SalesChannel | None = None
    full_points: int
    buyer_name: str | None = None
    entry_counts: dict[str, int] = Field(default_factory=dict)
    points_balance: int = 0
    tier: str | None = None


class OrderLine(Value):
    """`quantity` is kept as text, which is exact."""

    product_id: str
    name: str | None = None
    category: str | None = None
    quantity: str
    unit: str | None = None
    unit_price_minor: int


class KnownOrder(Document):
    """Of a stored order, what a further state of it is compared with."""

    collection: ClassVar[str] = "orders"
    taken: RecordedState | None = None


class OrderHead(Document):
    """An order but for its lines. `counted_for` and `counted_at`: in whose figures it stands, and when in them."""

    collection: ClassVar[str] = "orders"
    customer_id: str | None
    status: OrderStatus
    ordered_at: datetime | None
    updated_at: datetime
    currency: str
    total_minor: int
    refunded_minor: int
    points_earned: int
    outlet_id: str | None
    visit_type: VisitType | None
    channel: SalesChannel | None
    counted_for: str | None
    counted_at: datetime | None
    taken: RecordedState


class RecordedOrder(OrderHead):
    """See docs/contracts.md, Collections. Always written whole."""

    lines: tuple[OrderLine, ...]


class CountedOrder(Document):
    """Of a stored order that counts, when it was bought."""

    collection: ClassVar[str] = "orders"
    counted_at: datetime


def as_recorded(id: str, taken: RecordedState) -> OrderHead:
    """The order as it was taken in, but for its lines."""
    is_counted = taken.contribution.orders > 0
    return OrderHead(
        id=id,
        customer_id=taken.contribution.customer_id,
        status=taken.status,
        ordered_at=taken.contribution.ordered_at,
        updated_at=taken.updated_at,
        currency=taken.currency,
        total_minor=taken.total_minor,
        refunded_minor=taken.refunded_minor,
        points_earned=taken.contribution.points,
        outlet_id=taken.outlet_id,
        visit_type=taken.visit_type,
        channel=taken.channel,
        counted_for=taken.contribution.customer_id if is_counted else None,
        counted_at=taken.contribution.ordered_at if is_counted else None,
        taken=taken,
    )
