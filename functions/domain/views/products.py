"""Products as staff see them, without what they cost the business."""

from typing import Any

from functions.domain.kernel.decisions import BY_ID, NOTHING, Decision, Get, get_both
from functions.domain.kernel.errors import NotFound
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.shop.products import Product
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import Listed, listed, only
from functions.domain.views.pages import Wanted

PRODUCTS = Listed(
    Product,
    BY_ID,
    only(
        *("name", "category", "price_minor", "pack", "stock", "restock_threshold", "shelf_life_days"),
        *("season_months", "capacity_per_day", "is_made_to_order", "lead_time_days", "allergens"),
        *("is_consumable", "updated_at"),
    ),
    "ASCENDING",
)


def listed_products(org: Org, uid: str, category: str | None, *, wanted: Wanted) -> Decision[dict[str, Any]]:
    """A page of products by id, of one category as it is written where one is asked for. Bills 1 read and 1 a row.
    Raises what `listed` does.
    """
    where = () if category is None else (("category", category),)
    return (yield from listed(org, uid, PRODUCTS, wanted=wanted, where=where))


def product_shown(org: Org, uid: str, id: str) -> Decision[dict[str, Any]]:
    """One product. Bills 2 reads. Raises Forbidden, FeatureOff, NotFound."""
    member, product = yield from get_both(Get(Member, uid), Get(Product, id))
    if member is None or not readers_of(Product.collection).may_be_read_by(member.roles):
        raise denied(member)
    require(org, "crm")
    if product is None:
        raise NotFound("product")
    return NOTHING, dict(PRODUCTS.show(product) or {})
