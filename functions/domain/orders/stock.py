"""What an order asks for is held against what there is. It is recorded whatever comes of it, with warnings."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from functions.domain.kernel.decisions import Get, Reading, get_all
from functions.domain.kernel.lenient_forms import Warned, bounded
from functions.domain.orders.documents import KnownOrder, Order
from functions.domain.orgs.org import Org
from functions.domain.shop.availability import asked_for, why_short
from functions.domain.shop.products import Product

MOST_PRODUCTS = 100
_OPEN = frozenset({"pending", "paid"})
_AT_THE_COUNTER = "pos:"
_STOCK = ".stock"


def with_stock(org: Org, order: Order, *, stored: KnownOrder | None) -> Reading[Order]:
    """The order with a warning at each product of which it asks for more than there is. Bills 1 read a product, 100 at
    the most; nothing for a state that comes to no more than the one before, which keeps what was said, and for one
    whose goods have left, as those of a till have.
    """
    if order.facts.status not in _OPEN or order.id.startswith(_AT_THE_COUNTER):
        return order
    found = _said(order, stored)
    if found is None:
        lines = [(line.product_id, line.quantity) for line in order.lines]
        numbers = order.line_numbers or tuple(range(len(lines)))
        found = yield from stock_warnings(
            org, lines, at=order.facts.updated_at, wanted_on=order.wanted_on, numbers=numbers
        )
    return order.with_changes(warnings=bounded((*order.warnings, *found))) if found else order


def _said(order: Order, stored: KnownOrder | None) -> tuple[Warned, ...] | None:
    """What was said of the state before; None where this one comes to more, or is the first."""
    known = stored.recorded_state if stored is not None else None
    if stored is None or known is None or order.facts.total_minor > known.facts.total_minor:
        return None
    return tuple(each for each in stored.warnings if each.path.endswith(_STOCK))


def stock_warnings(
    org: Org,
    lines: Sequence[tuple[str | None, str | None]],
    *,
    at: datetime,
    wanted_on: str | None,
    numbers: Iterable[int],
) -> Reading[tuple[Warned, ...]]:
    """`lines.{n}.stock`, at the first line of each product that cannot be had as it is wished. `lines`: the products
    and quantities. Bills 1 read a product.
    """
    asked = asked_for(lines)
    ids = [id for id in asked if "/" not in id][:MOST_PRODUCTS]
    found = (yield from get_all(*(Get(Product, id) for id in ids))) if ids else ()
    today = org.day_of(at)
    until = date.fromisoformat(wanted_on) if wanted_on is not None else None
    first = {id: number for number, (id, _) in reversed(list(zip(numbers, lines, strict=True)))}
    known = filter(None, found)
    short = [(each.id, why_short(each, asked[each.id], on=today, wanted_on=until)) for each in known]
    return tuple(Warned(path=f"lines.{first[id]}{_STOCK}", message=why) for id, why in short if why)
