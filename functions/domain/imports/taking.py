"""A row is taken: its command is carried out once, and the row is recorded in the same commit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from functions.domain.commands.documents import Command, Result
from functions.domain.commands.kinds import KINDS
from functions.domain.commands.requests import Giver
from functions.domain.commands.settle import carried_out
from functions.domain.customers.customer import Customer, standing_customer
from functions.domain.customers.interactions import Interaction, TransactionRef
from functions.domain.imports.documents import Import, ImportRow, UndoneOrder
from functions.domain.imports.rows import CommandRow
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Get, Put, Reading, get, get_both
from functions.domain.kernel.errors import Forbidden
from functions.domain.orders.documents import KnownOrder, RecordedOrder, order_document_id
from functions.domain.orders.leaving import ORDER_PLACED
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member

BY_SYSTEM = "import"


@dataclass(frozen=True)
class TakenRow:
    """What became of a row. `is_known`: it was taken before. `warnings`: what of an order was left out."""

    is_known: bool = False
    is_new_customer: bool = False
    warnings: tuple[tuple[str, str], ...] = ()


def open_import(wanted: Import) -> Decision[Import]:
    """The import, begun now where it is new or was taken back. Bills 1 read and 1 write, the read alone where it goes
    on.
    """
    known = yield from get(Import, wanted.id)
    if known is None or known.started_at is None or known.undone_at is not None:
        return Changes(put=(wanted,)), wanted
    return NOTHING, known


def require_right(uid: str, kind: str) -> Decision[None]:
    """Raises Forbidden where no member of this uid may give commands of a kind: else each row would say so. Bills 1
    read.
    """
    member = yield from get(Member, uid)
    if member is None or not KINDS[kind].roles.intersection(member.roles):
        raise Forbidden("--by names no member whose roles allow this")
    return NOTHING, None


def close_import(id: str, *, taken: int, refused: int, now: datetime) -> Decision[None]:
    """The import is through. Bills 1 read and 1 write."""
    known = yield from get(Import, id)
    if known is None:
        return NOTHING, None
    counts = {"taken": known.taken + taken, "refused": refused}
    return Changes(put=(known.with_changes(**counts, finished_at=now),)), None


def take_row(
    org: Org,
    opened: Import,
    row: CommandRow,
    *,
    now: datetime,
    as_interaction: bool = False,
    is_resumed: bool = False,
) -> Decision[TakenRow]:
    """Carry a row's command out, once. Bills what its kind bills and 1 write; 1 read alone where it was taken before.
    `is_resumed`: it is likely to have been, and is looked up first.

    It is given by the member whom the import names, with what their roles allow, else by the system with an owner's
    rights. Raises what the kind does: nothing is changed then.
    """
    record_id = f"{opened.id}:{row.digest}"
    known = yield from get(ImportRow, record_id, presumed_missing=not is_resumed)
    if known is not None:
        return NOTHING, TakenRow(is_known=True)
    data = yield from _without_unknown_customer(row.data)
    command = Command(
        id=f"import:{record_id}",
        kind=row.kind,
        data=data,
        by_uid=opened.by_uid or BY_SYSTEM,
        made_at=(opened.started_at or now) + row.offset(),
    )
    giver = None if opened.by_uid else Giver(BY_SYSTEM, member=Member(id=BY_SYSTEM, roles=("owner",)))
    changes, result = yield from _carried_out(org, command, giver, now=now)
    record = _record(record_id, changes, now)
    record, more = yield from _of_order(record, changes, as_interaction=as_interaction)
    taken = TakenRow(is_new_customer=record.customer_id is not None, warnings=_left_out(result))
    return replace(changes, create=(*changes.create, *more, record)), taken


def _without_unknown_customer(data: Mapping[str, Any]) -> Reading[dict[str, Any]]:
    """The data; without the customer's id where it names none here: a file of another organisation has others."""
    id = data.get("customer_id")
    if not isinstance(id, str) or (yield from standing_customer(id)) is not None:
        return dict(data)
    return {name: value for name, value in data.items() if name != "customer_id"}


def _left_out(result: Result) -> tuple[tuple[str, str], ...]:
    """What of an order was left out. A line without a price is no loss: the file has no column of it."""
    warnings = ((each["path"], each["message"]) for each in result.get("warnings", ()))
    return tuple((path, message) for path, message in warnings if message != "is missing")


def _carried_out(org: Org, command: Command, giver: Giver | None, *, now: datetime) -> Decision[Result]:
    changes, result = yield from carried_out(org, command, now, giver=giver)
    if result.get("replayed") and (yield from _is_undone(command)):
        again = command.with_changes(data={**command.data, "updated_at": now.isoformat()})
        return (yield from carried_out(org, again, now, giver=giver))
    return changes, result


def _is_undone(command: Command) -> Reading[bool]:
    """Whether the order stands as taking an import back has left it: a state as old as that one is wanted then."""
    id = order_document_id(command.data["source"], str(command.data["order_id"]))
    undone, stored = yield from get_both(Get(UndoneOrder, id), Get(KnownOrder, id))
    state = stored.recorded_state if stored is not None else None
    return undone is not None and state is not None and state.facts.updated_at == undone.cancelled_at


def _record(id: str, changes: Changes, now: datetime) -> ImportRow:
    new = next((each for each in changes.put if isinstance(each, Customer) and each.created_at == now), None)
    return ImportRow(id=id, customer_id=new.id if new else None, taken_at=now)


def _of_order(
    record: ImportRow, changes: Changes, *, as_interaction: bool
) -> Reading[tuple[ImportRow, tuple[Interaction, ...]]]:
    """The record with the order that its row was the first to tell of, and that order in the timeline."""
    order = _order_in(changes)
    if order is None:
        return record, ()
    stored = yield from get(KnownOrder, order.id, presumed_missing=True)
    if stored is None or stored.recorded_state is None:
        record = record.with_changes(order_id=order.id, order_updated_at=order.updated_at)
    if not as_interaction or order.customer_id is None or _has_left_one(changes):
        return record, ()
    interaction = _placed(order)
    known = yield from get(Interaction, interaction.id, presumed_missing=True)
    return record, () if known else (interaction,)


def _has_left_one(changes: Changes) -> bool:
    """Whether the business wants an interaction of each such order anyway (domain/orders/leaving.py)."""
    return any(
        isinstance(each, Interaction) and each.interaction_type == ORDER_PLACED for each in changes.put
    )


def _order_in(changes: Changes) -> RecordedOrder | None:
    puts = (each.document for each in changes.put if isinstance(each, Put))
    return next((each for each in puts if isinstance(each, RecordedOrder)), None)


def _placed(order: RecordedOrder) -> Interaction:
    transaction = TransactionRef(
        id=order.id, ref_table="orders", channel=order.channel, amount_minor=order.total_minor
    )
    return Interaction(
        id=f"{order.id}:imported",
        customer_id=order.customer_id,
        interaction_type=ORDER_PLACED,
        performed_at=order.ordered_at,
        transaction=transaction,
    )
