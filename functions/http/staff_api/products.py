"""`/products`: what the business sells."""

from typing import Annotated

from pydantic import Field

from functions.domain.shop.products import Product
from functions.domain.views.pages import Wanted
from functions.domain.views.products import listed_products, product_shown
from functions.http.staff_api.giving import gives
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import PageQuery
from functions.http.staff_api.reading import read, shows
from functions.http.staff_api.replies import CommandAnswer, DocumentAnswer, ListAnswer

_ONE = "/products/<string(maxlength=400):id>"


class ProductQuery(PageQuery):
    category: Annotated[str | None, Field(description="of this category alone, as it is written there")] = (
        None
    )


def _list(asked: Asked) -> Reply:
    wanted, category = Wanted.parse(asked.query), asked.query.get("category") or None
    return Reply(read(asked, lambda: listed_products(asked.org, asked.uid, category, wanted=wanted)))


OPERATIONS = (
    Operation(
        "GET", "/products", "What the business sells", _list, ListAnswer, query=ProductQuery, reads="products"
    ),
    Operation("GET", _ONE, "A product", shows(product_shown), DocumentAnswer, reads=Product.collection),
    Operation(
        "PATCH",
        _ONE,
        "Enter a product, or change it",
        gives("change_product", "product_id"),
        CommandAnswer,
        kind="change_product",
        given=("product_id",),
    ),
)
