"""Step 2: what a product costs the business lay on the product, which all of its staff and customers' apps read."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from functions.domain.kernel.decisions import NOTHING, Changes, Document, Reading, get
from functions.domain.kernel.edits import Edits
from functions.domain.orgs.org import Org
from functions.domain.shop.products import Product, ProductCost

COST = "cost_minor"


class FormerProduct(Document):
    """What a product had of its cost."""

    collection: ClassVar[str] = Product.collection
    is_part: ClassVar[bool] = True
    sparse: ClassVar[frozenset[str]] = frozenset({COST})
    cost_minor: int | None = None
    edits: Edits = Field(default_factory=dict)


def migrate(org: Org, id: str, now: datetime) -> Reading[Changes]:
    """The cost in its own document, unless one is known there that was said later, and off the product. Bills 1 read a
    product; where it has a cost 1 read more and 2 writes.
    """
    product = yield from get(FormerProduct, id)
    if product is None or product.cost_minor is None:
        return NOTHING
    known = yield from get(ProductCost, id)
    off = product.with_changes(cost_minor=None)
    if known is not None and _stands(known, product):
        return Changes(put=(off,))
    edits = {COST: product.edits[COST]} if COST in product.edits else {}
    cost = (known or ProductCost(id=id)).with_changes(cost_minor=product.cost_minor, edits=edits)
    return Changes(put=(off, cost))


def _stands(known: ProductCost, product: FormerProduct) -> bool:
    """Whether a cost that is known was said later than the product's, as far as either tells."""
    said, former = known.edits.get(COST), product.edits.get(COST)
    if said is None or former is None:
        return known.cost_minor is not None or said is not None
    return not said.is_before(former)
