"""The figures of the business: each document once, through pages that repeat, race and die, and what comes late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from functions import presets
from functions.domain.configuration.saving import change_settings
from functions.domain.customers.customer import Joins
from functions.domain.insights import business_steps
from functions.domain.insights.business_job import work_page
from functions.domain.insights.business_periods import next_midnight, starts_of
from functions.domain.kernel.decisions import LARGEST, Decision
from functions.domain.kernel.jobs import PageDone
from functions.domain.orgs.org import Org
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import NOON, a_customer
from tests.memory import Billed, DictBackend, a_store, run
from tests.provisioning import provision
from tests.unit.domain.insights.business_shop import (
    JOB,
    SHOP,
    a_page,
    a_shop,
    at,
    begin,
    costs,
    count,
    customer_path,
    figures,
    pages_of,
    sells,
)
from tests.unit.domain.insights.test_business_by_hand import MARCH, bought_in_three_months, rates

NOW = at(3, 18)
LINES = (("milk", 10, 100),)


def stocked() -> DictBackend:
    backend = bought_in_three_months()
    rates(backend, "good", 5, 3)
    rates(backend, "bad", 1, 3)
    return backend


def pages(backend: DictBackend) -> dict[str, Any]:
    return {id: each for id, each in backend.all("insights").items() if id.startswith("business:")}


@pytest.mark.item("S002-91", "S002-94")
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_of_any_size_come_to_the_same_figures(size: int) -> None:
    backend = stocked()
    assert count(backend, NOW) == 6
    before = pages(backend)
    with pages_of(size):
        assert count(backend, NOW) > 6
    assert pages(backend) == before


@pytest.mark.parametrize("act", ["dies_before", "twice", "meets_another"])
def test_a_page_that_dies_repeats_or_races_counts_once(act: str) -> None:
    backend = stocked()
    count(backend, NOW)
    before = pages(backend)
    begin(backend, NOW)
    with pages_of(1):
        for _ in range(60):
            if act == "dies_before":
                next(work_page(SHOP, NOW))  # it read, and never wrote
            if act == "meets_another":
                beside(backend, lambda: a_page(backend, NOW))
            elif a_page(backend, NOW) is None:
                break
    assert backend.documents[JOB]["started_at"] is None
    assert pages(backend) == before


def beside(backend: DictBackend, other: Callable[[], Any]) -> None:
    """A page whose worker is overtaken between reading and writing."""
    tries: list[int] = []

    def decide() -> Decision[PageDone | None]:
        changes, name = yield from work_page(SHOP, NOW)
        if not tries:
            tries.append(1)
            other()
        return changes, name

    run(a_store(backend), decide)


def test_a_page_that_is_asked_for_again_goes_on() -> None:
    """A task that comes twice finds the job one page further, and the tick after its end finds nothing due."""
    backend = stocked()
    begin(backend, NOW)
    pages = [a_page(backend, NOW) is not None for _ in range(6)]
    assert pages == [True] * 5 + [False]
    after = dict(backend.documents)
    assert a_page(backend, NOW) is None
    assert backend.documents == after


@pytest.mark.item("S002-94")
def test_an_order_that_comes_late_is_in_its_month_with_the_next_count() -> None:
    backend = stocked()
    count(backend, at(3, 30))
    was = figures(backend, MARCH)["revenue_minor"]
    sells(backend, 20, 250, at(3, 12), to=2)  # a till that was offline
    sells(backend, 4, 700, at(2, 20), to=2, status="cancelled", updated_at=at(4, 2))
    assert figures(backend, MARCH)["revenue_minor"] == was
    count(backend, at(4, 6))
    found = figures(backend, MARCH)
    assert found["revenue_minor"] == was + 250 + 400  # and an order of the 31st
    assert (found["retained"], found["retention_base"]) == (1, 1)  # 2 had not bought in February after all
    count(backend, at(5, 4))
    assert figures(backend, MARCH) == found  # two months later it stands


def test_an_order_of_the_time_after_the_count_began_is_left_to_the_next() -> None:
    backend = stocked()
    begin(backend, NOW)
    a_page(backend, NOW)
    sells(backend, 21, 9_999, NOW + timedelta(minutes=1), to=2)
    while a_page(backend, NOW + timedelta(minutes=2)) is not None:
        pass
    page = backend.documents[f"orgs/kopi/insights/business:{MARCH}"]
    assert page["until"] == NOW
    assert figures(backend, MARCH)["revenue_minor"] == 3900
    assert page["as_of"] == NOW + timedelta(minutes=2)


def test_who_was_joined_into_another_is_one_customer() -> None:
    backend = stocked()
    two, one = customer_path(backend, 2), customer_path(backend, 1)
    id = two.rpartition("/")[2]
    joins = Joins(ids=(id,), moving=(id,)).model_dump(mode="json")
    backend.client_writes(one, joins=joins)
    backend.client_writes(two, joined_into=one.rpartition("/")[2])
    count(backend, NOW)
    found = figures(backend, MARCH)
    assert (found["customers"], found["retained"], found["retention_base"]) == (4, 1, 1)
    assert figures(backend, "2026-02")["revenue_minor"] == 1700


@pytest.mark.parametrize(
    "spoilt",
    [
        {"sums": "many"},
        {"sums": {"this:all:buyers": "x"}},
        {"starts": [NOW]},
        {"cost_ids": ["milk", "rye"]},
        {"step": "elsewhere"},
        {"started_at": None},
        {"currency": "USD"},
    ],
)
def test_a_job_that_was_spoilt_begins_anew(spoilt: dict[str, Any]) -> None:
    backend = stocked()
    count(backend, NOW)
    before = pages(backend)
    begin(backend, NOW)
    with pages_of(1):
        for _ in range(4):
            a_page(backend, NOW)
        backend.client_writes(JOB, **spoilt)
        while a_page(backend, NOW) is not None:
            pass
    assert pages(backend) == before


def test_spoilt_documents_count_for_what_can_be_read() -> None:
    backend = stocked()
    backend.documents["orgs/kopi/orders/pos:3"] |= {"recorded_state": 7, "lines": "none", "redeemed": []}
    backend.documents["orgs/kopi/feedback/good"]["rating"] = "five"
    backend.documents["orgs/kopi/product_costs/milk"]["cost_minor"] = "sixty"
    backend.client_writes(customer_path(backend, 3), stats="gone", segment=9)
    backend.client_writes("orgs/kopi/feedback/undated", rating=5, created_at="yesterday")
    backend.client_writes("orgs/kopi/campaigns/odd", done_at=at(3, 2), metrics={"counted_at": "then"})
    backend.client_writes("orgs/kopi/insights/business:2026-02", figures={"all:customers": 4}, as_of=3)
    count(backend, NOW)
    found = figures(backend, MARCH)
    assert (found["revenue_minor"], found["cost_minor"]) == (3900, 0)
    assert (found["reactivated"], found["ratings"], found["campaigns_uncounted"]) == (1, 1, 1)


def test_a_quantity_beyond_any_number_ends_no_count() -> None:
    backend = stocked()
    line = {"product_id": "milk", "quantity": "1E+99999999", "unit_price_minor": 5}
    backend.documents["orgs/kopi/orders/pos:3"]["lines"] = [line]
    count(backend, NOW)
    assert figures(backend, MARCH)["revenue_minor"] == 3900


def test_sums_beyond_what_the_store_keeps_do_not_begin_the_job_anew() -> None:
    backend = stocked()
    for number in (6, 3):
        backend.documents[f"orgs/kopi/orders/pos:{number}"]["total_minor"] = LARGEST
    assert count(backend, NOW) == 6
    assert figures(backend, MARCH)["revenue_minor"] == LARGEST


@pytest.mark.item("S002-91", "S002-94")
def test_what_a_count_bills() -> None:
    """Of each customer 1; of those who have bought since January 1 an order, and 1 for the order before these."""
    backend = stocked()
    begin(backend, NOW)
    backend.billed = Billed()
    with pages_of(300):
        while a_page(backend, NOW) is not None:
            pass
    pages_, job = 6, 6
    of_customers = 5
    orders = 3 + 1 + 1  # 1, 2 and 3; of 4 none until the 18th, and 5 has bought nothing since October
    earlier = 1  # of 3 alone is an order before January
    of_four = 1  # their only order is in the future of this count: a query that finds none
    others = 1 + 1 + 2 + 1 + 1  # costs, recommendations, feedback, tasks, campaigns
    months, tallies = 3, 2 * 4
    reads = job + of_customers + orders + earlier + of_four + others + months + tallies
    assert backend.billed == Billed(reads=reads, writes=pages_ + 2)


def test_a_customer_with_more_orders_than_a_page_is_counted_whole() -> None:
    backend = DictBackend()
    for number in range(7):
        sells(backend, number, 100, at(3, 1 + number // 3), to=1)  # several at one instant
    with pages_of(2):
        count(backend, NOW)
    assert (figures(backend, MARCH)["orders"], figures(backend, MARCH)["revenue_minor"]) == (7, 700)


def test_costs_that_do_not_fit_are_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(business_steps, "MOST_COSTS", 1)
    monkeypatch.setattr("functions.domain.insights.business_job.MOST_COSTS", 1)
    backend = stocked()
    costs(backend, aaa=1)
    count(backend, NOW)
    assert backend.documents[f"orgs/kopi/insights/business:{MARCH}"]["products_left_out"] == 1
    assert figures(backend, MARCH)["cost_minor"] == 0


@pytest.mark.parametrize("org", [a_shop("off"), a_shop(features={"crm": False, "loyalty": False})])
def test_switched_off_it_stops_and_keeps_the_pages(org: Org) -> None:
    backend = stocked()
    count(backend, NOW)
    before = pages(backend)
    begin(backend, NOW)
    assert a_page(backend, NOW, org) is None
    assert "wake_at" not in backend.documents[JOB]
    assert pages(backend) == before


@pytest.mark.parametrize(("every", "wakes"), [("day", at(3, 19, 0)), ("week", at(3, 23, 0))])
def test_it_rests_until_the_next_midnight_of_its_own(every: str, wakes: Any) -> None:
    backend = stocked()
    count(backend, NOW, a_shop(every))
    assert backend.documents[JOB]["wake_at"] == wakes
    begin(backend, NOW)
    late = at(4, 30)  # its pages took weeks
    a_page(backend, NOW, a_shop(every))
    while a_page(backend, late, a_shop(every)) is not None:
        pass
    assert backend.documents[JOB]["wake_at"] == late


def test_months_and_midnights_are_those_of_the_business() -> None:
    dhaka = ZoneInfo("Asia/Dhaka")
    assert starts_of("2026-01", dhaka) == (
        at(10, 31, 18, 2025),
        at(11, 30, 18, 2025),
        at(12, 31, 18, 2025),
    )
    assert next_midnight(at(3, 15, 17), dhaka, of_monday=True) == at(3, 15, 18)
    assert next_midnight(at(3, 15, 18), dhaka, of_monday=True) == at(3, 22, 18)
    backend = DictBackend()
    org = a_shop(timezone="Asia/Dhaka")
    sells(backend, 1, 100, at(2, 28, 17), to=1, org=org)
    sells(backend, 2, 200, at(2, 28, 18), to=1, org=org)
    count(backend, NOW, org)
    assert figures(backend, MARCH)["revenue_minor"] == 200
    assert figures(backend, "2026-02")["revenue_minor"] == 100


def test_the_tick_takes_it_and_asks_for_the_next_page() -> None:
    backend = stocked()
    begin(backend, NOW)
    waking = Waking("business_kpis", NOW, None)
    left: Any = run(a_store(backend), lambda: WAKE_UPS["rebuilds"].wake(SHOP, waking))
    assert left == PageDone(has_more=True)


def test_a_saved_segment_s_customers_have_figures_of_their_own() -> None:
    backend = stocked()
    from functions.domain.settings.segments import SegmentSettings

    segment = SegmentSettings.model_validate({"name": "Regulars", "filter": True})
    org = SHOP.model_copy(update={"segments": {"regulars": segment}})
    backend.client_writes(customer_path(backend, 1), segment_ids=["regulars", "gone"])
    count(backend, NOW, org)
    found = figures(backend, MARCH, "saved:regulars")
    assert (found["buyers"], found["revenue_minor"], found["retention_rate_percent"]) == (1, 3000, 100.0)
    assert not figures(backend, MARCH, "saved:gone")


def test_a_customer_without_an_order_is_one_and_has_no_value() -> None:
    backend = DictBackend()
    backend.put(a_customer())
    count(backend, NOW)
    found = figures(backend, MARCH)
    assert (found["customers"], found["lifetime_value_minor"], found["buyers"]) == (1, None, 0)
    assert found["retention_rate_percent"] is None


def changed(backend: DictBackend, **kpis: Any) -> None:
    run(
        a_store(backend),
        lambda: change_settings("kopi", {"business_kpis": kpis}, by="owner", now=NOW),
    )


def test_saving_how_often_begins_the_job_and_saving_it_off_ends_it() -> None:
    backend = DictBackend()
    provision(backend)
    assert JOB not in backend.documents  # the café does not want them
    changed(backend, every="day")
    assert backend.documents[JOB]["wake_at"] == NOW + timedelta(minutes=2)
    del backend.documents[JOB], backend.versions[JOB]
    changed(backend, every="day", other_marketing_minor=7)
    assert JOB not in backend.documents  # it goes by this with its next time
    changed(backend, every="off")
    assert JOB not in backend.documents


@pytest.mark.item("S002-91", "S002-94")
@pytest.mark.parametrize(
    ("preset", "is_counted"),
    [("dairy", True), ("grocer", True), ("roaster", True), ("cafe", False), ("umrah", False)],
)
def test_a_new_business_whose_preset_wants_them_has_them_counted(preset: str, is_counted: bool) -> None:
    backend = DictBackend()
    provision(backend, preset=presets.load(preset), name="The business")
    assert (JOB in backend.documents) == is_counted
    provision(backend, preset=presets.load(preset), name="The business", days=1)
    due = backend.documents.get(JOB, {}).get("wake_at")
    assert due == (NOON + timedelta(minutes=2) if is_counted else None)  # and is not begun again
