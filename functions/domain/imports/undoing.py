"""An import is taken back, a row at a time: its orders are cancelled, the customers whom it made are removed.

What others have touched since stays. Safe to repeat: what was begun goes on.
"""

from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Literal

from functions.domain.customers.customer import Customer, Stats
from functions.domain.customers.identities import Buyer, KnownIdentity
from functions.domain.imports.documents import Import, ImportRow, UndoneOrder
from functions.domain.joins.owned import OWNED, Owned, OwnedIdentity
from functions.domain.kernel.decisions import (
    NOTHING,
    Changes,
    Decision,
    Document,
    Find,
    Get,
    Reading,
    find,
    get,
    get_all,
    get_both,
)
from functions.domain.orders.documents import KnownOrder, Order, OrderLine, RecordedState
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import Org

Undone = Literal["cancelled", "removed", "kept", "nothing"]


class OrderLines(Document):
    """Of a stored order its lines: they stay when it is cancelled."""

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    lines: tuple[OrderLine, ...] = ()


def cancel_order(org: Org, row_id: str, now: datetime) -> Decision[Undone]:
    """Cancel the order that a row was the first to tell of, and take it from its buyer; `kept` where it has another
    state since. Bills what a correction of the order does, 4 reads and 2 writes.
    """
    row = yield from get(ImportRow, row_id)
    if row is None or row.order_id is None:
        return NOTHING, "nothing"
    stored, lines = yield from get_both(Get(KnownOrder, row.order_id), Get(OrderLines, row.order_id))
    undone = yield from get(UndoneOrder, row.order_id)
    noted = row.with_changes(order_id=None, order_updated_at=None)
    state = stored.recorded_state if stored is not None else None
    if state is None or state.facts.updated_at != row.order_updated_at:
        return Changes(put=(noted,)), "kept"
    order = _cancelled(row.order_id, state, lines.lines if lines else (), now=now)
    changes, _ = yield from record_order(org, order, now)
    record = (undone or UndoneOrder(id=row.order_id)).with_changes(cancelled_at=now)
    return replace(changes, put=(*changes.put, noted, record)), "cancelled"


def _cancelled(id: str, state: RecordedState, lines: tuple[OrderLine, ...], *, now: datetime) -> Order:
    """The order of no customer: what it counted for goes back, and the customer whom the import made may go."""
    facts = state.facts.with_changes(status="cancelled", refunded_minor=0, updated_at=now)
    return Order(id=id, external_id=id.partition(":")[2], facts=facts, lines=lines, buyer=Buyer())


def remove_customer(org: Org, opened: Import, row_id: str, *, now: datetime) -> Decision[Undone]:
    """Remove the customer whom a row made, with their identities; `kept` where there is more about them since,
    or belongs to them. Then the row is forgotten. Bills 2 reads, 1 for each collection that customers own documents of
    and each identity, and their deletes.
    """
    row = yield from get(ImportRow, row_id)
    if row is None:
        return NOTHING, "nothing"
    if row.customer_id is None:
        return Changes(remove=(row,)), "nothing"
    customer = yield from get(Customer, row.customer_id)
    if customer is None:
        return Changes(remove=(row,)), "nothing"
    if not _is_untouched(customer, opened) or (yield from _owns_more(customer.id)):
        return Changes(remove=(row,)), "kept"
    found = yield from get_all(*(Get(KnownIdentity, id) for id in customer.identity_ids))
    links = [link for link in found if link is not None and link.customer_id == customer.id]
    return Changes(remove=(customer, *links, row)), "removed"


def finish_undoing(id: str, now: datetime) -> Decision[None]:
    """The import counts as taken back: its file may be imported again. Bills 1 read and 1 write."""
    known = yield from get(Import, id)
    if known is None:
        return NOTHING, None
    return Changes(put=(known.with_changes(undone_at=now, finished_at=None, taken=0, refused=0),)), None


def _is_untouched(customer: Customer, opened: Import) -> bool:
    """Whether the customer is as the import made them: only its rows changed fields, and nothing came of them."""
    account, plain = customer.loyalty, Stats()
    figures = (account.points, account.lifetime_points, account.wallet_minor, account.points_owed)
    has_no_figures = customer.stats.with_changes(aov_minor=0) == plain and not any(figures)
    is_theirs = all(edit.command.startswith(f"import:{opened.id}:") for edit in customer.edits.values())
    met = (customer.last_contacted_at, customer.joins, customer.joined_into, customer.account)
    kept = (
        customer.consents,
        customer.conversation_ids,
        customer.devices,
        customer.open_calls,
        customer.runs,
    )
    return has_no_figures and is_theirs and not any(met) and not any(kept)


def _owns_more(customer_id: str) -> Reading[bool]:
    """Whether any document but an identity says that it is theirs."""
    for model in OWNED:
        if model is not OwnedIdentity and (yield from _first(model, customer_id)):
            return True
    return False


def _first(model: type[Owned], customer_id: str) -> Reading[bool]:
    found = yield from find(Find(model, (("customer_id", customer_id),), "customer_id", "ASCENDING", 1))
    return bool(found)
