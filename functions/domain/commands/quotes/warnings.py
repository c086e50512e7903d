"""What a quote warns of: more than there is of a product, and a credit limit that it would pass. None is refused."""

from datetime import datetime
from typing import Any

from functions.domain.accounts.credit import legal_entities_of, over_limit
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.lenient_forms import Warned, bounded
from functions.domain.kernel.money import to_major
from functions.domain.orders.stock import stock_warnings
from functions.domain.orders.terms import CREDIT_LIMIT
from functions.domain.orgs.org import Org
from functions.domain.quotes.documents import Quote


def with_warnings(org: Org, quote: Quote, customer: Customer, *, now: datetime) -> Reading[Quote]:
    """The quote with what it warns of as of now, and what its account requires. Bills 1 read a legal entity, 1 at the
    least, where the business is warned of credit; 1 read a product where it is warned of stock.
    """
    found: list[Warned] = []
    if org.settings.inventory.warns_of_stock:
        lines = [(line.product_id, line.quantity) for line in quote.lines]
        numbers = range(len(lines))
        found += yield from stock_warnings(org, lines, at=now, wanted_on=quote.wanted_on, numbers=numbers)
    if org.settings.accounts.warns_of_credit and quote.total_minor:
        entities = yield from legal_entities_of(customer.account_id or customer.id)
        if over := over_limit(entities, quote.total_minor):
            amount = f"{to_major(over, org.settings.currency)} {org.settings.currency}"
            message = f"is passed by {amount}, with what is open of invoices"
            found.append(Warned(path=CREDIT_LIMIT, message=message))
    return quote.with_changes(warnings=bounded(found), requirements=customer.requirements)


def told(quote: Quote) -> dict[str, Any]:
    """What the answer to a command says of it: nothing where there is none."""
    return {"warnings": [each.model_dump() for each in quote.warnings]} if quote.warnings else {}
