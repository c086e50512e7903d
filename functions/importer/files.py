"""Files of other programs as rows: CSV in any encoding and with any separator, and Excel. A row at a time: a file may
be longer than what memory holds.
"""

import csv
import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TextIO

from functions.domain.imports.cells import Cell
from functions.domain.kernel.errors import FieldFault, Malformed

SEPARATORS = ",;\t|"
SAMPLE_BYTES = 256 * 1024
EXCEL = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
PACKED = frozenset({".xlsx", ".xlsm"})
MOST_UNPACKED = 1024**3  # bytes
MOST_CELLS = 20_000_000  # of the area up to the last cell, which is held in memory whole
MOST_CHARACTERS = 100_000  # of a cell
_CELL = re.compile(rb'<c [^>]{0,100}?r="([A-Z]{1,3})([0-9]{1,7})"')
# What shops' programs write where it is not UTF-8, the likeliest first.
_NARROW = ["cp1252", "latin_1", "cp1250", "cp1251"]
_WIDE = ["utf_16_le", "utf_16_be"]
_WESTERN = frozenset({"ascii", "latin_1", "cp1252", "cp1250"})
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Line:
    """The cells of a row, and its line in the file: the header's is 1."""

    number: int
    cells: Sequence[Cell]


def digest_of_file(path: Path) -> str:
    """What names a file by its content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def lines_of(path: Path, encoding: str | None = None) -> Iterator[Line]:
    """The rows of a file that are not empty, its header first. Malformed where it cannot be read as one. `encoding`: of
    CSV, where it is known.
    """
    return _excel(path) if path.suffix.lower() in EXCEL else _csv(path, encoding or encoding_of(path))


def about_how_many(path: Path) -> int:
    """How many rows a file has, counted by line ends; of Excel 0."""
    if path.suffix.lower() in EXCEL:
        return 0
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))


def encoding_of(path: Path) -> str:
    """By a byte order mark, else UTF-8 where all of the file is that, else what its letters look like."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    is_wide = _is_wide(sample)
    if not is_wide and _is_utf_8(path):
        return "utf-8"
    from charset_normalizer import from_bytes

    letters = sample if is_wide else _with_letters(path)
    best = from_bytes(letters, cp_isolation=_WIDE if is_wide else _NARROW).best()
    # Windows-1252 has all of Latin-1's letters, and the quotation marks and the euro that programs call Latin-1 too.
    return best.encoding if best is not None and best.encoding not in _WESTERN else "cp1252"


def _is_wide(sample: bytes) -> bool:
    """Whether each sign has two bytes, so that of most line ends, and of most that is not a letter, one is zero. Some
    programs leave a stray zero in a file of narrow signs.
    """
    zeros, ends = sample.count(0), sample.count(b"\n")
    beside = sample.count(b"\n\0") + sample.count(b"\0\n")
    return zeros > 0 and 2 * beside >= ends and 50 * zeros >= len(sample)


def _with_letters(path: Path) -> bytes:
    """The first lines that are not ASCII alone: they may stand far behind the beginning."""
    found, size = list[bytes](), 0
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                found.append(line)
                size += len(line)
            if size > SAMPLE_BYTES:
                break
    return b"".join(found)


def _is_utf_8(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            return all(True for _ in file)
    except UnicodeDecodeError:
        return False


def _csv(path: Path, encoding: str) -> Iterator[Line]:
    csv.field_size_limit(MOST_CHARACTERS)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        rows = csv.reader(file, delimiter=_separator(file), strict=False)
        try:
            for row in rows:
                if any(cell.strip() for cell in row):
                    yield Line(rows.line_num, row)
        except csv.Error as error:
            raise Malformed("file", [FieldFault(f"line {rows.line_num}", str(error))]) from None


def _separator(file: TextIO) -> str:
    """The one that parts the header into most columns; signs in quotation marks do not count. Excel may name it in a
    line of its own: `sep=;`.
    """
    first = file.readline()
    if first.lower().startswith("sep=") and len(first.strip()) == len("sep=;"):
        return first.strip()[-1]
    unquoted = "".join(first.split('"')[::2]) if first.count('"') % 2 == 0 else first
    file.seek(0)
    return max(SEPARATORS, key=unquoted.count)


def _excel(path: Path) -> Iterator[Line]:
    from python_calamine import CalamineError, CalamineWorkbook

    if path.suffix.lower() in PACKED:
        _require_bounded(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            sheet = book.get_sheet_by_index(0)
            first = (sheet.start or (0, 0))[0]
            for number, row in enumerate(sheet.iter_rows(), first + 1):
                cells = [cell.strip() if isinstance(cell, str) else cell for cell in row]
                if any(cell not in ("", None) for cell in cells):
                    yield Line(number, cells)
    except CalamineError as error:
        raise _unreadable(f"cannot be read as Excel: {type(error).__name__}") from None


def _require_bounded(path: Path) -> None:
    """Malformed where a small file would fill the memory: it is packed a thousandfold, or has a cell in the last corner
    of the sheet.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise _unreadable(f"is more than {MOST_UNPACKED} bytes when it is unpacked")
            for each in packed.infolist():
                if each.filename.startswith("xl/worksheets/"):
                    with packed.open(each) as sheet:
                        _require_area(sheet)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise _unreadable(f"cannot be read as Excel: {type(error).__name__}") from None


def _require_area(sheet: IO[bytes]) -> None:
    rows, columns, rest = 0, 0, b""
    for block in iter(lambda: sheet.read(1 << 20), b""):
        for column, row in _CELL.findall(rest + block):
            rows = max(rows, int(row))
            columns = max(columns, _number_of(column))
        rest = block[-100:]
        if rows * columns > MOST_CELLS:
            raise _unreadable(f"has more than {MOST_CELLS} cells up to its last one")


def _number_of(column: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number


def _unreadable(reason: str) -> Malformed:
    return Malformed("file", [FieldFault("", reason)])
