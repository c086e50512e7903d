"""`python -m functions.preview ORG TEMPLATE`: prints what a customer would get of a template, and sends nothing.

Without `--customer` it is a customer made up for it; without `--channel` it is every channel of the business.
"""

import argparse
import sys
from typing import get_args

from google.auth.exceptions import GoogleAuthError

from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.kernel.decisions import NOTHING, Decision
from functions.domain.kernel.errors import NotFound, RegularsError
from functions.domain.settings.types import Channel
from functions.domain.templates.previews import lines_of, preview
from functions.store.firestore import store
from functions.store.orgs import orgs


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong; 1 too where something would not be sent."""
    options = _parser().parse_args(arguments)
    try:
        org = orgs().get(options.org)
        customer = _customer(options.org, options.customer) if options.customer else None
        channels = (options.channel,) if options.channel else org.settings.channels
        found = [
            preview(org, options.template, channel=channel, locale=options.locale, customer=customer)
            for channel in channels
        ]
    except (RegularsError, GoogleAuthError, OSError) as error:
        print(f"preview: {error}", file=sys.stderr)
        return 1
    print("\n".join(line for each in found for line in lines_of(each)))
    return 1 if any(each.faults for each in found) else 0


def _customer(org_id: str, customer_id: str) -> Customer:
    return store().commit(org_id, lambda: _read(customer_id)).value


def _read(customer_id: str) -> Decision[Customer]:
    customer = yield from standing_customer(customer_id)
    if customer is None:
        raise NotFound("customer")
    return NOTHING, customer


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.preview", description=__doc__)
    parser.add_argument("org", help="the organisation's id")
    parser.add_argument("template", help="the id of the template")
    parser.add_argument("--channel", choices=get_args(Channel))
    parser.add_argument("--locale", metavar="TAG", help="the reader's language, like hi-IN")
    parser.add_argument("--customer", metavar="ID", help="whose name and language to use")
    return parser


if __name__ == "__main__":
    sys.exit(main())
