"""The figures of a business's customers, kept for some minutes: they are counted by the store, not kept in step."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Changes, Decision, Document, get
from functions.domain.kernel.tallies import Tally

ID: Final = "dashboard"
FRESH_FOR: Final = timedelta(minutes=5)
NEW_WITHIN: Final = timedelta(days=7)


class Dashboard(Document):
    """`insights/dashboard`. `repeat_rate`: of those who bought, the share that bought twice or more; null where none
    did. `average_visits`: of all customers. What was counted beside it is not of one instant.
    """

    collection: ClassVar[str] = "insights"
    customers: int = 0
    new_customers: int = 0
    buyers: int = 0
    repeat_buyers: int = 0
    visits: int = 0
    repeat_rate: float | None = None
    average_visits: float | None = None
    counted_at: datetime | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Whether it was counted a moment ago, by whatever clock."""
        return self.counted_at is not None and abs(now - self.counted_at) < FRESH_FOR


def dashboard_tallies(now: datetime) -> Mapping[str, Tally]:
    """What is counted. Those who were joined into others have no orders, and are taken off the rest."""
    since = ("created_at", now - NEW_WITHIN)
    return {
        "all": Tally(Customer),
        "joined": Tally(Customer, having=("joined_at",)),
        "new": Tally(Customer, at_least=since, having=("created_at",)),
        "new_joined": Tally(Customer, at_least=since, having=("created_at", "joined_at")),
        "buyers": Tally(Customer, at_least=("stats.orders", 1), having=("stats.orders",)),
        "repeat_buyers": Tally(Customer, at_least=("stats.orders", 2), having=("stats.orders",)),
        "visits": Tally(Customer, sum_of="stats.visits"),
    }


def keep_dashboard(tallied: Mapping[str, int], now: datetime) -> Decision[dict[str, Any]]:
    """The dashboard of what was counted, which goes over the one before. Bills 1 read and 1 write."""
    yield from get(Dashboard, ID)
    counted = dashboard_of(tallied, now)
    return Changes(put=(counted,)), counted.model_dump(mode="json")


def dashboard_of(tallied: Mapping[str, int], now: datetime) -> Dashboard:
    customers = max(0, tallied["all"] - tallied["joined"])
    buyers, repeat_buyers = tallied["buyers"], tallied["repeat_buyers"]
    return Dashboard(
        id=ID,
        customers=customers,
        new_customers=max(0, tallied["new"] - tallied["new_joined"]),
        buyers=buyers,
        repeat_buyers=repeat_buyers,
        visits=tallied["visits"],
        repeat_rate=_share(repeat_buyers, buyers),
        average_visits=_share(tallied["visits"], customers),
        counted_at=now,
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole > 0 else None
