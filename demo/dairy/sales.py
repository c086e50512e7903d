"""The dairy's sales, as its order system, its reps' phones and its quotes would bring them.

`dairy_sales.csv.gz` is the public Kaggle data set 'Dairy Goods Sales Dataset', a made-up one: 4,325 sales in India,
2019 to 2022. It says at which price a product is listed and at which it was sold, to which state and by which channel;
a state and a channel are a distributor here, and a state has a rep. By which door a sale comes is the demo's own
choice, by its number in the file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from demo.lengths import Row, read_sale_rows
from demo.phones import fictional_phone

Way = Literal["system", "phone", "quote"]
Trouble = Literal["twice", "clock", "typed_again"]
ZONE, CURRENCY = ZoneInfo("Asia/Kolkata"), "INR"
MINOR = 100
OPENS, SELLING_MINUTES = time(10), 240  # the data has days alone
# When phones find a network, and the office works: a sale of the day comes with one of these four.
STOPS = (timedelta(hours=14), timedelta(hours=18), timedelta(hours=22), timedelta(hours=34))
NEVER_SET = datetime(1970, 1, 1, 5, 30, tzinfo=ZONE)  # a phone's clock after its battery was flat
LONGEST_OFFER = 14  # days, as the preset has it


@dataclass(frozen=True)
class Distributor:
    state: str
    channel: str
    phone: str


@dataclass(frozen=True)
class Sale:
    """What a distributor bought. `least_stock`: of how little the dairy wants more."""

    number: int
    on: date
    state: str
    channel: str
    product: str
    brand: str
    quantity: int
    list_minor: int
    sold_minor: int
    stock: int
    least_stock: Decimal
    shelf_life_days: int

    @property
    def at(self) -> datetime:
        return datetime.combine(self.on, OPENS, ZONE) + timedelta(minutes=self.number % SELLING_MINUTES)

    @property
    def way(self) -> Way:
        """Half are a rep's order, a tenth a rep's quote; the rest the order system brings."""
        if self.number % 2 == 0:
            return "phone"
        return "quote" if self.number % 10 == 9 else "system"

    @property
    def trouble(self) -> Trouble | None:
        """Of a phone's order: its clock was never set, it was typed again with one more, or it is sent twice."""
        if self.number % 104 == 12:
            return "clock"
        if self.number % 104 == 40:
            return "typed_again"
        return "twice" if self.number % 10 == 4 else None

    @property
    def stops(self) -> int:
        """With which of the four a phone's order comes."""
        return self.number // 2 % len(STOPS)

    @property
    def is_answered_late(self) -> bool:
        """Of a quote: the distributor says yes on the day after its last one."""
        return self.number % 80 == 9

    @property
    def offered_days(self) -> int:
        """How long a quote of it holds: at most as long as the goods keep."""
        return min(self.shelf_life_days, LONGEST_OFFER)

    @property
    def kept(self) -> dict[str, int]:
        """What the product says after it: what is left, from how little on it runs short, how long it keeps."""
        least = int(self.least_stock.to_integral_value(ROUND_CEILING))
        return {"stock": self.stock, "restock_threshold": least, "shelf_life_days": self.shelf_life_days}

    @property
    def distributor(self) -> str:
        return slug(f"{self.state} {self.channel}")

    @property
    def product_id(self) -> str:
        return slug(self.product)

    @property
    def price_minor(self) -> int:
        """The price of the day in a quote: the one sold at where that is above the list."""
        return max(self.list_minor, self.sold_minor)

    @property
    def discount_percent(self) -> Decimal:
        return ((1 - Decimal(self.sold_minor) / self.price_minor) * 100).quantize(Decimal("0.01"))

    @property
    def order_id(self) -> str:
        return f"S-{self.number}"

    @property
    def quote_id(self) -> str:
        """That of the command which saves it: the phone names the quote by it before it is there."""
        return f"save:{self.number}"

    def stop(self, number: int) -> datetime:
        """One of the four, and those of the next days after them."""
        days, number = divmod(number, len(STOPS))
        return datetime.combine(self.on, time(), ZONE) + timedelta(days=days) + STOPS[number]

    def body(self, phone: str, *, more: int = 0) -> dict[str, Any]:
        """The order (docs/contracts.md, Orders in). `more`: liters or kilos than were sold."""
        at = NEVER_SET if self.trouble == "clock" and self.way == "phone" else self.at
        quantity = self.quantity + more
        channel = "mobile_app" if self.way == "phone" else "web"
        line = {"product_id": self.product_id, "name": f"{self.brand} {self.product}"}
        line |= {"quantity": str(quantity), "unit": unit_of(self.product)}
        line |= {"unit_price": major(self.sold_minor)}
        return {
            "order_id": self.order_id,
            "source": "b2b",
            "channel": channel,
            "status": "paid",
            "ordered_at": at.isoformat(),
            "updated_at": at.isoformat(),
            "currency": CURRENCY,
            "total": major(quantity * self.sold_minor),
            "customer": {"phone": phone, "group": "b2b"},
            "lines": [line],
        }

    def offer(self, customer_id: str) -> dict[str, Any]:
        """The quote, as the rep saves it."""
        line: dict[str, Any] = {"product_id": self.product_id, "quantity": str(self.quantity)}
        line |= {"discount_percent": str(self.discount_percent)}
        until = self.on + timedelta(days=self.offered_days)
        return {"customer_id": customer_id, "lines": [line], "valid_until": str(until)}


def read_sales(length: str, most: int | None = None) -> Sequence[Sale]:
    """The sales of a run in the order of their days, the first `most` of them."""
    return [_sale(row) for row in read_sale_rows(length, most)]


def slug(name: str) -> str:
    return name.lower().replace(" ", "_")


def unit_of(product: str) -> str:
    return "l" if product in ("Milk", "Buttermilk", "Lassi", "Ice Cream") else "kg"


def major(minor: int) -> str:
    return f"{Decimal(minor) / MINOR:.2f}"


def distributors(sales: Iterable[Sale]) -> dict[str, Distributor]:
    """The distributors by id."""
    named = sorted({(sale.distributor, sale.state, sale.channel) for sale in sales})
    return {
        id: Distributor(state, channel, fictional_phone(n)) for n, (id, state, channel) in enumerate(named)
    }


def _sale(row: Row) -> Sale:
    return Sale(
        number=int(row["number"]),
        on=date.fromisoformat(row["Date"]),
        state=row["Customer Location"],
        channel=row["Sales Channel"],
        product=row["Product Name"],
        brand=row["Brand"],
        quantity=int(row["Quantity Sold (liters/kg)"]),
        list_minor=_minor(row["Price per Unit"]),
        sold_minor=_minor(row["Price per Unit (sold)"]),
        stock=int(row["Quantity in Stock (liters/kg)"]),
        least_stock=Decimal(row["Minimum Stock Threshold (liters/kg)"]),
        shelf_life_days=int(row["Shelf Life (days)"]),
    )


def _minor(amount: str) -> int:
    return int(Decimal(amount) * MINOR)
