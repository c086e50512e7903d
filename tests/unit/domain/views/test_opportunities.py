"""The board of deals shows each member what they read, in columns that cost what they show."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.errors import Forbidden, Malformed, NotFound
from functions.domain.sales.opportunities import Opportunity
from functions.domain.staff.roles import ROLES, Role
from functions.domain.views.opportunities import DealsWanted, deal, listed_deals
from functions.domain.views.pages import Wanted
from tests.builders import NOON, a_member, an_org
from tests.memory import Billed, DictBackend, a_store, run


def a_deal(id: str, days: int, **fields: Any) -> Opportunity:
    given = {"customer_id": "somebody", "pipeline": "default", "stage": "lead", "owner_uid": "rep"} | fields
    return Opportunity(id=id, stage_entered_at=NOON - timedelta(days=days), **given)


def board(*deals: Opportunity) -> DictBackend:
    backend = DictBackend()
    backend.put(a_member(id="boss", roles=("manager",)))
    backend.put(a_member(id="rep", roles=("sales_rep",), territory_ids=("north",)))
    for each in deals:
        backend.put(each)
    backend.billed = Billed()
    return backend


def shown(backend: DictBackend, uid: str = "boss", *, wanted: Wanted | None = None, **what: Any) -> Any:
    asked = DealsWanted(**({"whose": "all"} | what))
    return run(a_store(backend), lambda: listed_deals(an_org(), uid, asked, wanted=wanted or Wanted()))


def ids(backend: DictBackend, uid: str = "boss", **what: Any) -> list[str]:
    return [row["id"] for row in shown(backend, uid, **what)["items"]]


COLUMN: dict[str, Any] = {"pipeline": "default", "stage": "lead"}


@pytest.mark.item("S000-78")
def test_a_column_of_25_deals_bills_25_reads_and_its_asker_and_so_does_the_next_page() -> None:
    others = [a_deal(f"other-{n}", n, stage="proposal") for n in range(30)]
    backend = board(*(a_deal(f"{n:02}", 60 - n) for n in range(60)), *others)
    first = shown(backend, **COLUMN)
    assert backend.billed == Billed(reads=1 + 25)
    assert [row["id"] for row in first["items"]] == [f"{n:02}" for n in range(25)]
    second = shown(backend, wanted=Wanted(cursor=first["next"]), **COLUMN)
    assert backend.billed == Billed(reads=2 * (1 + 25))
    assert [row["id"] for row in second["items"]] == [f"{n:02}" for n in range(25, 50)]


def test_each_question_lists_its_deals_the_longest_waiting_first() -> None:
    backend = board(
        a_deal("mine", 1),
        a_deal("old", 9, owner_uid="another"),
        a_deal("helped", 5, owner_uid="another", team_uids=("rep",), stage="proposal"),
        a_deal("north", 3, owner_uid="another", territory_id="north", sla_due_at=NOON),
        a_deal("won", 4, status="won", stage="won", customer_id="other"),
        a_deal("late", 2, sla_due_at=NOON - timedelta(days=1)),
    )
    assert ids(backend) == ["old", "helped", "north", "late", "mine"]
    assert ids(backend, **COLUMN) == ["old", "north", "late", "mine"]
    assert ids(backend, status="won") == ["won"]
    assert ids(backend, owner_uid="rep") == ["late", "mine"]
    assert ids(backend, customer_id="other") == ["won"]
    assert ids(backend, order="limit") == ["late", "north"]
    assert ids(backend, "rep", whose="own") == ["late", "mine"]
    assert ids(backend, "rep", whose="own", **COLUMN) == ["late", "mine"]
    assert ids(backend, "rep", whose="team") == ["helped"]
    assert ids(backend, "rep", territory_id="north", **COLUMN) == ["north"]


@pytest.mark.parametrize(
    "what",
    [
        {"whose": "all"},
        {"owner_uid": "another"},
        {"territory_id": "south", **COLUMN},
        {"customer_id": "somebody"},
    ],
)
def test_a_rep_who_asks_for_others_deals_is_refused(what: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        shown(board(), "rep", **({"whose": "own"} | what))


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("owner", "manager", "sales_rep")])
def test_other_roles_see_no_deal(role: Role) -> None:
    backend = board(a_deal("one", 1))
    backend.put(a_member(id="other", roles=(role,)))
    with pytest.raises(Forbidden):
        shown(backend, "other", whose="own")
    with pytest.raises(Forbidden):
        run(a_store(backend), lambda: deal(an_org(), "other", "one"))


@pytest.mark.parametrize(
    ("what", "path"),
    [
        ({"stage": "lead"}, "pipeline"),
        ({"pipeline": "default"}, "stage"),
        ({"owner_uid": "rep", "customer_id": "x"}, "customer_id"),
        ({"customer_id": "x", **COLUMN}, "stage"),
        ({"territory_id": "north"}, "stage"),
        ({"order": "limit", **COLUMN}, "order"),
        ({"order": "limit", "whose": "team"}, "order"),
    ],
)
def test_a_question_that_no_index_serves_is_refused_by_its_part(what: dict[str, Any], path: str) -> None:
    with pytest.raises(Malformed) as error:
        shown(board(), **what)
    assert [fault.path for fault in error.value.faults] == [path]


def test_a_deal_is_read_by_its_owner_its_team_and_its_territory_with_its_history() -> None:
    backend = board(
        a_deal("mine", 1),
        a_deal("helped", 1, owner_uid="another", team_uids=("rep",)),
        a_deal("north", 1, owner_uid="another", territory_id="north"),
        a_deal("theirs", 1, owner_uid="another"),
    )
    for id in ("mine", "helped", "north"):
        assert run(a_store(backend), lambda id=id: deal(an_org(), "rep", id))["stage_history"] == []  # type: ignore[misc]
    with pytest.raises(Forbidden):
        run(a_store(backend), lambda: deal(an_org(), "rep", "theirs"))
    with pytest.raises(NotFound):
        run(a_store(backend), lambda: deal(an_org(), "boss", "nothing"))


def test_a_deal_without_a_currency_is_shown_in_the_business_s() -> None:
    backend = board(a_deal("ours", 2), a_deal("theirs", 1, currency="USD"))
    rows = shown(backend, **COLUMN)["items"]
    assert [(row["id"], row["currency"]) for row in rows] == [("ours", "INR"), ("theirs", "USD")]
    assert run(a_store(backend), lambda: deal(an_org(), "boss", "ours"))["currency"] == "INR"
