"""What of a rule may be recommended to a customer: what they may eat, and what the shop sells and has now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from functions.domain.customers.customer import Customer
from functions.domain.customers.recommendations import LeftOut
from functions.domain.kernel.decisions import BY_ID, Find, Get, Reading, find, get_all
from functions.domain.orgs.org import Org
from functions.domain.recommendations.planning import Candidate, again_at, today
from functions.domain.settings.recommendations import Goods
from functions.domain.shop.fitting import MAY_NOT_EAT, may_not_eat, why_unfit
from functions.domain.shop.products import Product

MOST_TRIED = 10  # rules
MOST_PRODUCTS = 20  # of a rule, and of a category, that are looked up
MOST_CATEGORIES = 5


@dataclass(frozen=True)
class Fit:
    """Of what a rule recommends, the products and categories that suit the customer, and why the others do not. `name`:
    of the first one.
    """

    product_ids: tuple[str, ...]
    name: str | None
    left_out: Mapping[str, str]


@dataclass(frozen=True)
class _Part:
    """A category, or a product by its id, and why it does not suit."""

    key: str
    name: str
    why: str | None
    is_product: bool = False


@dataclass(frozen=True)
class Fitting:
    """The first candidate that suits, None where none does; and those before it that do not."""

    candidate: Candidate | None
    fit: Fit | None
    left_out: tuple[LeftOut, ...]


def first_fitting(
    org: Org, customer: Customer, candidates: Sequence[Candidate], *, now: datetime
) -> Reading[Fitting]:
    """What comes of several that may come, the best first; those of 10 rules are tried.

    Bills 1 read for each product that a rule names, and 1 to 20 for each category, until one suits.
    """
    left_out: dict[str, LeftOut] = {}
    for candidate in candidates:
        if candidate.rule_id in left_out or len(left_out) == MOST_TRIED:
            continue
        fit = yield from fit_of(customer, candidate.rule.recommend, on=today(org, customer, now))
        if fit.name is not None:
            return Fitting(candidate, fit, tuple(left_out.values()))
        of_rule = [each.closes_at for each in candidates if each.rule_id == candidate.rule_id]
        is_for_good = set(fit.left_out.values()) == {MAY_NOT_EAT}
        left_out[candidate.rule_id] = LeftOut(
            rule_id=candidate.rule_id,
            order_id=candidate.purchase.order_id,
            because=dict(fit.left_out),
            at=now,
            again_at=max(of_rule) if is_for_good else again_at(org, customer, now),
        )
    return Fitting(None, None, tuple(left_out.values()))


def fit_of(customer: Customer, goods: Goods, *, on: date) -> Reading[Fit]:
    """Of the first 20 products and 5 categories, those that suit. A product that the business does not keep is taken to
    be there; a category is left out where the customer does not eat it, or none of its first 20 products suits.
    """
    parts = (
        *(yield from _categories(customer, goods, on=on)),
        *(yield from _products(customer, goods, on=on)),
    )
    suiting = [part for part in parts if part.why is None]
    return Fit(
        product_ids=tuple(part.key for part in suiting if part.is_product),
        name=suiting[0].name if suiting else None,
        left_out={part.key: part.why for part in parts if part.why is not None},
    )


def _categories(customer: Customer, goods: Goods, *, on: date) -> Reading[list[_Part]]:
    parts = []
    for category in goods.category[:MOST_CATEGORIES]:
        why = yield from _why_no_category(customer, category, on=on)
        parts.append(_Part(category, category, why))
    return parts


def _products(customer: Customer, goods: Goods, *, on: date) -> Reading[list[_Part]]:
    named = goods.product_id[:MOST_PRODUCTS]
    ids = [id for id in named if "/" not in id and id.strip(".")]
    found = (yield from get_all(*(Get(Product, id) for id in ids))) if ids else ()
    products = dict(zip(ids, found, strict=True))
    parts = []
    for id in named:
        product = products.get(id)
        why = None if product is None else why_unfit(customer, product, on=on)
        name = product.name if product is not None else None
        parts.append(_Part(id, name or id, why, is_product=True))
    return parts


def _why_no_category(customer: Customer, category: str, *, on: date) -> Reading[str | None]:
    if may_not_eat(customer, (category,)):
        return MAY_NOT_EAT
    asked = Find(Product, (("category", category),), BY_ID, "ASCENDING", MOST_PRODUCTS)
    products = yield from find(asked)
    reasons = [why_unfit(customer, product, on=on) for product in products]
    if not reasons or None in reasons:
        return None
    # Of several reasons one that may be over tomorrow: then it is looked at again.
    return next((why for why in reasons if why != MAY_NOT_EAT), MAY_NOT_EAT)
