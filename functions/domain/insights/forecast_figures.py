"""What a month will bring, of the counts of deals: by category, with the weighted amounts, and how true it came."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from functions.domain.insights.deal_counts import UNDATED

CATEGORIES: Final = ("pipeline", "best_case", "commit", "closed")
MEASURES: Final = ("count", "amount_minor", "weighted_minor", "learned_minor")
STARTS: Final = ("commit_minor", "weighted_minor", "learned_minor")
Start = Mapping[str, int]


def forecast_numbers(counts: Mapping[str, int], *, month: str, today: str) -> dict[str, int]:
    """By category and in all: how many deals, their amount, and that weighted by the stage's probability and by the
    learned one (where none is known yet, the stage's). What was won in the month is `closed`, and weighs all of it.

    Beside these, of whatever month: `undated` deals, and `overdue` ones, whose day has passed. An overdue deal of the
    month is in its category too.
    """
    found = Counter[str](dict.fromkeys(_names(), 0))
    for name, count in counts.items():
        kind, _, rest = name.partition(":")
        if kind == "open":
            for place in _open_places(rest, month=month, today=today):
                found[place] += count
        elif kind == "won" and rest.startswith(f"{month}:"):
            _add_closed(found, rest.partition(":")[2], count)
    for measure in MEASURES:
        found[f"total:{measure}"] = sum(found[f"{category}:{measure}"] for category in CATEGORIES)
    return dict(found)


def start_of(numbers: Mapping[str, int]) -> dict[str, int]:
    """What a month was said to bring: its commit, and the weighted amounts, each with what was closed by then."""
    return {
        "commit_minor": numbers["commit:amount_minor"] + numbers["closed:amount_minor"],
        "weighted_minor": numbers["total:weighted_minor"],
        "learned_minor": numbers["total:learned_minor"],
    }


def accuracy_numbers(
    start: Start, numbers: Mapping[str, int], *, is_over: bool
) -> dict[str, int | float | None]:
    """What was said at the month's start, and once the month is over how near that came to what was closed."""
    said: dict[str, int | float | None] = {f"start:{name}": start.get(name, 0) for name in STARTS}
    if not is_over:
        return said
    closed = numbers["closed:amount_minor"]
    near = {
        f"accuracy:{name.removesuffix('_minor')}_percent": nearness(start.get(name, 0), closed)
        for name in STARTS
    }
    return said | near


def nearness(said: int, closed: int) -> float | None:
    """100 where it came as it was said, less by what it missed in percent of what was closed, 0 at the least; nothing
    where none was closed.
    """
    return max(0.0, round(100 - 100 * abs(said - closed) / closed, 2)) if closed > 0 else None


def months_ahead(counts: Mapping[str, int], *, since: str) -> tuple[str, ...]:
    """The month and those after it in which open deals are expected to close."""
    days = {name.split(":", 2)[1] for name in counts if name.startswith("open:")}
    return tuple(sorted({since} | {day[:7] for day in days if day != UNDATED and day[:7] > since}))


def _names() -> list[str]:
    of_month = [f"{each}:{measure}" for each in (*CATEGORIES, "total") for measure in MEASURES]
    beside = [f"{each}:{measure}" for each in ("overdue", UNDATED) for measure in ("count", "amount_minor")]
    return [*of_month, *beside, "other_currency:count"]


def _open_places(name: str, *, month: str, today: str) -> Iterator[str]:
    """Where a count of open deals is shown: in its category, where its day is of the month; as undated or overdue."""
    day, category, measure = name.split(":")
    if day[:7] == month:
        yield f"{category}:{measure}" if measure != "other_currency" else "other_currency:count"
    if measure in ("count", "amount_minor") and (day == UNDATED or day < today):
        yield f"{UNDATED if day == UNDATED else 'overdue'}:{measure}"


def _add_closed(found: Counter[str], measure: str, count: int) -> None:
    if measure == "other_currency":
        found["other_currency:count"] += count
    elif measure == "count":
        found["closed:count"] += count
    elif measure == "amount_minor":
        for each in ("amount_minor", "weighted_minor", "learned_minor"):
            found[f"closed:{each}"] += count
