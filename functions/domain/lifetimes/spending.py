"""Gamma-Gamma: what a customer's orders come to on average (Fader and Hardie 2013, 'The Gamma-Gamma model').

Each customer's orders vary about a mean of their own; means are spread by a gamma distribution. Few orders say little
of a customer, so an expectation lies between their own mean and that of all.
"""

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from functions.domain.lifetimes.minimum import least

_START = (2.0, 2.0, 10.0)


class Spending(NamedTuple):
    """Orders of a customer, and what they come to on average, above 0."""

    orders: int
    mean: float


@dataclass(frozen=True)
class SpendModel:
    """The shape `p` of one customer's orders; `q` and `gamma`, in money, spread the customers."""

    p: float
    q: float
    gamma: float

    def expected_mean(self, customer: Spending) -> float:
        """What a customer's next orders come to on average, in the unit of the means that it was fitted to."""
        p, q, gamma = self.p, self.q, self.gamma
        return p * (gamma + customer.orders * customer.mean) / (p * customer.orders + q - 1)


def fit_spending(groups: Mapping[Spending, int]) -> SpendModel:
    """The model under which what customers spent is likeliest. Raises NoMinimum where it tells too little.

    The means are fitted in units of their own average, so that it is the same in every currency.
    """
    customers = sum(groups.values())
    unit = math.fsum(each.mean * count for each, count in groups.items()) / customers
    rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for (orders, mean), count in groups.items():
        rows[orders].append((mean / unit, count))
    p, q, gamma = least(lambda point: _cost(point, rows), _START)
    return SpendModel(p, q, gamma * unit)


def _cost(point: tuple[float, ...], rows: Mapping[int, list[tuple[float, int]]]) -> float:
    """The negative logarithm of the likelihood of the means."""
    p, q, gamma = point
    log, lgamma = math.log, math.lgamma
    constant = q * log(gamma) - lgamma(q)
    total = 0.0
    for orders, means in rows.items():
        shape = p * orders
        of_all = constant + lgamma(shape + q) - lgamma(shape) + shape * log(orders)
        for mean, count in means:
            total += count * (of_all + (shape - 1) * log(mean) - (shape + q) * log(gamma + orders * mean))
    return -total
