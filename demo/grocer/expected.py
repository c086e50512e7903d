"""The grocer's figures, from the CSV alone: the rules of its preset a second time, in a few lines."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from demo.lengths import read_basket_rows

# Days after which one is used up, less the buffer of seven; a reminder comes between day 10 and day 90.
DAYS = {
    21: ("whole milk", "other vegetables", "rolls/buns", "yogurt", "tropical fruit", "brown bread"),
    28: ("soda", "root vegetables", "bottled water", "sausage", "citrus fruit", "pastry", "pip fruit"),
    35: ("canned beer", "bottled beer", "whipped/sour cream", "newspapers", "frankfurter", "pork"),
    60: ("shopping bags",),
}
LASTS = {category: days for days, categories in DAYS.items() for category in categories}
# The preset's own profiles are of kilograms and litres: pieces bring the reminder on a fixed day.
FIXED = {"oil": 18, "rice": 22, "flour": 23, "spices": 28, "honey": 40}
DAY = timedelta(days=1)
# The offers of the year from its first month on, each on one day of its month but Ramadan's, the fourth: ten days
# before its first day.
YEAR_BEGINS_IN, OFFER_DAY = 3, 11
OFFERS = (
    *("first_order", "rice_spice", "oil_combo", None, "referral", "card_launch"),
    *("new_product", "buy_more", "free_delivery", "festival_combo", "loyal_coupon", "permanent_card"),
)
RAMADAN_OFFERS = {"2014-06-20", "2015-06-09", "2016-05-28"}


def expected(length: str, most: int | None = None) -> dict[str, Any]:
    """The figures that the baskets of a run must lead to, the first `most` of them, by dotted path."""
    baskets = read_basket_rows(length, most)
    by_member: dict[str, list[tuple[date, Counter[str]]]] = defaultdict(list)
    for rows in baskets:
        bought = Counter(row["itemDescription"].strip() for row in rows)
        by_member[rows[0]["Member_number"]].append((date.fromisoformat(rows[0]["Date"]), bought))
    end = date.fromisoformat(baskets[-1][0]["Date"])
    made, off, met = 0, 0, 0
    for visits in by_member.values():
        reminded, early = _reminders(visits, end)
        bought_on = {(on, category) for on, bought in visits for category in bought}
        made, off = made + len(reminded), off + early
        met += early + sum(_is_bought(day, category, bought_on) for day, category in reminded)
    return {
        "members": len(by_member),
        "baskets": len(baskets),
        "lines": sum(len(rows) for rows in baskets),
        "orders": len(baskets),
        "tiers": dict(sorted(Counter(_tier(len(visits)) for visits in by_member.values()).items())),
        "reminders.due": made + off,
        "reminders.called_off": off,
        "reminders.met_within_7_days": met,
        "reminders.sent_twice": 0,
        "tasks.over_capacity": 0,
        "coupons.refused": 0,
        "offers.launched": launched(date.fromisoformat(baskets[0][0]["Date"]), end),
        "offers.sent_twice": 0,
        "offers.wrong": [],
        "dead_letters": 0,
        "replay": {"posts": len(baskets) + len(baskets) // 10, "changed": 0},
    }


def launched(first: date, last: date) -> dict[str, str]:
    """The campaigns that begin after the first day, and on which day."""
    found: dict[str, str] = {}
    for number in range(1, (last - first).days + 1):
        day = first + number * DAY
        offer = OFFERS[(day.month - YEAR_BEGINS_IN) % 12]
        if day.day == OFFER_DAY and offer is not None:
            found[f"{offer}-{day.year}"] = str(day)
        if str(day) in RAMADAN_OFFERS:
            found[f"ramadan_pack-{day.year}"] = str(day)
    return found


def _tier(orders: int) -> str:
    """By orders alone: the taka that the tiers ask for instead are more than so few baskets cost."""
    return "permanent" if orders >= 12 else "gold" if orders >= 6 else "silver" if orders >= 3 else "none"


def _reminders(visits: list[tuple[date, Counter[str]]], end: date) -> tuple[list[tuple[date, str]], int]:
    """The reminders of one member, day by day at nine, before they shop: the day that each was planned for, and its
    category. What is due in two days more comes along. And how many were called off in the week before their day.
    """
    by_day, planned, found, off = dict(visits), dict[str, date](), list[tuple[date, str]](), 0
    day = visits[0][0]
    while day <= end:
        if day in planned.values():
            for category in [each for each, on in planned.items() if on <= day + 2 * DAY]:
                found.append((planned.pop(category), category))
        for category, count in by_day.get(day, {}).items():
            off += category in planned and planned.pop(category) <= day + 7 * DAY
            if category in FIXED:
                planned[category] = day + FIXED[category] * DAY
            elif category in LASTS:
                planned[category] = day + min(max(LASTS[category] * count - 7, 10), 90) * DAY
        day += DAY
    return found, off


def _is_bought(day: date, category: str, bought_on: set[tuple[date, str]]) -> bool:
    return any((day + number * DAY, category) in bought_on for number in range(-7, 8))
