"""Whether a member of staff may do what they ask for."""

from collections.abc import Collection

from functions.domain.kernel.decisions import Reading, get
from functions.domain.kernel.errors import Forbidden
from functions.domain.staff.members import Member


def denied(member: Member | None) -> Forbidden:
    """What one who may not read is told: an outsider nothing but that, a member that the roles are not the ones."""
    return Forbidden() if member is None else Forbidden("has no role that may read this")


def permitted(uid: str, roles: Collection[str]) -> Reading[None]:
    """Nothing, where the member has one of the roles; Forbidden to everybody else. Bills 1 read."""
    member = yield from get(Member, uid)
    if member is None:
        raise Forbidden
    if not set(roles).intersection(member.roles):
        raise Forbidden(f"needs one of the roles {', '.join(sorted(roles))}")
