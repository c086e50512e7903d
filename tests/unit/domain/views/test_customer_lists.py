"""Lists of customers: what is asked for, and what a page shows and bills."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.customers.customer import Customer, Stats
from functions.domain.customers.search import search_keys
from functions.domain.kernel.errors import Forbidden, Malformed
from functions.domain.orgs.org import Org
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.domain.views.customer_filters import Filters
from functions.domain.views.customer_lists import customer_list
from functions.domain.views.pages import Wanted
from tests.builders import NOON, an_org
from tests.memory import DictBackend, a_store, run

ORG = an_org()
DAYS = timedelta(days=1)


def a_person(id: str, **changes: Any) -> Customer:
    name = changes.setdefault("name", id)
    stats = Stats(
        orders=changes.get("visits", 0),
        visits=changes.pop("visits", 0),
        spend_minor=changes.pop("spend", 0),
        last_visit_at=changes.pop("last_visit", None),
    )
    return Customer(id=id, search=search_keys(name, None), stats=stats, updated_at=NOON, **changes)


def the_shop(role: Role = "manager") -> DictBackend:
    backend = DictBackend()
    backend.put(Member(id="asks", roles=(role,)))
    for customer in (
        a_person("Ann", spend=50_000, visits=5, last_visit=NOON - 40 * DAYS, tags=("vip",), owner_uid="asks"),
        a_person("Bob", spend=40_000, visits=2, last_visit=NOON - 30 * DAYS, tags=("vip", "late")),
        a_person("Cas", spend=30_000, visits=9, last_visit=NOON - 20 * DAYS),
        a_person("Ann Dee", spend=20_000, visits=1, last_visit=NOON - 10 * DAYS, tags=("late",)),
        a_person("Eve", owner_uid="asks"),
        a_person("Gone", spend=0, tags=("vip",), joined_into="Ann"),
    ):
        backend.put(customer)
    return backend


def listed(backend: DictBackend, org: Org = ORG, /, **query: str) -> list[str]:
    """The names of a list, page by page."""
    names, cursor = [], None
    for _ in range(20):
        found = asked(backend, org, **query, **({"cursor": cursor} if cursor else {}))
        names += [row["name"] for row in found["items"]]
        cursor = found["next"]
        if cursor is None:
            return names
    raise AssertionError("the list has no end")


def asked(backend: DictBackend, org: Org = ORG, /, **query: str) -> dict[str, Any]:
    filters, wanted = Filters.parse(org, query), Wanted.parse(query)
    return run(a_store(backend), lambda: customer_list(org, "asks", filters, wanted=wanted))


@pytest.mark.item("S004-11", "S004-12", "S004-30")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"order": "name"}, ["Ann", "Ann Dee", "Bob", "Cas", "Eve"]),
        ({"search": "ann"}, ["Ann", "Ann Dee"]),
        ({"search": "dee an"}, ["Ann Dee"]),
        ({"search": "ann", "min_spend": "500"}, ["Ann"]),
        ({"search": "ann", "tag": "late"}, ["Ann Dee"]),
        ({"search": "🎉"}, []),
        ({"tag": "vip", "order": "name"}, ["Ann", "Bob"]),
        ({"tag": "late", "min_visits": "2"}, ["Bob"]),
        ({"min_spend": "300.00"}, ["Ann", "Bob", "Cas"]),
        ({"min_spend": "300.001"}, ["Ann", "Bob"]),
        ({"min_visits": "2"}, ["Cas", "Ann", "Bob"]),
        ({"min_visits": "2", "min_spend": "400"}, ["Ann", "Bob"]),
        ({"min_visits": "2", "min_spend": "400", "order": "visits"}, ["Ann", "Bob"]),
        ({"order": "spend"}, ["Ann", "Bob", "Cas", "Ann Dee", "Eve"]),
        ({"order": "last_visit"}, ["Ann Dee", "Cas", "Bob", "Ann", "Eve"]),
        ({"last_visit_before": (NOON - 30 * DAYS).isoformat()}, ["Ann"]),
        ({"last_visit_before": "2024-12-27"}, ["Bob", "Ann"]),
        ({"last_visit_before": "2025-01-01", "min_visits": "3"}, ["Ann"]),
        (
            {"search": "", "tag": " ", "min_visits": "", "order": "name"},
            ["Ann", "Ann Dee", "Bob", "Cas", "Eve"],
        ),
    ],
)
@pytest.mark.parametrize("limit", ["1", "2", "25"])
def test_a_list_has_those_who_are_asked_for_in_its_order(
    query: dict[str, str], names: list[str], limit: str
) -> None:
    assert listed(the_shop(), **query, limit=limit) == names


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({"search": "ann", "order": "spend"}, "order"),
        ({"min_spend": "1", "order": "name"}, "order"),
        ({"min_spend": "1", "min_visits": "1", "order": "last_visit"}, "order"),
        ({"order": "age"}, "order"),
        ({"min_spend": "-1"}, "min_spend"),
        ({"min_spend": "much"}, "min_spend"),
        ({"min_visits": "1.5"}, "min_visits"),
        ({"min_visits": "9999999"}, "min_visits"),
        ({"last_visit_before": "yesterday"}, "last_visit_before"),
        ({"last_visit_before": "2025-01-01T00:00:00"}, "last_visit_before"),
        ({"last_visit_before": "0001-01-01T00:00:00+00:00"}, "last_visit_before"),
        ({"last_visit_before": "0001-01-01"}, "last_visit_before"),
        ({"search": "x" * 201}, "search"),
        ({"tag": "x" * 201}, "tag"),
        ({"limit": "0"}, "limit"),
        ({"cursor": "made-up"}, "cursor"),
    ],
)
def test_what_is_wrong_or_cannot_be_combined_is_named(query: dict[str, str], path: str) -> None:
    with pytest.raises(Malformed) as error:
        asked(the_shop(), **query)
    assert [fault.path for fault in error.value.faults] == [path]


def test_a_cursor_of_another_order_is_refused() -> None:
    backend = the_shop()
    cursor = asked(backend, order="name", limit="1")["next"]
    with pytest.raises(Malformed):
        asked(backend, order="spend", limit="1", cursor=cursor)


def test_a_page_bills_the_member_and_the_rows_that_were_read() -> None:
    backend = the_shop()
    found = asked(backend, search="ann", min_spend="500", limit="2")
    assert (len(found["items"]), backend.billed.reads, backend.billed.writes) == (1, 1 + 2, 0)


def test_a_row_shows_the_named_fields_alone() -> None:
    (row,) = asked(the_shop(), search="cas")["items"]
    assert set(row) == {
        *("id", "name", "phone", "tags", "stats", "owner_uid", "created_at", "updated_at"),
        *("loyalty", "last_visit_at"),
    }
    assert (row["loyalty"], row["last_visit_at"]) == ({"tier": None, "points": 0}, "2025-01-05T12:00:00Z")


def test_without_loyalty_a_row_shows_no_points() -> None:
    (row,) = asked(the_shop(), an_org(features={"loyalty": False}), search="cas")["items"]
    assert "loyalty" not in row


def test_a_rep_lists_the_customers_who_are_assigned_to_them() -> None:
    assert listed(the_shop("sales_rep"), order="name") == ["Ann", "Eve"]
    assert listed(the_shop("sales_rep"), search="b") == []


@pytest.mark.parametrize("role", ["delivery", "finance", "executive"])
def test_who_lists_no_customers_is_refused_before_any_is_read(role: Role) -> None:
    backend = the_shop(role)
    with pytest.raises(Forbidden):
        asked(backend, search="ann")
    assert backend.billed.reads == 1


def test_a_day_begins_by_the_business_s_clock() -> None:
    before = Filters.parse(ORG, {"last_visit_before": "2025-01-01"}).last_visit_before
    assert before == datetime.fromisoformat("2025-01-01T00:00:00+05:30")
