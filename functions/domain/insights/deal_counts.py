"""What a deal counts for in its owner's page: it follows from the deal and the business's zone and currency alone, so
what it counted for before a change can be taken away as exactly as it was added.

A count has a name of words between colons: its kind, when, what, and of what.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from functions.domain.kernel.validation import is_date
from functions.domain.orgs.org import Org
from functions.domain.sales.opportunities import Opportunity

UNDATED: Final = "undated"
FORM: Final = "1"  # of the names: pages of another form are made anew
LONGEST_SOURCE: Final = 100
UNKNOWN, OTHER = "unknown", "other"
Counted = tuple[str, int]
_MONTH = rf"(?:{UNDATED}|\d{{4}}-\d\d)"
_NAME = re.compile(
    rf"open:(?:{UNDATED}|\d{{4}}-\d\d-\d\d):\w+:\w+|(?:won|lost):{_MONTH}:\w+|breach:{_MONTH}"
    r"|limit:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ|stands:[^:]*:(?:count|minutes):.*"
    rf"|visit:{_MONTH}:[^:]*>[^:]*:.*|source:{_MONTH}:(?:method|app):\w+:.*",
    re.DOTALL,
)


@dataclass(frozen=True)
class Basis:
    """By which clock and in which money deals are counted."""

    zone: ZoneInfo
    currency: str

    @classmethod
    def of(cls, org: Org) -> "Basis":
        return cls(org.zone, org.settings.currency)

    @property
    def text(self) -> str:
        return f"{FORM} {self.zone.key} {self.currency}"

    def month_of(self, at: datetime) -> str:
        """The month of an instant: `2025-01`."""
        return f"{at.astimezone(self.zone):%Y-%m}"

    def today(self, now: datetime) -> str:
        return f"{now.astimezone(self.zone).date()}"


def counts_of(deal: Opportunity | None, basis: Basis) -> Counter[str]:
    """All that a deal counts for. It stands in one cell: open in that of its day and category, won or lost in that of
    the month in which it was closed.
    """
    if deal is None:
        return Counter()
    found = Counter[str]()
    parts = (_cell(deal, basis), _standing(deal), _breaches(deal, basis), _visits(deal, basis))
    for counted in (*parts, _sources(deal, basis)):
        for name, count in counted:
            found[name] += count
    return Counter({name: count for name, count in found.items() if count})


def well_named(counts: Mapping[str, int]) -> dict[str, int]:
    """Those of counts that deals can have led to: the others came into the document by another hand."""
    return {name: count for name, count in counts.items() if _NAME.fullmatch(name) and count > 0}


def share(amount_minor: int, percent: int) -> int:
    """So many percent of an amount, rounded half to even to a minor unit: of each deal, so that sums are exact."""
    whole, rest = divmod(amount_minor * percent, 100)
    return whole + (rest > 50 or (rest == 50 and whole % 2 == 1))


def instant_text(at: datetime) -> str:
    """In UTC, to the second: two of them are in the order of time."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _cell(deal: Opportunity, basis: Basis) -> Iterator[Counted]:
    is_ours = deal.currency in (None, basis.currency)
    amount = (deal.estimated_value_minor or 0) if is_ours else 0
    place = _place(deal, basis)
    yield f"{place}:count", 1
    yield f"{place}:amount_minor", amount
    yield f"{place}:other_currency", not is_ours
    if deal.status == "open":
        stage, learned = deal.probability or 0, deal.win_probability
        yield f"{place}:weighted_minor", share(amount, stage)
        yield f"{place}:learned_minor", share(amount, stage if learned is None else learned)
    elif deal.created_at is not None and deal.closed_at is not None:
        began, ended = (at.astimezone(basis.zone).date() for at in (deal.created_at, deal.closed_at))
        yield f"{place}:days", max(0, (ended - began).days)


def _place(deal: Opportunity, basis: Basis) -> str:
    if deal.status == "open":
        day = deal.expected_close_on
        return f"open:{day if day and is_date(day) else UNDATED}:{deal.forecast_category or 'pipeline'}"
    return f"{'lost' if deal.status == 'lost' else 'won'}:{_closed_in(deal, basis)}"


def _closed_in(deal: Opportunity, basis: Basis) -> str:
    return basis.month_of(deal.closed_at) if deal.closed_at is not None else UNDATED


def _standing(deal: Opportunity) -> Iterator[Counted]:
    """Since when it stands, so that the mean age of a stage's deals can be told at any time, and until when it may."""
    if deal.sla_due_at is not None:
        yield f"limit:{instant_text(deal.sla_due_at)}", 1
    if deal.status == "open" and deal.stage_entered_at is not None:
        yield f"stands:{_word(deal.stage)}:count:{deal.pipeline}", 1
        yield (
            f"stands:{_word(deal.stage)}:minutes:{deal.pipeline}",
            int(deal.stage_entered_at.timestamp()) // 60,
        )


def _breaches(deal: Opportunity, basis: Basis) -> Iterator[Counted]:
    for due_at in deal.sla_breaches:
        yield f"breach:{basis.month_of(due_at)}", 1


def _visits(deal: Opportunity, basis: Basis) -> Iterator[Counted]:
    """Each stay in a stage, of the month in which it began, and which stage came after it; none where it stands."""
    entered, stage = deal.created_at, deal.stage_history[0]["from"] if deal.stage_history else deal.stage
    for move in deal.stage_history:
        if entered is not None:
            yield f"visit:{basis.month_of(entered)}:{_word(stage)}>{_word(move['to'])}:{deal.pipeline}", 1
        entered, stage = move["at"], move["to"]
    if entered is not None:
        yield f"visit:{basis.month_of(entered)}:{_word(stage)}>:{deal.pipeline}", 1


def _word(stage: str) -> str:
    """A stage's id in a name, whose parts are parted by colons; no pipeline has one with a colon or an arrow."""
    return stage.replace(":", "_").replace(">", "_")


def _sources(deal: Opportunity, basis: Basis) -> Iterator[Counted]:
    """Where the customer of a deal that was won came from."""
    if deal.status not in ("won", "kept"):
        return
    kinds: tuple[tuple[Literal["method", "app"], str | None], ...] = (
        ("method", deal.source_method),
        ("app", deal.source_app),
    )
    amount = (deal.estimated_value_minor or 0) if deal.currency in (None, basis.currency) else 0
    for kind, value in kinds:
        name = OTHER if value and len(value) > LONGEST_SOURCE else value or UNKNOWN
        yield f"source:{_closed_in(deal, basis)}:{kind}:count:{name}", 1
        yield f"source:{_closed_in(deal, basis)}:{kind}:amount_minor:{name}", amount
