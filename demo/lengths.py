"""How much of the café's purchases a run takes: its last months, or all of them."""

import csv
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).parent / "coffee_purchases.csv"
# How many of the file's last months; None: all. The default is what two slow cores do in a good minute.
MONTHS: Mapping[str, int | None] = {"default": 2, "full": None}


def read_rows(length: str, most: int | None = None) -> list[dict[str, str]]:
    """The file's rows of these months in the order in which they happened, the first `most` of them."""
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    months = sorted({_month(row) for row in rows})
    taken = months[-count:] if (count := MONTHS[length]) else months
    return [row for row in rows if _month(row) in taken][:most]


def _month(row: Mapping[str, str]) -> tuple[int, ...]:
    return tuple(map(int, row["date"].split("/")[:2]))
