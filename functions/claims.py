"""`python -m functions.claims ORG`: puts the roles of an organisation's members into their ID tokens.

on_member_written does it as members are written. This does it for all of them, and takes the roles of former members
out: after members were written or removed while the functions were not deployed, or before the accounts of some were
made. Safe to repeat.
"""

import argparse
import sys
from collections.abc import Iterator

from functions.command_line import command
from functions.domain.staff.claims import StaffClaims
from functions.domain.staff.members import Member
from functions.identity_platform.claims import follow_member
from functions.store.documents import to_model
from functions.store.firestore import backend
from functions.store.orgs import orgs
from functions.store.pages import id_of, pages_by_id
from functions.store.queries import names_query

PAGE_SIZE = 300


@command("claims")
def main(arguments: list[str] | None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong."""
    given = _parser().parse_args(arguments)
    org_id = orgs().get(given.org).id
    members = list(_uids(org_id))
    former = set(_noted_uids(org_id)).difference(members)
    followed = {uid: follow_member(org_id, uid) for uid in members}
    taken = [uid for uid in sorted(former) if follow_member(org_id, uid)]
    print(f"members whose tokens name their roles: {sum(followed.values())}")
    if taken:
        print(f"former members whose tokens name no role here any more: {len(taken)}")
    for uid in (uid for uid, has_account in followed.items() if not has_account):
        print(f"{uid} has no account in Firebase Auth yet")
    return 0


def _uids(org_id: str) -> Iterator[str]:
    """The members. Bills 1 read each."""
    for page in pages_by_id(org_id, Member.collection):
        yield from map(id_of, page)


def _noted_uids(org_id: str) -> Iterator[str]:
    """Who has roles here by what is noted for their tokens. Bills 1 read for each member of any organisation."""
    after = None
    while page := backend().run(names_query(StaffClaims.collection, PAGE_SIZE, after=after)):
        for snapshot in page:
            after = backend().name_of(snapshot.path)
            noted = to_model(StaffClaims, snapshot)
            if noted is not None and any(each.org == org_id for each in noted.orgs):
                yield noted.id


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.claims", description=__doc__)
    parser.add_argument("org", help="the organisation's id")
    return parser


if __name__ == "__main__":
    sys.exit(main())
