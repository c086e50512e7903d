"""The coupons that the grocer's customers hold: to each purchase they bring the best one that they were told of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from demo.grocer.baskets import Basket


@dataclass
class Purses:
    """Who holds which coupons, by customer."""

    _coupons: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, coupons: Iterable[dict[str, Any]]) -> None:
        """Note coupons that were issued."""
        for coupon in coupons:
            self._coupons[coupon["customer_id"]].append(coupon)

    def take(self, customer_id: str, at: datetime) -> dict[str, Any] | None:
        """The best coupon of a customer that is still good, which they hold no more."""
        held = self._coupons[customer_id]
        good = [each for each in held if each["kind"] == "percent" and _is_valid(each, at)]
        best = max(good, key=lambda each: (each["percent"], each["id"]), default=None)
        if best is not None:
            held.remove(best)
        return best


def with_coupon(basket: Basket, coupon: dict[str, Any]) -> dict[str, Any]:
    """The delivery of a basket whose bill the till has reduced."""
    off = int(basket.total * 100) * coupon["percent"] // 100
    total = basket.total - Decimal(off) / 100
    return basket.body() | {"total": f"{total:.2f}", "coupon_code": coupon["id"]}


def _is_valid(coupon: dict[str, Any], at: datetime) -> bool:
    return coupon.get("valid_until") is None or at <= coupon["valid_until"]
