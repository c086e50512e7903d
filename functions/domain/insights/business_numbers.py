"""The figures of a month, of what the business's documents add up to (docs/insights.md has a definition of each).

A figure that is shared by nothing is None: of nobody there is no rate. Rates are in percent, with two digits.
"""

from collections.abc import Mapping
from typing import Final

from functions.domain.insights.business_sums import ALL, NOW
from functions.domain.insights.figures import Figure, Numbers, percent

Number = int | float | None
_DIGITS: Final = 2
# What is compared with the month before: by how many percent it is more, or by how many percentage points.
_GROWS: Final = (
    *("revenue_minor", "attributed_revenue_minor", "buyers", "new_customers", "profit_minor"),
    *("acquisition_cost_minor", "lifetime_value_minor"),
)
_RISES: Final = (
    *("retention_rate_percent", "reactivation_rate_percent", "cross_sell_percent", "upsell_percent"),
    *("csat_percent", "margin_percent", "service_on_time_percent"),
)
# Known as of the last count alone: a month that is over keeps what it had in its own time.
STANDING: Final = ("customers", "lifetime_value_minor", "lifetime_spend_minor")
# By the last word of a name; without one of these it is customers.
_UNITS: Final[Mapping[str, str]] = {
    "percent": "percent",
    "points": "percentage points",
    "hours": "hours",
    "average": "rating",
    "met": "recommendations",
    **dict.fromkeys(("uncounted", "judged", "few"), "campaigns"),
    **{name: name for name in ("orders", "recommendations", "ratings", "tasks", "campaigns")},
    **dict.fromkeys(
        ("base", "buyers", "customers", "dormant", "reactivated", "retained", "upsold"), "customers"
    ),
}


def numbers_of(sums: Mapping[str, int], window: str, *, other_marketing_minor: int) -> dict[str, Number]:
    """The figures of a window, of all customers. `other_marketing_minor`: what marketing cost in it beside messages and
    discounts.
    """
    of = _Sums(sums, f"{window}:{ALL}:")
    return {
        **_of_customers(of),
        **_of_sales(of),
        **_of_answers(of),
        **_of_service(of),
        **_of_campaigns(of),
        **_of_marketing(of, other_marketing_minor),
    }


def standing_numbers(sums: Mapping[str, int]) -> dict[str, Number]:
    """The figures as of now, of customers who have bought."""
    of = _Sums(sums, f"{NOW}:{ALL}:")
    valued = of["valued"]
    return {
        "customers": of["customers"],
        "lifetime_value_minor": _mean(of["lifetime_value_minor"], valued),
        "lifetime_spend_minor": _mean(of["lifetime_spend_minor"], valued),
    }


def segment_numbers(sums: Mapping[str, int], window: str) -> dict[str, dict[str, Number]]:
    """By scope, the figures of the customers of each segment who have any."""
    scopes = {name.partition(":")[2].rpartition(":")[0] for name in sums if name.startswith(f"{window}:")}
    found: dict[str, dict[str, Number]] = {}
    for scope in sorted(scopes - {ALL}):
        of = _Sums(sums, f"{window}:{scope}:")
        found[scope] = {
            **{name: of[name] for name in ("buyers", "new_customers", "orders", "revenue_minor")},
            "retention_rate_percent": percent(of["retained"], of["retention_base"]),
            **_profit(of),
        }
    return found


def trends(now: Numbers, before: Numbers) -> dict[str, Number]:
    """How figures moved against those of the month before. None where one of the two is not known, and of a growth
    where that one was none or below.
    """
    grown = {f"{_stem(name)}:growth_percent": _growth(now.get(name), before.get(name)) for name in _GROWS}
    risen = {f"{_stem(name)}:change_points": _change(now.get(name), before.get(name)) for name in _RISES}
    return {**grown, **risen}


def _growth(now: Number, before: Number) -> float | None:
    if now is None or before is None or before <= 0:
        return None
    return round(100 * (now - before) / before, _DIGITS)


def _change(now: Number, before: Number) -> float | None:
    return None if now is None or before is None else round(now - before, _DIGITS)


def _stem(name: str) -> str:
    """A figure's name without its unit."""
    return name.removesuffix("_minor").removesuffix("_percent")


def figures_in(numbers: Numbers, *, currency: str, scope: str) -> dict[str, Figure]:
    """Numbers with their units, each name after its scope."""
    return {
        f"{scope}:{name}": Figure(value=value, unit=_unit(name, currency)) for name, value in numbers.items()
    }


def _unit(name: str, currency: str) -> str:
    last = name.rpartition("_")[2]
    return currency if last == "minor" else _UNITS[last]


class _Sums:
    """The sums of a window and a scope by their names; 0 where there is none."""

    def __init__(self, sums: Mapping[str, int], prefix: str) -> None:
        self._sums, self._prefix = sums, prefix

    def __getitem__(self, name: str) -> int:
        return self._sums.get(f"{self._prefix}{name}", 0)


def _of_customers(of: _Sums) -> dict[str, Number]:
    return {
        "buyers": of["buyers"],
        "new_customers": of["new_customers"],
        "retention_base": of["retention_base"],
        "retained": of["retained"],
        "retention_rate_percent": percent(of["retained"], of["retention_base"]),
        "dormant": of["dormant"],
        "reactivated": of["reactivated"],
        "reactivation_rate_percent": percent(of["reactivated"], of["dormant"]),
        "recommendations": of["recommended"],
        "recommendations_met": of["recommended_met"],
        "cross_sell_percent": percent(of["recommended_met"], of["recommended"]),
        "upsell_base": of["upsell_base"],
        "upsold": of["upsold"],
        "upsell_percent": percent(of["upsold"], of["upsell_base"]),
    }


def _of_sales(of: _Sums) -> dict[str, Number]:
    return {
        "orders": of["orders"],
        "other_currency_orders": of["other_currency_orders"],
        "revenue_minor": of["revenue_minor"],
        "attributed_orders": of["attributed_orders"],
        "attributed_revenue_minor": of["attributed_revenue_minor"],
        "attributed_share_percent": percent(of["attributed_revenue_minor"], of["revenue_minor"]),
        **_profit(of),
    }


def _profit(of: _Sums) -> dict[str, Number]:
    """Gross: of what was bought whose cost is known."""
    profit = of["revenue_minor"] - of["cost_minor"] - of["uncosted_minor"]
    return {
        "cost_minor": of["cost_minor"],
        "uncosted_minor": of["uncosted_minor"],
        "profit_minor": profit,
        "margin_percent": percent(profit, of["revenue_minor"] - of["uncosted_minor"]),
    }


def _of_answers(of: _Sums) -> dict[str, Number]:
    return {
        "ratings": of["ratings"],
        "csat_percent": percent(of["satisfied"], of["ratings"]),
        "rating_average": round(of["rating_sum"] / of["ratings"], _DIGITS) if of["ratings"] else None,
    }


def _of_service(of: _Sums) -> dict[str, Number]:
    return {
        "low_ratings": of["low_ratings"],
        "low_ratings_resolved_percent": percent(of["low_resolved"], of["low_ratings"]),
        "low_rating_resolution_hours": _hours(of["low_resolved_minutes"], of["low_resolved"]),
        "service_tasks": of["service_tasks"],
        "service_on_time_percent": percent(of["service_on_time"], of["service_dated"]),
        "service_hours": _hours(of["service_minutes"], of["service_timed"]),
    }


def _of_campaigns(of: _Sums) -> dict[str, Number]:
    cost, discount = of["judged_cost_minor"], of["judged_discount_minor"]
    return {
        "campaigns": of["campaigns"],
        "campaigns_uncounted": of["campaigns_uncounted"],
        "campaign_response_percent": percent(of["campaign_responded"], of["campaign_sent"]),
        "campaign_conversion_percent": percent(of["campaign_buyers"], of["campaign_people"]),
        "campaigns_judged": of["campaigns_judged"],
        "campaigns_too_few": of["campaigns_too_few"],
        "uplift_minor": of["uplift_minor"] if of["campaigns_judged"] else None,
        "campaign_roi_percent": percent(of["uplift_minor"] - cost, cost + discount),
    }


def _of_marketing(of: _Sums, other_minor: int) -> dict[str, Number]:
    messages, discounts = of["message_cost_minor"], of["discount_minor"]
    cost = messages + discounts + other_minor
    return {
        "message_cost_minor": messages,
        "discount_minor": discounts,
        "other_marketing_minor": other_minor,
        "marketing_cost_minor": cost,
        "acquisition_cost_minor": _mean(cost, of["new_customers"]),
    }


def _mean(total: int, number: int) -> int | None:
    return round(total / number) if number > 0 else None


def _hours(minutes: int, number: int) -> float | None:
    return round(minutes / number / 60, _DIGITS) if number > 0 else None
