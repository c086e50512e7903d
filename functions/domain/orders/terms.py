"""What an order of an account is held against: its credit limit, and the prices that were agreed. It is recorded
whatever they say, with warnings.
"""

from collections.abc import Iterator, Mapping

from functions.domain.accounts.agreed_prices import agreed_prices
from functions.domain.accounts.credit import legal_entities_of, over_limit
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading
from functions.domain.kernel.lenient_forms import Warned, bounded
from functions.domain.kernel.money import to_major
from functions.domain.orders.documents import KnownOrder, Order
from functions.domain.orgs.org import Org

CREDIT_LIMIT = "credit_limit"
_UNDONE = frozenset({"cancelled", "refunded"})


def is_held_to_terms(order: Order) -> bool:
    """Whether it is an order of an account, and stands."""
    return order.id.startswith("b2b:") and order.facts.status not in _UNDONE


def with_terms(org: Org, order: Order, customer: Customer, *, stored: KnownOrder | None) -> Reading[Order]:
    """The order with warnings of what it passes. Bills 1 read a legal entity of the account and 1 a contract, 1 each at
    the least: with its first state and one that comes to more; the contracts with each.

    `credit_limit`: by how much the open invoices and the order pass it. A state that comes to no more keeps what was
    said: by then its own invoice may be among the open ones.
    """
    account_id, wanted = customer.account_id or customer.id, org.settings.accounts
    found: list[Warned] = []
    if wanted.warns_of_credit:
        found += yield from _of_credit(org, order, account_id, stored=stored)
    if wanted.warns_of_prices and any(line.product_id for line in order.lines):
        day = org.day_of(order.facts.ordered_at).isoformat()
        found += _of_prices(order, (yield from agreed_prices(account_id, None, day)))
    return order.with_changes(warnings=bounded((*order.warnings, *found))) if found else order


def _of_credit(
    org: Org, order: Order, account_id: str, *, stored: KnownOrder | None
) -> Reading[tuple[Warned, ...]]:
    known = stored.recorded_state if stored else None
    if stored is not None and known is not None and order.facts.total_minor <= known.facts.total_minor:
        return tuple(each for each in stored.warnings if each.path == CREDIT_LIMIT)
    entities = yield from legal_entities_of(account_id)
    over = over_limit(entities, order.facts.total_minor)
    if not over:
        return ()
    amount = f"{to_major(over, order.facts.currency)} {order.facts.currency}"
    return (Warned(path=CREDIT_LIMIT, message=f"is passed by {amount}, with what is open of invoices"),)


def _of_prices(order: Order, prices: Mapping[str, int]) -> Iterator[Warned]:
    numbers = order.line_numbers or tuple(range(len(order.lines)))
    for number, line in zip(numbers, order.lines, strict=True):
        agreed = prices.get(line.product_id or "")
        if agreed is not None and line.unit_price_minor not in (None, agreed):
            amount = to_major(agreed, order.facts.currency)
            yield Warned(path=f"lines.{number}.unit_price", message=f"is not the contract's, {amount}")
