"""How much of a business's purchases a run takes: a part that two slow cores do in a few minutes, a year, or all."""

import csv
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
FILE = FOLDER / "coffee_purchases.csv"
BASKETS = FOLDER / "grocery_baskets.csv.gz"
DEALS = FOLDER / "sales_opportunities.csv.gz"
SALES = FOLDER / "dairy_sales.csv.gz"
CHATS = FOLDER / "umrah" / "chats.yaml"
# How many of the café's last months; None: all. The default is what two slow cores do in a good minute.
MONTHS: Mapping[str, int | None] = {"default": 2, "year": None, "full": None}
LENGTHS = tuple(MONTHS)
Row = dict[str, str]
ChatRow = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One in `every` of the members or deals, from the day `since`."""

    every: int
    since: str


# One member is as good as another: whole histories of few tell more of what they buy again than a month of all.
PARTS: Mapping[str, Part] = {
    "default": Part(15, "2015-09-01"),
    "year": Part(5, "2015-01-01"),
    "full": Part(1, "2014-01-01"),
}


# Deals of the roaster: months in which many begin and end.
DEAL_PARTS: Mapping[str, Part] = {
    "default": Part(8, "2017-08-25"),
    "year": Part(8, "2017-01-01"),
    "full": Part(1, "2016-01-01"),
}
# The dairy's sales from one day to another: two months in which all happens that may.
SALE_SPANS: Mapping[str, tuple[str, str]] = {
    "default": ("2022-06-01", "2022-07-31"),
    "year": ("2022-01-01", "2022-12-31"),
    "full": ("2019-01-01", "2022-12-31"),
}
NO_DAY = "9999"  # of a deal that is still prospected: it began on no day that the data tells


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


def read_deal_rows(length: str, most: int | None = None) -> Sequence[Row]:
    """The roaster's deals in the order in which they began, those without a day last. Of the first `most` alone, what
    they were on the day on which the last of these began: what was closed later is open.
    """
    part = DEAL_PARTS[length]
    with gzip.open(DEALS, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:: part.every]
    rows = [row for row in rows if (row["engaged_on"] or NO_DAY) >= part.since]
    rows.sort(key=lambda row: (row["engaged_on"] or NO_DAY, row["opportunity_id"]))
    if most is None or most >= len(rows):
        return rows
    return [_as_of(rows[most - 1]["engaged_on"], row) for row in rows[:most]]


def read_sale_rows(length: str, most: int | None = None) -> Sequence[Row]:
    """The dairy's sales by day, the first `most` of them, each with its `number` in the file."""
    with gzip.open(SALES, "rt", encoding="utf-8", newline="") as file:
        rows = [row | {"number": str(number)} for number, row in enumerate(csv.DictReader(file))]
    first, last = SALE_SPANS[length]
    rows = [row for row in rows if first <= row["Date"] <= last]
    return sorted(rows, key=lambda row: (row["Date"], int(row["number"])))[:most]


def read_chat_rows(length: str, most: int | None = None) -> Sequence[ChatRow]:
    """The travel agency's chats in the order in which they begin, the first `most` of them: all in each length."""
    rows: list[ChatRow] = yaml.safe_load(CHATS.read_text(encoding="utf-8"))
    return sorted(rows, key=lambda row: (row["day"], row["time"]))[:most]


def _as_of(day: str, row: Row) -> Row:
    is_later = day < row["closed_on"]
    return row | {"stage": "Engaging", "closed_on": "", "close_value": ""} if is_later else row


def _basket(row: Row) -> tuple[str, int]:
    return row["Date"], int(row["Member_number"])


def _is_in(part: Part, row: Row) -> bool:
    return int(row["Member_number"]) % part.every == 0 and row["Date"] >= part.since


def _month(row: Mapping[str, str]) -> tuple[int, ...]:
    return tuple(map(int, row["date"].split("/")[:2]))
