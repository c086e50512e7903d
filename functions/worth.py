"""`python -m functions.worth ORG`: how many orders to expect of the customers, and who is likely to be leaving.

Worked out from what each customer's profile counts, by models that are fitted to all of them (docs/insights.md). It
writes nothing. Bills 1 read for each customer, of whom it keeps some 300 bytes in memory.
"""

import argparse
import heapq
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from functions.command_line import command
from functions.domain.customers.customer import Customer
from functions.domain.kernel.errors import Terminal
from functions.domain.kernel.money import money_text
from functions.domain.lifetimes.minimum import NoMinimum
from functions.domain.lifetimes.purchases import History
from functions.domain.lifetimes.worth import (
    FEWEST_REPEATERS,
    Worth,
    fit_models,
    history_of,
    worth_of,
)
from functions.domain.orgs.org import Org
from functions.store.documents import to_model
from functions.store.orgs import orgs
from functions.store.pages import pages_by_id

WEEKS = 13


@dataclass(frozen=True)
class Buyer:
    id: str
    history: History
    mean_minor: int


@command("worth")
def main(arguments: list[str] | None) -> int:
    """Exit status 0, also where too few ordered again for a model; 1 with a message that names what is wrong."""
    given = _parser().parse_args(arguments)
    org = orgs().get(given.org)
    buyers = tuple(_buyers(org, datetime.now(UTC)))
    again = sum(each.history.repeats > 0 for each in buyers)
    print(f"customers who ordered: {len(buyers)}, again: {again}")
    try:
        models = fit_models((each.history, each.mean_minor) for each in buyers)
    except NoMinimum as error:
        raise Terminal(f"no model fits these customers: {error}") from None
    if models is None:
        print(f"too few for a model: {FEWEST_REPEATERS} who ordered again, and paid for it, are needed")
        return 0
    found = [(each, worth_of(models, each.history, each.mean_minor, weeks=given.weeks)) for each in buyers]
    _print_all(org, [worth for _, worth in found], weeks=given.weeks)
    _print_leaving(org, found, most=given.most)
    return 0


def _buyers(org: Org, now: datetime) -> Iterator[Buyer]:
    """Customers with an order that counts; those who were joined into another are that one."""
    for page in pages_by_id(org.id, Customer.collection):
        for customer in (to_model(Customer, snapshot) for snapshot in page):
            if customer is None or customer.joined_into is not None:
                continue
            history = history_of(customer.stats, now)
            if history is not None:
                yield Buyer(customer.id, history, customer.stats.aov_minor)


def _print_all(org: Org, found: Sequence[Worth], *, weeks: int) -> None:
    print(f"expected in {weeks} weeks: {sum(each.orders for each in found):.0f} orders", end=", ")
    print(_money(org, sum(each.spend_minor for each in found)))
    print(f"likely to order again: {sum(each.p_alive >= 0.5 for each in found)} of {len(found)}")


def _print_leaving(org: Org, found: Sequence[tuple[Buyer, Worth]], *, most: int) -> None:
    """Those by whom most is lost if they have left, the largest loss first."""
    leaving = (pair for pair in found if pair[1].p_alive < 0.5)
    for buyer, worth in heapq.nlargest(most, leaving, key=lambda pair: pair[1].at_stake_minor):
        orders, silent = buyer.history.repeats + 1, round((buyer.history.age - buyer.history.recency) * 7)
        print(
            f"{buyer.id}: {worth.p_alive:.0%} still buys; {orders} orders, the last {silent} days ago; "
            f"at stake {_money(org, worth.at_stake_minor)}"
        )


def _money(org: Org, minor: float) -> str:
    return money_text(round(minor), org.settings.currency, "en")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.worth", description=__doc__)
    parser.add_argument("org", help="the organisation's id")
    parser.add_argument(
        "--weeks", type=int, choices=range(1, 105), default=WEEKS, metavar="N", help="1 to 104; 13"
    )
    parser.add_argument("--most", type=int, default=20, metavar="N", help="how many who may be leaving; 20")
    return parser


if __name__ == "__main__":
    sys.exit(main())
