"""Commands about who works where, and with whose customers: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.readership import LEADERS


def _change_member() -> Act[Any]:
    from functions.domain.commands.staff.members import MemberForm, change_member

    return by_form(MemberForm, change_member)


def _save_outlet() -> Act[Any]:
    from functions.domain.commands.staff.outlets import OutletForm, save_outlet

    return by_form(OutletForm, save_outlet)


def _reassign_territory() -> Act[Any]:
    from functions.domain.commands.staff.territories import ReassignmentForm, reassign_territory

    return by_form(ReassignmentForm, reassign_territory)


STAFF_KINDS: Mapping[str, Kind] = {
    # Who works where and when is for leaders to say; in which roles, for owners alone.
    "change_member": Kind(
        roles=LEADERS,
        by_customers=False,
        act=_change_member,
        late="of each field the change that was made last holds, by `made_at`; `outdated` names the others",
    ),
    "save_outlet": Kind(
        roles=frozenset({"owner", "manager"}),
        by_customers=False,
        act=_save_outlet,
        late="of each field the change that was made last holds, by `made_at`; `outdated` names the others",
        feature="crm",
    ),
    # Who reads and sells to whom is for leaders to say.
    "reassign_territory": Kind(
        roles=LEADERS,
        by_customers=False,
        act=_reassign_territory,
        late="of two the one that arrives last holds",
        feature="crm",
    ),
}
