"""An order as it is stored: what was bought, and what of it the server has taken into account."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.decisions import Document, Value

Source = Literal["ecommerce", "pos", "b2b"]
SalesChannel = Literal["retail_app", "pos", "marketplace", "mobile_app", "web"]
OrderStatus = Literal["pending", "paid", "delivered", "cancelled", "refunded"]
VisitType = Literal["dine_in", "takeaway", "delivery"]


class Credit(Value):
    """What one state of an order counts for. `credited_points` is what the ledger holds for it."""

    customer_id: str | None = None
    ordered_at: datetime | None = None
    orders: int = 0
    visits: int = 0
    spend_minor: int = 0
    points: int = 0
    credited_points: int = 0


NO_CREDIT = Credit()


class Taken(Value):
    """The latest state that the server took in: by it a further delivery is new, the same again, or stale.

    `entry_counts` numbers the ledger entries of the order by kind; `points_balance` and `tier` are the answer that
    was given.
    """

    updated_at: datetime
    digest: str
    credit: Credit
    total_minor: int
    full_points: int
    buyer_name: str | None = None
    entry_counts: dict[str, int] = Field(default_factory=dict)
    points_balance: int = 0
    tier: str | None = None


class OrderLine(Value):
    product_id: str
    name: str | None = None
    category: str | None = None
    quantity: str
    unit: str | None = None
    unit_price_minor: int


class RecordedOrder(Document):
    """See contracts §3. `counts` says whether it stands in its customer's figures.

    A client writes `recorded: false` and leaves `taken` alone; the server answers with `recorded: true`, and with
    `record_error` where it cannot take the document in.
    """

    collection: ClassVar[str] = "orders"
    customer_id: str | None = None
    status: OrderStatus
    ordered_at: datetime
    updated_at: datetime
    currency: str
    total_minor: int
    refunded_minor: int = 0
    points_earned: int = 0
    lines: tuple[OrderLine, ...] = ()
    outlet_id: str | None = None
    visit_type: VisitType | None = None
    channel: SalesChannel | None = None
    counts: bool = False
    taken: Taken | None = None
    recorded: bool = True
    record_error: str | None = None
