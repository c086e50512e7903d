"""How a month went, of the counts of deals: won and lost, how long that took, the funnel, and where deals came from."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from functions.domain.insights.deal_counts import Basis, instant_text
from functions.domain.insights.figures import percent
from functions.domain.orgs.org import Org
from functions.domain.sales.stages import Placed, named_pipeline, outcome_of, place_of

Number = int | float | None
Counts = Mapping[str, int]


def sales_numbers(counts: Counts, *, month: str, basis: Basis, now: datetime) -> dict[str, Number]:
    """Of deals that were won and lost in the month: how many, the share that was won, their mean size and days; of the
    open ones, how many; `velocity`: what they bring a day at that share, size and length (the field's formula). Amounts
    are of deals in the business's currency; `other_currency` counts those that were won, or are open, in another one.
    Limits of stages that passed in the month, of deals that stand there still and of those that moved on.
    """
    won, lost, days = (
        counts.get(name, 0) for name in (f"won:{month}:count", f"lost:{month}:count", f"won:{month}:days")
    )
    amount, opened = counts.get(f"won:{month}:amount_minor", 0), _open(counts)
    still_open, open_amount, open_others = (
        _sum(opened, each) for each in ("count", "amount_minor", "other_currency")
    )
    # The mean is of those whose amount is known in the business's currency.
    others = counts.get(f"won:{month}:other_currency", 0)
    of_all = amount if not others else amount * won / (won - others) if won > others else 0
    rate, size = percent(won, won + lost), round(of_all / won) if won > others else None
    cycle = round(days / won, 2) if won else None
    return {
        "won:count": won,
        "won:amount_minor": amount,
        "lost:count": lost,
        "win_rate_percent": rate,
        "cycle_days": cycle,
        "deal_size_minor": size,
        "open:count": still_open,
        "open:amount_minor": open_amount,
        "other_currency:count": others + open_others,
        "velocity_minor": round(still_open * won / (won + lost) * of_all / days) if days else None,
        "sla_breaches": counts.get(f"breach:{month}", 0) + _passed(counts, month=month, basis=basis, now=now),
    }


def stage_numbers(org: Org, counts: Counts, *, month: str, now: datetime) -> dict[str, Number]:
    """Of each stage of each pipeline: the stays that began in the month, and of these those that went on to a further
    stage or were won, went back, were lost; how many open deals stand there now, and for how many days on average.
    """
    found: dict[str, Number] = {}
    by_pipeline: dict[str, dict[str, Counter[str]]] = {}
    for (pipeline, stage), ways in _ways(org, counts, month=month).items():
        by_pipeline.setdefault(pipeline, {})[stage] = ways
    for (pipeline, stage), stands in _stands(counts).items():
        by_pipeline.setdefault(pipeline, {}).setdefault(stage, Counter()).update(stands)
    for pipeline, stages in sorted(by_pipeline.items()):
        for stage, ways in sorted(stages.items()):
            scope, here = f"stage:{pipeline}:{stage}", ways["standing"]
            found |= {f"{scope}:{way}": ways[way] for way in ("reached", "moved_on", "moved_back", "lost")}
            found[f"{scope}:conversion_percent"] = percent(ways["moved_on"], ways["reached"])
            found[f"{scope}:standing"] = here
            age = (int(now.timestamp()) // 60 - ways["minutes"] / here) / (24 * 60) if here else None
            found[f"{scope}:mean_age_days"] = round(age, 2) if age is not None else None
    return found


def source_numbers(counts: Counts, *, month: str) -> dict[str, Number]:
    """What was won in the month by where its customers came from: how many deals, and what they came to."""
    found: dict[str, Number] = {}
    for name, count in sorted(counts.items()):
        if name.startswith(f"source:{month}:"):
            kind, measure, value = name.split(":", 4)[2:]
            found[f"source_{kind}:{value}:won_{measure}"] = count
    return found


def _open(counts: Counts) -> list[tuple[str, int]]:
    """What is counted of open deals: of each cell its measure."""
    return [
        (name.rpartition(":")[2], count) for name, count in counts.items() if name.partition(":")[0] == "open"
    ]


def _sum(counted: Iterable[tuple[str, int]], measure: str) -> int:
    return sum(count for name, count in counted if name == measure)


def _passed(counts: Counts, *, month: str, basis: Basis, now: datetime) -> int:
    """The limits of deals that stand there still, of the month, that have passed."""
    limits = ((name.partition(":")[2], count) for name, count in counts.items() if name.startswith("limit:"))
    until = instant_text(now)
    return sum(
        count
        for at, count in limits
        if at <= until and basis.month_of(datetime.fromisoformat(at.replace("Z", "+00:00"))) == month
    )


def _ways(org: Org, counts: Counts, *, month: str) -> dict[tuple[str, str], Counter[str]]:
    found: dict[tuple[str, str], Counter[str]] = {}
    for name, count in counts.items():
        if not name.startswith(f"visit:{month}:"):
            continue
        stages, pipeline = name.split(":", 3)[2:]
        stage, _, after = stages.partition(">")
        ways = found.setdefault((pipeline, stage), Counter())
        ways["reached"] += count
        if after:
            ways[_way(named_pipeline(org, pipeline), stage, after)] += count
    return found


def _way(placed: Placed | None, stage: str, after: str) -> str:
    """Where a deal went, by its pipeline as it is now. A stage that was dropped is before all others."""
    if placed is None:
        return "moved_on"
    if outcome_of(placed.pipeline, after) == "lost":
        return "lost"
    return "moved_on" if place_of(placed.pipeline, after) > place_of(placed.pipeline, stage) else "moved_back"


def _stands(counts: Counts) -> dict[tuple[str, str], Counter[str]]:
    found: dict[tuple[str, str], Counter[str]] = {}
    for name, count in counts.items():
        if name.startswith("stands:"):
            stage, measure, pipeline = name.split(":", 3)[1:]
            stands = found.setdefault((pipeline, stage), Counter())
            stands["standing" if measure == "count" else "minutes"] += count
    return found
