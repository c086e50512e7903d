"""`python -m functions.split ORG CUSTOMER`: takes back that a customer was joined into another one.

What was theirs before returns: identities, orders, points, messages. What came after the join stays where it is. Safe
to repeat: what was begun goes on. The two are not joined again by themselves.
"""

import argparse
import sys
from datetime import UTC, datetime
from functools import partial

from functions.command_line import command
from functions.domain.joins.splitting import split_step
from functions.store.firestore import store
from functions.store.orgs import orgs


@command("split")
def main(arguments: list[str] | None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong."""
    given = _parser().parse_args(arguments)
    org = orgs().get(given.org)
    step = None
    while step != "done":
        decide = partial(split_step, org, given.customer, datetime.now(UTC))
        step = store().commit(org.id, decide).value
        print(f"{given.customer}: {step}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.split", description=__doc__)
    parser.add_argument("org", help="the organisation's id")
    parser.add_argument("customer", help="the id of the customer who was joined into another one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
