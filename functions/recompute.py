"""`python -m functions.recompute ORG`: works customers' figures out again from their orders and ledger.

For documents that were edited by hand, or by a program with admin rights. It tells each customer whose figures differ,
and puts them right unless `--dry-run` is given. Safe to repeat, and beside running orders.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from functions.command_line import command
from functions.domain.automations.refiguring import refigure_customer
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, Decision
from functions.domain.orgs.org import Org
from functions.store.firestore import store
from functions.store.orgs import orgs
from functions.store.pages import id_of, pages_by_id


@command("recompute")
def main(arguments: list[str] | None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong."""
    given = _parser().parse_args(arguments)
    org = orgs().get(given.org)
    changed = sum(_recompute(org, id, is_dry_run=given.dry_run) for id in _ids(org, given.customer))
    print(f"customers {'that differ' if given.dry_run else 'put right'}: {changed}")
    return 0


def _ids(org: Org, customer_id: str | None) -> Iterator[str]:
    """The customer that is asked for, or all of them. Bills 1 read each."""
    if customer_id is not None:
        yield customer_id
        return
    for page in pages_by_id(org.id, Customer.collection):
        yield from map(id_of, page)


def _recompute(org: Org, customer_id: str, *, is_dry_run: bool) -> bool:
    now = datetime.now(UTC)

    def decide() -> Decision[Customer | None]:
        changes, customer = yield from refigure_customer(org, customer_id, now)
        return (NOTHING if is_dry_run else changes), customer

    customer = store().commit(org.id, decide).value
    if customer is not None:
        stats, loyalty = customer.stats, customer.loyalty
        print(
            f"{customer_id}: orders {stats.orders}, spend_minor {stats.spend_minor}, points {loyalty.points}"
        )
    return customer is not None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.recompute", description=__doc__)
    parser.add_argument("org", help="the organisation's id")
    parser.add_argument("--customer", help="this customer alone")
    parser.add_argument("--dry-run", action="store_true", help="tell what differs, and write nothing")
    return parser


if __name__ == "__main__":
    sys.exit(main())
