"""How long the grocer's twenty largest categories last. The data tells when they were bought, not how much of what: the
days of one purchase are defaults of the demo, and the buffer and the limits are those of the preset's settings.
"""

from collections.abc import Mapping
from typing import Any

# After so many days one of them is used up.
LASTS: Mapping[str, int] = {
    "whole milk": 21,
    "other vegetables": 21,
    "rolls/buns": 21,
    "soda": 28,
    "yogurt": 21,
    "root vegetables": 28,
    "tropical fruit": 21,
    "bottled water": 28,
    "sausage": 28,
    "citrus fruit": 28,
    "pastry": 28,
    "pip fruit": 28,
    "shopping bags": 60,
    "canned beer": 35,
    "bottled beer": 35,
    "whipped/sour cream": 35,
    "newspapers": 35,
    "frankfurter": 35,
    "brown bread": 21,
    "pork": 35,
}
# The buffer and the limits of a profile that names none (docs/reminders.md).
BUFFER_DAYS, LEAST_DAYS, MOST_DAYS = 7, 10, 90
# What the preset has a profile of: the days until the reminder, of however many pieces, since it counts kilograms.
OF_THE_PRESET: Mapping[str, int] = {"oil": 18, "rice": 22, "flour": 23, "spices": 28, "honey": 40}


def remind_after(category: str, count: int) -> int | None:
    """After how many days so many of a category have a reminder; None where it has none."""
    if category in LASTS:
        return min(max(LASTS[category] * count - BUFFER_DAYS, LEAST_DAYS), MOST_DAYS)
    return OF_THE_PRESET.get(category)


def profile_id(category: str) -> str:
    return "demo_" + "".join(sign if sign.isalnum() else "_" for sign in category)


def profile(category: str) -> dict[str, Any]:
    """A consumption profile as staff save it."""
    return {
        "name": category.title(),
        "categories": [category],
        "avg_consumption_days": LASTS[category],
        "per": {"quantity": "1", "unit": "pcs"},
    }
