"""What goes together in the grocer's real baskets: orders a second, beside a bare count of the same pairs.

Times are of the processor: reading and writing documents is not among them.
"""

import itertools
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from demo.lengths import read_basket_rows
from functions.domain.consumption.purchases import BoughtLine
from functions.domain.recommendations.affinity import Tallies, basket_of, counted, pairs_of
from functions.domain.recommendations.counting import PAGE_SIZE
from functions.domain.settings.recommendations import PairSettings

ROUNDS = 5
Orders = Sequence[tuple[BoughtLine, ...]]


@dataclass(frozen=True)
class Counted:
    """Medians for all orders: page by page as the job does, with the table; and the bare count."""

    orders: int
    seconds: float
    bare_seconds: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.bare_seconds

    @property
    def orders_per_second(self) -> float:
        return self.orders / self.seconds


def measure() -> list[Counted]:
    baskets = read_basket_rows("full")
    orders = [tuple(BoughtLine(category=row["itemDescription"]) for row in rows) for rows in baskets]
    return [Counted(len(orders), _median(_paged, orders), _median(_bare, orders))]


def _paged(orders: Orders) -> None:
    tallies = Tallies()
    for start in range(0, len(orders), PAGE_SIZE):
        page = orders[start : start + PAGE_SIZE]
        tallies = counted("category", tallies, (basket_of("category", lines) for lines in page))
    pairs_of(tallies, PairSettings())


def _bare(orders: Orders) -> None:
    names, pairs = Counter[str](), Counter[tuple[str, str]]()
    for lines in orders:
        basket = sorted({line.category for line in lines if line.category})
        names.update(basket)
        pairs.update(itertools.combinations(basket, 2))


def _median(count: Callable[[Orders], None], orders: Orders) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        count(orders)
        times.append(time.process_time() - began)
    return statistics.median(times)
