"""The order that an accepted quote becomes: its lines, what is given off them and the added taxes as lines too, so that
the lines come to the total.
"""

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Buyer
from functions.domain.orders.documents import Order, OrderFacts, OrderLine, order_document_id
from functions.domain.orgs.org import Org
from functions.domain.quotes.documents import Quote

DISCOUNT, REST = "discount", "rest"


def order_of(org: Org, quote: Quote, customer: Customer, *, at: datetime) -> Order:
    """The first state of a quote's order. Its id is the quote's, so that there is one."""
    external_id = f"quote:{quote.id}"
    lines = (*_products(quote), *_beside(quote))
    return Order(
        id=order_document_id("b2b", external_id),
        external_id=external_id,
        facts=OrderFacts(
            status=org.settings.sales.quote_order_status,
            ordered_at=at,
            updated_at=at,
            currency=quote.currency or org.settings.currency,
            total_minor=quote.total_minor,
            refunded_minor=0,
            outlet_id=None,
            visit_type=None,
            channel=None,
        ),
        lines=(*lines, *_rest(quote, lines)),
        buyer=Buyer(customer_id=customer.id),
        wanted_on=quote.wanted_on,
        is_made_here=True,
    )


def _products(quote: Quote) -> tuple[OrderLine, ...]:
    return tuple(
        OrderLine(
            product_id=line.product_id,
            name=line.name,
            category=line.category,
            quantity=line.quantity,
            unit=line.unit,
            unit_price_minor=line.unit_price_minor,
        )
        if line.quantity is not None
        else OrderLine(
            product_id=line.product_id,
            name=line.name,
            category=line.category,
            quantity="1",
            unit_price_minor=line.gross_minor,
        )
        for line in quote.lines
    )


def _rest(quote: Quote, lines: tuple[OrderLine, ...]) -> tuple[OrderLine, ...]:
    """What the lines lack of the total, which the customer accepted: of a quote that was changed by hand."""
    amounts = (Decimal(line.quantity or 1) * (line.unit_price_minor or 0) for line in lines)
    rest = quote.total_minor - sum(int(each.to_integral_value(ROUND_HALF_EVEN)) for each in amounts)
    return (OrderLine(name=REST, quantity="1", unit_price_minor=rest),) if rest else ()


def _beside(quote: Quote) -> tuple[OrderLine, ...]:
    amounts = [(DISCOUNT, -quote.discount_minor)]
    amounts += [(tax.name, tax.tax_minor) for tax in quote.taxes if not tax.is_included]
    return tuple(
        OrderLine(name=name, quantity="1", unit_price_minor=minor) for name, minor in amounts if minor
    )
