"""The roaster's figures, from the CSV alone: the learned probability worked out a second time, in a few lines."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from math import log
from typing import Any

from demo.lengths import Row, read_deal_rows

Closed = list[Row]
DAYS_ALLOWED = 3  # 27 hours of nine-hour days, from one morning on: over by the third one's afternoon
WEIGHTS = {"Prospecting": 10, "Engaging": 20}


def expected(length: str, most: int | None = None) -> dict[str, Any]:
    """The figures that the deals of a run must lead to, the first `most` of them, by dotted path."""
    rows = read_deal_rows(length, most)
    chances = _chances([row for row in rows if row["engaged_on"]])
    return {
        **_of_deals(rows),
        **_of_closed([row for row in rows if row["closed_on"]]),
        **_of_open([row for row in rows if not row["closed_on"]]),
        "foretold": len(chances),
        "log_loss.learned": _loss((learned, is_won) for learned, _, is_won in chances),
        "log_loss.base_rate": _loss((base, is_won) for _, base, is_won in chances),
        "replay.changed": 0,
        "dead_letters": 0,
    }


def _of_deals(rows: Sequence[Row]) -> dict[str, Any]:
    last = max(max(row["engaged_on"], row["closed_on"]) for row in rows)
    by_stage = Counter(row["stage"] for row in rows)
    return {
        "opportunities.won": by_stage["Won"],
        "opportunities.lost": by_stage["Lost"],
        "sla_breaches": sum(
            _days(row["engaged_on"], row["closed_on"] or last) >= DAYS_ALLOWED
            for row in rows
            if row["engaged_on"]
        ),
    }


def _of_closed(closed: Closed) -> dict[str, Any]:
    days = [_days(row["engaged_on"], row["closed_on"]) for row in closed]
    return {
        "won_value_minor": sum(int(row["close_value"]) for row in closed) * 100,
        "win_rate": _rate(closed),
        "win_rate_by_agent": {name: _rate(_of(closed, "agent", name)) for name in _names(closed, "agent")},
        "win_rate_by_product": {
            name.lower().replace(" ", "_"): _rate(_of(closed, "product", name))
            for name in _names(closed, "product")
        },
        "mean_days_to_close": round(sum(days) / len(days), 2) if days else None,
        "forecast.won_minor_by_month": _sums(
            (row["closed_on"][:7], row["close_value"]) for row in closed if row["stage"] == "Won"
        ),
    }


def _of_open(still_open: list[Row]) -> dict[str, Any]:
    weighted = sum(int(row["list_price"]) * WEIGHTS[row["stage"]] for row in still_open)
    return {
        "opportunities.open": len(still_open),
        "open_value_minor": sum(int(row["list_price"]) for row in still_open) * 100,
        "weighted_open_value_minor": weighted,
        "forecast.open": len(still_open),
        "forecast.weighted_minor": weighted,
        "forecast.open_minor_by_agent": _sums((row["agent"], row["list_price"]) for row in still_open),
    }


def _sums(amounts: Iterable[tuple[str, str]]) -> dict[str, int]:
    """The amounts by name, in minor units."""
    found = Counter[str]()
    for name, amount in amounts:
        found[name] += int(amount) * 100
    return dict(sorted(found.items()))


def _names(rows: Closed, column: str) -> list[str]:
    return sorted({row[column] for row in rows}, key=lambda name: name.lower().replace(" ", "_"))


def _of(rows: Closed, column: str, value: str) -> Closed:
    return [row for row in rows if row[column] == value]


def _rate(closed: Closed) -> float | None:
    return round(sum(row["stage"] == "Won" for row in closed) / len(closed), 4) if closed else None


def _days(since: str, until: str) -> int:
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


def _chances(rows: Closed) -> list[tuple[float, float, bool]]:
    """Of each deal that was closed and had one: the probability by agent and product as known on the day it began, the
    share of won deals by then, and whether it was won.
    """
    found, began = list[tuple[str, float, float, bool]](), {row["engaged_on"] for row in rows}
    for on in sorted(began):
        known = [row for row in rows if row["closed_on"] and row["closed_on"] < on]
        won = sum(row["stage"] == "Won" for row in known)
        if not 0 < won < len(known):
            continue
        odds = {name: _odds_by_value(known, name) for name in ("agent", "product")}
        for row in _of(rows, "engaged_on", on):
            if row["closed_on"]:
                ratio = won / (len(known) - won)
                for name, by_value in odds.items():
                    ratio *= by_value.get(row[name], 1.0)
                percent = min(99, max(1, round(100 * ratio / (1 + ratio))))
                found.append((row["opportunity_id"], percent / 100, won / len(known), row["stage"] == "Won"))
    return [(learned, base, is_won) for _, learned, base, is_won in sorted(found)]


def _odds_by_value(known: Closed, column: str) -> dict[str, float]:
    """By how much each value multiplies the odds; nothing where the values differ as chance has them."""
    sizes = Counter(row[column] for row in known)
    wins = Counter(row[column] for row in known if row["stage"] == "Won")
    count, usual = len(known), sum(wins.values()) / len(known)
    spread = sum(n * (wins[value] / n - usual) ** 2 for value, n in sizes.items()) / (usual * (1 - usual))
    beyond, room = spread - len(sizes) + 1, count - sum(n * n for n in sizes.values()) / count
    if beyond <= 0 or room <= 0:
        return {}
    beside = max(10, room / beyond - 1)
    shares = {value: (wins[value] + beside * usual) / (n + beside) for value, n in sizes.items()}
    return {value: share / (1 - share) * (1 - usual) / usual for value, share in shares.items()}


def _loss(foretold: Iterable[tuple[float, bool]]) -> float | None:
    surprises = [-log(p if is_won else 1 - p) for p, is_won in foretold]
    return round(sum(surprises) / len(surprises), 4) if surprises else None
