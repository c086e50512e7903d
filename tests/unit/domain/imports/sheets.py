"""Rows of files for tests: what a shop's program would export."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from functions.domain.imports.cells import Cell, Customs
from functions.domain.imports.documents import Import
from functions.domain.imports.rows import CommandRow, FileRow, Reading, command_of
from functions.domain.imports.taking import TakenRow, take_row
from functions.domain.orgs.org import Org
from functions.store.commit import Store
from tests.builders import NOON, PHONE
from tests.memory import run

INDIA = Customs("IN", ZoneInfo("Asia/Kolkata"), False, ",")
CUSTOMER: Mapping[str, Cell] = {"name": "A regular", "phone": PHONE}
ORDER: Mapping[str, Cell] = {
    "order_id": "7",
    "ordered_at": "2025-01-25 10:30",
    "total": "387.00",
    "phone": PHONE,
    "outlet_id": "first",
    "line.name": "Latte",
}


def quiet(org: Org) -> Org:
    return org.model_copy(update={"is_quiet": True})


def an_import(kind: str, *, by: str | None = None, id: str = "one") -> Import:
    return Import(id=id, kind=kind, by_uid=by, started_at=NOON)


def a_row(org: Org, kind: Any, *cells: Mapping[str, Cell], number: int = 2, needs: str = "") -> CommandRow:
    reading = Reading(org, kind, INDIA, required=frozenset(needs.split()))
    return command_of(reading, FileRow(number, cells))


def take(
    store: Store,
    org: Org,
    row: CommandRow,
    *,
    opened: Import | None = None,
    now: datetime = NOON,
    **more: Any,
) -> TakenRow:
    """A row taken by an import of its kind."""
    used = opened or an_import("customers" if row.kind == "change_customer" else "orders")
    return run(store, partial(take_row, org, used, row, now=now, **more), org.id)
