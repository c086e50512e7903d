"""What a customer bought of what recommendation rules ask for, and what was recommended to them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import Field

from functions.domain.kernel.decisions import Value

MOST_PURCHASES = 30
MOST_GOODS = 20  # of one order
MOST_MADE = 100
MOST_LEFT_OUT = 20


class BoughtGoods(Value):
    """Of an order's line, what rules go by."""

    product_id: str | None = None
    name: str | None = None
    category: str | None = None


class RecentPurchase(Value):
    """An order that counts, with what of it rules ask for. `spend_minor`: what stands of its bill."""

    order_id: str
    bought_at: datetime
    spend_minor: int = 0
    goods: tuple[BoughtGoods, ...] = ()

    @property
    def place(self) -> tuple[datetime, str]:
        return self.bought_at, self.order_id


class Made(Value):
    """What was last recommended by a rule: after which purchase (`order_id`, `bought_at`) and of what (`product`), by
    which `recommendation`, on the day `on`. `called`: what of it suited the customer then, in words, and the
    `product_ids` that did. `met_order_id` and `met_at`: the first order that bought it in time.
    """

    rule_id: str
    name: str
    recommendation: str
    order_id: str
    bought_at: datetime
    product: str
    on: str
    at: datetime
    called: str | None = None
    product_ids: tuple[str, ...] | None = None
    met_order_id: str | None = None
    met_at: datetime | None = None


class LeftOut(Value):
    """What a rule would have recommended after an order and did not, since nothing of it suited: `because` has the
    reason for each category or product. After what was bought until `at` it is looked at again at `again_at`, if that
    is in the rule's days.
    """

    rule_id: str
    order_id: str
    because: dict[str, str] = Field(default_factory=dict)
    at: datetime
    again_at: datetime


class Recommendations(Value):
    """`purchases`: at most 30, in the order in which they were bought; `made`: at most 100, the last one of each rule,
    in the order in which they came; `left_out`: at most 20, the last one of
    each rule.
    """

    purchases: tuple[RecentPurchase, ...] = ()
    made: tuple[Made, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def last(self) -> Made | None:
        """The recommendation that came last."""
        return self.made[-1] if self.made else None

    @property
    def is_full(self) -> bool:
        """Whether older purchases may have gone."""
        return len(self.purchases) >= MOST_PURCHASES

    def made_by(self, rule_id: str) -> Made | None:
        return next((each for each in self.made if each.rule_id == rule_id), None)

    def named(self, name: str) -> Made | None:
        return next((each for each in self.made if each.name == name), None)

    def with_purchases(self, purchases: Iterable[RecentPurchase]) -> Self:
        """The same with these purchases; of more than 30 the oldest go."""
        ordered = sorted(purchases, key=lambda each: each.place)
        return self.with_changes(purchases=tuple(ordered[-MOST_PURCHASES:]))

    def with_made(self, made: Iterable[Made]) -> Self:
        """The same with these; of two of one rule the later one stays, and of more than 100 the first ones go."""
        ordered = sorted(made, key=lambda each: (each.at, each.rule_id))
        latest = {each.rule_id: each for each in ordered}
        kept = [each for each in ordered if latest[each.rule_id] is each]
        return self.with_changes(made=tuple(kept[-MOST_MADE:]))

    def left_out_of(self, rule_id: str) -> LeftOut | None:
        return next((each for each in self.left_out if each.rule_id == rule_id), None)

    def with_left_out(self, left_out: Iterable[LeftOut]) -> Self:
        """The same with these; of a rule the last one stays, and of more than 20 the first ones go."""
        ordered = sorted((*self.left_out, *left_out), key=lambda each: (each.at, each.rule_id))
        latest = {each.rule_id: each for each in ordered}
        kept = [each for each in ordered if latest[each.rule_id] is each]
        return self.with_changes(left_out=tuple(kept[-MOST_LEFT_OUT:]))


def of_both(one: Recommendations | None, other: Recommendations | None) -> Recommendations | None:
    """What two customers who are joined bought, and what was recommended to them."""
    if one is None or other is None:
        return one or other
    purchases = {each.order_id: each for each in (*other.purchases, *one.purchases)}
    joined = one.with_purchases(purchases.values()).with_made((*other.made, *one.made))
    return joined.with_left_out(other.left_out)
