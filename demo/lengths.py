"""How much of a business's purchases a run takes: a part that two slow cores do in a few minutes, or all of them."""

import csv
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

FOLDER = Path(__file__).parent
FILE = FOLDER / "coffee_purchases.csv"
BASKETS = FOLDER / "grocery_baskets.csv.gz"
# How many of the café's last months; None: all. The default is what two slow cores do in a good minute.
MONTHS: Mapping[str, int | None] = {"default": 2, "full": None}
LENGTHS = tuple(MONTHS)
Row = dict[str, str]


@dataclass(frozen=True)
class Part:
    """The members whose number `every` divides, from the day `since`."""

    every: int
    since: str


# One member is as good as another: whole histories of few tell more of what they buy again than a month of all.
PARTS: Mapping[str, Part] = {"default": Part(15, "2015-09-01"), "full": Part(1, "2014-01-01")}


def read_rows(length: str, most: int | None = None) -> list[Row]:
    """The café's rows of these months in the order in which they happened, the first `most` of them."""
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    months = sorted({_month(row) for row in rows})
    taken = months[-count:] if (count := MONTHS[length]) else months
    return [row for row in rows if _month(row) in taken][:most]


def read_basket_rows(length: str, most: int | None = None) -> Sequence[Sequence[Row]]:
    """The grocer's rows basket by basket: a member and a day make one. By day and member, the first `most` of them."""
    part = PARTS[length]
    with gzip.open(BASKETS, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if _is_in(part, row)]
    rows.sort(key=_basket)
    return [tuple(lines) for _, lines in groupby(rows, _basket)][:most]


def _basket(row: Row) -> tuple[str, int]:
    return row["Date"], int(row["Member_number"])


def _is_in(part: Part, row: Row) -> bool:
    return int(row["Member_number"]) % part.every == 0 and row["Date"] >= part.since


def _month(row: Mapping[str, str]) -> tuple[int, ...]:
    return tuple(map(int, row["date"].split("/")[:2]))
