"""Bookings as staff see them: all, by one thing at a time, and one."""

from typing import Any

import pytest

from functions.domain.kernel.errors import Forbidden, Malformed, NotFound
from functions.domain.staff.members import Member
from functions.domain.views.bookings import booking_shown, bookings_listed
from functions.domain.views.pages import Wanted
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.packages.sellers import AGENCY, agency, reserve


def two_bookings() -> DictBackend:
    backend = agency()
    reserve(backend, "one")
    reserve(backend, "two", customer_id="second")
    return backend


def ids(backend: DictBackend, uid: str = "owner", **query: str) -> list[str]:
    found: dict[str, Any] = run(
        a_store(backend), lambda: bookings_listed(AGENCY, uid, query, wanted=Wanted())
    )
    return sorted(row["id"] for row in found["items"])


@pytest.mark.item("S003-47")
def test_bookings_are_listed_whole_by_package_by_status_and_by_customer() -> None:
    backend = two_bookings()
    assert ids(backend) == ["one", "two"]
    assert ids(backend, package_id="hemat") == ["one", "two"]
    assert ids(backend, status="confirmed") == []
    customer = backend.all("bookings")["two"]["customer_id"]
    assert ids(backend, customer_id=customer) == ["two"]


@pytest.mark.parametrize(
    ("query", "path"),
    [({"status": "sold"}, "status"), ({"status": "reserved", "package_id": "hemat"}, "status")],
)
def test_a_list_by_no_status_or_by_two_things_is_refused_at_its_name(
    query: dict[str, str], path: str
) -> None:
    with pytest.raises(Malformed) as refused:
        ids(two_bookings(), **query)
    assert [fault.path for fault in refused.value.faults] == [path]


def test_one_booking_is_shown_to_those_who_read_its_customer() -> None:
    backend = two_bookings()
    backend.put(Member(id="guest"))
    shown = run(a_store(backend), lambda: booking_shown(AGENCY, "agent", "one"))
    assert (shown["package_id"], shown["seats"], shown["status"]) == ("hemat", 1, "reserved")
    with pytest.raises(NotFound):
        run(a_store(backend), lambda: booking_shown(AGENCY, "agent", "none"))
    with pytest.raises(Forbidden):
        run(a_store(backend), lambda: booking_shown(AGENCY, "guest", "one"))
