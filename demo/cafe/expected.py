"""The café's figures, from the CSV alone: the rules of its preset a second time, in a few lines."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from demo.lengths import read_rows

HOUR = timedelta(hours=1)
CAFE_ZONE = ZoneInfo("Asia/Kolkata")


def expected(length: str, most: int | None = None) -> dict[str, Any]:
    """The figures that the purchases of a run must lead to, the first `most` of them."""
    rows = read_rows(length, most)
    visits: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    spend: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        local = datetime.strptime(f"{row['date']} {row['time']}", "%Y/%m/%d %H:%M").replace(tzinfo=CAFE_ZONE)
        at = local.astimezone(UTC)
        visits[row["card"]].append((at, int(Decimal(row["price"]) * 100) // 100))
        spend[row["card"]] += Decimal(row["price"]) * 100
        end = at + timedelta(days=61)
    seen_at = at.replace(minute=0) + HOUR
    spend.pop("", None)
    anonymous = len(visits.pop("", []))
    winbacks = {card: _silences([at for at, _ in of], end) for card, of in visits.items()}
    climbs = {card: _climb([points for _, points in of]) for card, of in visits.items()}
    messages = {card: winbacks[card] + climbs[card] for card in visits}
    sent = sum(count for card, count in messages.items() if int(card[-4:]) % 2 == 0)
    suppressed = sum(messages.values()) - sent
    points = sum(points for of in visits.values() for _, points in of)
    return {
        "orders": len(rows),
        "anonymous_orders": anonymous,
        "customers": len(visits),
        "repeat_customers": sum(len(of) > 1 for of in visits.values()),
        "points_issued": points,
        "points_balance": points,
        "tiers": dict(sorted(Counter(("silver", "gold", "platinum")[n] for n in climbs.values()).items())),
        "winbacks": sum(winbacks.values()),
        "messages": {name: n for name, n in (("sent", sent), ("suppressed", suppressed)) if n},
        "suppressed": {"not_opted_in": suppressed} if suppressed else {},
        "dashboard": _dashboard([[at for at, _ in of] for of in visits.values()], seen_at),
        "segments": _segments([[at for at, _ in of] for of in visits.values()], seen_at)
        | {"high_spenders": sum(total >= 5000 for total in spend.values())},
        "replay": {"posts": len(rows) + len(rows) // 10, "changed": 0},
    }


def _dashboard(visits: list[list[datetime]], seen_at: datetime) -> dict[str, float]:
    """All, those whose first visit was in the last 7 days, the share that came again, visits of each."""
    return {
        "customers": len(visits),
        "new_customers": sum(of[0] >= seen_at - timedelta(days=7) for of in visits),
        "repeat_rate": round(sum(len(of) > 1 for of in visits) / len(visits), 4),
        "average_visits": round(sum(map(len, visits)) / len(visits), 4),
    }


def _segments(visits: list[list[datetime]], seen_at: datetime) -> dict[str, int]:
    silent = {days: sum(of[-1] + timedelta(days=days) <= seen_at for of in visits) for days in (30, 60)}
    return {
        "first_time": sum(len(of) == 1 for of in visits),
        "regulars": sum(len(of) >= 5 for of in visits),
        "inactive_30": silent[30],
        "inactive_60": silent[60],
    }


def _silences(visits: list[datetime], end: datetime) -> int:
    """Win-backs: at the first full hour after 30 and 60 days without a visit, unless the next visit is before it."""
    count = 0
    for at, following in zip(visits, [*visits[1:], end + HOUR], strict=True):
        for days in (30, 60):
            tick = _next_hour(at + timedelta(days=days))
            count += tick <= min(following, end)
    return count


def _next_hour(at: datetime) -> datetime:
    past = timedelta(minutes=at.minute, seconds=at.second)
    return at if not past else at - past + HOUR


def _climb(points: list[int]) -> int:
    """How many tiers above the lowest: 50 points or 20 visits, 150 points or 50 visits."""
    return sum(sum(points) >= least or len(points) >= visits for least, visits in ((50, 20), (150, 50)))
