"""What a customer is worth over the time that they stay: an estimate from what they bought so far."""

from datetime import timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from functions.domain.customers.customer import Stats

MONTH = timedelta(days=365.25) / 12


def lifetime_figures(stats: Stats, lifespan_months: int) -> dict[str, Any]:
    """Average order value x visits per month x lifespan in months (S004-24), and what it was worked out from.

    The window is the time from the first order to the last, a month at the least, so that it stands still between two
    orders. Orders stand for visits where a customer never came in. None of those without an order.
    """
    first, last = stats.first_order_at, stats.last_order_at
    if first is None or last is None or stats.orders <= 0:
        return {"lifetime_value_minor": None, "visits_per_month": None, "window": None}
    months = max(Decimal(1), Decimal((last - first) / MONTH))
    per_month = (stats.visits or stats.orders) / months
    value = stats.aov_minor * per_month * lifespan_months
    return {
        "lifetime_value_minor": int(value.to_integral_value(ROUND_HALF_EVEN)),
        "visits_per_month": float(round(per_month, 2)),
        "window": {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "months": float(round(months, 2)),
            "lifespan_months": lifespan_months,
        },
    }
