"""The pages of a month: what all, each team and each member will bring, what was said at its start, and how it went."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from functions.domain.insights.forecast_figures import nearness
from functions.domain.insights.forecasts import wake_forecast
from functions.domain.insights.months import first_instant, month_after
from functions.domain.orgs.org import Org
from functions.domain.settings.pipelines import Pipeline
from tests.builders import NOON, a_customer, a_member, an_org, give, with_staff
from tests.memory import Billed, DictBackend, a_store, run

ORG = an_org()
ZONE = ZoneInfo(ORG.settings.timezone)
FEBRUARY = datetime(2025, 1, 31, 18, 30, tzinfo=UTC)  # when it begins in India


def office() -> DictBackend:
    """Two reps of one manager, and one whose manager left."""
    return with_staff(
        a_customer(customer_group="b2b", source_method="event", source_app="b2b_app"),
        a_member(id="boss", roles=("manager",)),
        a_member(id="ann", roles=("sales_rep",), manager_uid="boss"),
        a_member(id="ben", roles=("sales_rep",), manager_uid="boss"),
        a_member(id="cid", roles=("sales_rep",)),
        role="owner",
    )


def change(backend: DictBackend, id: str, made_at: datetime, **fields: Any) -> dict[str, Any]:
    data = {"opportunity_id": id, "customer_id": "somebody"} | fields
    command = give(
        backend, "change_opportunity", data, made_at=made_at, now=made_at + timedelta(minutes=1), org=ORG
    )
    assert command["status"] == "done", command
    return command


def begin(
    backend: DictBackend, id: str, owner: str | None, value: int, stage: str = "lead", **more: Any
) -> None:
    fields = {"expected_close_on": "2025-02-20"} | more
    change(backend, id, NOON, owner_uid=owner, estimated_value_minor=value, stage=stage, **fields)


def wake(backend: DictBackend, now: datetime, month: str = "2025-01", org: Org = ORG) -> None:
    run(a_store(backend), lambda: wake_forecast(org, f"forecast:{month}", now))


def insight(backend: DictBackend, id: str) -> dict[str, Any]:
    return backend.all("insights")[id]


def values(backend: DictBackend, id: str, scope: str) -> dict[str, Any]:
    figures = insight(backend, id)["figures"]
    return {
        name.removeprefix(scope): each["value"] for name, each in figures.items() if name.startswith(scope)
    }


def test_the_first_deal_of_a_business_makes_the_page_that_wakes_with_each_day() -> None:
    backend = office()
    begin(backend, "a", "ann", 100)
    tomorrow = datetime(2025, 1, 25, 18, 30, tzinfo=UTC)
    assert insight(backend, "forecast:2025-01")["wake_at"] == tomorrow
    wake(backend, tomorrow - timedelta(seconds=1))
    assert insight(backend, "forecast:2025-01")["as_of"] is None
    wake(backend, tomorrow)
    page = insight(backend, "forecast:2025-01")
    assert (page["as_of"], page["wake_at"]) == (tomorrow, tomorrow + timedelta(days=1))
    assert insight(backend, "sales:2025-01")["as_of"] == tomorrow


@pytest.mark.item("S000-79", "S002-24", "S002-63")
def test_the_figures_of_all_members_and_of_all_teams_are_those_of_all() -> None:
    backend = office()
    begin(backend, "a", "ann", 1000, "negotiation")
    begin(backend, "b", "ben", 500, "proposal")
    begin(backend, "c", "cid", 70)
    begin(backend, "d", None, 9)
    begin(backend, "later", "ann", 5000, expected_close_on="2025-03-01")
    wake(backend, FEBRUARY)
    every = values(backend, "forecast:2025-02", "all:")
    assert (every["commit:amount_minor"], every["best_case:amount_minor"]) == (1000, 500)
    assert every["pipeline:amount_minor"] == 79
    assert every["total:weighted_minor"] == 800 + 300 + 7 + 1
    scopes = ("owner:ann:", "owner:ben:", "owner:cid:", "unowned:")
    teams = ("team:boss:", "no_team:")
    for parts in (scopes, teams):
        for name in ("total:count", "total:amount_minor", "total:weighted_minor", "commit:amount_minor"):
            found = [values(backend, "forecast:2025-02", part).get(name, 0) for part in parts]
            assert sum(found) == every[name], (parts, name)
    assert values(backend, "forecast:2025-02", "team:boss:")["total:amount_minor"] == 1500
    assert insight(backend, "forecast:2025-02")["figures"]["all:total:amount_minor"]["unit"] == "INR"


@pytest.mark.item("S002-92")
def test_what_a_month_was_said_to_bring_is_kept_once_and_told_against_what_was_closed() -> None:
    backend = office()
    begin(backend, "a", "ann", 1000, "negotiation")
    begin(backend, "b", "ben", 500, "proposal")
    wake(backend, FEBRUARY + timedelta(minutes=40))
    said = {"commit_minor": 1000, "weighted_minor": 1100, "learned_minor": 1100}
    page = insight(backend, "forecast:2025-02")
    assert (page["at_start"]["all:"], page["at_start_at"]) == (said, FEBRUARY + timedelta(minutes=40))
    assert insight(backend, "forecast:2025-01").get("wake_at") is None
    change(backend, "b", FEBRUARY + timedelta(days=3), stage="won", close_reason="Taste")
    change(backend, "a", FEBRUARY + timedelta(days=4), estimated_value_minor=7)
    wake(backend, FEBRUARY + timedelta(days=5), "2025-02")
    assert insight(backend, "forecast:2025-02")["at_start"]["all:"] == said
    during = values(backend, "forecast:2025-02", "all:")
    assert (during["closed:amount_minor"], during["start:commit_minor"]) == (500, 1000)
    assert "accuracy:commit_percent" not in during
    wake(backend, FEBRUARY + timedelta(days=29), "2025-02")
    after = values(backend, "forecast:2025-02", "all:")
    assert (after["accuracy:commit_percent"], after["accuracy:weighted_percent"]) == (0.0, 0.0)
    assert values(backend, "forecast:2025-02", "owner:ben:")["accuracy:weighted_percent"] == 60.0
    march = insight(backend, "forecast:2025-03")
    assert (march["at_start"]["all:"]["commit_minor"], "overdue" in str(march["figures"])) == (0, True)
    assert values(backend, "forecast:2025-03", "all:")["overdue:amount_minor"] == 7


def test_how_near_a_forecast_came() -> None:
    assert [nearness(said, 200) for said in (200, 150, 250, 500)] == [100.0, 75.0, 75.0, 0.0]
    assert nearness(0, 0) is None


def test_a_tick_that_comes_twice_and_one_that_comes_days_late_keep_what_was_said_first() -> None:
    backend = office()
    begin(backend, "a", "ann", 1000, "negotiation")
    late = FEBRUARY + timedelta(days=2)
    wake(backend, late)
    change(backend, "a", late, estimated_value_minor=1)
    wake(backend, late + timedelta(minutes=5))
    page = insight(backend, "forecast:2025-02")
    assert (page["at_start_at"], page["at_start"]["all:"]["commit_minor"]) == (late, 1000)


def test_while_the_crm_is_off_the_page_sleeps() -> None:
    backend = office()
    begin(backend, "a", "ann", 1000)
    off = an_org(features={"crm": False})
    wake(backend, FEBRUARY, org=off)
    assert insight(backend, "forecast:2025-01").get("wake_at") is None
    assert "forecast:2025-02" not in backend.all("insights")


@pytest.mark.item("S000-79", "S002-92")
def test_a_month_of_sales_by_hand() -> None:
    backend = office()
    begun = datetime(2025, 1, 2, 6, tzinfo=UTC)

    def moved(id: str, days: float, stage: str, **fields: Any) -> None:
        change(backend, id, begun + timedelta(days=days), stage=stage, owner_uid="ann", **fields)

    for id, value in (("a", 600), ("b", 300), ("c", 50), ("d", 40)):
        moved(id, 0, "lead", estimated_value_minor=value)
    moved("a", 2, "proposal")
    moved("a", 4, "won", close_reason="Taste")
    moved("b", 1, "qualified")
    moved("b", 8, "won", close_reason="Taste")
    moved("c", 3, "lost", close_reason="Price")
    moved("d", 5, "qualified")
    moved("d", 6, "lead")
    wake(backend, datetime(2025, 1, 12, 6, tzinfo=UTC))
    sales = values(backend, "sales:2025-01", "all:")
    wanted = {
        "won:count": 2,
        "won:amount_minor": 900,
        "lost:count": 1,
        "win_rate_percent": 66.67,
        "cycle_days": 6.0,
        "deal_size_minor": 450,
        "open:count": 1,
        "open:amount_minor": 40,
        "velocity_minor": 50,  # one open deal, at two wins of three, 450 each, in 6 days
        "sla_breaches": 0,
        "stage:default:lead:reached": 5,
        "stage:default:lead:moved_on": 3,
        "stage:default:lead:lost": 1,
        "stage:default:lead:conversion_percent": 60.0,
        "stage:default:lead:standing": 1,
        "stage:default:lead:mean_age_days": 4.0,
        "stage:default:qualified:moved_on": 1,
        "stage:default:qualified:moved_back": 1,
        "stage:default:qualified:conversion_percent": 50.0,
        "source_method:event:won_count": 2,
        "source_app:b2b_app:won_amount_minor": 900,
    }
    assert {name: sales[name] for name in wanted} == wanted
    mine = values(backend, "sales:2025-01", "owner:ann:")
    assert (mine["won:count"], mine["win_rate_percent"]) == (2, 66.67)


def test_sizes_and_velocity_are_of_deals_in_the_business_s_currency_and_the_others_are_counted() -> None:
    backend = office()
    begun = datetime(2025, 1, 2, 6, tzinfo=UTC)

    def moved(id: str, days: float, stage: str, **fields: Any) -> None:
        change(backend, id, begun + timedelta(days=days), stage=stage, owner_uid="ann", **fields)

    for id, value, currency in (("a", 600, None), ("b", 300, "INR"), ("c", 9_999, "USD"), ("d", 77, "USD")):
        moved(id, 0, "lead", estimated_value_minor=value, currency=currency)
    for id in ("a", "b", "c"):
        moved(id, 6, "won", close_reason="Taste")
    wake(backend, datetime(2025, 1, 12, 6, tzinfo=UTC))
    sales = values(backend, "sales:2025-01", "all:")
    assert (sales["won:count"], sales["won:amount_minor"], sales["deal_size_minor"]) == (3, 900, 450)
    assert (sales["open:count"], sales["open:amount_minor"], sales["other_currency:count"]) == (1, 0, 2)
    assert sales["velocity_minor"] == 75  # one open deal, at three wins of three, 450 each, in 6 days


@pytest.mark.item("S002-92")
def test_a_time_limit_that_passed_is_a_breach_of_its_month_while_the_deal_stands_and_once_it_moved() -> None:
    backend = office()
    pipeline = {
        "name": "Sales",
        "stages": [
            {"id": "talk", "name": "Talk", "sla": {"hours": 24}},
            {"id": "won", "name": "Won", "outcome": "won"},
            {"id": "lost", "name": "Lost", "outcome": "lost"},
        ],
    }
    org = ORG.model_copy(update={"pipelines": {"sales": Pipeline.model_validate(pipeline)}})

    def told(id: str, days: float, **fields: Any) -> None:
        at = NOON - timedelta(days=10) + timedelta(days=days)
        data = {"opportunity_id": id, "customer_id": "somebody", "owner_uid": "ann"} | fields
        give(backend, "change_opportunity", data, made_at=at, now=at, org=org)

    def breaches(now: datetime) -> int:
        run(a_store(backend), lambda: wake_forecast(org, "forecast:2025-01", now))
        return int(values(backend, "sales:2025-01", "all:")["sla_breaches"])

    told("stands", 0)
    told("late", 0)
    told("in time", 0)
    told("in time", 0.9, stage="won", close_reason="Taste")
    assert breaches(NOON - timedelta(days=9, seconds=-1)) == 2
    told("late", 2, stage="won", close_reason="Taste")
    assert backend.all("opportunities")["late"]["sla_breaches"] == [NOON - timedelta(days=9)]
    assert breaches(NOON) == 2


def test_waking_bills_two_reads_for_each_owner_whatever_they_have() -> None:
    backend = office()
    for number in range(12):
        begin(backend, f"{number}", ("ann", "ben", "cid")[number % 3], 100)
    backend.billed = Billed()
    wake(backend, NOON + timedelta(days=1))
    # Three pages of owners and their members, the two pages of the month.
    assert backend.billed == Billed(reads=3 + 3 + 2, writes=2)


def test_months() -> None:
    assert [month_after(month) for month in ("2025-01", "2024-12")] == ["2025-02", "2025-01"]
    assert first_instant("2025-02", ZONE) == FEBRUARY
