"""`python -m functions.privacy ORG export CUSTOMER [--out FILE]`, `... ORG erase CUSTOMER [--yes]`: a person's rights.

Export writes all that names the customer, a line of JSON for each document. Erase removes it: orders and ledger keep
their amounts as an erased id's, suppressed addresses stay as hashes (docs/privacy.md). It cannot be taken back. What
was begun goes on when it is started again.
"""

import argparse
import getpass
import json
import secrets
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from functions.command_line import command, whole_file
from functions.domain.customers.customer import Customer, followed
from functions.domain.kernel.audit import AuditEntry
from functions.domain.kernel.decisions import BY_ID, NOTHING, Changes, Decision, Find, get
from functions.domain.kernel.errors import NotFound
from functions.domain.orgs.org import Org
from functions.domain.privacy.erasing import DONE, NOTHING_LEFT, Starting, erase_step
from functions.domain.privacy.looking import LOOKED_THROUGH, Wanted
from functions.domain.privacy.naming import below_conversation, finds
from functions.store.firestore import backend, store
from functions.store.orgs import orgs
from functions.store.snapshots import Snapshot

PAGE_SIZE = 300


@command("privacy")
def main(arguments: list[str] | None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong."""
    given = _parser().parse_args(arguments)
    org = orgs().get(given.org)
    if given.what == "erase":
        return _erase(org, given.customer, by=given.by, is_sure=given.yes)
    with whole_file(given.out) as out:
        count = _export(org, given.customer, by=given.by, out=out)
    print(f"{given.customer}: {count} documents", file=sys.stderr)
    return 0


def _erase(org: Org, customer_id: str, *, by: str, is_sure: bool) -> int:
    if not is_sure and input(f"Erase {customer_id} of {org.id} for good? Type its id: ") != customer_id:
        print("nothing was erased")
        return 1
    start, step = Starting(by, secrets.token_hex(16)), ""
    while step not in (DONE, NOTHING_LEFT):
        decide = partial(erase_step, customer_id, start, datetime.now(UTC))
        step = store().commit(org.id, decide).value
        print(f"{customer_id}: {step}")
    return 0


def _export(org: Org, customer_id: str, *, by: str, out: TextIO) -> int:
    """Raises NotFound where nothing names the customer. Bills 1 read for each document, and for each of the collections
    that are looked through.
    """
    people = store().commit(org.id, lambda: _people(customer_id)).value
    ids = tuple(dict.fromkeys((*(each.id for each in people), customer_id)))
    count = 0
    for snapshot in _documents(org, ids, people):
        print(json.dumps({"path": snapshot.path, **_plain(snapshot.fields)}, ensure_ascii=False), file=out)
        count += 1
    if not count:
        raise NotFound("customer")
    store().commit(org.id, lambda: _exported(ids[0], by, count, now=datetime.now(UTC)))
    return count


def _people(customer_id: str) -> Decision[list[Customer]]:
    """The customer, and who was joined into them."""
    customer = yield from followed((yield from get(Customer, customer_id)))
    people = [] if customer is None else [customer]
    for id in customer.joined_ids if customer is not None else ():
        other = yield from get(Customer, id)
        people += [other] if other is not None else []
    return NOTHING, people


def _documents(org: Org, ids: tuple[str, ...], people: list[Customer]) -> Iterator[Snapshot]:
    yield from (
        each for each in backend().read([f"orgs/{org.id}/customers/{id}" for id in ids]) if each.fields
    )
    seen: set[str] = set()
    for snapshot in _named(org, ids):
        if snapshot.path not in seen:
            seen.add(snapshot.path)
            yield snapshot
    wanted = Wanted.of(ids, "", people)
    for looked in LOOKED_THROUGH:
        found = _pages(org, Find(looked.model, (), BY_ID, "ASCENDING", PAGE_SIZE))
        yield from (each for each in found if wanted.is_in(each.fields))


def _named(org: Org, ids: tuple[str, ...]) -> Iterator[Snapshot]:
    """What names them by a field, a conversation with its messages and turns."""
    for collection, query in finds(ids, PAGE_SIZE):
        for snapshot in _pages(org, query):
            yield snapshot
            if collection == "conversations":
                for below in below_conversation(snapshot.path.rpartition("/")[2]):
                    yield from _pages(org, Find(below, (), BY_ID, "ASCENDING", PAGE_SIZE))


def _pages(org: Org, query: Find[Any]) -> Iterator[Snapshot]:
    """All that a query finds, page by page: by equality the order among them is that of their ids."""
    value = query.where[0][1] if query.where else None
    while page := backend().query(org.id, query):
        yield from page
        if len(page) < query.limit:
            return
        last = page[-1].path.rpartition("/")[2]
        query = Find(
            query.model, query.where, query.order_by, query.direction, query.limit, start_after=(value, last)
        )


def _exported(id: str, by: str, count: int, *, now: datetime) -> Decision[None]:
    entry = AuditEntry(
        id=f"export:{secrets.token_hex(12)}",
        who=by,
        what="export_customer",
        of=f"customers/{id}",
        at=now,
        by="command_line",
        after={"documents": count},
    )
    yield from ()
    return Changes(create=(entry,)), None


def _plain(value: Any) -> Any:
    """A stored value as JSON has it."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.privacy", description=__doc__)
    parser.add_argument("org", help="the organisation's id")
    what = parser.add_subparsers(dest="what", required=True)
    for name, help in (("export", "write all that names a customer"), ("erase", "remove it for good")):
        one = what.add_parser(name, help=help)
        one.add_argument("customer", help="the customer's id")
        one.add_argument("--by", default=getpass.getuser(), help="who asks, for the audit")
        if name == "export":
            one.add_argument("--out", type=Path, help="the file to write; else the terminal")
        else:
            one.add_argument("--yes", action="store_true", help="do not ask again")
    return parser


if __name__ == "__main__":
    sys.exit(main())
