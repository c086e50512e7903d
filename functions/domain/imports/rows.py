"""A row of a file as the data of the command that it stands for."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from functions.domain.customers.described import LISTS
from functions.domain.imports.cells import Cell, Customs, instant_text, plain_text, readers
from functions.domain.imports.custom_values import typed_custom
from functions.domain.imports.documents import ImportKind
from functions.domain.imports.headers import CUSTOM
from functions.domain.kernel.validation import Faults
from functions.domain.orgs.org import Org

COMMANDS: Mapping[ImportKind, str] = {
    "customers": "change_customer",
    "orders": "record_order",
    "leads": "save_lead",
}
LINE = "line."
UNREADABLE = "\ufffd"  # what stands for bytes that are no sign
_CLOSED = {
    "completed": "delivered",
    "complete": "delivered",
    "fulfilled": "delivered",
    "shipped": "paid",
    "processing": "paid",
    "success": "paid",
    "voided": "cancelled",
    "void": "cancelled",
    "partially refunded": "refunded",
    "भुगतान": "paid",
    "পরিশোধিত": "paid",
    "lunas": "paid",
    "selesai": "delivered",
    "batal": "cancelled",
    "dibatalkan": "cancelled",
    "रद्द": "cancelled",
    "বাতিল": "cancelled",
}
_PARTS = frozenset({"first_name", "last_name", "tags", "custom", *LISTS})
_WORDS = frozenset({"customer_group", "segment", "preferred_channel", "source_method", "source_app"})
_ORDER = (
    *("order_id", "source", "channel", "status", "currency", "total", "refunded_total", "outlet_id"),
    "visit_type",
)
_BUYER = ("phone", "email", "name", "card", "app_user_id")


@dataclass(frozen=True)
class FileRow:
    """What stands in a row, or in the rows of one order: its cells by field. `number`: its first line in the file."""

    number: int
    cells: tuple[Mapping[str, Cell], ...]

    def first(self, field: str) -> Cell:
        """The first cell of a field that is not empty: programs write an order's own fields beside its first line."""
        return next((row[field] for row in self.cells if row.get(field) not in (None, "")), None)


@dataclass(frozen=True)
class Reading:
    """How rows are read: what they are, how the business writes, and what an order is where no column says it.
    `required`: the fields without which the business takes no row.
    """

    org: Org
    kind: ImportKind
    customs: Customs
    source: str = "pos"
    required: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CommandRow:
    """A row as a command. `digest` tells its content: the same again has the same."""

    number: int
    kind: str
    data: Mapping[str, Any]
    digest: str
    has_own_id: bool = True

    def offset(self) -> timedelta:
        """By how much later than the first it counts as made: of two rows about one customer the later one holds."""
        return timedelta(microseconds=self.number)


def command_of(reading: Reading, row: FileRow) -> CommandRow:
    """The command of a row. Malformed with each cell that cannot be read, by its field."""
    faults = Faults("row")
    for field in sorted(reading.required):
        if row.first(field) is None:
            faults.add(field, "is needed")
    read = partial(_read, readers(reading.customs), faults=faults)
    data = _of_kind(reading, row, read, faults=faults)
    faults.raise_any()
    digest = digest_of(data)
    has_own_id = reading.kind != "orders" or "order_id" in data
    return CommandRow(row.number, COMMANDS[reading.kind], data, digest, has_own_id)


def _of_kind(reading: Reading, row: FileRow, read: Any, *, faults: Faults) -> dict[str, Any]:
    if reading.kind == "orders":
        return _order(reading, row, read, faults=faults)
    return _customer(reading.org, row, read) if reading.kind == "customers" else _lead(row, read, faults)


def digest_of(data: Mapping[str, Any]) -> str:
    content = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:24]


def with_order_id(row: CommandRow, number: int) -> CommandRow:
    """An order that has no id in its file: it is named by its content, so that another file with the same purchase
    counts it once. `number`: how many like it stand before it in the file.
    """
    id = f"row-{row.digest}" + (f"-{number + 1}" if number else "")
    data = {**row.data, "order_id": id}
    return CommandRow(row.number, row.kind, data, digest_of(data))


def _read(readers: Mapping[str, Any], field: str, cell: Cell, *, faults: Faults) -> str | None:
    reader = readers.get(field, plain_text)
    if cell is None or cell == "":
        return None
    if isinstance(cell, str) and UNREADABLE in cell:
        faults.add(
            field, "has a sign that the file's encoding does not have: name the encoding with --encoding"
        )
        return None
    return faults.checked(field, lambda: reader(cell), None) or None


def _customer(org: Org, row: FileRow, read: Any) -> dict[str, Any]:
    texts = {field: text for field, cell in row.cells[0].items() if (text := read(field, cell)) is not None}
    data: dict[str, Any] = {field: _worded(field, text) for field, text in texts.items() if _is_plain(field)}
    if name := " ".join(texts[part] for part in ("first_name", "last_name") if part in texts):
        data.setdefault("name", name)
    return data | _several(org, texts)


def _several(org: Org, texts: Mapping[str, str]) -> dict[str, Any]:
    """The fields that hold several values, those that hold any."""
    lists = {field: _listed(texts.get(field, "")) for field in ("tags", *LISTS)}
    custom = typed_custom(org.settings.custom_fields, _custom(texts))
    return {field: found for field, found in {**lists, "custom": custom}.items() if found}


def _lead(row: FileRow, read: Any, faults: Faults) -> dict[str, Any]:
    """A lead's fields, those of the person and the company as parts."""
    texts = {field: text for field, cell in row.cells[0].items() if (text := read(field, cell)) is not None}
    data: dict[str, Any] = {}
    for field, text in texts.items():
        part, _, name = field.rpartition(".")
        into = data.setdefault(part, {}) if part else data
        into[name] = _worded(name, text)
    if "interest_product_ids" in data:
        data["interest_product_ids"] = _listed(data["interest_product_ids"])
    if "estimated_value_minor" in data:
        value = data["estimated_value_minor"]
        data["estimated_value_minor"] = faults.checked("estimated_value_minor", lambda: _whole(value), None)
    return data


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("is no whole number")
    return int(text)


def _worded(field: str, text: str) -> str:
    return text.casefold() if field in _WORDS else text


def _is_plain(field: str) -> bool:
    return not field.startswith(CUSTOM) and field not in _PARTS


def _custom(texts: Mapping[str, str]) -> dict[str, Any]:
    """Custom fields: those of a column that has them all, and of columns of their own."""
    own = {field.removeprefix(CUSTOM): text for field, text in texts.items() if field.startswith(CUSTOM)}
    return {**json.loads(texts.get("custom", "{}")), **own}


def _listed(text: str) -> list[str]:
    parts = (each.strip() for each in text.split(";" if ";" in text else ","))
    return [each for each in dict.fromkeys(parts) if each]


def _order(reading: Reading, row: FileRow, read: Any, *, faults: Faults) -> dict[str, Any]:
    texts, customer = _texts(row, _ORDER, read), _texts(row, _BUYER, read)
    status = texts.get("status", "paid")
    data: dict[str, Any] = {
        "source": reading.source,
        "currency": reading.org.settings.currency,
        **texts,
        "status": _CLOSED.get(status.casefold().replace("_", " "), status),
        **_instants(reading, row, faults),
        "lines": [line for cells in row.cells if (line := _line(cells, read))],
    }
    if customer:
        data["customer"] = customer
    if "total" not in data and row.first("total") is None:
        _fill_total(data, faults)
    _fill_price(data)
    return data


def _texts(row: FileRow, fields: Sequence[str], read: Any) -> dict[str, str]:
    return {field: text for field in fields if (text := read(field, row.first(field)))}


def _fill_total(data: dict[str, Any], faults: Faults) -> None:
    total = _summed(data["lines"])
    if total is None:
        faults.add("total", "is needed where no line has a price")
    else:
        data["total"] = total


def _fill_price(data: Mapping[str, Any]) -> None:
    """An order of one piece costs what that piece does."""
    if len(data["lines"]) == 1 and "total" in data and data["lines"][0]["quantity"] == "1":
        data["lines"][0].setdefault("unit_price", data["total"])


def _instants(reading: Reading, row: FileRow, faults: Faults) -> dict[str, Any]:
    cell, clock = row.first("ordered_at"), row.first("time")
    if cell is None:
        faults.add("ordered_at", "is needed")
        return {}
    ordered_at = faults.checked("ordered_at", lambda: instant_text(cell, clock, reading.customs), None)
    updated = row.first("updated_at")
    if updated is None:
        return {"ordered_at": ordered_at, "updated_at": ordered_at}
    updated_at = faults.checked("updated_at", lambda: instant_text(updated, None, reading.customs), None)
    return {"ordered_at": ordered_at, "updated_at": updated_at}


def _line(cells: Mapping[str, Cell], read: Any) -> dict[str, Any]:
    found = {
        field.removeprefix(LINE): text
        for field, cell in cells.items()
        if field.startswith(LINE) and (text := read(field, cell)) is not None
    }
    if not found:
        return {}
    found.setdefault("quantity", "1")
    if "name" in found:
        found.setdefault("product_id", "-".join(found["name"].casefold().split()))
    return found


def _summed(lines: Sequence[Mapping[str, Any]]) -> str | None:
    """What the lines of an order cost together; None where a price is missing."""
    if not lines or any("unit_price" not in line for line in lines):
        return None
    return f"{sum(Decimal(line['quantity']) * Decimal(line['unit_price']) for line in lines):f}"
