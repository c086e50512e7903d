"""The café's purchases, as its till would post them.

`coffee_purchases.csv` is the public Kaggle data set 'Coffee Sales': one café, March 2024 to March 2025. Its prices are
taken times 100 as rupees, its times as local to the café, and its cards as its customers.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from demo.lengths import read_rows
from demo.phones import fictional_phone

CAFE_ZONE = ZoneInfo("Asia/Kolkata")


@dataclass(frozen=True)
class Purchase:
    """One line of the till."""

    order_id: str
    at: datetime
    card: str | None
    product: str
    total: Decimal

    def body(self) -> dict[str, Any]:
        """The delivery, as docs/contracts.md has it (Orders in)."""
        at = self.at.isoformat()
        product_id = self.product.lower().replace(" ", "-")
        line = {
            "product_id": product_id,
            "name": self.product,
            "quantity": "1",
            "unit_price": f"{self.total:.2f}",
        }
        customer = {"card": self.card, "phone": phone_of(self.card)} if self.card else None
        return {
            "order_id": self.order_id,
            "source": "pos",
            "channel": "pos",
            "status": "paid",
            "ordered_at": at,
            "updated_at": at,
            "currency": "INR",
            "total": f"{self.total:.2f}",
            "customer": customer,
            "outlet_id": "cafe",
            "visit_type": "takeaway",
            "lines": [line],
        }


def read_purchases(length: str, most: int | None = None) -> list[Purchase]:
    """The purchases of a run in the order in which they happened, the first `most` of them."""
    return [_purchase(number, row) for number, row in enumerate(read_rows(length, most), 1)]


def phone_of(card: str) -> str:
    """A phone of its own for each card."""
    return fictional_phone(int(card.rsplit("-", 1)[-1]))


def agrees_to_messages(card: str) -> bool:
    """What a customer says when the cashier asks at the first visit: every second one says yes to WhatsApp."""
    return int(card.rsplit("-", 1)[-1]) % 2 == 0


def _purchase(number: int, row: dict[str, str]) -> Purchase:
    at = datetime.strptime(f"{row['date']} {row['time']}", "%Y/%m/%d %H:%M").replace(tzinfo=CAFE_ZONE)
    return Purchase(
        f"till-{number:04}", at, row["card"] or None, row["coffee_name"], Decimal(row["price"]) * 100
    )
