"""An order as a client sends it (docs/contracts.md, Orders in); parsing.py makes an order of it."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from functions.domain.kernel.lenient_forms import as_written
from functions.domain.kernel.validation import (
    Amount,
    DoubtedInstant,
    Form,
    OptionalText,
    Quantity,
    SignedAmount,
    blank_is_none,
    capitals,
    is_date,
    number_as_text,
)
from functions.domain.orders.asking import CodeAsked, PointsAsked
from functions.domain.orders.documents import (
    NO_CONSENTS,
    ConsentsGiven,
    OrderStatus,
    SalesChannel,
    Source,
    VisitType,
)
from functions.domain.settings.types import CustomerGroup

MOST_LINES = 1000


def _printable(id: str) -> str:
    if not id.strip() or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in id):
        raise ValueError("is blank or holds control characters")
    return id


def _day(text: str | None) -> str | None:
    if text is not None and not is_date(text):
        raise ValueError("is not a date like 2025-01-31")
    return text


# Shops number their orders and cards, and JSON has numbers.
OrderId = Annotated[
    str, BeforeValidator(number_as_text), Field(strict=True, max_length=200), AfterValidator(_printable)
]
Given = Annotated[OptionalText, BeforeValidator(number_as_text)]
Name = Annotated[str | None, Field(strict=True)]


class BuyerForm(Form):
    phone: Given = None
    email: OptionalText = None
    name: Name = None
    card: Given = None
    app_user_id: Given = None
    group: Annotated[CustomerGroup | None, as_written(CustomerGroup)] = None
    account_id: Given = None
    referral_code: Given = None
    consents: ConsentsGiven = NO_CONSENTS


class LineForm(Form):
    product_id: Given = None
    name: OptionalText = None
    category: OptionalText = None
    quantity: Quantity | None = None
    unit: OptionalText = None
    unit_price: SignedAmount | None = None


class OrderForm(Form):
    """The body of `POST hooks/{org}/orders`."""

    order_id: OrderId
    source: Annotated[Source, as_written(Source)]
    channel: Annotated[SalesChannel | None, as_written(SalesChannel)] = None
    status: Annotated[OrderStatus, as_written(OrderStatus, canceled="cancelled")]
    ordered_at: DoubtedInstant
    updated_at: DoubtedInstant
    currency: Annotated[str, BeforeValidator(capitals), Field(strict=True, max_length=10)]
    total: Amount
    refunded_total: Annotated[Amount | None, BeforeValidator(blank_is_none)] = None
    customer: BuyerForm = BuyerForm()
    outlet_id: Given = None
    visit_type: Annotated[VisitType | None, as_written(VisitType)] = None
    wanted_on: Annotated[OptionalText, AfterValidator(_day)] = None
    lines: tuple[LineForm, ...] = ()
    redeem_points: PointsAsked = None
    coupon_code: Annotated[CodeAsked, BeforeValidator(number_as_text)] = None
    use_wallet: Annotated[Amount | None, BeforeValidator(blank_is_none)] = None
