"""The dashboard as staff see it."""

from datetime import datetime
from typing import Any

from functions.domain.insights.dashboard import ID, Dashboard
from functions.domain.kernel.decisions import NOTHING, Decision, Get, get_both
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.roles import Role

ROLES: frozenset[Role] = frozenset({"owner", "manager", "marketing", "executive"})


def fresh_dashboard(org: Org, uid: str, now: datetime) -> Decision[dict[str, Any] | None]:
    """The dashboard (S004-34) as it was counted a moment ago; None where that is too long ago. Bills 2 reads.

    Raises Forbidden to other roles, FeatureOff.
    """
    member, kept = yield from get_both(Get(Member, uid), Get(Dashboard, ID))
    if member is None or ROLES.isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    return NOTHING, kept.model_dump(mode="json") if kept is not None and kept.is_fresh(now) else None
