"""Who is shown which figures of a month, and what a look bills."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.errors import FeatureOff, Forbidden, Malformed
from functions.domain.orgs.org import Org
from functions.domain.staff.roles import Role
from functions.domain.views.forecasts import (
    FiguresWanted,
    Uncounted,
    activity_tallies,
    counted_dashboard,
    forecast,
    sales_dashboard,
)
from tests.builders import NOON, a_customer, a_member, an_org, give, with_staff
from tests.memory import Billed, DictBackend, a_store, run

MONTH = "2025-01"


def office(owners: tuple[str, ...] = ("ann", "ben"), role: Role = "owner") -> DictBackend:
    backend = with_staff(
        a_customer(customer_group="b2b"),
        *(a_member(id=uid, roles=("sales_rep",), manager_uid="boss") for uid in owners),
        role="owner",
    )
    for number, uid in enumerate((*owners, *owners[:1])):
        data = {
            "opportunity_id": f"{number}",
            "customer_id": "somebody",
            "owner_uid": uid,
            "estimated_value_minor": 100 + number,
            "expected_close_on": "2025-01-30",
        }
        assert give(backend, "change_opportunity", data)["status"] == "done"
    backend.put(a_member(id="asks", roles=(role,)))
    backend.billed = Billed()
    return backend


def shown(
    backend: DictBackend, uid: str = "asks", *, minutes: float = 0, org: Org | None = None, **what: Any
) -> dict[str, Any]:
    now = NOON + timedelta(minutes=minutes)
    return run(a_store(backend), lambda: forecast(org or an_org(), uid, FiguresWanted(**what), now=now))


def sales(backend: DictBackend, uid: str, done: int, *, minutes: float = 0, **what: Any) -> dict[str, Any]:
    """The dashboard, each member with so many activities since the month began, and one since it was over."""
    org, now = an_org(), NOON + timedelta(minutes=minutes)
    found = run(a_store(backend), lambda: sales_dashboard(org, uid, FiguresWanted(**what), now=now))
    if not isinstance(found, Uncounted):
        return found
    counted = {name: done if name.startswith("since:") else 1 for name in activity_tallies(org, found)}
    return run(a_store(backend), lambda: counted_dashboard(org, found, counted, now=now))


def value(answer: dict[str, Any], name: str) -> Any:
    return answer["figures"].get(name, {"value": 0})["value"]


@pytest.mark.item("S000-79", "S002-60", "S002-63")
@pytest.mark.parametrize("count", [2, 9])
def test_a_fresh_forecast_bills_one_read_and_its_asker_however_many_members_and_deals_there_are(
    count: int,
) -> None:
    owners = tuple(f"rep {number}" for number in range(count))
    backend = office(owners, role="executive")
    first = shown(backend)
    # The asker, the month's two pages, and of each owner their page and their member.
    assert backend.billed == Billed(reads=1 + 2 + 2 * count, writes=2)
    backend.billed = Billed()
    assert shown(backend, minutes=4) == first
    assert backend.billed == Billed(reads=1 + 1)
    assert value(first, "all:pipeline:count") == count + 1
    assert first["month"] == MONTH


def test_an_older_forecast_is_made_anew() -> None:
    backend = office(role="manager")
    shown(backend)
    data = {"opportunity_id": "0", "customer_id": "somebody", "estimated_value_minor": 5}
    give(
        backend,
        "change_opportunity",
        data,
        made_at=NOON + timedelta(minutes=1),
        now=NOON + timedelta(minutes=2),
    )
    assert value(shown(backend, minutes=4), "all:pipeline:amount_minor") == 100 + 101 + 102
    assert value(shown(backend, minutes=6), "all:pipeline:amount_minor") == 5 + 101 + 102


@pytest.mark.item("S002-60")
def test_one_member_s_forecast_is_of_this_moment_for_two_reads() -> None:
    backend = office(role="manager")
    answer = shown(backend, owner="ann")
    assert backend.billed == Billed(reads=2)
    assert value(answer, "owner:ann:pipeline:amount_minor") == 100 + 102
    assert shown(backend, owner="nobody's")["as_of"] is None


@pytest.mark.item("S002-60")
def test_a_manager_sees_their_team_and_nothing_else_of_the_page() -> None:
    backend = office(role="manager")
    answer = shown(backend, team="boss")
    assert value(answer, "team:boss:pipeline:amount_minor") == 303
    assert {name.split(":")[0] for name in answer["figures"]} == {"team"}


@pytest.mark.parametrize("what", [{"owner": "ben"}, {"team": "boss"}])
def test_a_rep_is_shown_their_own_figures_only(what: dict[str, Any]) -> None:
    backend = office()
    assert value(shown(backend, "ann"), "owner:ann:pipeline:count") == 2
    assert value(shown(backend, "ann", owner="ann"), "owner:ann:pipeline:count") == 2
    with pytest.raises(Forbidden):
        shown(backend, "ann", **what)
    with pytest.raises(Forbidden):
        sales(backend, "ann", 1, **what)


@pytest.mark.parametrize("role", ["agent", "support", "marketing", "delivery"])
def test_other_roles_are_refused(role: Role) -> None:
    backend = office(role=role)
    before = dict(backend.documents)
    with pytest.raises(Forbidden):
        shown(backend)
    with pytest.raises(Forbidden):
        sales(backend, "asks", 1)
    assert backend.documents == before


@pytest.mark.parametrize(
    ("what", "path"),
    [
        ({"month": "2025-13"}, "month"),
        ({"month": "2025-1"}, "month"),
        ({"month": "January"}, "month"),
        ({"owner": "ann", "team": "boss"}, "team"),
    ],
)
def test_a_question_that_is_none_is_told_at_its_field(what: dict[str, Any], path: str) -> None:
    with pytest.raises(Malformed) as refused:
        shown(office(role="manager"), **what)
    assert [fault.path for fault in refused.value.faults] == [path]


def test_while_the_crm_is_off_there_is_no_forecast() -> None:
    with pytest.raises(FeatureOff):
        shown(office(role="manager"), org=an_org(features={"crm": False}))


def test_a_look_at_the_forecast_leaves_the_activities_to_be_counted() -> None:
    backend = office(role="executive")
    shown(backend)
    assert value(sales(backend, "asks", 8), "all:activities") == 14


@pytest.mark.item("S002-92")
def test_the_dashboard_has_the_activities_of_each_member() -> None:
    backend = office(role="executive")
    answer = sales(backend, "asks", 8)
    assert (value(answer, "owner:ann:activities"), value(answer, "all:activities")) == (7, 14)
    backend.billed = Billed()
    assert sales(backend, "asks", 99, minutes=4) == answer
    assert backend.billed == Billed(reads=2)
    shown(backend, minutes=6)
    assert value(sales(backend, "asks", 11, minutes=7), "all:activities") == 20
    mine = sales(backend, "ann", 4)
    assert (value(mine, "owner:ann:activities"), value(mine, "owner:ann:open:count")) == (3, 2)
    assert value(mine, "owner:ann:stage:default:lead:standing") == 2
