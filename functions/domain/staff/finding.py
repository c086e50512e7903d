"""Which members of staff something is for: a customer's owner, that one's manager, those with a role, or one by uid."""

from typing import Final

from functions.domain.kernel.decisions import BY_ID, Find, Reading, find, get
from functions.domain.settings.actions import OfRole, OneMember, Staff
from functions.domain.staff.members import Member

MOST_FOUND = 50
MANAGER: Final = "manager"


def members_of(who: Staff, *, owner_uid: str | None) -> Reading[tuple[Member, ...]]:
    """The members who are meant, by their uids, at most 50; one who has no role has left, and is not among them.

    `owner_uid`: to whom the customer in question is assigned. Bills 1 read for a uid or an owner, 2 at most for an
    owner's manager; for a role, 1 for each member who is found, 1 at the least.
    """
    match who:
        case "owner":
            return _only((yield from _member(owner_uid)))
        case "manager":
            return (yield from _managers(owner_uid))
        case OneMember(uid=uid):
            return _only((yield from _member(uid)))
        case OfRole(role=role):
            return (yield from _with_role(role))


def _managers(owner_uid: str | None) -> Reading[tuple[Member, ...]]:
    owner = yield from _named(owner_uid)
    manager = yield from _member(owner.manager_uid if owner is not None else None)
    return (manager,) if manager is not None else (yield from _with_role(MANAGER))


def _with_role(role: str) -> Reading[tuple[Member, ...]]:
    found = yield from find(Find(Member, (), BY_ID, "ASCENDING", MOST_FOUND, containing=("roles", role)))
    return tuple(member for member in found if role in member.roles)


def _member(uid: str | None) -> Reading[Member | None]:
    """The member, unless they have no role."""
    member = yield from _named(uid)
    return member if member is not None and member.roles else None


def _named(uid: str | None) -> Reading[Member | None]:
    return (yield from get(Member, uid)) if uid else None


def _only(member: Member | None) -> tuple[Member, ...]:
    return () if member is None else (member,)
