"""The shapes in which an order arrives: a request's body, or a command's data (docs/contracts.md, Orders in)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from functions.domain.customers.identities import Identity, normal_email, normal_phone
from functions.domain.customers.lookup import Buyer
from functions.domain.kernel.decisions import Value
from functions.domain.kernel.money import to_minor
from functions.domain.kernel.validation import (
    Amount,
    Faults,
    Form,
    IdPart,
    Instant,
    OptionalText,
    Quantity,
    Text,
    read_form,
)
from functions.domain.orders.documents import (
    OrderLine,
    OrderStatus,
    SalesChannel,
    Source,
    VisitType,
    is_counted,
)
from functions.domain.orgs.org import Org

WHAT = "order"
MOST_LINES = 1000
FURTHEST_AHEAD = timedelta(days=366)

_Optional = BeforeValidator(lambda value: None if value == "" else value)


class Order(Value):
    """One state of an order, as of `updated_at`. Amounts are in the currency's minor unit."""

    source: Source
    external_id: str
    channel: SalesChannel | None
    status: OrderStatus
    ordered_at: datetime
    updated_at: datetime
    currency: str
    total_minor: int
    refunded_minor: int
    outlet_id: str | None
    visit_type: VisitType | None
    lines: tuple[OrderLine, ...]
    buyer: Buyer

    @property
    def id(self) -> str:
        return f"{self.source}:{self.external_id}"

    @property
    def counts(self) -> bool:
        """Whether it stands in its buyer's figures."""
        return is_counted(self.status, total_minor=self.total_minor, refunded_minor=self.refunded_minor)


class BuyerForm(Form):
    phone: OptionalText = None
    email: OptionalText = None
    name: OptionalText = None
    card: OptionalText = None
    app_user_id: OptionalText = None


class LineForm(Form):
    product_id: Text
    name: OptionalText = None
    category: OptionalText = None
    quantity: Quantity
    unit: OptionalText = None
    unit_price: Amount


class OrderForm(Form):
    """The body of `POST hooks/{org}/orders`."""

    order_id: IdPart
    source: Source
    channel: Annotated[SalesChannel | None, _Optional] = None
    status: OrderStatus
    ordered_at: Instant
    updated_at: Instant
    currency: Text
    total: Amount
    refunded_total: Amount | None = None
    customer: BuyerForm | None = None
    outlet_id: OptionalText = None
    visit_type: Annotated[VisitType | None, _Optional] = None
    lines: Annotated[tuple[LineForm, ...], Field(max_length=MOST_LINES)] = ()


def parse_order(org: Org, body: object, now: datetime) -> Order:
    """A request's body as an Order. Malformed with every fault that was found."""
    form = read_form(OrderForm, body, WHAT)
    faults = Faults(WHAT)
    currency = org.settings.currency

    def minor(path: str, amount: Decimal) -> int:
        return faults.checked(path, lambda: to_minor(amount, currency), 0)

    total = minor("total", form.total)
    given_back = None if form.refunded_total is None else minor("refunded_total", form.refunded_total)
    lines = tuple(
        OrderLine(
            **line.model_dump(exclude={"unit_price", "quantity"}),
            quantity=_plain(line.quantity),
            unit_price_minor=minor(f"lines.{i}.unit_price", line.unit_price),
        )
        for i, line in enumerate(form.lines)
    )
    buyer = _buyer(org, form.customer or BuyerForm(), faults)
    return _order(org, form, total, given_back, lines, buyer, faults, now)


def _order(
    org: Org,
    form: OrderForm,
    total_minor: int,
    given_back_minor: int | None,
    lines: tuple[OrderLine, ...],
    buyer: Buyer,
    faults: Faults,
    now: datetime,
) -> Order:
    if form.currency != org.settings.currency:
        faults.add("currency", f"must be {org.settings.currency}, the organisation's")
    for path, at in (("ordered_at", form.ordered_at), ("updated_at", form.updated_at)):
        if at > now + FURTHEST_AHEAD:
            faults.add(path, "lies more than a year ahead")
    refunded = _refunded(form.status, total_minor, given_back_minor, faults)
    faults.raise_any()
    return Order(
        source=form.source,
        external_id=form.order_id,
        channel=form.channel,
        status=form.status,
        ordered_at=form.ordered_at.astimezone(UTC),
        updated_at=form.updated_at.astimezone(UTC),
        currency=form.currency,
        total_minor=total_minor,
        refunded_minor=refunded,
        outlet_id=form.outlet_id,
        visit_type=form.visit_type,
        lines=lines,
        buyer=buyer,
    )


def _refunded(status: OrderStatus, total_minor: int, given_back_minor: int | None, faults: Faults) -> int:
    """What was given back: all of a refunded order unless a part is named; nothing of any other."""
    if status != "refunded":
        if given_back_minor:
            faults.add("refunded_total", "goes with the status refunded")
        return 0
    if given_back_minor is None:
        return total_minor
    if given_back_minor > total_minor:
        faults.add("refunded_total", "is more than the total")
    return given_back_minor


def _plain(quantity: Decimal) -> str:
    """A quantity as text, the same for 1 and 1.0."""
    return f"{quantity.normalize():f}"


def _buyer(org: Org, form: BuyerForm, faults: Faults) -> Buyer:
    """The identities that were given, normalised, the one that names a new customer first."""
    found: list[Identity] = []
    if phone := form.phone:
        normal = faults.checked("customer.phone", lambda: normal_phone(phone, org.settings.country), "")
        found.append(Identity("phone", normal))
    if email := form.email:
        found.append(Identity("email", faults.checked("customer.email", lambda: normal_email(email), "")))
    if form.app_user_id:
        found.append(Identity("app_user", form.app_user_id))
    if form.card:
        found.append(Identity("card", form.card))
    return Buyer(identities=tuple(found), name=form.name)
