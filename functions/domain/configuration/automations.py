"""What is wrong with an automation beside its form: a template for other readers than its action's, an unknown role,
what is for customers where there is none.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from functions.domain.kernel.errors import FieldFault
from functions.domain.orgs.org import Org
from functions.domain.settings.actions import (
    Action,
    AddTag,
    GiveCard,
    IssueCoupon,
    Notify,
    OfRole,
    Recompute,
    RemoveTag,
    Send,
    TaskCreation,
)
from functions.domain.settings.automations import LOOKED_UP, AutomationSettings, asked_of
from functions.domain.staff.roles import ROLES

if TYPE_CHECKING:
    from functions.domain.conditions.rules import Rule

_WITHOUT_CUSTOMER = frozenset({"products"})
# Actions that do nothing without a customer, by the field that names each.
_OF_CUSTOMERS: Mapping[type[Any], str] = {
    Send: "send",
    IssueCoupon: "coupon",
    GiveCard: "card",
    Recompute: "recompute",
    AddTag: "tag",
    RemoveTag: "untag",
}


def automation_faults(org: Org, id: str) -> list[FieldFault]:
    """The faults of an automation of the organisation, by their places below it (`then.0.template`)."""
    automation = org.automations[id]
    faults = [
        FieldFault(f"{place}.{path}", reason)
        for place, action in automation.placed_actions
        for path, reason in (*_purpose_faults(org, action), *_role_faults(action))
    ]
    return faults + [FieldFault(path, reason) for path, reason in _customer_faults(automation)]


def _customer_faults(automation: AutomationSettings) -> Iterator[tuple[str, str]]:
    """What would never do anything, since the documents that it watches are about no customer."""
    if automation.watches not in _WITHOUT_CUSTOMER:
        return
    about = f"{automation.watches} are about no customer"
    if automation.group != "any":
        yield "group", f"is one of customers: {about}"
    for place, action in automation.placed_actions:
        if type(action) in _OF_CUSTOMERS:
            yield f"{place}.{_OF_CUSTOMERS[type(action)]}", f"is for customers: {about}"
    for place, condition in _conditions(automation):
        if asked := asked_of(condition).intersection(("customer", *LOOKED_UP)):
            yield place, f"asks {min(asked)}: {about}"


def _conditions(automation: AutomationSettings) -> Iterator[tuple[str, "Rule"]]:
    yield "when", automation.condition
    yield "until", automation.ending
    for index, step in enumerate(automation.steps):
        yield f"steps.{index}.when", step.condition


def _purpose_faults(org: Org, action: Action) -> Iterator[tuple[str, str]]:
    """A template is for customers or for staff (`internal`): the other one would never be sent."""
    if isinstance(action, Send) and _is_internal(org, action.send) is True:
        yield "send", f"names {action.send}, which is internal: for staff, and no customer"
    if isinstance(action, Notify) and _is_internal(org, action.template) is False:
        yield "template", f"names {action.template}, which is for customers: its purpose is not internal"


def _is_internal(org: Org, template: str) -> bool | None:
    """None where there is no such template: another check reports that."""
    found = org.templates.get(template)
    return None if found is None else found.purpose == "internal"


def _role_faults(action: Action) -> Iterator[tuple[str, str]]:
    named = {
        "notify.role": action.notify if isinstance(action, Notify) else None,
        "create_task.assign.role": action.create_task.assign if isinstance(action, TaskCreation) else None,
        "assign.role": action.assign if isinstance(action, GiveCard) else None,
    }
    for path, staff in named.items():
        if isinstance(staff, OfRole) and staff.role not in ROLES:
            yield path, f"is no role: {', '.join(ROLES)}"
