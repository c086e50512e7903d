"""What is wrong with an automation beside its form: a template for other readers than its action's, an unknown role."""

from collections.abc import Iterator

from functions.domain.kernel.errors import FieldFault
from functions.domain.orgs.org import Org
from functions.domain.settings.actions import Action, Notify, OfRole, Send, TaskCreation
from functions.domain.staff.roles import ROLES


def automation_faults(org: Org, id: str) -> list[FieldFault]:
    """The faults of an automation of the organisation, by their places below it (`then.0.template`)."""
    return [
        FieldFault(f"{place}.{path}", reason)
        for place, action in org.automations[id].placed_actions
        for path, reason in (*_purpose_faults(org, action), *_role_faults(action))
    ]


def _purpose_faults(org: Org, action: Action) -> Iterator[tuple[str, str]]:
    """A template is for customers or for staff (`internal`): the other one would never be sent."""
    if isinstance(action, Send) and _is_internal(org, action.send) is True:
        yield "send", f"names {action.send}, which is internal: for staff, and no customer"
    if isinstance(action, Notify) and _is_internal(org, action.template) is False:
        yield "template", f"names {action.template}, which is for customers: its purpose is not internal"


def _is_internal(org: Org, template: str) -> bool | None:
    """None where there is no such template: that is told elsewhere."""
    found = org.templates.get(template)
    return None if found is None else found.purpose == "internal"


def _role_faults(action: Action) -> Iterator[tuple[str, str]]:
    named = {
        "notify.role": action.notify if isinstance(action, Notify) else None,
        "create_task.assign.role": action.create_task.assign if isinstance(action, TaskCreation) else None,
    }
    for path, staff in named.items():
        if isinstance(staff, OfRole) and staff.role not in ROLES:
            yield path, f"is no role: {', '.join(ROLES)}"
