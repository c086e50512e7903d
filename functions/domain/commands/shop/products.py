"""`change_product`: what the shop sells. Those who wait for it look at it when its price moves or it is there again."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool

from functions.domain.commands.documents import Result
from functions.domain.commands.editing import edited
from functions.domain.commands.following import followed_up, joined_changes
from functions.domain.commands.requests import Request
from functions.domain.kernel.decisions import Changes, Decision, Reading, get
from functions.domain.kernel.errors import Forbidden
from functions.domain.kernel.validation import DocumentId, Exact, Form, MinorAmount, OptionalText, Text, Whole
from functions.domain.orgs.org import Org
from functions.domain.settings.types import named_once
from functions.domain.shop.products import Pack, Product, ProductCost, news_for
from functions.domain.staff.readership import LEADERS

MOST_ALLERGENS = 50
MOST_DAYS = 3650
FIELDS = (
    *("name", "category", "price_minor", "pack", "stock", "allergens", "is_consumable"),
    *("restock_threshold", "shelf_life_days", "season_months", "capacity_per_day"),
    *("is_made_to_order", "lead_time_days", "is_active"),
)
Days = Annotated[Whole, Field(ge=0, le=MOST_DAYS)]
Amount = Annotated[Whole, Field(ge=0, le=10**9)]
Month = Annotated[Whole, Field(ge=1, le=12)]


class PackForm(Form):
    quantity: Annotated[Exact, Field(gt=0, le=Decimal(10) ** 6)]
    unit: Text


class ProductForm(Form):
    """Fields of a product. One that is absent stays as it is, one that is null goes."""

    product_id: DocumentId
    name: OptionalText = None
    category: OptionalText = None
    price_minor: MinorAmount | None = None
    cost_minor: MinorAmount | None = None
    pack: PackForm | None = None
    stock: Annotated[Whole, Field(ge=-(10**9), le=10**9)] | None = None
    allergens: Annotated[tuple[Text, ...], Field(max_length=MOST_ALLERGENS)] = ()
    is_consumable: StrictBool | None = None
    is_active: StrictBool | None = None
    restock_threshold: Amount | None = None
    shelf_life_days: Days | None = None
    season_months: Annotated[
        tuple[Month, ...], Field(max_length=12), AfterValidator(named_once("a month"))
    ] = ()
    capacity_per_day: Amount | None = None
    is_made_to_order: StrictBool | None = None
    lead_time_days: Days | None = None


def _cost_changes(request: Request[ProductForm]) -> Reading[tuple[tuple[ProductCost, ...], tuple[str, ...]]]:
    """The product's cost as it is to be kept, where the command names one, and the field where that is late."""
    form = request.data
    if "cost_minor" not in form.model_fields_set:
        return (), ()
    if not request.giver.has_role(LEADERS):
        raise Forbidden("may be changed by owners and managers only", path="cost_minor")
    known = yield from get(ProductCost, form.product_id)
    saved = edited(known or ProductCost(id=form.product_id), request, ("cost_minor",))
    return (() if saved.late else (saved.document,)), saved.late


def change_product(org: Org, request: Request[ProductForm], now: datetime) -> Decision[Result]:
    """The product with these fields, and its cost. Bills 1 read and 1 write; 1 write more where its watchers have to
    look; 1 read and 1 write more for a cost; the reads alone where all of it is late. Of a field the change that was
    made last holds. Forbidden at `cost_minor` to those who do not lead.
    """
    form = request.data
    costs, late_cost = yield from _cost_changes(request)
    known = yield from get(Product, form.product_id)
    pack = form.pack and Pack(quantity=f"{form.pack.quantity:f}", unit=form.pack.unit)
    saved = edited(known or Product(id=form.product_id), request, FIELDS, pack=pack)
    saved = replace(saved, late=tuple(sorted((*saved.late, *late_cost))))
    if saved.document == known or (
        known is None and not form.model_fields_set - {"product_id", "cost_minor"}
    ):
        return Changes(put=costs), saved.result(product_id=form.product_id)
    after = saved.document.with_changes(updated_at=now)
    news = yield from news_for(org, known, after, now=now)
    changes = yield from followed_up(org, known, after, request=request, kind="product_changed", now=now)
    return joined_changes(changes, Changes(put=(*news, *costs))), saved.result(product_id=form.product_id)
