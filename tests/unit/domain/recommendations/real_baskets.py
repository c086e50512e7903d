"""The grocer's real baskets: a member and a day make one."""

from collections.abc import Sequence
from functools import lru_cache

from demo.lengths import read_basket_rows
from functions.domain.consumption.purchases import BoughtLine
from functions.domain.recommendations.affinity import Basket, Tallies, basket_of, counted


@lru_cache(maxsize=1)
def real_baskets() -> Sequence[Basket]:
    return [
        basket_of("category", [BoughtLine(category=row["itemDescription"]) for row in rows])
        for rows in read_basket_rows("full")
    ]


@lru_cache(maxsize=1)
def real_tallies() -> Tallies:
    return in_pages(real_baskets(), 300)


def in_pages(baskets: Sequence[Basket], size: int, of: Tallies | None = None) -> Tallies:
    tallies = of or Tallies()
    for start in range(0, len(baskets), size):
        tallies = counted("category", tallies, baskets[start : start + size])
    return tallies
