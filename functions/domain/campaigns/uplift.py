"""What a campaign was worth: how many more of those it was sent to bought than of those who were held out.

Shares are of customers who bought within the attribution window. A customer who was chosen for a message counts as
treated, also where it did not arrive: the two groups differ by chance alone then.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

CONFIDENCE = 0.95
LEAST_PEOPLE = 30
LEAST_EXPECTED = 5


@dataclass(frozen=True)
class Arm:
    """Customers of one treatment, how many of them bought, and for how much altogether."""

    people: int
    buyers: int
    revenue_minor: int = 0

    @property
    def share(self) -> float:
        return self.buyers / self.people if self.people else 0.0


@dataclass(frozen=True)
class Uplift:
    """`points`: the difference of the shares, -1 to 1, between `low` and `high` with 95 % confidence; all None where
    `verdict` is too_few. `revenue_minor`: what the treated bought for beyond what as many held out would have.
    """

    verdict: Literal["too_few", "more", "less", "no_difference_seen"]
    points: float | None = None
    low: float | None = None
    high: float | None = None
    revenue_minor: int | None = None


TOO_FEW = Uplift("too_few")


def uplift(treated: Arm, held_out: Arm) -> Uplift:
    """The difference with its interval: Newcombe's hybrid score method without continuity correction
    (Statistics in Medicine 17, 1998, 873-890, method 10). Too few: fewer than 30 in a group, or fewer than 5 buyers or
    5 others expected in one.
    """
    if _is_too_few(treated, held_out):
        return TOO_FEW
    points = treated.share - held_out.share
    (low_1, high_1), (low_2, high_2) = wilson(treated), wilson(held_out)
    low = points - ((treated.share - low_1) ** 2 + (high_2 - held_out.share) ** 2) ** 0.5
    high = points + ((high_1 - treated.share) ** 2 + (held_out.share - low_2) ** 2) ** 0.5
    expected = held_out.revenue_minor * treated.people // held_out.people
    verdict: Literal["more", "less", "no_difference_seen"] = "no_difference_seen"
    if low > 0:
        verdict = "more"
    elif high < 0:
        verdict = "less"
    return Uplift(verdict, points, low, high, treated.revenue_minor - expected)


def wilson(arm: Arm, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The score interval of a share (Wilson 1927)."""
    n, z = arm.people, NormalDist().inv_cdf((1 + confidence) / 2)
    middle = arm.buyers + z * z / 2
    spread = z * (arm.buyers * (n - arm.buyers) / n + z * z / 4) ** 0.5
    return (middle - spread) / (n + z * z), (middle + spread) / (n + z * z)


def p_value(one: Arm, other: Arm) -> float | None:
    """How likely a difference as large as this one is where there is none: the two-sided z test of two shares with
    their pooled variance. None where they are too few, or all bought, or none did.
    """
    if _is_too_few(one, other):
        return None
    pooled = _pooled(one, other)
    error = (pooled * (1 - pooled) * (1 / one.people + 1 / other.people)) ** 0.5
    return 2 * NormalDist().cdf(-abs(one.share - other.share) / error)


def after_holm(p_values: dict[str, float]) -> dict[str, float]:
    """The p values of several comparisons, each corrected for there being others (Holm 1979)."""
    corrected: dict[str, float] = {}
    least = 0.0
    for rank, (name, p) in enumerate(sorted(p_values.items(), key=lambda each: (each[1], each[0]))):
        least = max(least, min(1.0, p * (len(p_values) - rank)))
        corrected[name] = least
    return corrected


def _pooled(one: Arm, other: Arm) -> float:
    return (one.buyers + other.buyers) / (one.people + other.people)


def _is_too_few(one: Arm, other: Arm) -> bool:
    fewest = min(one.people, other.people)
    if fewest < LEAST_PEOPLE:
        return True
    pooled = _pooled(one, other)
    return fewest * min(pooled, 1 - pooled) < LEAST_EXPECTED
