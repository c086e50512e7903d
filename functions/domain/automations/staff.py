"""Which members of staff an action of an automation is for."""

from functions.domain.kernel.decisions import Reading
from functions.domain.occasions.asking import State
from functions.domain.settings.actions import OfRole, OneMember, Staff
from functions.domain.staff.finding import members_of
from functions.domain.staff.members import Member


def meant_by(state: State, staff: Staff) -> Reading[tuple[Member, ...]]:
    """The members whom an action is for. A customer without an owner has managers stand in, and then the owners of the
    business, so that the notice or the task reaches a member.
    """
    owner = _owner_uid(state)
    members = yield from members_of(staff, owner_uid=owner)
    if members or isinstance(staff, OfRole | OneMember):
        return members
    managers = yield from members_of("manager", owner_uid=None)
    return managers or (yield from members_of(OfRole(role="owner"), owner_uid=None))


def _owner_uid(state: State) -> str | None:
    """Whose the document is; whose its customer is where it does not say."""
    for name in ("owner_uid", "assigned_uid", "assignee_uid", "performed_by"):
        uid = getattr(state.subject, name, None)
        if isinstance(uid, str) and uid != "system":
            return uid
    return state.customer.owner_uid if state.customer else None
