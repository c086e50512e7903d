"""`python -m demo.check build/demo.json`: the demo's figures once more, from the CSV alone.

Nothing of Regulars is used here: the rules of the café's preset stand here a second time, in a few lines.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from demo.lengths import MONTHS, read_rows

HOUR = timedelta(hours=1)
CAFE_ZONE = ZoneInfo("Asia/Kolkata")


def expected(length: str, most: int | None = None) -> dict[str, Any]:
    """The figures that the purchases of a run must lead to, the first `most` of them."""
    rows = read_rows(length, most)
    visits: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for row in rows:
        local = datetime.strptime(f"{row['date']} {row['time']}", "%Y/%m/%d %H:%M").replace(tzinfo=CAFE_ZONE)
        at = local.astimezone(UTC)
        visits[row["card"]].append((at, int(Decimal(row["price"]) * 100) // 100))
        end = at + timedelta(days=61)
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
        "replay": {"posts": len(rows) + len(rows) // 10, "changed": 0},
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


def differences(figures: dict[str, Any], most: int | None = None) -> list[str]:
    """The figures that are not as expected."""
    wanted = expected(figures["length"], most)
    return [
        f"{name}: {figures.get(name, 'missing')}, expected {wanted[name]}"
        for name in wanted
        if figures.get(name) != wanted[name]
    ]


def read_figures(path: Path) -> dict[str, Any]:
    """What a run of the demo left there. ValueError where it is nothing of the kind."""
    figures = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(figures, dict) or figures.get("length") not in MONTHS:
        raise ValueError("has no figures of a demo")
    return figures


def main() -> int:
    """Exit status 0; 1 where a figure differs, 2 where there are none."""
    parser = argparse.ArgumentParser(prog="python -m demo.check", description=__doc__)
    parser.add_argument("figures", type=Path, help="what `make demo` wrote: build/demo.json")
    path = parser.parse_args().figures
    try:
        found = differences(read_figures(path))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        print(f"demo.check: {path}: {reason}; `make demo` writes it", file=sys.stderr)
        return 2
    print("\n".join(found) or "every figure is what the purchases themselves say")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
