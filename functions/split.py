"""`python -m functions.split ORG CUSTOMER`: takes back that a customer was joined into another one.

What was theirs before returns: identities, orders, points, messages. What came after the join stays where it is. Safe
to repeat: what was begun goes on. The two are not joined again by themselves.
"""

import argparse
import sys
from datetime import UTC, datetime
from functools import partial

from google.auth.exceptions import GoogleAuthError

from functions.domain.joins.splitting import split_step
from functions.domain.kernel.errors import RegularsError
from functions.store.firestore import store
from functions.store.orgs import orgs


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong."""
    given = _parser().parse_args(arguments)
    try:
        org = orgs().get(given.org)
        step = None
        while step != "done":
            decide = partial(split_step, org, given.customer, datetime.now(UTC))
            step = store().commit(org.id, decide).value
            print(f"{given.customer}: {step}")
    except (RegularsError, GoogleAuthError, OSError) as error:
        print(f"split: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.split", description=__doc__)
    parser.add_argument("org", help="the organisation's id")
    parser.add_argument("customer", help="the id of the customer who was joined into another one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
