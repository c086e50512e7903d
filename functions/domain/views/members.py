"""Members as leaders see them, and each member themselves."""

from typing import Any

from functions.domain.kernel.decisions import BY_ID, NOTHING, Decision, get
from functions.domain.kernel.errors import NotFound
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.views.lists import Listed, only

MEMBERS = Listed(
    Member,
    BY_ID,
    only(
        *("roles", "name", "email", "phone", "locale", "timezone", "manager_uid", "territory_ids"),
        *("districts", "is_senior", "daily_capacity", "working_hours", "absent_from", "absent_until"),
    ),
    "ASCENDING",
)


def shown_member(uid: str, id: str) -> Decision[dict[str, Any]]:
    """A member as leaders and they themselves see them. Bills 2 reads, 1 where it is their own. Raises Forbidden,
    NotFound.
    """
    asking = yield from get(Member, uid)
    leads = asking is not None and not readers_of(Member.collection).all.isdisjoint(asking.roles)
    if asking is None or not (leads or (id == uid and asking.roles)):
        raise denied(asking)
    member = asking if id == uid else (yield from get(Member, id))
    if member is None:
        raise NotFound("member")
    return NOTHING, dict(MEMBERS.show(member) or {})
