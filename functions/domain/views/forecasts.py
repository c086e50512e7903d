"""The forecast and the sales dashboard as staff see them: of all, of a team, or of one member's deals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.customers.interactions import Interaction
from functions.domain.insights.deal_counts import Basis, well_named
from functions.domain.insights.figures import Figure, Numbers, figures_of
from functions.domain.insights.forecast_figures import forecast_numbers
from functions.domain.insights.forecasts import refreshed, scopes_of_all
from functions.domain.insights.month_pages import (
    Activities,
    Forecast,
    MonthPage,
    SalesPage,
    forecast_id,
    owner_scope,
    sales_id,
    team_scope,
)
from functions.domain.insights.months import asked_month, first_instant, month_after
from functions.domain.insights.pipeline_pages import PipelinePage, page_id
from functions.domain.insights.sales_figures import sales_numbers, source_numbers, stage_numbers
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.errors import FieldFault, Forbidden, Malformed
from functions.domain.kernel.tallies import Tally
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.permissions import denied
from functions.domain.staff.readers import readers_of
from functions.domain.staff.roles import Role

_READERS = readers_of(Forecast.collection)
ALL_ROLES: frozenset[Role] = _READERS.all | _READERS.figures
OWN_ROLES: frozenset[Role] = frozenset({"sales_rep"})


@dataclass(frozen=True)
class FiguresWanted:
    """Which figures: of a month, by default this one; of all, of one member's deals, or of the team of a manager."""

    month: str | None = None
    owner: str | None = None
    team: str | None = None


@dataclass(frozen=True)
class Uncounted:
    """A dashboard before the activities of these members are counted. `page`: of one member's deals, theirs."""

    what: FiguresWanted
    uids: tuple[str, ...]
    page: PipelinePage | None = None


def forecast(org: Org, uid: str, asked: FiguresWanted, *, now: datetime) -> Decision[dict[str, Any]]:
    """The forecast of a month. Bills 2 reads; where that of all is older than five minutes also what `scopes_of_all`
    and `refreshed` do, and 2 writes.

    Raises Forbidden to other roles, and to a rep for what is not their own; FeatureOff, Malformed.
    """
    what = yield from _allowed(org, uid, asked, now=now)
    month = what.month or ""
    if what.owner is not None:
        page = yield from get(PipelinePage, page_id(what.owner))
        numbers = forecast_numbers(_counts(page), month=month, today=Basis.of(org).today(now))
        return NOTHING, _of_owner(org, page, what, numbers=numbers)
    kept = yield from get(Forecast, forecast_id(month))
    if kept is not None and kept.is_fresh(now):
        return NOTHING, _shown(kept, what)
    made = yield from refreshed(org, month, (yield from scopes_of_all()), now=now)
    return Changes(put=made), _shown(made[0], what)


def sales_dashboard(
    org: Org, uid: str, asked: FiguresWanted, *, now: datetime
) -> Decision[dict[str, Any] | Uncounted]:
    """How the sales of a month went, or whose activities have to be counted first. Bills 2 reads; where the page of all
    is older than five minutes also what `scopes_of_all` does.

    Raises what `forecast` does.
    """
    what = yield from _allowed(org, uid, asked, now=now)
    if what.owner is not None:
        page = yield from get(PipelinePage, page_id(what.owner))
        return NOTHING, Uncounted(what, (what.owner,), page)
    kept = yield from get(SalesPage, sales_id(what.month or ""))
    if kept is not None and kept.is_fresh(now):
        return NOTHING, _shown(kept, what)
    owners = (yield from scopes_of_all()).owners
    return NOTHING, Uncounted(what, tuple(_uids(owners)))


def activity_tallies(org: Org, asked: Uncounted) -> Mapping[str, Tally]:
    """The interactions of each member since the month began, and since it was over: 1 read each for 1,000 of them."""
    month, zone = asked.what.month or "", Basis.of(org).zone
    found: dict[str, Tally] = {}
    for uid in asked.uids:
        for name, since in (("since", month), ("after", month_after(month))):
            at_least = ("performed_at", first_instant(since, zone))
            found[f"{name}:{uid}"] = Tally(Interaction, (("performed_by", uid),), at_least=at_least)
    return found


def counted_dashboard(
    org: Org, asked: Uncounted, tallied: Mapping[str, int], *, now: datetime
) -> Decision[dict[str, Any]]:
    """The dashboard with the activities that were counted. Bills nothing for one member's, else what `scopes_of_all`
    and `refreshed` do, and 2 writes.
    """
    what, done = asked.what, _activities(asked.uids, tallied)
    if what.owner is None:
        scopes = yield from scopes_of_all()
        made = yield from refreshed(org, what.month or "", scopes, now=now, activities=done)
        return Changes(put=made), _shown(made[1], what)
    counts, month, basis = _counts(asked.page), what.month or "", Basis.of(org)
    numbers = {
        **sales_numbers(counts, month=month, basis=basis, now=now),
        "activities": done.get(what.owner, 0),
        **stage_numbers(org, counts, month=month, now=now),
        **source_numbers(counts, month=month),
    }
    return NOTHING, _of_owner(org, asked.page, what, numbers=numbers)


def _allowed(org: Org, uid: str, asked: FiguresWanted, *, now: datetime) -> Reading[FiguresWanted]:
    """What may be asked for, with its month; a rep's own is asked for where none is named."""
    member = yield from get(Member, uid)
    if member is None or (ALL_ROLES | OWN_ROLES).isdisjoint(member.roles):
        raise denied(member)
    require(org, "crm")
    month = asked_month(asked.month or Basis.of(org).month_of(now))
    if asked.owner and asked.team:
        raise Malformed("query", [FieldFault("team", "goes without owner")])
    if ALL_ROLES.isdisjoint(member.roles):
        if asked.team or asked.owner not in (None, uid):
            raise Forbidden("reads their own figures only")
        return FiguresWanted(month, uid)
    return FiguresWanted(month, asked.owner, asked.team)


def _counts(page: PipelinePage | None) -> dict[str, int]:
    return well_named(page.counts) if page is not None else {}


def _activities(uids: tuple[str, ...], tallied: Mapping[str, int]) -> Activities:
    return {uid: max(0, tallied[f"since:{uid}"] - tallied[f"after:{uid}"]) for uid in uids}


def _uids(scopes: Mapping[str, Any]) -> list[str]:
    return [scope.removeprefix("owner:")[:-1] for scope in scopes if scope.startswith("owner:")]


def _of_owner(
    org: Org, page: PipelinePage | None, what: FiguresWanted, *, numbers: Numbers
) -> dict[str, Any]:
    figures = figures_of(numbers, currency=org.settings.currency, scope=owner_scope(what.owner or ""))
    return _answer(what.month or "", figures, page.as_of if page is not None else None)


def _shown(page: MonthPage, what: FiguresWanted) -> dict[str, Any]:
    scope = team_scope(what.team) if what.team else ""
    figures = {name: figure for name, figure in page.figures.items() if name.startswith(scope)}
    return _answer(page.month, figures, page.as_of)


def _answer(month: str, figures: Mapping[str, Figure], as_of: datetime | None) -> dict[str, Any]:
    return {
        "month": month,
        "figures": {name: figure.model_dump() for name, figure in figures.items()},
        "as_of": as_of.isoformat() if as_of is not None else None,
    }
