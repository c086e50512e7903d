"""The 1/10 sample of CDNOW's customers on which the models were published: purchases from January 1997 to June 1998.

`tests/data/cdnow_sample.csv.gz` was made from Fader and Hardie's file, as the PyPI package lifetimes ships it (MIT): a
row for each day on which a customer bought. The papers fit to the first 39 weeks and look at the next 39.
"""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from functions.domain.lifetimes.purchases import History
from functions.domain.lifetimes.spending import Spending

FILE = Path(__file__).resolve().parents[3] / "data" / "cdnow_sample.csv.gz"
FITTED_UNTIL = date(1997, 9, 30)

Days = Mapping[date, int]


@cache
def customers() -> tuple[Days, ...]:
    """Of each customer what they bought for in cents, day by day."""
    found: dict[str, dict[date, int]] = defaultdict(dict)
    with gzip.open(FILE, "rt") as lines:
        for row in csv.DictReader(lines):
            found[row["customer"]][date.fromisoformat(row["day"])] = int(row["cents"])
    return tuple(found.values())


def fitted_days(days: Days) -> list[date]:
    return sorted(day for day in days if day <= FITTED_UNTIL)


def later_days(days: Days) -> list[date]:
    return [day for day in days if day > FITTED_UNTIL]


def history_of(days: Days) -> History:
    first, *_, last = (*fitted_days(days), max(fitted_days(days)))
    return History(len(fitted_days(days)) - 1, (last - first).days / 7, (FITTED_UNTIL - first).days / 7)


def histories() -> Counter[History]:
    return Counter(history_of(days) for days in customers())


def spending() -> Counter[Spending]:
    """In dollars, of the orders after the first one, as the paper has it; an order of nothing counts in the mean."""
    found: Counter[Spending] = Counter()
    for days in customers():
        again = fitted_days(days)[1:]
        if again:
            found[Spending(len(again), sum(days[day] for day in again) / len(again) / 100)] += 1
    return found
