"""The customer's own rhythm in place of the profile's days, once there are enough purchases of a product."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.automations.refiguring import refigure_customer
from functions.domain.customers.consumption import MOST_BOUGHT
from functions.domain.joins.folding import folded
from tests.examples import examples
from tests.memory import DictBackend, a_store, run
from tests.unit.domain.consumption.grocers import (
    BOUGHT,
    DAY,
    OIL,
    RICE,
    a_grocer,
    buys,
    consumption,
    days,
    told,
    wakes,
)

ORG = a_grocer(reminders={"rhythm": {"from_purchases": 3}})
PLAIN = a_grocer()
MORNING = BOUGHT.replace(hour=9)
AFTER = BOUGHT + 400 * DAY
KG = RICE | {"quantity": "1", "unit": "kg"}


def reminded_after(backend: DictBackend) -> int:
    (product,) = consumption(backend)["products"]
    found: int = product["days"]
    return found


def bought_on(*bought: tuple[int, dict[str, Any]], org: Any = ORG) -> DictBackend:
    """Orders on these days."""
    backend = DictBackend()
    for number, (day, line) in enumerate(bought):
        buys(backend, line, number=str(number), at=BOUGHT + day * DAY, org=org, now=AFTER)
    return backend


@pytest.mark.item("S001-27")
def test_from_the_third_purchase_on_the_median_interval_replaces_the_profile_s_days() -> None:
    assert reminded_after(bought_on((0, RICE), (30, RICE))) == 22
    assert reminded_after(bought_on((0, RICE), (30, RICE), (60, RICE))) == 30 - 3
    assert reminded_after(bought_on((0, RICE), (30, RICE), (60, RICE), (160, RICE))) == 30 - 3
    assert reminded_after(bought_on((0, RICE), (30, RICE), (60, RICE), org=PLAIN)) == 22


def test_the_reminder_comes_on_the_customer_s_own_day() -> None:
    backend = DictBackend()
    for number in range(3):
        buys(backend, RICE, number=str(number), at=BOUGHT + 30 * number * DAY, org=ORG)
    own = MORNING + 87 * DAY
    wakes(backend, own - DAY, ORG)
    assert told(backend) == []
    wakes(backend, own, ORG)
    wakes(backend, own + DAY, ORG)
    assert told(backend) == ["Miniket, 27 days: 5 kg"]


@pytest.mark.item("S001-27")
def test_the_interval_is_scaled_by_what_was_bought_before_and_last() -> None:
    ten = RICE | {"quantity": "10"}
    assert reminded_after(bought_on((0, RICE), (20, ten), (60, RICE), (80, ten))) == 40 - 3
    packs = RICE | {"quantity": "2", "unit": "5kg"}
    assert reminded_after(bought_on((0, RICE), (20, packs), (60, RICE))) == 20 - 3


@pytest.mark.parametrize(("between", "expected"), [(5, 10), (200, 90)])
def test_the_limits_of_the_profile_stay(between: int, expected: int) -> None:
    rhythm = bought_on(*((number * between, RICE) for number in range(3)))
    assert reminded_after(rhythm) == expected


def test_what_cannot_be_compared_is_not_scaled() -> None:
    assert reminded_after(bought_on((0, RICE), (30, RICE | {"unit": "sack"}), (60, RICE))) == 27


def test_two_orders_of_one_day_are_one_purchase() -> None:
    assert reminded_after(bought_on((0, RICE), (30, RICE), (30, RICE))) == 22
    assert reminded_after(bought_on((0, RICE), (20, RICE), (20, RICE), (60, RICE))) == 20 - 3


@given(st.data())
@settings(max_examples=examples(60), deadline=None)
def test_any_order_of_arrival_and_any_replay_leaves_the_same_day(data: st.DataObject) -> None:
    one = st.tuples(st.integers(0, 90), st.sampled_from((RICE, KG, OIL)), st.booleans())
    bought = dict(enumerate(data.draw(st.lists(one, min_size=1, max_size=12))))
    events = [(number, False) for number in bought]
    events += [(number, True) for number, (_, _, is_cancelled) in bought.items() if is_cancelled]
    replays = data.draw(st.lists(st.sampled_from(events), max_size=3))
    left = []
    for arrivals in (events, data.draw(st.permutations([*events, *replays]))):
        backend = DictBackend()
        for number, is_cancelled in arrivals:
            day, line, _ = bought[number]
            at = BOUGHT + day * DAY
            facts: dict[str, Any] = (
                {"updated_at": at + timedelta(hours=1), "status": "cancelled"} if is_cancelled else {}
            )
            buys(backend, line, number=str(number), at=at, org=ORG, now=AFTER, **facts)
        left.append(backend.one("customers").get("consumption"))
    assert left[0] == left[1]


def test_the_last_purchases_alone_are_kept_and_one_that_is_taken_back_lets_an_older_one_return() -> None:
    backend = bought_on(*((number * 10, RICE) for number in range(MOST_BOUGHT + 2)))

    def kept() -> list[str]:
        (product,) = consumption(backend)["products"]
        return [each["order_id"] for each in product["history"]]

    assert kept() == [f"pos:{number}" for number in range(2, MOST_BOUGHT + 2)]
    at = BOUGHT + 50 * DAY
    buys(backend, RICE, number="5", at=at, org=ORG, now=AFTER, updated_at=at + DAY, status="cancelled")
    assert kept() == [f"pos:{number}" for number in range(1, MOST_BOUGHT + 2) if number != 5]


def test_a_business_that_begins_to_go_by_it_finds_the_purchases_in_the_orders() -> None:
    backend = bought_on((0, RICE), (30, RICE), (60, RICE), org=PLAIN)
    (product,) = consumption(backend)["products"]
    assert product["history"] == []
    (id,) = backend.all("customers")
    run(a_store(backend), lambda: refigure_customer(ORG, id, AFTER), ORG.id)
    assert reminded_after(backend) == 27
    assert days(backend) == {"miniket": f"{BOUGHT + 87 * DAY:%Y-%m-%d}"}


def test_who_is_joined_has_the_purchases_of_both() -> None:
    from functions.domain.customers.consumption import Consumption
    from functions.domain.customers.customer import Customer

    halves = [
        Customer(
            id=str(number),
            consumption=Consumption.model_validate(
                consumption(bought_on((number, RICE), (number + 9, RICE)))
            ),
        )
        for number in (0, 100)
    ]
    both = folded(ORG, halves[0], halves[1]).consumption
    assert both is not None
    assert [len(each.history) for each in both.products] == [2]
