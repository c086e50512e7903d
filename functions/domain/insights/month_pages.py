"""The pages of a month: what it will bring, and how sales went, of all members in one document each, made of their own
pages.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import ClassVar, Final

from pydantic import Field

from functions.domain.insights.deal_counts import Basis
from functions.domain.insights.figures import HOLDS, Figure, Numbers, figures_of
from functions.domain.insights.forecast_figures import accuracy_numbers, forecast_numbers, start_of
from functions.domain.insights.pipeline_pages import UNOWNED
from functions.domain.insights.sales_figures import sales_numbers, source_numbers, stage_numbers
from functions.domain.kernel.decisions import Document
from functions.domain.orgs.org import Org

FORECAST: Final = "forecast"
SALES: Final = "sales"
FRESH_FOR: Final = timedelta(minutes=5)
NEXT_DAY: Final = "next_day"
ALL, _OWNER = "all:", "owner:"
MOST_OWNERS: Final = 200  # whose figures stand in a page by themselves: it has to stay a document
Activities = Mapping[str, int]


class MonthPage(Document):
    """Figures of a month, `{scope}:{name}`. A scope is `all`, `owner:{uid}` or `unowned`, `team:{manager's uid}` or
    `no_team`. `owners_left_out`: how many have no figures of their own here.
    """

    collection: ClassVar[str] = "insights"
    holds: str = HOLDS
    month: str = ""
    figures: dict[str, Figure] = Field(default_factory=dict)
    owners_left_out: int = 0
    as_of: datetime | None = None

    def is_fresh(self, now: datetime) -> bool:
        """Whether it was made a moment ago, by whatever clock."""
        return not self.odd_fields and self.as_of is not None and abs(now - self.as_of) < FRESH_FOR


class Forecast(MonthPage):
    """`insights/forecast:{YYYY-MM}`. `at_start`: by scope, what the month was said to bring as of `at_start_at`; that
    is said once.
    """

    sparse: ClassVar[frozenset[str]] = frozenset({"due", "wake_at"})
    at_start: dict[str, dict[str, int]] = Field(default_factory=dict)
    at_start_at: datetime | None = None
    due: dict[str, datetime] = Field(default_factory=dict)
    wake_at: datetime | None = None


class SalesPage(MonthPage):
    """`insights/sales:{YYYY-MM}`. `activities`: how many interactions each member had in the month, as counted at
    `activities_at`: a look at the forecast makes this page too, without a count.
    """

    activities: dict[str, int] = Field(default_factory=dict)
    activities_at: datetime | None = None

    def is_fresh(self, now: datetime) -> bool:
        counted_at = self.activities_at
        return super().is_fresh(now) and counted_at is not None and abs(now - counted_at) < FRESH_FOR


@dataclass(frozen=True)
class Scopes:
    """What the deals of all, of each owner and of each team count for. An owner is in one team, that of their manager:
    the figures of all owners, and of all teams, are those of all.
    """

    owners: Mapping[str, Counter[str]]
    teams: Mapping[str, Counter[str]]

    @property
    def all(self) -> Counter[str]:
        found = Counter[str]()
        for counts in self.owners.values():
            found.update(counts)
        return found

    def each(self) -> Iterator[tuple[str, Counter[str]]]:
        """The scopes that a page has figures of."""
        yield ALL, self.all
        yield from self.teams.items()
        yield from sorted(self.owners.items())[:MOST_OWNERS]

    @property
    def left_out(self) -> int:
        return max(0, len(self.owners) - MOST_OWNERS)


def owner_scope(uid: str) -> str:
    return f"{_OWNER}{uid}:" if uid != UNOWNED else "unowned:"


def team_scope(manager_uid: str | None) -> str:
    return f"team:{manager_uid}:" if manager_uid else "no_team:"


def forecast_id(month: str) -> str:
    return f"{FORECAST}:{month}"


def sales_id(month: str) -> str:
    return f"{SALES}:{month}"


def forecast_page(
    org: Org, known: Forecast, scopes: Scopes, *, now: datetime, begins: bool = False
) -> Forecast:
    """The forecast of a month as deals are now. On the month's first day, or where it `begins`, what it is said to
    bring is kept, unless it was.
    """
    basis, month, is_over = Basis.of(org), known.month, known.month < Basis.of(org).month_of(now)
    today = basis.today(now)
    by_scope = {scope: forecast_numbers(counts, month=month, today=today) for scope, counts in scopes.each()}
    page = known
    if page.at_start_at is None and (begins or today == f"{month}-01"):
        said = {scope: start_of(numbers) for scope, numbers in by_scope.items()}
        page = page.with_changes(at_start=said, at_start_at=now)
    figures = dict[str, Figure]()
    for scope, numbers in by_scope.items():
        shown: Numbers = numbers
        if page.at_start_at is not None:
            shown = {**numbers, **accuracy_numbers(page.at_start.get(scope, {}), numbers, is_over=is_over)}
        figures |= _shown(shown, basis, scope)
    page = page.with_changes(
        holds=HOLDS,
        figures=figures,
        owners_left_out=scopes.left_out,
        as_of=now,
        odd_fields=frozenset(),
    )
    return waiting(org, page, now=now)


def sales_page(
    org: Org, known: SalesPage, scopes: Scopes, *, now: datetime, activities: Activities | None
) -> SalesPage:
    """How the sales of a month went, as deals are now. `activities`: None where they were not counted anew."""
    basis, month, figures = Basis.of(org), known.month, dict[str, Figure]()
    counted = dict(known.activities if activities is None else activities)
    for scope, counts in scopes.each():
        numbers = sales_numbers(counts, month=month, basis=basis, now=now)
        if scope == ALL:
            numbers["activities"] = sum(counted.values())
            numbers |= stage_numbers(org, counts, month=month, now=now)
            numbers |= source_numbers(counts, month=month)
        elif scope.startswith(_OWNER):
            numbers["activities"] = counted.get(scope[len(_OWNER) : -1], 0)
        figures |= _shown(numbers, basis, scope)
    return known.with_changes(
        holds=HOLDS,
        figures=figures,
        activities=counted,
        activities_at=known.activities_at if activities is None else now,
        owners_left_out=scopes.left_out,
        as_of=now,
        odd_fields=frozenset(),
    )


def waiting(org: Org, page: Forecast, *, now: datetime) -> Forecast:
    """The page, which wakes on the next day while its month lasts."""
    basis = Basis.of(org)
    if page.month != basis.month_of(now):
        return page.with_changes(due={}, wake_at=None)
    tomorrow = now.astimezone(basis.zone).date() + timedelta(days=1)
    at = datetime.combine(tomorrow, time(), basis.zone).astimezone(UTC)
    return page.with_changes(due={NEXT_DAY: at}, wake_at=at)


def _shown(numbers: Numbers, basis: Basis, scope: str) -> dict[str, Figure]:
    """Of all each figure, of the others those that are not 0: what is not there is 0."""
    kept = numbers if scope == ALL else {name: each for name, each in numbers.items() if each}
    return figures_of(kept, currency=basis.currency, scope=scope)
