"""What the ID tokens of a member of staff say: their roles in each organisation, as `members` have them.

Auth keeps one set of claims for a uid, over all organisations, and takes it whole. `staff_claims/{uid}` therefore holds
what should be there: two organisations that change at once meet on that document, and neither loses the other's roles.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from functions.domain.kernel.decisions import Changes, Decision, Document, Get, Value, get_both
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role

# https://firebase.google.com/docs/auth/admin/custom-claims
MOST_BYTES = 1000
ORGS = "orgs"


class OrgRoles(Value):
    """The roles in one organisation, and since when the member has any there."""

    org: str
    roles: tuple[Role, ...]
    since: datetime


class StaffClaims(Document):
    """`staff_claims/{uid}`. `orgs` in the order in which they were joined. `revision` moves with each change, so that
    who sets the token's claims sees a newer one.
    """

    collection: ClassVar[str] = "staff_claims"
    at_root: ClassVar[bool] = True
    orgs: tuple[OrgRoles, ...] = ()
    revision: int = 0

    def with_roles(self, org: str, roles: tuple[Role, ...], now: datetime) -> tuple[OrgRoles, ...]:
        """The organisations with these roles in one of them; without roles it is none of them."""
        since = next((each.since for each in self.orgs if each.org == org), now)
        own = (OrgRoles(org=org, roles=roles, since=since),) if roles else ()
        others = (each for each in self.orgs if each.org != org)
        return tuple(sorted((*others, *own), key=lambda each: (each.since, each.org)))


@dataclass(frozen=True)
class Claims:
    """Claims for a token. `left_out`: the organisations that no longer fit, those of the last joined first."""

    values: Mapping[str, Any]
    left_out: tuple[str, ...] = ()


def note_roles(org_id: str, uid: str, now: datetime) -> Decision[StaffClaims]:
    """The roles of a member as they are now, noted for their token. One who was removed gets a document without roles,
    by which the rules see at once that a token that still names one is out of date: also where their roles were taken
    away before, since a token lives on for an hour. Bills 2 reads, and 1 write where roles change, 1 where the member
    was removed.
    """
    member, before = yield from get_both(Get(Member, uid), Get(StaffClaims, uid))
    noted = before or StaffClaims(id=uid)
    orgs = noted.with_roles(org_id, member.roles if member is not None else (), now)
    is_new = orgs != noted.orgs
    after = noted.with_changes(orgs=orgs, revision=noted.revision + 1) if is_new else noted
    removed = (Member(id=uid),) if member is None and before is not None else ()
    return Changes(put=(*([after] if is_new else []), *removed)), after


def claims_of(noted: StaffClaims, others: Mapping[str, Any]) -> Claims:
    """The claims of a token beside those that are not ours. What is beyond Auth's limit is left out, the organisations
    that were joined last first.
    """
    joined = noted.orgs
    for count in range(len(joined), -1, -1):
        kept, left_out = joined[:count], joined[count:]
        values = _with_orgs(others, {each.org: _spoken(each.roles) for each in kept})
        if len(json.dumps(values).encode()) <= MOST_BYTES:
            return Claims(values, tuple(each.org for each in reversed(left_out)))
    return Claims(_with_orgs(others, {}), tuple(each.org for each in reversed(joined)))


def _with_orgs(others: Mapping[str, Any], orgs: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in others.items() if name != ORGS}
    return rest | ({ORGS: dict(orgs)} if orgs else {})


def _spoken(roles: tuple[Role, ...]) -> str | list[str]:
    """One role as a text, several as a list: the rules take both."""
    return roles[0] if len(roles) == 1 else list(roles)
