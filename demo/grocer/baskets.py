"""The grocer's baskets, as the till would post them.

`grocery_baskets.csv.gz` is the public Kaggle data set 'Groceries dataset': a line for each thing that a member bought
on a day, January 2014 to December 2015. What a member bought on one day is one basket.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from demo.grocer.prices import CURRENCY, PRICES
from demo.lengths import Row, read_basket_rows
from demo.phones import fictional_phone

ZONE = ZoneInfo("Asia/Dhaka")
# The data has no times: the first basket of a day is taken at noon, the others as many minutes after each other.
FIRST_AT, APART = timedelta(hours=12), timedelta(minutes=5)
FIRST_MEMBER = 1000


@dataclass(frozen=True)
class Basket:
    """What a member bought on a day: how many of each category."""

    member: int
    at: datetime
    counts: tuple[tuple[str, int], ...]
    is_first: bool

    @property
    def on(self) -> date:
        return self.at.date()

    @property
    def lines(self) -> int:
        """As many as the data has: two of one category are two lines."""
        return sum(count for _, count in self.counts)

    @property
    def total(self) -> Decimal:
        return sum((PRICES[category] * count for category, count in self.counts), Decimal(0))

    @property
    def consents(self) -> dict[str, bool]:
        """What the customer says at the first basket, when the grocer asks whether to write: of five members two say
        yes to WhatsApp and to SMS, two to SMS alone, and one says no.
        """
        answer = self.member // 5 % 5
        return {"whatsapp": answer in (0, 1), "sms": answer != 4}

    def body(self) -> dict[str, Any]:
        """The delivery, as docs/contracts.md has it (Orders in)."""
        at = self.at.isoformat()
        customer: dict[str, Any] = {"phone": phone_of(self.member), "card": str(self.member)}
        return {
            "order_id": f"{self.member}-{self.on}",
            "source": "pos",
            "channel": "pos",
            "status": "paid",
            "ordered_at": at,
            "updated_at": at,
            "currency": CURRENCY,
            "total": f"{self.total:.2f}",
            "customer": customer | ({"consents": self.consents} if self.is_first else {}),
            "outlet_id": "dhaka",
            "lines": [line for category, count in self.counts for line in [_line(category)] * count],
        }


def read_baskets(length: str, most: int | None = None) -> list[Basket]:
    """The baskets of a run in the order in which they were bought, the first `most` of them."""
    found: list[Basket] = []
    seen: set[int] = set()
    for day, baskets in groupby(read_basket_rows(length, most), lambda rows: rows[0]["Date"]):
        opens = datetime.combine(date.fromisoformat(day), datetime.min.time(), ZONE) + FIRST_AT
        for number, rows in enumerate(baskets):
            member = int(rows[0]["Member_number"])
            found.append(_basket(rows, opens + number * APART, is_first=member not in seen))
            seen.add(member)
    return found


def phone_of(member: int) -> str:
    return fictional_phone(member - FIRST_MEMBER)


def _basket(rows: Sequence[Row], at: datetime, *, is_first: bool) -> Basket:
    counts = Counter(row["itemDescription"].strip() for row in rows)
    return Basket(int(rows[0]["Member_number"]), at, tuple(sorted(counts.items())), is_first)


def _line(category: str) -> dict[str, str]:
    return {
        "product_id": category.replace("/", "-").replace(" ", "-"),
        "name": category,
        "category": category,
        "quantity": "1",
        "unit": "pcs",
        "unit_price": f"{PRICES[category]:.2f}",
    }
