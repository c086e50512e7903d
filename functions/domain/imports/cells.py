"""A cell of a file as the text that a field takes: what spreadsheets and people make of numbers and dates is repaired.

Nothing is guessed that could be wrong: a phone that was rounded, or a day that does not exist, is refused.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from functions.domain.customers.addresses import normal_phone

Cell = str | float | int | bool | date | datetime | time | timedelta | None

_GUARDED = re.compile(r"'[=+\-@\t\r]")  # an apostrophe before what a spreadsheet would take for a formula
_ROUNDED = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d+")
_WHOLE = re.compile(r"(\d+)\.0+")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2}|[^\W\d_]{3,})[-/. ,]+(\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.? (\d{1,2}),? (\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap])?\.?\s*(?:m\.?)?", re.IGNORECASE)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)")
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=UTC)  # day 0 of spreadsheets, which take 1900 for a leap year
_SERIALS = range(1, 110_000)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan januari january",
            "feb februari february",
            "mar maret march",
            "apr april",
            "may mei",
            "jun juni june",
            "jul juli july",
            "aug agu agustus august",
            "sep sept september",
            "oct okt oktober october",
            "nov november",
            "dec des desember december",
        ),
        1,
    )
    for name in names.split()
}


@dataclass(frozen=True)
class Customs:
    """How the business writes: its country and zone, whether the month stands first, and what parts thousands."""

    country: str
    zone: ZoneInfo
    is_month_first: bool
    group_sign: str


def plain_text(cell: Cell) -> str:
    """A cell as text. A whole number that a spreadsheet kept as 1001.0 is 1001. ValueError for one that it rounded."""
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    text = unicodedata.normalize("NFC", str(cell)).strip()
    return text[1:] if _GUARDED.match(text) else text


def code_text(cell: Cell) -> str:
    """An id, a card's or a telephone number as text. ValueError for one that a spreadsheet rounded."""
    text = plain_text(cell).lstrip("'")
    if _ROUNDED.fullmatch(text):
        raise ValueError("was rounded by a spreadsheet: format its column as text, and export it again")
    return whole[1] if (whole := _WHOLE.fullmatch(text)) else text


def phone_text(cell: Cell, country: str) -> str:
    """A phone as text that is read with the business's country; one that lost its plus, as in a column of numbers, has
    it again.
    """
    text = code_text(cell)
    if not text.isdecimal() or not 10 < len(text) < 16:
        return text
    try:
        normal_phone(text, country)
    except ValueError:
        return f"+{text}"
    return text


def map_text(cell: Cell) -> str:
    """A JSON object as text. ValueError where it is anything else."""
    text = plain_text(cell)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ValueError("is not a JSON object")
    return text


def amount_text(cell: Cell, customs: Customs) -> str:
    """An amount as a decimal like 387.00: without the currency's sign, with any script's digits and any separators.
    ValueError where it is none.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{Decimal(str(round(cell, 6))).normalize():f}"
    text = _latin_digits(plain_text(cell))
    number = re.search(r"[-−]?\s?\d[\d.,' ]*", text)
    if number is None:
        raise ValueError("is not an amount")
    around = (text[: number.start()] + text[number.end() :]).strip()
    if any(sign.isdecimal() for sign in around) or len(around) > 6:
        raise ValueError("is not an amount")
    found = re.sub(r"[' ]", "", number[0]).replace("−", "-").rstrip(".,")
    is_below_zero = "-" in around or (around.startswith("(") and around.endswith(")"))
    return ("-" if is_below_zero else "") + _with_point(found, customs.group_sign)


def _with_point(number: str, group_sign: str) -> str:
    """A number whose decimals stand behind a point. Of two signs the last parts the decimals; one that stands once,
    three digits before the end, is what the business's language makes of it.
    """
    last = max(number.rfind("."), number.rfind(","))
    if last < 0:
        return number
    sign = number[last]
    is_group = number.count(sign) > 1 or (
        len(number) - last == 4 and sign == group_sign and {".", ","} - set(number)
    )
    whole = number if is_group else number[:last]
    plain = whole.replace(".", "").replace(",", "")
    return plain if is_group else f"{plain}.{number[last + 1 :]}"


def day_of(cell: Cell, customs: Customs) -> date:
    """A day: a date of a spreadsheet, its serial number, or a text with the year in front or at the end. ValueError
    where it is none, or none that there is.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = _latin_digits(plain_text(cell))
    if _is_serial(text):
        return (_SERIAL_ZERO + timedelta(days=float(text))).date()
    try:
        return _written_day(text, customs)
    except (ValueError, KeyError):
        raise ValueError("is not a day like 2025-01-31") from None


def _is_serial(text: str) -> bool:
    return bool(re.fullmatch(r"\d{5,6}(\.\d+)?", text)) and int(float(text)) in _SERIALS


def _written_day(text: str, customs: Customs) -> date:
    if found := _YEAR_FIRST.match(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_FIRST.match(text):
        return date(int(found[3]), _MONTHS[found[1].casefold()], int(found[2]))
    if (found := _YEAR_LAST.match(text)) is None:
        raise ValueError("no day")
    first, second, year = int(found[1]), found[2], int(found[3])
    if not second.isdecimal():
        return date(year, _MONTHS[second.casefold()], first)
    day, month = (int(second), first) if customs.is_month_first else (first, int(second))
    return date(year, month, day)


def instant_text(cell: Cell, clock: Cell, customs: Customs) -> str:
    """An instant with its zone, the business's where the file names none. `clock`: the cell of the time, where that has
    a column of its own. ValueError where it is none.
    """
    if isinstance(cell, str) and _INSTANT.fullmatch(cell.strip()):
        return cell.strip()
    day = day_of(cell, customs)
    at = _clock_of(clock) if clock not in (None, "") else _clock_in(cell)
    return datetime.combine(day, at, customs.zone).isoformat()


def _clock_of(cell: Cell) -> time:
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, time):
        return cell
    if isinstance(cell, timedelta):
        return (_SERIAL_ZERO + cell).time()
    if isinstance(cell, float) and 0 <= cell < 1:
        return (_SERIAL_ZERO + timedelta(seconds=round(cell * 86_400))).time()
    return _written_clock(_latin_digits(plain_text(cell)))


def _written_clock(text: str) -> time:
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError("is not a time like 18:30")
    hour, half = int(found[1]), (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        raise ValueError("is not a time like 18:30") from None


def _clock_in(cell: Cell) -> time:
    """The time that stands beside a day in its cell; noon where there is none: a day is a day in every zone near."""
    if isinstance(cell, datetime):
        return cell.time()
    text = _latin_digits(plain_text(cell))
    if _is_serial(text):
        seconds = round(float(text) % 1 * 86_400)
        return (_SERIAL_ZERO + timedelta(seconds=seconds)).time() if seconds else time(12)
    _, blank, rest = text.replace("T", " ", 1).rpartition(" ") if ":" in text else ("", "", "")
    if rest.strip(".").lower() in ("am", "pm", "a.m", "p.m"):
        rest = " ".join(text.split()[-2:])
    return _clock_of(rest) if blank and rest else time(12)


def birthday_text(cell: Cell, customs: Customs) -> str:
    """A birthday as MM-DD, or YYYY-MM-DD."""
    text = plain_text(cell)
    if re.fullmatch(r"\d\d-\d\d", text):
        return text
    return day_of(cell, customs).isoformat()


def _latin_digits(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in plain)


Reader = Callable[[Cell], str]


def readers(customs: Customs) -> Mapping[str, Reader]:
    """How the fields are read that are no plain text."""
    return {
        **dict.fromkeys(("card", "app_user_id", "order_id", "outlet_id", "line.product_id"), code_text),
        "custom": map_text,
        **dict.fromkeys(("phone", "contact.phone"), lambda cell: phone_text(cell, customs.country)),
        "birthday": lambda cell: birthday_text(cell, customs),
        **dict.fromkeys(
            ("total", "refunded_total", "line.unit_price", "line.quantity"),
            lambda cell: amount_text(cell, customs),
        ),
    }
