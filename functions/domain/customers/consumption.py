"""What a customer is using up: when each product was last bought, and when they are to be reminded of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from functions.domain.kernel.decisions import Value

MOST_PRODUCTS = 200
MOST_BOUGHT = 8  # of one product


class Bought(Value):
    """One purchase of a product."""

    order_id: str
    bought_at: datetime
    quantity: str | None = None
    unit: str | None = None

    @property
    def place(self) -> tuple[datetime, str]:
        return self.bought_at, self.order_id


class Consumed(Value):
    """The last purchase of a product, or of a group of products (`key`); `days` after it, on `remind_on`, the customer
    is reminded. `reminded_for` and `reminded_order_id`: the purchase that they were last reminded of. `is_taken_back`:
    no purchase stands, it is kept for what was reminded of. `history`: the last purchases, at most 8, where the
    business goes by the customer's rhythm.
    """

    key: str
    product_id: str | None = None
    name: str | None = None
    category: str | None = None
    quantity: str | None = None
    unit: str | None = None
    order_id: str
    bought_at: datetime
    days: int
    remind_on: str
    reminded_for: datetime | None = None
    reminded_order_id: str | None = None
    is_taken_back: bool = False
    history: tuple[Bought, ...] = ()

    @property
    def is_reminded(self) -> bool:
        """Whether this purchase, or a later one that was taken back, has had its reminder, or needs none."""
        if self.is_taken_back:
            return True
        is_passed = self.reminded_for is not None and self.reminded_for >= self.bought_at
        return is_passed or self.reminded_order_id == self.order_id

    @property
    def place(self) -> tuple[bool, datetime, str]:
        """Of two purchases the later one counts, of those that stand."""
        return not self.is_taken_back, self.bought_at, self.order_id

    def after(self, known: "Consumed | None") -> Self:
        """The purchase with what is known of the reminders before it."""
        if known is None:
            return self
        return self.with_changes(reminded_for=known.reminded_for, reminded_order_id=known.reminded_order_id)


class Reminder(Value):
    """What the customer was last reminded of: the products, and the day on which the first of them was due. `name`
    tells one reminder from another.
    """

    name: str
    on: str
    keys: tuple[str, ...]


class Consumption(Value):
    """`products`: at most 200, in the order of their reminders; `next_on`: the day of the next one that is to come."""

    products: tuple[Consumed, ...] = ()
    next_on: str | None = None
    reminder: Reminder | None = None

    def product(self, key: str) -> Consumed | None:
        return next((each for each in self.products if each.key == key), None)

    def with_products(self, products: Iterable[Consumed]) -> Self:
        """The same with these products. Of more than 200 those go that the customer has been reminded of, and then
        those whose reminder lies furthest back.
        """
        ranked = sorted(products, key=lambda each: (not each.is_reminded, each.remind_on, each.key))
        kept = sorted(ranked[-MOST_PRODUCTS:], key=lambda each: (each.remind_on, each.key))
        days = (each.remind_on for each in kept if not each.is_reminded)
        return self.with_changes(products=tuple(kept), next_on=next(days, None))


def of_both(one: Consumption | None, other: Consumption | None) -> Consumption | None:
    """What two customers who are joined use up: of each product the later purchase."""
    if one is None or other is None:
        return one or other
    latest: dict[str, Consumed] = {}
    histories: dict[str, dict[str, Bought]] = {}
    for each in (*other.products, *one.products):
        known = latest.get(each.key)
        latest[each.key] = each if known is None or each.place > known.place else known
        histories.setdefault(each.key, {}).update({bought.order_id: bought for bought in each.history})
    return one.with_products(_with_history(each, histories[key].values()) for key, each in latest.items())


def _with_history(consumed: Consumed, history: Iterable[Bought]) -> Consumed:
    ordered = sorted(history, key=lambda each: each.place)[-MOST_BOUGHT:]
    return consumed.with_changes(history=tuple(ordered)) if ordered else consumed
