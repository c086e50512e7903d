"""The prices that an account agreed to, of the contracts that are in force on a day."""

from collections.abc import Iterable, Mapping

from functions.domain.accounts.contracts import Contract
from functions.domain.kernel.decisions import Find, Reading, find

MOST_LOOKED_AT = 20


def agreed_prices(customer_id: str, legal_entity_id: str | None, on: str) -> Reading[Mapping[str, int]]:
    """The contract price of each product on a day, of a legal entity's contracts and of those that name none; without
    one, of all the account's. Of several that of the contract that began last holds. Bills 1 read a contract, 1 at
    the least and 20 at the most, those that began last.
    """
    where, begun = (("customer_id", customer_id),), ("starts_on", on)
    query = Find(Contract, where, "starts_on", "DESCENDING", MOST_LOOKED_AT, at_most=begun)
    contracts = yield from find(query)
    in_force = [each for each in contracts if is_in_force(each, on)]
    if legal_entity_id is not None:
        in_force = [each for each in in_force if each.legal_entity_id in (None, legal_entity_id)]
    return _prices(in_force)


def is_in_force(contract: Contract, on: str) -> bool:
    """Whether a contract binds on a day: one that renews itself goes on after its end."""
    if contract.is_cancelled or contract.starts_on is None or contract.starts_on > on:
        return False
    return contract.ends_on is None or on <= contract.ends_on or contract.renewal == "automatic"


def _prices(contracts: Iterable[Contract]) -> Mapping[str, int]:
    """`contracts`: those that began last first."""
    prices: dict[str, int] = {}
    for contract in contracts:
        for price in contract.prices:
            prices.setdefault(price.product_id, price.price_minor)
    return prices
