"""The café's purchases as three shops' programs export them, and customers out and in again: all end the same."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from demo.cafe.purchases import Purchase, phone_of, read_purchases
from functions.importer.__main__ import main as import_file
from tests.scenarios.shop import Shop

MOST = 60
NAMES = ("Zoë", "Jürgen", "Inés", "Gaëlle")
_DAY_ZERO = date(1899, 12, 30)


def name_of(purchase: Purchase) -> str:
    return NAMES[int(purchase.card.rsplit("-", 1)[-1]) % len(NAMES)] if purchase.card else ""


def purchases() -> list[Purchase]:
    return read_purchases("full", MOST)


def latin_csv(path: Path) -> Path:
    """Semicolons, Latin-1, a comma before the decimals, the day first."""
    rows = [["Nr.", "Date", "Time", "Card no.", "Phone", "Name", "Amount", "Product", "Outlet"]]
    for each in purchases():
        day, clock, amount = f"{each.at:%d/%m/%Y}", f"{each.at:%H:%M}", f"{each.total:.2f}".replace(".", ",")
        who = [each.card or "", phone_of(each.card) if each.card else "", name_of(each)]
        rows.append([each.order_id, day, clock, *who, amount, each.product, "cafe"])
    rows[0][0] = "Order no."
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows(rows)
    path.write_bytes(out.getvalue().encode("latin-1"))
    return path


def hindi_csv(path: Path) -> Path:
    """Headers in Hindi, commas, a byte order mark, the year first, a clock of twelve hours."""
    rows = [["बिल नंबर", "दिनांक", "समय", "कार्ड", "मोबाइल नंबर", "नाम", "कुल राशि", "उत्पाद", "दुकान"]]
    for each in purchases():
        who = [each.card or "", phone_of(each.card) if each.card else "", name_of(each)]
        day, clock = f"{each.at:%Y/%m/%d}", f"{each.at:%I:%M %p}"
        rows.append([each.order_id, day, clock, *who, f"₹ {each.total:,.2f}", each.product, "cafe"])
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    path.write_bytes(out.getvalue().encode("utf-8-sig"))
    return path


def excel(path: Path) -> Path:
    """A spreadsheet that keeps phones, days and times as numbers."""
    rows: list[list[Any]] = [
        ["Order ID", "Order Date", "Time", "Card", "Mobile", "Customer", "Total", "Item", "Store"]
    ]
    for each in purchases():
        phone = float(phone_of(each.card)[1:]) if each.card else None
        day = float((each.at.date() - _DAY_ZERO).days)
        clock = (each.at.hour * 60 + each.at.minute) / 1440
        who = [each.card, phone, name_of(each) or None]
        rows.append([each.order_id, day, clock, *who, float(each.total), each.product, "cafe"])
    write_xlsx(path, rows)
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]]) -> None:
    """The smallest workbook that there is: one sheet, texts in their cells."""
    lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types">'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
        f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{rel}"><sheets>'
        '<sheet name="Sales" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship '
        f'Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{lines}</sheetData></worksheet>",
    }
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')


def _cell(value: Any) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, float):
        return f"<c><v>{value!r}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def customers_of(shop: Shop) -> list[tuple[Any, ...]]:
    """What the shop knows of its customers, without ids, which are keyed by the shop."""
    found = shop.all("customers").values()
    return sorted((each["phone"], each["name"], each["stats"], each["loyalty"]["points"]) for each in found)


def plain(customers: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [(phone, name, dict(stats), points) for phone, name, stats, points in customers]


@pytest.mark.item("S002-79", "S002-83")
def test_the_cafe_s_purchases_end_with_the_same_customers_whatever_program_exported_them(
    shop: Shop, tmp_path: Path
) -> None:
    posted = Shop(shop.firebase)
    for each in purchases():
        body = each.body()
        if each.card:
            body["customer"]["name"] = name_of(each)
        assert posted.post(**body).status == 201
    expected = plain(customers_of(posted))
    assert len(expected) > 5
    for number, make in enumerate((latin_csv, hindi_csv, excel)):
        other = shop if number == 0 else Shop(shop.firebase)
        path = make(tmp_path / ("sales.xlsx" if make is excel else f"sales-{number}.csv"))
        assert import_file([str(path), "--org", other.id, "--kind", "orders"]) == 0, make.__name__
        assert plain(customers_of(other)) == expected, make.__name__
        assert len(other.all("orders")) == MOST
        assert other.all("messages") == {}
