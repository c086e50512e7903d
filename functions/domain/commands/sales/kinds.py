"""Commands about deals and the work of staff: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.readership import LEADERS


def _create_task() -> Act[Any]:
    from functions.domain.commands.work.tasks import TaskForm, create_task

    return by_form(TaskForm, create_task)


def _complete_task() -> Act[Any]:
    from functions.domain.commands.work.completions import CompletionForm, complete_task

    return by_form(CompletionForm, complete_task)


def _assign_task() -> Act[Any]:
    from functions.domain.commands.work.assigning import AssigningForm, assign_task

    return by_form(AssigningForm, assign_task)


def _change_member() -> Act[Any]:
    from functions.domain.commands.staff.members import MemberForm, change_member

    return by_form(MemberForm, change_member)


def _change_opportunity() -> Act[Any]:
    from functions.domain.commands.sales.opportunities import OpportunityForm, change_opportunity

    return by_form(OpportunityForm, change_opportunity)


def _save_lead() -> Act[Any]:
    from functions.domain.commands.leads.saving import LeadForm, save_lead

    return by_form(LeadForm, save_lead)


def _convert_lead() -> Act[Any]:
    from functions.domain.commands.leads.conversion import ConversionForm, convert_lead

    return by_form(ConversionForm, convert_lead)


def _close_lead() -> Act[Any]:
    from functions.domain.commands.leads.saving import ClosingForm, close_lead

    return by_form(ClosingForm, close_lead)


SALES_KINDS: Mapping[str, Kind] = {
    # Those who look after accounts.
    "change_opportunity": Kind(
        roles=frozenset({"owner", "manager", "sales_rep"}),
        by_customers=False,
        act=_change_opportunity,
        late="of each field the change that was made last holds, by `made_at`, the stage too: an older move changes"
        " nothing and is in no history; `outdated` names what was late",
        feature="crm",
    ),
    # Those who meet people who are no customers yet; marketing's campaigns bring them.
    "save_lead": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "marketing"}),
        by_customers=False,
        act=_save_lead,
        late="of each field the change that was made last holds, by `made_at`; `outdated` names the others",
        feature="crm",
    ),
    "convert_lead": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support"}),
        by_customers=False,
        act=_convert_lead,
        late="the first holds; a later one is answered as the first was",
        feature="crm",
    ),
    "close_lead": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "marketing"}),
        by_customers=False,
        act=_close_lead,
        late="the first holds; refused where the lead became a customer by then",
        feature="crm",
    ),
    # Those who work with customers; an executive reads figures.
    "create_task": Kind(
        roles=frozenset({"owner", "manager", "sales_rep", "agent", "support", "marketing"}),
        by_customers=False,
        act=_create_task,
        late="it is kept when it arrives",
        feature="crm",
    ),
    # A driver too may have been given one, and finance.
    "complete_task": Kind(
        roles=frozenset(
            {"owner", "manager", "sales_rep", "agent", "support", "marketing", "delivery", "finance"}
        ),
        by_customers=False,
        act=_complete_task,
        late="of two the one that arrives first holds; it was done at `done_at`, else `made_at`",
        feature="crm",
    ),
    # Those who lead give work to others (S001-69).
    "assign_task": Kind(
        roles=LEADERS,
        by_customers=False,
        act=_assign_task,
        late="of two the one that arrives last holds; refused where the task is done by then",
        feature="crm",
    ),
    # Who works where and when is for leaders to say; in which roles, for owners alone.
    "change_member": Kind(
        roles=LEADERS,
        by_customers=False,
        act=_change_member,
        late="of each field the change that was made last holds, by `made_at`; `outdated` names the others",
    ),
}
