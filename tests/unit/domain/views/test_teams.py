"""A manager sees the members who report to them, and how far a change of a territory is."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.insights.agent_day import AgentDay, Counts
from functions.domain.kernel.errors import Forbidden, NotFound
from functions.domain.sales.opportunities import Opportunity
from functions.domain.territories.jobs import TerritoryJob
from functions.domain.views.pages import Wanted
from functions.domain.views.teams import deals_tallies, team, with_deals
from functions.domain.views.territories import progress_tallies, territory_progress, told
from tests.builders import NOON, a_member, an_org
from tests.memory import Billed, DictBackend, a_store, run


def office() -> DictBackend:
    backend = DictBackend()
    for uid, roles, manager in (
        ("boss", ("manager",), None),
        ("ann", ("sales_rep",), "boss"),
        ("ben", ("sales_rep",), "boss"),
        ("cem", ("sales_rep",), "another"),
    ):
        backend.put(a_member(id=uid, name=uid, roles=roles, manager_uid=manager))
    backend.put(AgentDay(id="agent_day:ann", date="2025-01-25", counts=Counts(open=3, done=2)))
    return backend


def asked(backend: DictBackend, uid: str, **wanted: Any) -> dict[str, Any]:
    return run(a_store(backend), lambda: team(an_org(), uid, wanted=Wanted(**wanted)))


@pytest.mark.item("S002-60")
def test_a_team_is_those_who_name_the_caller_as_their_manager_with_their_day() -> None:
    backend = office()
    shown = asked(backend, "boss")
    assert [(row["id"], row["tasks"]) for row in shown["items"]] == [
        ("ann", {"date": "2025-01-25", "due": 3, "done": 2}),
        ("ben", {"date": None, "due": 0, "done": 0}),
    ]
    assert backend.billed == Billed(reads=1 + 2 * 2)
    first = asked(backend, "boss", limit=1)
    second = asked(backend, "boss", limit=1, cursor=first["next"])
    assert [row["id"] for each in (first, second) for row in each["items"]] == ["ann", "ben"]


def test_those_who_do_not_lead_have_no_team() -> None:
    for uid in ("ann", "stranger"):
        with pytest.raises(Forbidden):
            asked(office(), uid)


def test_each_member_is_shown_with_their_own_deals() -> None:
    backend, org = office(), an_org()
    for number, (owner, currency, value, status) in enumerate(
        (
            ("ann", "INR", 100, "open"),
            ("ann", None, 20, "open"),
            ("ann", "USD", 7, "open"),
            ("ann", "INR", 3_000, "won"),
            ("ben", "USD", 5, "open"),
            ("ben", None, None, "open"),
        )
    ):
        deal = Opportunity(
            id=f"{number}", owner_uid=owner, currency=currency, estimated_value_minor=value, status=status
        )
        backend.put(deal.with_changes(estimated_value_minor=value or 0))
    shown = {"items": [{"id": "ann"}, {"id": "ben"}], "next": None}
    tallies = deals_tallies(org, ("ann", "ben"))
    counted = {name: backend.tallied("kopi", tally) for name, tally in tallies.items()}
    assert [row["open_deals"] for row in with_deals(org, shown, counted)["items"]] == [
        {"count": 3, "value_minor": 120, "currency": "INR", "other_currency": 1},
        {"count": 2, "value_minor": 0, "currency": "INR", "other_currency": 1},
    ]


@pytest.mark.item("S002-28")
def test_progress_tells_of_the_job_that_is_running_or_ran_last() -> None:
    backend = office()
    with pytest.raises(NotFound):
        run(a_store(backend), lambda: territory_progress(an_org(), "boss", "north"))
    backend.put(TerritoryJob(id="territories:north", of="north", started_at=NOON, ended_at=NOON, customers=4))
    later = NOON + timedelta(hours=1)
    backend.put(TerritoryJob(id="territories", started_at=later, wake_at=later, customers=7))
    job = run(a_store(backend), lambda: territory_progress(an_org(), "boss", "north"))
    shown = told("north", job, {"customers": 5, "deals": 9})
    assert (shown["is_running"], shown["is_of_all"]) == (True, True)
    assert shown["customers"] == {"done": 7, "moved": 0, "of": 7}
    assert shown["deals"] == {"done": 0, "moved": 0, "of": 9}
    assert [each.where for each in progress_tallies(job).values()] == [(), (("status", "open"),)]
    with pytest.raises(Forbidden):
        run(a_store(backend), lambda: territory_progress(an_org(), "ann", "north"))
