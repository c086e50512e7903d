"""Dates that return each year: an anniversary comes once a year, from the first year after the day itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders import NOON, a_customer
from tests.memory import DictBackend
from tests.unit.domain.automations.test_running import buys, ran, shop, wakes

YEAR = timedelta(days=365)


def anniversary(field: str, **moment: Any) -> dict[str, Any]:
    return {"on": {"field": field, "yearly": True, "hour": "10:00", **moment}, "then": [{"tag": "year"}]}


@pytest.mark.item("S001-21", "S002-52")
def test_the_day_of_the_first_order_is_remembered_each_year_and_not_on_the_day() -> None:
    org, backend = shop(year=anniversary("stats.first_order_at")), DictBackend()
    buys(backend, org)
    buys(backend, org, 2, at=NOON + timedelta(days=40))
    wakes(backend, org, NOON + YEAR - timedelta(days=1))
    assert ran(backend) == []
    wakes(backend, org, NOON + YEAR + timedelta(hours=1))
    assert ran(backend) == ["year"]
    wakes(backend, org, NOON + 2 * YEAR - timedelta(days=1))
    assert ran(backend) == ["year"]
    wakes(backend, org, NOON + 2 * YEAR + timedelta(hours=1))
    assert ran(backend) == ["year", "year"]


@pytest.mark.item("S001-21", "S002-52")
@pytest.mark.parametrize("day", ["2019-02-14", "02-14"])
def test_a_day_of_the_business_s_own_returns_with_or_without_its_year(day: str) -> None:
    org, backend = shop(year=anniversary("custom.wedding", before="7d")), DictBackend()
    buys(backend, org)
    (id,) = backend.all("customers")
    customer = backend.documents[f"orgs/kopi/customers/{id}"]
    customer["custom"] = {"wedding": day}
    buys(backend, org, 2)
    wakes(backend, org, datetime(2025, 2, 7, 4, tzinfo=UTC))
    assert ran(backend) == []
    wakes(backend, org, datetime(2025, 2, 7, 5, tzinfo=UTC))
    assert ran(backend) == ["year"]
    wakes(backend, org, datetime(2026, 2, 7, 5, tzinfo=UTC))
    assert ran(backend) == ["year", "year"]


def test_a_date_without_yearly_comes_once() -> None:
    once = {"on": {"field": "custom.wedding"}, "then": [{"tag": "once"}]}
    org, backend = shop(once=once), DictBackend()
    backend.put(a_customer(id="other"))
    del backend.documents["orgs/kopi/customers/other"]
    buys(backend, org)
    (id,) = backend.all("customers")
    backend.documents[f"orgs/kopi/customers/{id}"]["custom"] = {"wedding": "2025-02-14"}
    buys(backend, org, 2)
    wakes(backend, org, NOON + 2 * YEAR)
    assert ran(backend) == ["once"]
