"""Who is shown the figures of the business, and what a look bills."""

from typing import Any

import pytest

from functions.domain.kernel.errors import FeatureOff, Forbidden, Malformed
from functions.domain.orgs.org import Org
from functions.domain.staff.roles import Role
from functions.domain.views.business import business_figures
from tests.builders import a_member
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.insights.business_shop import SHOP, a_shop, at, count, sells

NOW = at(3, 18)


def counted(role: Role) -> DictBackend:
    backend = DictBackend()
    sells(backend, 1, 900, at(3, 2), to=1)
    count(backend, NOW)
    backend.put(a_member(id="asks", roles=(role,)))
    return backend


def shown(backend: DictBackend, month: str | None = None, org: Org = SHOP) -> dict[str, Any]:
    return run(a_store(backend), lambda: business_figures(org, "asks", month, now=NOW))


@pytest.mark.item("S002-91", "S002-94")
@pytest.mark.parametrize("role", ["owner", "manager", "executive", "finance"])
def test_a_look_bills_its_asker_and_one_document(role: Role) -> None:
    backend = counted(role)
    backend.billed = Billed()
    answer = shown(backend)
    assert backend.billed == Billed(reads=2)
    assert answer["figures"]["all:revenue_minor"] == {"value": 900, "unit": "INR"}
    assert (answer["month"], answer["is_over"]) == ("2026-03", False)
    assert set(answer) == {"month", "since", "until", "is_over", "figures", "products_left_out", "as_of"}


@pytest.mark.parametrize("role", ["agent", "support", "marketing", "delivery", "sales_rep"])
def test_other_roles_are_refused(role: Role) -> None:
    with pytest.raises(Forbidden):
        shown(counted(role))


def test_a_month_that_was_not_counted_has_no_figures() -> None:
    answer = shown(counted("owner"), "2025-01")
    assert (answer["figures"], answer["as_of"], answer["month"]) == ({}, None, "2025-01")


@pytest.mark.parametrize("month", ["2025-13", "March", "2025-1", "1999-01"])
def test_a_month_that_is_none_is_told_at_its_field(month: str) -> None:
    with pytest.raises(Malformed) as refused:
        shown(counted("owner"), month)
    assert [fault.path for fault in refused.value.faults] == ["month"]


def test_without_the_crm_nothing_is_shown() -> None:
    with pytest.raises(FeatureOff):
        shown(counted("owner"), org=a_shop(features={"crm": False, "loyalty": False}))
