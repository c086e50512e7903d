"""What an interaction has to be where the business lists its types, and the task that one leaves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, get_args

from functions.domain.accounts.contacts import Contact
from functions.domain.commands.documents import Result
from functions.domain.commands.requests import Giver, Request, read_customer
from functions.domain.customers.interactions import Interaction, InteractionSource
from functions.domain.kernel.decisions import Changes, Decision, Put, Reading, get
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.orders.documents import SalesChannel
from functions.domain.orgs.org import Org
from functions.domain.settings.activities import ActivitySettings
from functions.domain.tasks.documents import Outcome

if TYPE_CHECKING:
    from functions.domain.commands.work.interactions import InteractionForm

FOLLOW_UP = "follow_up"
# S000-20, and the collections of ours that a transaction may be in.
REF_TABLES = frozenset(
    {"ecommerce_orders", "pos_transactions", "b2b_orders", "orders", "invoices", "quotes", "carts"}
)
_CHANNELS = frozenset(get_args(SalesChannel))


def require_listed(listed: ActivitySettings, form: "InteractionForm") -> None:
    """Malformed at each word that is in no list of the business's; nothing where it keeps none."""
    if not listed.is_listed:
        return
    faults = [*_unlisted(listed, form)]
    if faults:
        raise Malformed("command", faults)


def require_type(listed: ActivitySettings, source: InteractionSource, type_: str) -> None:
    """Malformed at `interaction_type` where the business lists its types, and it is not one of the source's."""
    if listed.is_listed and type_ not in listed.types_of(source):
        raise Malformed("command", [_no_type(source)])


def _unlisted(listed: ActivitySettings, form: "InteractionForm") -> Iterator[FieldFault]:
    if form.interaction_type not in listed.types_of(form.interaction_source):
        yield _no_type(form.interaction_source)
    if form.outcome is not None and form.outcome not in get_args(Outcome):
        yield FieldFault("outcome", f"is not one of {', '.join(get_args(Outcome))}")
    transaction = form.transaction
    if transaction is None:
        return
    if transaction.ref_table is not None and transaction.ref_table not in REF_TABLES:
        yield FieldFault("transaction.ref_table", f"is not one of {', '.join(sorted(REF_TABLES))}")
    if transaction.channel is not None and transaction.channel not in _CHANNELS:
        yield FieldFault("transaction.channel", f"is not one of {', '.join(sorted(_CHANNELS))}")


def _no_type(source: InteractionSource) -> FieldFault:
    return FieldFault("interaction_type", f"is no type of {source}")


def with_contacted(giver: Giver, changes: Changes, interaction: Interaction) -> Reading[Changes]:
    """The changes with the contact who was spoken to then; never moved back. One who is not there yet, since a phone's
    commands arrive in any order, stays named on the interaction alone. Bills 1 read and 1 write where one is named, 1
    read more for the contact's account where the interaction names none. Forbidden where that is assigned to others.
    """
    contact = (yield from get(Contact, interaction.contact_id)) if interaction.contact_id else None
    if contact is None:
        return changes
    if interaction.customer_id is not None and contact.customer_id not in (None, interaction.customer_id):
        raise Malformed("command", [FieldFault("contact_id", "names another customer's")])
    if interaction.customer_id is None and contact.customer_id is not None:
        yield from read_customer(giver, contact.customer_id)
    last = contact.last_contact_at
    if last is not None and last >= interaction.performed_at:
        return changes
    told = contact.with_changes(last_contact_at=interaction.performed_at)
    return replace(changes, put=(*changes.put, told))


def with_follow_up(
    org: Org,
    changes: Changes,
    interaction: Interaction,
    *,
    request: "Request[InteractionForm]",
    now: datetime,
) -> Decision[Result]:
    """The changes with the task that the interaction leaves, and the result that names both. Bills what `create_task`
    does without its customer, where there is one. Without a day it is for the day of the next action, else tomorrow by
    the business's clock.
    """
    form, result = request.data, {"interaction_id": interaction.id}
    if not form.follow_up_required and form.follow_up_on is None:
        return changes, result
    from functions.domain.commands.work.tasks import TaskForm, create_task

    tomorrow = (org.local(now) + timedelta(days=1)).date().isoformat()
    day = form.follow_up_on or form.next_action_on or tomorrow
    wanted = TaskForm(
        task_type=FOLLOW_UP,
        customer_id=interaction.customer_id,
        lead_id=form.lead_id if interaction.customer_id is None else None,
        due_on=day,
        reason=form.next_action or form.summary,
        opportunity_id=form.opportunity_id,
    )
    asked = Request(request.command_id, wanted, request.made_at, request.giver)
    creating = create_task(org, asked, now)
    more, made = yield from seeing((*changes.create, *changes.put), creating)
    put = (*not_among(more.put, changes.put), *more.put)
    linked = {"follow_up_on": day, "follow_up_task_id": made["task_id"]}
    return Changes(
        create=(*changes.create, *more.create),
        put=tuple(_linked(each, interaction.id, linked) for each in put),
        remove=(*changes.remove, *more.remove),
    ), {**result, **made}


def _linked(change: Any, id: str, linked: dict[str, str]) -> Any:
    is_it = not isinstance(change, Put) and change.collection == Interaction.collection and change.id == id
    return change.with_changes(**linked) if is_it else change
