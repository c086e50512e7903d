"""Months as their pages have them: `2025-01`."""

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from functions.domain.kernel.errors import FieldFault, Malformed

# Since the year 2000, as all instants that are believed.
_MONTH: Final = re.compile(r"2[0-9]{3}-(0[1-9]|1[0-2])")


def asked_month(month: str) -> str:
    """A month that a query names. Raises Malformed."""
    if not _MONTH.fullmatch(month):
        raise Malformed("query", [FieldFault("month", "is not a month like 2025-01")])
    return month


def month_after(month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def first_instant(month: str, zone: ZoneInfo) -> datetime:
    """When a month begins by a clock."""
    year, number = (int(part) for part in month.split("-"))
    return datetime(year, number, 1, tzinfo=zone).astimezone(UTC)
