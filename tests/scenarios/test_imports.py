"""The café's purchases as three shops' programs export them, and customers out and in again: all end the same."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from demo.cafe.purchases import Purchase, phone_of, read_purchases
from functions import exporter
from functions.importer.__main__ import main as import_file
from functions.store import pages
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


def a_file(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.item("S002-83", "S002-86")
def test_rows_that_are_refused_are_put_right_in_their_file_and_imported_next(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file(
        tmp_path / "regulars.csv",
        "Name,Mobile,Shoe size",
        "A,+12025550123,42",
        "B,12,41",
        "=C,9.19E+11,",
    )
    capsys.readouterr()
    assert import_file([str(path), "--org", shop.id, "--dry-run"]) == 2
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == [
        "column left out, it maps to no field: Shoe size",
        "rows would be taken: 1, of which 1 make a new customer",
    ]
    assert shop.is_empty()
    assert import_file([str(path), "--org", shop.id]) == 2
    assert "rows refused: 2" in capsys.readouterr().out
    assert [each["name"] for each in shop.all("customers").values()] == ["A"]
    refused = tmp_path / "regulars.rejected.csv"
    with refused.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["_line"], row["_reasons"], row["Name"]) for row in rows] == [
        ("3", "phone: is not a valid phone number", "B"),
        ("4", "phone: was rounded by a spreadsheet: format its column as text, and export it again", "'=C"),
    ]
    text = refused.read_text(encoding="utf-8").replace(",12,", ",+12025550156,")
    mended = a_file(tmp_path / "mended.csv", *text.replace("9.19E+11", "+12025550189").splitlines())
    assert import_file([str(mended), "--org", shop.id]) == 0
    assert sorted(each["name"] for each in shop.all("customers").values()) == ["=C", "A", "B"]


def test_an_import_that_stopped_goes_on_and_one_that_is_through_changes_nothing(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"{name},+1202555012{number}" for number, name in enumerate("ABCDE")]
    path = a_file(tmp_path / "regulars.csv", "Nama;No. HP".replace(";", ","), *names)
    assert import_file([str(path), "--org", shop.id, "--limit", "2"]) == 0
    assert len(shop.all("customers")) == 2
    capsys.readouterr()
    assert import_file([str(path), "--org", shop.id]) == 0
    told = capsys.readouterr().out
    assert "rows taken: 3, of which 3 make a new customer\nrows that were taken before: 2\n" in told
    before = {name: shop.all(name) for name in ("customers", "identities", "import_rows")}
    assert import_file([str(path), "--org", shop.id]) == 0
    assert "rows taken: 0" in capsys.readouterr().out
    assert {name: shop.all(name) for name in before} == before


def test_an_import_is_taken_back_by_its_id_and_may_be_imported_again(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = shop.post(order_id="1", customer={"phone": "+12025550199"})
    kept = shop.all("customers")
    path = latin_csv(tmp_path / "sales.csv")
    assert import_file([str(path), "--org", shop.id, "--kind", "orders"]) == 0
    whole = plain(customers_of(shop))
    id = capsys.readouterr().out.rpartition("--undo ")[2].strip()
    assert import_file(["--org", shop.id, "--undo", id]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"orders cancelled: {MOST}",
        f"customers removed: {len(whole) - 1}",
        "kept, since others touched them: 0",
    ]
    assert shop.all("customers") == kept
    assert shop.all("customers").keys() == {before.json["customer_id"]}
    assert import_file([str(path), "--org", shop.id, "--kind", "orders"]) == 0
    assert plain(customers_of(shop)) == whole
    assert shop.all("messages") == {}
    assert import_file(["--org", shop.id, "--undo", "none"]) == 1
    assert capsys.readouterr().err == "importer: there is no such import\n"


@pytest.mark.parametrize(
    ("file", "more", "message"),
    [
        ("gone.csv", (), "No such file"),
        ("empty.csv", (), "is empty"),
        ("odd.csv", (), "header: names no field of customers: give --mapping"),
        ("book.xlsx", (), "cannot be read as Excel"),
        ("odd.csv", ("--mapping", "odd.csv"), "must be a map of headers to fields"),
        ("good.csv", ("--mapping", "latin.csv"), "unacceptable character"),
        ("good.csv", ("--rejected", "good.csv"), "--rejected: is the file itself"),
        ("good.csv", ("--require", "shoes"), "--require: shoes is no field"),
        ("good.csv", ("--by", "cleaner"), "--by names no member whose roles allow this"),
    ],
)
def test_what_cannot_be_imported_is_said_and_leaves_nothing(
    shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, file: str, more: Any, message: str
) -> None:
    a_file(tmp_path / "odd.csv", "x,y", "1,2")
    a_file(tmp_path / "book.xlsx", "no book")
    a_file(tmp_path / "good.csv", "Name", "A")
    (tmp_path / "latin.csv").write_bytes(b"Name: \xff")
    (tmp_path / "empty.csv").touch()
    options = [str(tmp_path / each) if each.endswith(".csv") else each for each in more]
    assert import_file([str(tmp_path / file), "--org", shop.id, *options]) == 1
    assert message in capsys.readouterr().err
    assert shop.is_empty()


def test_what_is_exported_imports_again_to_the_same_customers(shop: Shop, tmp_path: Path) -> None:
    lines = [
        "Name,Phone,Email,Tags,City,Birthday,custom.cup",
        '=cmd(),+12025550123,a@example.com,"vip, regular",Kolkata,31/01/1990,large',
        "Zoë,,z@example.com,,,01-31,",
        "Only a name,,,,,,",
    ]
    assert import_file([str(a_file(tmp_path / "in.csv", *lines)), "--org", shop.id]) == 0
    shop.post(order_id="1")
    before, out = shop.all("customers"), tmp_path / "out.csv"
    assert exporter.main(["--org", shop.id, "--out", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert rows["'=cmd()"]["phone"] == "'+12025550123"
    assert rows["'=cmd()"]["spend"] == "387.00"
    assert import_file([str(out), "--org", shop.id]) == 0
    ours = {"edits", "updated_at", "due", "wake_at", "segment_ids"}  # the tool goes by its own clock
    after = shop.all("customers")
    assert {id: _but(each, ours) for id, each in after.items()} == {
        id: _but(each, ours) for id, each in before.items()
    }
    other = Shop(shop.firebase)
    assert import_file([str(out), "--org", other.id]) == 0
    assert _profiles(other) == _profiles(shop)


def _but(fields: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


def _profiles(shop: Shop) -> list[list[str]]:
    profile = ("name", "phone", "email", "tags", "city", "birthday", "custom")
    return sorted([str(each.get(name)) for name in profile] for each in shop.all("customers").values())


@pytest.mark.parametrize("kind", ["orders", "ledger", "interactions", "feedback"])
def test_each_kind_is_exported_as_lines_of_json_a_page_at_a_time(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(pages, "BY_ID", 2)
    for number in range(3):
        shop.post(order_id=f"a/{number}")
        shop.write(f"interactions/{number}", {"customer_id": "c", "interaction_type": "call"})
        shop.write(f"feedback/{number}", {"customer_id": "c", "rating": 5})
    out = tmp_path / "out.jsonl"
    assert exporter.main(["--org", shop.id, "--kind", kind, "--format", "jsonl", "--out", str(out)]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 3
    if kind == "orders":
        assert [(row["order_id"], row["total"], row["phone"]) for row in rows] == [
            (f"a/{number}", "387.00", "+12025550123") for number in range(3)
        ]
