"""`python -m functions.preview ORG TEMPLATE`: prints what a reader would get of a template, and sends nothing.

Without `--customer` or `--member` the reader is made up; without `--channel` it is every channel of the business, for
an internal template those of its staff.
"""

import argparse
import sys
from typing import get_args

from functions.command_line import command
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.kernel.decisions import NOTHING, Decision, get
from functions.domain.kernel.errors import NotFound
from functions.domain.settings.types import Channel
from functions.domain.staff.members import Member
from functions.domain.templates.previews import lines_of, preview, usual_channels
from functions.store.firestore import store
from functions.store.orgs import orgs


@command("preview")
def main(arguments: list[str] | None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong; 1 too where something would not be sent."""
    options = _parser().parse_args(arguments)
    org = orgs().get(options.org)
    reader = _reader(options)
    channels = (options.channel,) if options.channel else usual_channels(org, options.template)
    found = [
        preview(org, options.template, channel=channel, locale=options.locale, reader=reader)
        for channel in channels
    ]
    print("\n".join(line for each in found for line in lines_of(each)))
    return 1 if any(each.faults for each in found) else 0


def _reader(options: argparse.Namespace) -> Customer | Member | None:
    if options.customer is None and options.member is None:
        return None
    return store().commit(options.org, lambda: _read(options.customer, options.member)).value


def _read(customer_id: str | None, member_uid: str | None) -> Decision[Customer | Member]:
    reader: Customer | Member | None
    if customer_id is not None:
        reader = yield from standing_customer(customer_id)
    else:
        reader = yield from get(Member, member_uid or "")
    if reader is None:
        raise NotFound("member" if customer_id is None else "customer")
    return NOTHING, reader


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.preview", description=__doc__)
    parser.add_argument("org", help="the organisation's id")
    parser.add_argument("template", help="the id of the template")
    parser.add_argument("--channel", choices=get_args(Channel))
    parser.add_argument("--locale", metavar="TAG", help="the reader's language, like hi-IN")
    reader = parser.add_mutually_exclusive_group()
    reader.add_argument("--customer", metavar="ID", help="whose name and language to use")
    reader.add_argument(
        "--member", metavar="UID", help="the same of a member of staff, for an internal template"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
