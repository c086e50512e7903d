"""Commands about customers' visits and where they are: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.roles import Role


def _add_note() -> Act[Any]:
    from functions.domain.commands.work.notes import NoteForm, add_note

    return by_form(NoteForm, add_note)


def _give_feedback() -> Act[Any]:
    from functions.domain.commands.work.feedback import FeedbackForm, give_feedback

    return by_form(FeedbackForm, give_feedback)


def _resolve_feedback() -> Act[Any]:
    from functions.domain.commands.work.feedback import ResolutionForm, resolve_feedback

    return by_form(ResolutionForm, resolve_feedback)


def _save_outlet() -> Act[Any]:
    from functions.domain.commands.staff.outlets import OutletForm, save_outlet

    return by_form(OutletForm, save_outlet)


_AT_THE_COUNTER = frozenset[Role]({"owner", "manager", "sales_rep", "agent", "support"})

VISIT_KINDS: Mapping[str, Kind] = {
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
    "save_outlet": Kind(
        roles=frozenset({"owner", "manager"}),
        by_customers=False,
        act=_save_outlet,
        late="of each field the change that was made last holds, by `made_at`; `outdated` names the others",
        feature="crm",
    ),
}
