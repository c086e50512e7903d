"""Commands about tasks, calls and visits, notes, feedback: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.readership import LEADERS
from functions.domain.staff.roles import Role


def _record_interaction() -> Act[Any]:
    from functions.domain.commands.work.interactions import InteractionForm, record_interaction

    return by_form(InteractionForm, record_interaction)


def _create_task() -> Act[Any]:
    from functions.domain.commands.work.tasks import TaskForm, create_task

    return by_form(TaskForm, create_task)


def _complete_task() -> Act[Any]:
    from functions.domain.commands.work.completions import CompletionForm, complete_task

    return by_form(CompletionForm, complete_task)


def _assign_task() -> Act[Any]:
    from functions.domain.commands.work.assigning import AssigningForm, assign_task

    return by_form(AssigningForm, assign_task)


def _add_note() -> Act[Any]:
    from functions.domain.commands.work.notes import NoteForm, add_note

    return by_form(NoteForm, add_note)


def _give_feedback() -> Act[Any]:
    from functions.domain.commands.work.feedback import FeedbackForm, give_feedback

    return by_form(FeedbackForm, give_feedback)


def _resolve_feedback() -> Act[Any]:
    from functions.domain.commands.work.feedback import ResolutionForm, resolve_feedback

    return by_form(ResolutionForm, resolve_feedback)


_AT_THE_COUNTER = frozenset[Role]({"owner", "manager", "sales_rep", "agent", "support"})

WORK_KINDS: Mapping[str, Kind] = {
    # Those who meet or call customers, a driver at the door and finance about a bill too.
    "record_interaction": Kind(
        roles=frozenset(
            {"owner", "manager", "sales_rep", "agent", "support", "marketing", "delivery", "finance"}
        ),
        by_customers=False,
        act=_record_interaction,
        late="it happened at `performed_at`, else `made_at`",
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
    "add_note": Kind(
        roles=_AT_THE_COUNTER | {"marketing"},
        by_customers=False,
        act=_add_note,
        late="it is as of when it was written",
        feature="crm",
    ),
    # The customer's own app, and those to whom a customer says it; a driver hears it at the door.
    "give_feedback": Kind(
        roles=_AT_THE_COUNTER | {"delivery"},
        by_customers=True,
        act=_give_feedback,
        late="it is as of when it was given",
        feature="crm",
    ),
    "resolve_feedback": Kind(
        roles=_AT_THE_COUNTER,
        by_customers=False,
        act=_resolve_feedback,
        late="the first resolution that arrives holds",
        feature="crm",
    ),
}
