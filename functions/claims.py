"""`python -m functions.claims ORG`: puts the roles of an organisation's members into their ID tokens.

on_member_written does it as members are written. This does it for all of them: after members were written while the
functions were not deployed, or before the accounts of some were made. Safe to repeat.
"""

import argparse
import sys
from collections.abc import Iterator

from google.auth.exceptions import GoogleAuthError

from functions.domain.kernel.errors import RegularsError
from functions.domain.staff.members import Member
from functions.identity_platform.claims import follow_member
from functions.store.firestore import backend
from functions.store.orgs import orgs

PAGE_SIZE = 300


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0, or 1 with a message that names what is wrong."""
    given = _parser().parse_args(arguments)
    try:
        org_id = orgs().get(given.org).id
        followed = {uid: follow_member(org_id, uid) for uid in _uids(org_id)}
    except (RegularsError, GoogleAuthError, OSError) as error:
        print(f"claims: {error}", file=sys.stderr)
        return 1
    print(f"members whose tokens name their roles: {sum(followed.values())}")
    for uid in (uid for uid, has_account in followed.items() if not has_account):
        print(f"{uid} has no account in Firebase Auth yet")
    return 0


def _uids(org_id: str) -> Iterator[str]:
    """The members. Bills 1 read each."""
    after_id = None
    while page := backend().page(org_id, Member.collection, after_id=after_id, limit=PAGE_SIZE):
        for snapshot in page:
            after_id = snapshot.path.rpartition("/")[2]
            yield after_id


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m functions.claims", description=__doc__)
    parser.add_argument("org", help="the organisation's id")
    return parser


if __name__ == "__main__":
    sys.exit(main())
