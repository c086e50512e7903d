"""What customers will still order, from what their profiles count: both models, fitted to a business's customers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from functions.domain.customers.customer import Stats
from functions.domain.lifetimes.purchases import History, PurchaseModel, fit_purchases
from functions.domain.lifetimes.spending import Spending, SpendModel, fit_spending

# Fewer customers who ordered again say too little of how long others stay. Our own choice.
FEWEST_REPEATERS: Final = 100
_MOST_GROUPS = 20_000  # beyond it weeks are near enough, and a fit takes seconds


@dataclass(frozen=True)
class Models:
    purchases: PurchaseModel
    spending: SpendModel


@dataclass(frozen=True)
class Worth:
    """Of one customer: the probability that they still buy, and what they will order in so many weeks.
    `at_stake_minor`: by how much more that would be if they surely still bought.
    """

    p_alive: float
    orders: float
    spend_minor: float
    at_stake_minor: float


def history_of(stats: Stats, now: datetime) -> History | None:
    """By whole days; None of a customer of whom no order counts."""
    first, last = stats.first_order_at, stats.last_order_at
    if stats.orders < 1 or first is None or last is None or first > now:
        return None
    age, recency = (now - first).days, max(0, (min(last, now) - first).days)
    return History(stats.orders - 1, recency / 7 if stats.orders > 1 else 0.0, age / 7)


def fit_models(customers: Iterable[tuple[History, int]]) -> Models | None:
    """The models of customers with the mean of their orders, in minor units; None where fewer than FEWEST_REPEATERS
    ordered again. Raises NoMinimum where what they did has no likeliest model.
    """
    histories, spending = Counter[History](), Counter[Spending]()
    for history, mean_minor in customers:
        histories[history] += 1
        if history.repeats > 0 and mean_minor > 0:
            spending[Spending(history.repeats + 1, _three_digits(mean_minor))] += 1
    if spending.total() < FEWEST_REPEATERS:
        return None
    return Models(fit_purchases(_grouped(histories)), fit_spending(spending))


def worth_of(models: Models, history: History, mean_minor: int, *, weeks: float) -> Worth:
    """What a customer will order. Their usual order counts the more, the more orders they made."""
    alive, orders = models.purchases.p_alive(history), models.purchases.expected(history, weeks)
    mean = models.spending.expected_mean(Spending(history.repeats + 1, float(mean_minor)))
    at_stake = orders * mean * (1 - alive) / alive if alive > 0 else 0.0
    return Worth(alive, orders, orders * mean, at_stake)


def _grouped(histories: Mapping[History, int]) -> Mapping[History, int]:
    """By whole weeks where there are very many."""
    if len(histories) <= _MOST_GROUPS:
        return histories
    weeks = Counter[History]()
    for (repeats, recency, age), count in histories.items():
        weeks[History(repeats, float(round(recency)), float(round(age)))] += count
    return weeks


def _three_digits(number: float) -> float:
    return float(f"{number:.3g}")
