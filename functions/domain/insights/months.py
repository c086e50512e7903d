"""Months as their pages have them: `2025-01`."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def month_after(month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def first_instant(month: str, zone: ZoneInfo) -> datetime:
    """When a month begins by a clock."""
    year, number = (int(part) for part in month.split("-"))
    return datetime(year, number, 1, tzinfo=zone).astimezone(UTC)
