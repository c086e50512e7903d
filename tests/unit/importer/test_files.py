"""A file is read in whatever encoding and with whatever separator a shop's program wrote it."""

import zipfile
from pathlib import Path

import pytest

from functions.domain.kernel.errors import Malformed
from functions.importer import files
from functions.importer.files import Line, about_how_many, digest_of_file, encoding_of, lines_of

TEXT = "Name;Ort\nZoë Müller;Köln\nInés Ávila;Málaga\n"
HINDI = "नाम,मोबाइल\nज़ोया,+12025550123\n"


def a_file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode("latin-1"), "cp1252"),
        (TEXT.encode("cp1252"), "cp1252"),
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (HINDI.encode(), "utf-8"),
        (b"Name,Phone\nA,1\n", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_the_encoding_of_a_file_is_found(tmp_path: Path, content: bytes, encoding: str) -> None:
    path = a_file(tmp_path / "a.csv", content)
    assert encoding_of(path) == encoding
    assert content.decode(encoding) == content.decode(encoding, errors="strict")


def test_one_letter_far_behind_the_beginning_tells_the_encoding_too(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.csv", b"Name,Phone\n" + b"A,1\n" * 100_000 + "Zoë,2\n".encode("latin-1"))
    assert encoding_of(path) == "cp1252"
    assert [*lines_of(path)][-1] == Line(100_002, ["Zoë", "2"])


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        (b"Name,Phone\nA\x00,1\nB,2\n", ["A\x00", "1"]),
        ("Name,Phone\nZoë\x00,1\nB,2\n".encode(), ["Zoë\x00", "1"]),
        ("Name,Phone\nZoë\x00,1\nB,2\n".encode("cp1252"), ["Zoë\x00", "1"]),
        (b"Name,Phone\r\nA,1\x00\r\nB,2\r\nC,3\r\n", ["A", "1\x00"]),
    ],
)
def test_a_stray_zero_byte_makes_no_file_one_of_wide_signs(
    tmp_path: Path, content: bytes, cells: list[str]
) -> None:
    lines = [*lines_of(a_file(tmp_path / "a.csv", content))]
    assert [line.cells for line in lines[:2]] == [["Name", "Phone"], cells]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a,b\n1,2\n", ["1", "2"]),
        ("a;b\n1,5;2\n", ["1,5", "2"]),
        ("a\tb\n1\t2\n", ["1", "2"]),
        ("a|b\n1|2\n", ["1", "2"]),
        ('"Name, first";b\n1;2\n', ["1", "2"]),
        ("sep=;\na;b\n1;2\n", ["1", "2"]),
        ('a,b\r\n"1\r\n1",2\r\n', ["1\r\n1", "2"]),
        ("a,b\n\n , \n1,2\n", ["1", "2"]),
        ("a\n1\n", ["1"]),
    ],
)
def test_the_separator_of_a_file_is_found_by_its_header(tmp_path: Path, text: str, cells: list[str]) -> None:
    path = a_file(tmp_path / "a.csv", text.encode())
    lines = [*lines_of(path)]
    assert len(lines) == 2
    assert lines[1].cells == cells


def test_a_row_is_named_by_its_line_in_the_file(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.csv", b"a,b\n\n1,2\n\n3,4\n")
    assert [line.number for line in lines_of(path)] == [1, 3, 5]
    assert about_how_many(path) == 5


def test_a_file_without_an_end_of_cells_is_refused(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.csv", b'a,b\n"' + b"x" * 200_000 + b'",2\n')
    with pytest.raises(Malformed, match="field larger than field limit"):
        list(lines_of(path))


def test_a_file_is_named_by_its_content_alone(tmp_path: Path) -> None:
    one, two = (a_file(tmp_path / name, b"a\n") for name in ("1.csv", "2.csv"))
    assert digest_of_file(one) == digest_of_file(two) != digest_of_file(a_file(tmp_path / "3.csv", b"b\n"))


def test_an_encoding_that_is_said_is_used(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.csv", "Name,Miasto\nŁukasz,Łódź\n".encode("cp1250"))
    assert [*lines_of(path, "cp1250")][1].cells == ["Łukasz", "Łódź"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_wide_signs_without_a_mark_are_found(tmp_path: Path, encoding: str) -> None:
    path = a_file(tmp_path / "a.csv", TEXT.encode(encoding))
    assert [line.cells for line in lines_of(path)][1] == ["Zoë Müller", "Köln"]


def a_book(path: Path, *cells: str) -> Path:
    """A workbook of one sheet, with these cells as its XML has them."""
    main, package = (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://schemas.openxmlformats.org",
    )
    of = f"{package}/officeDocument/2006/relationships"
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{package}/package/2006/relationships"><Relationship Id="r" '
        f'Type="{of}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{of}"><sheets><sheet name="S" sheetId="1" r:id="r"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/package/2006/relationships"><Relationship '
        f'Id="r" Type="{of}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(cells)}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return path


NAME = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'


def test_a_book_of_two_rows_is_read(tmp_path: Path) -> None:
    path = a_book(tmp_path / "a.xlsx", NAME, '<row r="9"><c r="B9"><v>7</v></c></row>')
    assert [(line.number, [*line.cells]) for line in lines_of(path)] == [(1, ["Name", ""]), (9, ["", 7.0])]


def test_a_cell_in_the_last_corner_of_a_sheet_fills_no_memory(tmp_path: Path) -> None:
    path = a_book(tmp_path / "a.xlsx", NAME, '<row r="1048576"><c s="1" r="XFD1048576"><v>1</v></c></row>')
    with pytest.raises(Malformed, match="has more than 20000000 cells up to its last one"):
        [*lines_of(path)]


def test_a_small_file_that_unpacks_to_a_large_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_UNPACKED", 1_000_000)
    path = a_book(tmp_path / "a.xlsx", NAME, " " * 1_000_000)
    assert path.stat().st_size < 10_000
    with pytest.raises(Malformed, match="is more than 1000000 bytes when it is unpacked"):
        [*lines_of(path)]
