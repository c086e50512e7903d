"""The shapes in which an order arrives: a request's body, or a command's data (docs/contracts.md, Orders in)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from functions.domain.customers.addresses import normal_email, normal_phone
from functions.domain.customers.identities import Buyer, Identity
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
    Order,
    OrderFacts,
    OrderLine,
    OrderStatus,
    SalesChannel,
    Source,
    VisitType,
)
from functions.domain.orgs.org import Org

WHAT = "order"
MOST_LINES = 1000
FURTHEST_AHEAD = timedelta(days=366)

_Optional = BeforeValidator(lambda value: None if value == "" else value)


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
    total_minor = _minor(org, form.total, "total", faults=faults)
    given_back_minor = _given_back(org, form, faults)
    lines = tuple(
        _line(org, line, f"lines.{number}", faults=faults) for number, line in enumerate(form.lines)
    )
    buyer = _buyer(org, form.customer or BuyerForm(), faults)
    if form.currency != org.settings.currency:
        faults.add("currency", f"must be {org.settings.currency}, the organisation's")
    facts = OrderFacts(
        status=form.status,
        ordered_at=_instant(form.ordered_at, "ordered_at", now, faults=faults),
        updated_at=_instant(form.updated_at, "updated_at", now, faults=faults),
        currency=form.currency,
        total_minor=total_minor,
        refunded_minor=_refunded(form.status, total_minor, given_back_minor, faults=faults),
        outlet_id=form.outlet_id,
        visit_type=form.visit_type,
        channel=form.channel,
    )
    faults.raise_any()
    id = f"{form.source}:{form.order_id}"
    return Order(id=id, external_id=form.order_id, facts=facts, lines=lines, buyer=buyer)


def _line(org: Org, form: LineForm, path: str, *, faults: Faults) -> OrderLine:
    return OrderLine(
        **form.model_dump(exclude={"unit_price", "quantity"}),
        quantity=_plain(form.quantity),
        unit_price_minor=_minor(org, form.unit_price, f"{path}.unit_price", faults=faults),
    )


def _minor(org: Org, amount: Decimal, path: str, *, faults: Faults) -> int:
    return faults.checked(path, lambda: to_minor(amount, org.settings.currency), 0)


def _given_back(org: Org, form: OrderForm, faults: Faults) -> int | None:
    if form.refunded_total is None:
        return None
    return _minor(org, form.refunded_total, "refunded_total", faults=faults)


def _instant(at: datetime, path: str, now: datetime, *, faults: Faults) -> datetime:
    if at > now + FURTHEST_AHEAD:
        faults.add(path, "lies more than a year ahead")
        return now
    return at.astimezone(UTC)


def _refunded(status: OrderStatus, total_minor: int, given_back_minor: int | None, *, faults: Faults) -> int:
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
