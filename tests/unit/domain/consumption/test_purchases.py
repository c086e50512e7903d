"""What a customer uses up follows from their orders, however these come; an order bills what it billed before."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.automations.refiguring import refigure_customer
from functions.domain.customers.consumption import MOST_PRODUCTS, Consumed, Consumption
from functions.domain.orders.documents import Order
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import Org
from tests.builders import OTHER_PHONE, PHONE, an_order, in_state
from tests.examples import examples
from tests.memory import Billed, DictBackend, a_store, run
from tests.unit.domain.consumption.grocers import (
    BOUGHT,
    DAY,
    OIL,
    ORG,
    RICE,
    a_grocer,
    an_order_of,
    billed,
    buys,
    consumption,
    days,
    due,
)


def on(day: datetime, after: int) -> str:
    return f"{day + after * DAY:%Y-%m-%d}"


@pytest.mark.item("S001-02", "S001-17")
def test_each_product_of_an_order_has_its_own_day_and_what_has_no_profile_none() -> None:
    backend = DictBackend()
    buys(backend, RICE, OIL, {"product_id": "broom", "category": "household", "quantity": "1"})
    assert days(backend) == {"miniket": on(BOUGHT, 22), "soya": on(BOUGHT, 18)}
    assert due(backend) == (BOUGHT + 18 * DAY).replace(hour=9)
    assert consumption(backend)["products"][1] == {
        "key": "miniket",
        "product_id": "miniket",
        "name": "Miniket",
        "category": "rice",
        "quantity": "5",
        "unit": "kg",
        "order_id": "pos:1",
        "bought_at": BOUGHT,
        "days": 22,
        "remind_on": on(BOUGHT, 22),
        "reminded_for": None,
        "reminded_order_id": None,
        "is_taken_back": False,
        "history": [],
    }


@pytest.mark.item("S001-33")
def test_buying_again_moves_the_reminder_and_an_older_order_that_comes_late_does_not() -> None:
    backend = DictBackend()
    buys(backend, RICE)
    buys(backend, RICE, number="2", at=BOUGHT + 10 * DAY)
    buys(backend, RICE, number="3", at=BOUGHT + 5 * DAY, now=BOUGHT + 11 * DAY)
    assert days(backend) == {"miniket": on(BOUGHT, 32)}
    assert due(backend) == (BOUGHT + 32 * DAY).replace(hour=9)


def test_products_of_a_group_stand_in_for_each_other() -> None:
    rice = {"categories": ["rice"], "avg_consumption_days": 25, "buffer_days": 3, "group": "rice"}
    org, backend = a_grocer({"rice": rice}), DictBackend()
    buys(backend, RICE, org=org)
    buys(backend, RICE | {"product_id": "basmati"}, number="2", at=BOUGHT + 10 * DAY, org=org)
    assert days(backend) == {"group:rice": on(BOUGHT, 32)}


@pytest.mark.parametrize("status", ["cancelled", "refunded", "pending"])
def test_an_order_that_counts_no_more_takes_the_reminder_back_to_the_purchase_before(status: str) -> None:
    backend, at = DictBackend(), BOUGHT + 10 * DAY
    buys(backend, RICE)
    buys(backend, RICE, OIL, number="2", at=at)
    assert days(backend) == {"miniket": on(at, 22), "soya": on(at, 18)}
    whole: dict[str, Any] = {"refunded_minor": 2000, "total_minor": 2000} if status == "refunded" else {}
    if status == "pending":  # a wrong state that is corrected
        status = "cancelled"
    buys(backend, RICE, OIL, number="2", at=at, updated_at=at + DAY, status=status, **whole)
    assert days(backend) == {"miniket": on(BOUGHT, 22)}
    assert due(backend) == (BOUGHT + 22 * DAY).replace(hour=9)


def test_a_first_purchase_that_is_cancelled_leaves_nothing_to_be_reminded_of() -> None:
    backend = DictBackend()
    buys(backend, RICE)
    buys(backend, RICE, status="cancelled", updated_at=BOUGHT + DAY)
    assert "consumption" not in backend.one("customers")
    assert due(backend) is None


def test_a_line_that_a_correction_removes_is_not_consumed() -> None:
    backend = DictBackend()
    buys(backend, RICE, OIL)
    buys(backend, OIL, updated_at=BOUGHT + DAY)
    assert days(backend) == {"soya": on(BOUGHT, 18)}


def test_what_is_brought_back_in_the_same_order_is_not_consumed() -> None:
    backend = DictBackend()
    buys(backend, RICE, RICE | {"quantity": "-5"}, OIL)
    assert days(backend) == {"soya": on(BOUGHT, 18)}


def test_an_order_that_turns_out_to_be_another_s_is_theirs() -> None:
    backend = DictBackend()
    buys(backend, RICE)
    body = {"order_id": "1", "customer": {"phone": OTHER_PHONE}, "lines": [RICE | {"unit_price": "1.00"}]}
    order = in_state(an_order(ORG, **body), ordered_at=BOUGHT, updated_at=BOUGHT + DAY)
    run(a_store(backend), lambda: record_order(ORG, order, BOUGHT + DAY), ORG.id)
    found = {each["phone"]: "consumption" in each for each in backend.all("customers").values()}
    assert found == {PHONE: False, OTHER_PHONE: True}


def test_a_day_is_one_on_the_customer_s_wall() -> None:
    """23:30 in London on the day before the clocks go forward is a day of its own in Dhaka."""
    at = datetime.fromisoformat("2026-03-28T23:30:00+00:00")
    for zone, day, hour in (("Europe/London", "2026-04-19", 8), ("Asia/Dhaka", "2026-04-20", 3)):
        backend = DictBackend()
        buys(backend, RICE, at=at, org=a_grocer(timezone=zone))
        assert days(backend) == {"miniket": on(datetime.fromisoformat(day), 0)}
        found = due(backend)
        assert found is not None
        assert (f"{found:%Y-%m-%d}", found.hour) == (day, hour)


def takes(backend: DictBackend, org: Org, order: Order) -> None:
    run(a_store(backend), lambda: record_order(org, order, order.facts.updated_at), org.id)


def test_twenty_lines_bill_what_one_line_bills_and_what_a_business_without_profiles_is_billed() -> None:
    twenty = [RICE | {"product_id": f"rice-{number}"} for number in range(20)]
    bills = []
    for org, lines in ((ORG, twenty), (ORG, [RICE]), (a_grocer({}), twenty)):
        backend = DictBackend()
        buys(backend, *lines, org=org)
        again = an_order_of(*lines, number="2", at=BOUGHT + DAY)
        bills.append(billed(backend, lambda b=backend, o=org, a=again: takes(b, o, a)))
    assert bills == [Billed(reads=1, writes=2)] * 3


def test_a_cancellation_reads_the_customer_s_last_orders_once() -> None:
    backend = DictBackend()
    for number in range(1, 5):
        buys(backend, RICE, OIL, number=str(number), at=BOUGHT + number * DAY)
    at = BOUGHT + 4 * DAY
    plain = DictBackend()
    for number in range(1, 5):
        buys(plain, RICE, OIL, number=str(number), at=BOUGHT + number * DAY, org=a_grocer({}))
    without = billed(
        plain,
        lambda: buys(
            plain, RICE, number="4", at=at, updated_at=at + DAY, status="cancelled", org=a_grocer({})
        ),
    )
    cancelled: dict[str, Any] = {"at": at, "updated_at": at + DAY, "status": "cancelled"}
    bill = billed(backend, lambda: buys(backend, RICE, OIL, number="4", **cancelled))
    assert bill == Billed(reads=without.reads + 4, writes=without.writes)


def consumed(key: str, on: str, **changes: Any) -> Consumed:
    usual = {"key": key, "order_id": key, "bought_at": BOUGHT, "days": 10, "remind_on": on}
    return Consumed.model_validate(usual | changes)


def test_of_201_products_the_one_goes_that_was_reminded_of_and_else_the_one_that_lies_furthest_back() -> None:
    full = [consumed(f"p{number:03}", on(BOUGHT, number)) for number in range(MOST_PRODUCTS)]
    new = consumed("new", on(BOUGHT, 500))
    kept = Consumption().with_products([*full, new])
    assert (len(kept.products), kept.product("p000"), kept.product("new")) == (MOST_PRODUCTS, None, new)
    told = full[150].with_changes(reminded_for=BOUGHT)
    kept = Consumption().with_products([*full[:150], told, *full[151:], new])
    assert (len(kept.products), kept.product("p150"), kept.product("p000")) == (MOST_PRODUCTS, None, full[0])


def test_an_order_of_300_products_keeps_200_and_bills_as_any_other() -> None:
    backend = DictBackend()
    lines = [RICE | {"product_id": f"rice-{number}"} for number in range(300)]
    buys(backend, RICE)
    bill = billed(backend, lambda: buys(backend, *lines, number="2", at=BOUGHT + DAY))
    assert (len(days(backend)), bill) == (MOST_PRODUCTS, Billed(reads=1, writes=2))


STATES = st.lists(
    st.tuples(
        st.integers(1, 4),  # which order
        st.sampled_from(["paid", "delivered", "cancelled", "pending"]),
        st.integers(0, 6),  # bought so many days after the first day
        st.sets(st.sampled_from(["a", "b", "c"])),
        st.integers(1, 3),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=examples(150), deadline=None)
@given(STATES, st.randoms(use_true_random=False))
def test_states_of_orders_end_the_same_in_every_order_and_as_worked_out_anew(
    states: Any, random: Any
) -> None:
    def order_of(version: int, state: Any) -> Any:
        number, status, day, products, packs = state
        lines = [RICE | {"product_id": each, "quantity": str(5 * packs)} for each in sorted(products)]
        return an_order_of(
            *(lines or [{"product_id": "broom", "quantity": "1"}]),
            number=str(number),
            at=BOUGHT + timedelta(days=day, minutes=number),
            updated_at=BOUGHT + timedelta(days=10, minutes=version),
            status=status,
        )

    found, now = [], BOUGHT + 11 * DAY
    arrivals = [order_of(version, state) for version, state in enumerate(states)]
    for _ in range(2):
        backend = DictBackend()
        for order in arrivals:
            run(a_store(backend), lambda o=order: record_order(ORG, o, now), ORG.id)  # type: ignore[misc]
        found.append(backend.one("customers").get("consumption"))
        (id,) = backend.all("customers")
        anew = run(a_store(backend), lambda i=id: refigure_customer(ORG, i, now), ORG.id)  # type: ignore[misc]
        assert anew is None, "worked out from the orders it is the same"
        random.shuffle(arrivals)
        arrivals = [*arrivals, arrivals[0]]
    assert found[0] == found[1]
