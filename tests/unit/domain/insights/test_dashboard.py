"""The dashboard's figures, and for how long they are taken as they were counted."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.insights.dashboard import dashboard_of, keep_dashboard
from functions.domain.kernel.errors import Forbidden
from functions.domain.staff.members import Member
from functions.domain.staff.roles import Role
from functions.domain.views.dashboards import fresh_dashboard
from tests.builders import NOON, an_org
from tests.memory import DictBackend, a_store, run

COUNTED = {
    "all": 12,
    "joined": 2,
    "new": 4,
    "new_joined": 1,
    "buyers": 8,
    "repeat_buyers": 3,
    "visits": 25,
}


@pytest.mark.item("S004-34")
def test_the_figures_leave_out_who_was_joined_into_another() -> None:
    counted = dashboard_of(COUNTED, NOON)
    assert (counted.customers, counted.new_customers) == (10, 3)
    assert (counted.repeat_rate, counted.average_visits) == (0.375, 2.5)


def test_a_business_without_customers_has_no_rates() -> None:
    counted = dashboard_of(dict.fromkeys(COUNTED, 0), NOON)
    assert (counted.customers, counted.repeat_rate, counted.average_visits) == (0, None, None)


def asked(backend: DictBackend, now: Any, role: Role = "manager") -> dict[str, Any] | None:
    backend.put(Member(id="asks", roles=(role,)))
    return run(a_store(backend), lambda: fresh_dashboard(an_org(), "asks", now))


def test_what_was_counted_serves_for_five_minutes_and_bills_the_member_and_itself() -> None:
    backend = DictBackend()
    assert asked(backend, NOON) is None
    shown = run(a_store(backend), lambda: keep_dashboard(COUNTED, NOON))
    backend.billed.reads = 0
    assert asked(backend, NOON + timedelta(minutes=4)) == shown
    assert backend.billed.reads == 2
    assert asked(backend, NOON + timedelta(minutes=5)) is None
    assert asked(backend, NOON - timedelta(minutes=6)) is None  # counted by a clock that was ahead


def test_counting_again_goes_over_what_was_kept() -> None:
    backend = DictBackend()
    run(a_store(backend), lambda: keep_dashboard(COUNTED, NOON))
    run(a_store(backend), lambda: keep_dashboard({**COUNTED, "all": 13}, NOON))
    assert backend.one("insights")["customers"] == 11


@pytest.mark.parametrize("role", ["agent", "support", "sales_rep", "delivery", "finance"])
def test_other_roles_are_refused(role: Role) -> None:
    with pytest.raises(Forbidden):
        asked(DictBackend(), NOON, role)


def test_an_executive_reads_figures() -> None:
    assert asked(DictBackend(), NOON, "executive") is None
