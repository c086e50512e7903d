"""An order that automations watch was delivered once, whatever its states say and in whatever order they come."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import permutations
from typing import Any

import pytest

from functions.domain.orders.receipts import Receipt
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.planning_anew import SubjectRebuild, rebuild_subjects
from functions.domain.rebuilds.rebuilding import PAGE_SIZE
from functions.domain.settings.automations import AutomationSettings
from functions.domain.wake_ups.table import WAKE_UPS
from functions.domain.wake_ups.waking import Waking
from tests.builders import NOON, a_customer, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store, run

REVIEW: Mapping[str, Any] = {
    "of": "orders",
    "on": {"field": "delivered_at", "after": "3d"},
    "then": [{"tag": "asked"}],
}
ON_DELIVERY: Mapping[str, Any] = {"on": "order_delivered", "then": [{"tag": "delivered"}]}
DAY = timedelta(days=1)


def business(**rules: Mapping[str, Any]) -> Org:
    automations = {id: AutomationSettings.model_validate(rule) for id, rule in rules.items()}
    return an_org().model_copy(update={"automations": automations})


ORG = business(review=REVIEW, told=ON_DELIVERY)


def at(hours: int) -> str:
    return (NOON + timedelta(hours=hours)).isoformat()


def comes(
    backend: DictBackend, status: str, hours: int, org: Org = ORG, *, late: int = 0, **changes: Any
) -> Receipt:
    """A state of the order as of so many hours after it was bought, which arrives `late` hours after that."""
    now = NOON + timedelta(hours=hours + late)
    body = {"status": status, "ordered_at": at(0), "updated_at": at(hours), **changes}
    return take_in(a_store(backend), an_order(org, **body), org=org, now=now)


def wakes(backend: DictBackend, now: datetime, org: Org = ORG) -> None:
    for id, order in backend.all("orders").items():
        if order.get("wake_at") is not None and order["wake_at"] <= now:
            run(a_store(backend), partial(WAKE_UPS["orders"].wake, org, Waking(id, now, None)))


def runs(backend: DictBackend) -> list[str]:
    """Which automations ran, once for each time."""
    return sorted(each["automation_id"] for each in backend.all("interactions").values())


def order(backend: DictBackend) -> dict[str, Any]:
    return backend.one("orders")


@pytest.mark.item("S000-43")
def test_three_days_after_a_delivery_a_review_is_asked_for_once() -> None:
    backend = DictBackend()
    comes(backend, "paid", 0)
    assert "wake_at" not in order(backend)
    comes(backend, "delivered", 5)
    assert (runs(backend), order(backend)["wake_at"]) == (["told"], NOON + timedelta(hours=5) + 3 * DAY)
    wakes(backend, NOON + 3 * DAY)
    assert runs(backend) == ["told"]
    for days in (4, 5, 30):
        wakes(backend, NOON + days * DAY)
    assert runs(backend) == ["review", "told"]
    assert (backend.one("customers")["tags"], "wake_at" in order(backend)) == (["delivered", "asked"], False)


@pytest.mark.parametrize("states", list(permutations([("paid", 0), ("delivered", 5), ("delivered", 9)])))
def test_states_in_any_order_are_one_delivery(states: tuple[tuple[str, int], ...]) -> None:
    backend = DictBackend()
    for status, hours in states:
        comes(backend, status, hours, late=10 - hours)
    wakes(backend, NOON + 4 * DAY)
    wakes(backend, NOON + 5 * DAY)
    assert runs(backend) == ["review", "told"]
    assert order(backend)["status"] == "delivered"


def test_an_earlier_delivery_that_is_told_after_the_review_asks_for_no_other() -> None:
    backend = DictBackend()
    comes(backend, "delivered", 9)
    wakes(backend, NOON + 4 * DAY)
    comes(backend, "delivered", 5, late=24 * 4)
    wakes(backend, NOON + 5 * DAY)
    assert runs(backend) == ["review", "told"]


@pytest.mark.parametrize(
    ("status", "changes"), [("cancelled", {}), ("refunded", {}), ("refunded", {"refunded_total": "387.00"})]
)
def test_a_delivery_that_is_undone_on_the_second_day_asks_for_nothing(
    status: str, changes: dict[str, Any]
) -> None:
    backend = DictBackend()
    comes(backend, "delivered", 5)
    comes(backend, status, 48, **changes)
    assert "wake_at" not in order(backend)
    wakes(backend, NOON + 4 * DAY)
    assert runs(backend) == ["told"]
    assert order(backend)["delivered_at"] == NOON + timedelta(hours=5)


def test_a_cancelled_order_of_which_the_delivery_is_told_late_was_never_delivered() -> None:
    backend = DictBackend()
    comes(backend, "cancelled", 9)
    comes(backend, "delivered", 5, late=6)
    wakes(backend, NOON + 4 * DAY)
    assert runs(backend) == []
    assert order(backend)["delivered_at"] == NOON + timedelta(hours=5)


def test_an_order_of_which_a_part_was_given_back_was_delivered() -> None:
    backend = DictBackend()
    comes(backend, "delivered", 5)
    comes(backend, "refunded", 24, refunded_total="100.00")
    wakes(backend, NOON + 4 * DAY)
    assert runs(backend) == ["review", "told"]


def test_a_sequence_that_began_with_a_delivery_ends_when_that_is_undone() -> None:
    step = {"after": "1d", "then": [{"tag": "second"}]}
    org = business(told={**ON_DELIVERY, "steps": [step]})
    backend = DictBackend()
    comes(backend, "delivered", 5, org)
    comes(backend, "cancelled", 10, org)
    wakes(backend, NOON + 2 * DAY, org)
    assert backend.one("customers")["tags"] == ["delivered"]


def test_what_automations_have_noted_survives_a_later_state_of_the_order() -> None:
    backend = DictBackend()
    comes(backend, "delivered", 5)
    noted = {name: order(backend)[name] for name in ("runs", "due", "wake_at")}
    comes(backend, "delivered", 6, total="400.00")
    assert {name: order(backend)[name] for name in noted} == noted
    assert (order(backend)["total_minor"], runs(backend)) == (40_000, ["told"])


def test_a_condition_sees_the_order_and_its_customer_as_the_order_left_them() -> None:
    when = {"and": [{"==": [{"var": "outlet_id"}, "first"]}, {"==": [{"var": "customer.stats.orders"}, 1]}]}
    org = business(told={**ON_DELIVERY, "when": when})
    backend = DictBackend()
    comes(backend, "delivered", 5, org)
    assert (runs(backend), backend.one("customers")["tags"]) == (["told"], ["delivered"])


def test_an_anonymous_delivery_is_about_no_customer_and_fails_nothing() -> None:
    backend = DictBackend()
    comes(backend, "delivered", 5, customer=None)
    wakes(backend, NOON + 4 * DAY)
    assert (order(backend)["customer_id"], backend.all("customers")) == (None, {})


def test_only_who_watches_orders_pays_for_it() -> None:
    bills = []
    for org in (business(), ORG):
        backend = DictBackend()
        backend.put(a_customer(id="other", phone=None))
        store = a_store(backend)
        for number in ("1", "2"):
            backend.billed = Billed()
            body = {"order_id": number, "status": "paid", "ordered_at": at(0), "updated_at": at(0)}
            take_in(store, an_order(org, **body), org=org)
        bills.append(backend.billed)
    assert bills == [Billed(reads=1, writes=3), Billed(reads=1, writes=3)]


def test_a_delivery_bills_what_it_does_and_a_wake_up_two_reads_and_a_write_more() -> None:
    bills = []
    for org in (business(), business(review=REVIEW), ORG):
        backend = DictBackend()
        store = a_store(backend)
        for status, hours in (("paid", 0), ("delivered", 5)):
            backend.billed = Billed()
            body = {"status": status, "ordered_at": at(0), "updated_at": at(hours)}
            take_in(store, an_order(org, **body), org=org, now=NOON + timedelta(hours=hours))
        bills.append((backend.billed.reads, backend.billed.writes))
    # The order and its customer are written anyway: what it does is an interaction.
    assert bills == [(2, 2), (2, 2), (2, 3)]
    backend.billed = Billed()
    wakes(backend, NOON + 4 * DAY)
    assert backend.billed == Billed(reads=2, writes=1 + 2)


def test_an_order_that_was_undone_at_a_page_s_end_hides_none_of_those_after_it() -> None:
    backend, earlier = DictBackend(), business(other={"on": "stock_changed", "then": [{"tag": "x"}]})
    for number in range(PAGE_SIZE + 1):
        comes(backend, "delivered", 1, earlier, order_id=f"{number:03}")
        fields = {"status": "cancelled"} if number == PAGE_SIZE - 1 else {}
        backend.client_writes(
            f"orgs/kopi/orders/pos:{number:03}", delivered_at=NOON + number * timedelta(minutes=1), **fields
        )
    rebuild = SubjectRebuild(
        id="automations:orders:delivered_at",
        started_at=NOON,
        of="orders",
        by="delivered_at",
        since=NOON,
        wake_at=NOON,
    )
    backend.put(rebuild)
    for hours in (3, 4):
        run(a_store(backend), partial(rebuild_subjects, ORG, rebuild.id, NOON + timedelta(hours=hours)))
    planned = {id for id, each in backend.all("orders").items() if "wake_at" in each}
    assert planned == backend.all("orders").keys() - {f"pos:{PAGE_SIZE - 1:03}"}
