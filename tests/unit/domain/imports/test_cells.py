"""What spreadsheets and people make of numbers and dates is repaired; what would be a guess is refused."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from functions.domain.imports.cells import (
    Customs,
    amount_text,
    birthday_text,
    code_text,
    day_of,
    instant_text,
    phone_text,
)

INDIA = Customs("IN", ZoneInfo("Asia/Kolkata"), False, ",")
INDONESIA = Customs("ID", ZoneInfo("Asia/Jakarta"), False, ".")
AMERICA = Customs("US", ZoneInfo("America/New_York"), True, ",")
NOON = datetime(2025, 1, 25, 12, 0, tzinfo=UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("cell", "country", "text"),
    [
        (12025550123.0, "IN", "+12025550123"),
        ("12025550123.0", "IN", "+12025550123"),
        ("+1 202-555-0123", "IN", "+1 202-555-0123"),
        (2025550123.0, "US", "2025550123"),
        (12025550123, "US", "12025550123"),
        ("0", "IN", "0"),
    ],
)
@pytest.mark.item("S002-81")
def test_a_phone_that_a_spreadsheet_made_a_number_is_one_again(cell: Any, country: str, text: str) -> None:
    assert phone_text(cell, country) == text


@pytest.mark.parametrize(
    ("cell", "text"), [(1001.0, "1001"), ("1001.0", "1001"), ("A-7", "A-7"), ("0017", "0017"), (17, "17")]
)
def test_an_id_keeps_its_signs_and_loses_a_spreadsheet_s_fraction(cell: Any, text: str) -> None:
    assert code_text(cell) == text


@pytest.mark.parametrize("cell", ["1.20255E+10", "9,19877E+11", "1e12"])
def test_a_number_that_was_rounded_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="was rounded by a spreadsheet"):
        phone_text(cell, "IN")


@pytest.mark.parametrize(
    ("cell", "customs", "text"),
    [
        (387.0, INDIA, "387"),
        (387.1, INDIA, "387.1"),
        (0.1 + 0.2, INDIA, "0.3"),
        (25000000.0, INDIA, "25000000"),
        ("₹ 1,23,456.50", INDIA, "123456.50"),
        ("Rs. 387", INDIA, "387"),
        ("३८७.५०", INDIA, "387.50"),
        ("৳৩৮৭", INDIA, "387"),
        ("1.234,50", INDIA, "1234.50"),
        ("1,234", INDIA, "1234"),
        ("1.234", INDIA, "1.234"),
        ("1.234", INDONESIA, "1234"),
        ("Rp 25.000", INDONESIA, "25000"),
        ("Rp25.000,00", INDONESIA, "25000.00"),
        ("387,5", INDIA, "387.5"),
        ("3,87", INDIA, "3.87"),
        ("-12.50", INDIA, "-12.50"),
        ("(12.50)", INDIA, "-12.50"),
        ("1'000.00", INDIA, "1000.00"),
    ],
)
def test_an_amount_is_read_as_it_is_written(cell: Any, customs: Customs, text: str) -> None:
    assert amount_text(cell, customs) == text


@pytest.mark.parametrize("cell", ["free", "12 or 13", "2 x 387", "", "387 for latte"])
def test_what_is_no_amount_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        amount_text(cell, INDIA)


@pytest.mark.parametrize(
    ("cell", "customs", "day"),
    [
        ("2024/3/1", INDIA, date(2024, 3, 1)),
        ("2024-03-01", INDIA, date(2024, 3, 1)),
        ("01/03/2024", INDIA, date(2024, 3, 1)),
        ("01/03/2024", AMERICA, date(2024, 1, 3)),
        ("1.3.2024", INDIA, date(2024, 3, 1)),
        ("1 Mar 2024", INDIA, date(2024, 3, 1)),
        ("17 Agustus 2024", INDONESIA, date(2024, 8, 17)),
        ("March 1, 2024", INDIA, date(2024, 3, 1)),
        ("०१/०३/२०२४", INDIA, date(2024, 3, 1)),
        (45352.0, INDIA, date(2024, 3, 1)),
        (NOON, INDIA, date(2025, 1, 25)),
        (date(2024, 3, 1), INDIA, date(2024, 3, 1)),
    ],
)
def test_a_day_is_read_as_the_business_writes_it(cell: Any, customs: Customs, day: date) -> None:
    assert day_of(cell, customs) == day


@pytest.mark.parametrize(
    "cell", ["31/02/2024", "2024-13-01", "yesterday", "12", "01/03/24", "1 Foo 2024", "25/12/2024"]
)
def test_what_is_no_day_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is not a day like"):
        day_of(cell, AMERICA)


@pytest.mark.parametrize(
    ("cell", "clock", "text"),
    [
        ("2024/3/1", "6:14", "2024-03-01T06:14:00+05:30"),
        ("2024/3/1", "6:14 PM", "2024-03-01T18:14:00+05:30"),
        ("2024/3/1", "12:05 am", "2024-03-01T00:05:00+05:30"),
        ("2024/3/1", time(6, 14), "2024-03-01T06:14:00+05:30"),
        ("2024/3/1", timedelta(hours=6, minutes=14), "2024-03-01T06:14:00+05:30"),
        (45352.0, 0.259722222, "2024-03-01T06:14:00+05:30"),
        ("2024-03-01 06:14", None, "2024-03-01T06:14:00+05:30"),
        ("01/03/2024 6:14:30 PM", None, "2024-03-01T18:14:30+05:30"),
        ("2024-03-01T06:14:00Z", None, "2024-03-01T06:14:00Z"),
        ("2024-03-01T06:14", None, "2024-03-01T06:14:00+05:30"),
        (NOON, None, "2025-01-25T12:00:00+05:30"),
        (45352.5, None, "2024-03-01T12:00:00+05:30"),
        ("2024-03-01", None, "2024-03-01T12:00:00+05:30"),
    ],
)
def test_an_instant_has_the_business_s_zone_where_the_file_names_none(
    cell: Any, clock: Any, text: str
) -> None:
    assert instant_text(cell, clock, INDIA) == text


@pytest.mark.parametrize("clock", ["25:00", "noon", "6", "6:75"])
def test_what_is_no_time_is_refused(clock: str) -> None:
    with pytest.raises(ValueError, match=r"is not a time|must be in"):
        instant_text("2024/3/1", clock, INDIA)


@pytest.mark.parametrize(
    ("cell", "text"), [("01-31", "01-31"), ("31/01/1990", "1990-01-31"), (32904.0, "1990-01-31")]
)
def test_a_birthday_has_its_year_or_none(cell: Any, text: str) -> None:
    assert birthday_text(cell, INDIA) == text
