"""BG/NBD: how often customers buy, and after which order they leave (Fader, Hardie and Lee 2005, Marketing Science 24).

While a customer stays, orders come at random, at a rate of their own; after each order they leave with a chance of
their own. Rates are spread by a gamma distribution (`r`, `alpha`), chances by a beta distribution (`a`, `b`).
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from functions.domain.lifetimes.minimum import least

_START = (1.0, 10.0, 1.0, 3.0)
_AWAY_FROM_ONE = 1e-5  # a customer's expectation has a pole at a = 1 that is none of its limit


class History(NamedTuple):
    """What a customer has done: orders after the first one, weeks from the first order to the last, and to now."""

    repeats: int
    recency: float
    age: float


@dataclass(frozen=True)
class PurchaseModel:
    """The spread of rates (a week) and of chances to leave among a business's customers."""

    r: float
    alpha: float
    a: float
    b: float

    def p_alive(self, customer: History) -> float:
        """The probability that a customer still buys, 0 to 1; 1 of those who have ordered once, as the model has it."""
        if customer.repeats == 0:
            return 1.0
        odds = min(700.0, _leaving(customer, self.r, self.alpha, a=self.a, b=self.b))
        return 1 / (1 + math.exp(odds))

    def expected(self, customer: History, weeks: float) -> float:
        """How many orders a customer will make in the next weeks."""
        r, alpha, a, b = self._tuple
        x, _, age = customer
        share = weeks / (alpha + age + weeks)
        stays = math.pow(1 - share, r + x) * _hypergeometric(r + x, b + x, a + b + x - 1, z=share)
        return (a + b + x - 1) / (a - 1) * (1 - stays) * self.p_alive(customer)

    def expected_of_new(self, weeks: float) -> float:
        """How many orders a new customer makes after the first one, in their first weeks."""
        return self.expected(History(0, 0.0, 0.0), weeks)

    def log_likelihood(self, groups: Mapping[History, int]) -> float:
        return -_cost((self.r, self.alpha, self.a, self.b), _by_count(groups))

    @property
    def _tuple(self) -> tuple[float, float, float, float]:
        a = self.a if abs(self.a - 1) > _AWAY_FROM_ONE else 1 + _AWAY_FROM_ONE
        return self.r, self.alpha, a, self.b


def fit_purchases(groups: Mapping[History, int]) -> PurchaseModel:
    """The model under which what customers did is likeliest; `groups` says how many did the same.

    Raises NoMinimum where it tells too little, for example if no customer has ordered again.
    """
    rows = _by_count(groups)
    return PurchaseModel(*least(lambda point: _cost(point, rows), _START))


# Of each number of repeats: how many customers have it, and of each pair of times how many.
_Rows = Mapping[int, tuple[int, tuple[tuple[float, float, int], ...]]]


def _by_count(groups: Mapping[History, int]) -> _Rows:
    rows: dict[int, list[tuple[float, float, int]]] = defaultdict(list)
    for (count, recency, age), customers in groups.items():
        rows[count].append((recency, age, customers))
    return {count: (sum(each[2] for each in times), tuple(times)) for count, times in rows.items()}


def _cost(point: tuple[float, ...], rows: _Rows) -> float:
    """The negative logarithm of the likelihood: the paper's equation 6, a term for each number of repeats."""
    r, alpha, a, b = point
    log, lgamma, exp, log1p = math.log, math.lgamma, math.exp, math.log1p
    constant = r * log(alpha) - lgamma(r) + lgamma(a + b) - lgamma(b)
    total = 0.0
    for x, (customers, times) in rows.items():
        total += customers * (constant + lgamma(r + x) + lgamma(b + x) - lgamma(a + b + x))
        power = r + x
        left = log(a / (b + x - 1)) if x else 0.0
        for recency, age, count in times:
            term = -power * log(alpha + age)
            if x:
                odds = left + power * log((alpha + age) / (alpha + recency))
                term += odds if odds > 30 else log1p(exp(odds))
            total += count * term
    return -total


def _leaving(customer: History, r: float, alpha: float, *, a: float, b: float) -> float:
    """The logarithm of the odds that a customer left after the last order."""
    x, recency, age = customer
    return math.log(a / (b + x - 1)) + (r + x) * math.log((alpha + age) / (alpha + recency))


def _hypergeometric(a: float, b: float, c: float, *, z: float) -> float:
    """2F1(a, b; c; z) by its series, for 0 <= z < 1."""
    term = total = 1.0
    for n in range(10_000):
        term *= (a + n) * (b + n) / (c + n) / (n + 1) * z
        total += term
        if abs(term) <= 1e-12 * abs(total):
            break
    return total
