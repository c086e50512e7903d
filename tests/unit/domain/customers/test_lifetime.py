"""What a customer is worth: average order value x visits a month x lifespan."""

from datetime import timedelta

import pytest

from functions.domain.customers.customer import Stats
from functions.domain.customers.lifetime import MONTH, lifetime_figures
from tests.builders import NOON


def stats(**changes: object) -> Stats:
    known = {"orders": 6, "visits": 6, "aov_minor": 20_000, "first_order_at": NOON}
    return Stats.model_validate({**known, "last_order_at": NOON + 3 * MONTH, **changes})


@pytest.mark.item("S004-24")
def test_a_lifetime_s_value_is_order_value_times_visits_a_month_times_lifespan() -> None:
    assert lifetime_figures(stats(), 36) == {
        "lifetime_value_minor": 20_000 * 2 * 36,
        "visits_per_month": 2.0,
        "window": {
            "from": NOON.isoformat(),
            "to": (NOON + 3 * MONTH).isoformat(),
            "months": 3.0,
            "lifespan_months": 36,
        },
    }


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({"orders": 1, "visits": 1, "last_order_at": NOON}, 20_000 * 12),  # a month at the least
        ({"last_order_at": NOON + timedelta(days=3)}, 20_000 * 6 * 12),
        ({"visits": 0}, 20_000 * 2 * 12),  # of a shop that nobody visits
        ({"visits": 3}, 20_000 * 1 * 12),
        ({"orders": 0, "visits": 0, "aov_minor": 0}, None),
        ({"first_order_at": None}, None),
        ({"last_order_at": None}, None),
    ],
)
def test_the_window_is_a_month_at_the_least(changes: dict[str, object], value: int | None) -> None:
    assert lifetime_figures(stats(**changes), 12)["lifetime_value_minor"] == value
