"""Which state of an order holds: of one instant the further one, of a clock that is ahead by its own order."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.kernel.errors import Conflict
from functions.domain.orders.documents import OrderFacts
from functions.domain.orders.parsing import parse_order
from functions.domain.orders.receipts import Receipt
from functions.domain.orders.states import is_further
from tests.builders import NOON, an_order, an_order_body, an_org, in_state, take_in
from tests.examples import EVERY, examples
from tests.memory import DictBackend, a_store

ORG = an_org()
FACTS = an_order(ORG).facts
AHEAD = timedelta(days=330)
MINUTE = timedelta(minutes=1)


def deliver(backend: DictBackend, *, at: datetime = NOON, **changes: Any) -> Receipt:
    """A body that arrives at an instant, as an entry point takes it in."""
    return take_in(a_store(backend), parse_order(ORG, an_order_body(**changes), at), org=ORG, now=at)


def a_state(status: str, at: datetime, **changes: Any) -> dict[str, Any]:
    """A state as of `at` of an order that was placed at that clock's noon."""
    placed = at.replace(hour=12, minute=0, second=0)
    return {"status": status, "ordered_at": placed.isoformat(), "updated_at": at.isoformat()} | changes


def stands(backend: DictBackend) -> dict[str, Any]:
    """What stands of the order and of its customer, but for the instants at which it arrived."""
    order, customer = backend.one("orders"), backend.one("customers")
    return {
        "status": order["status"],
        "total_minor": order["total_minor"],
        "refunded_minor": order["refunded_minor"],
        "orders": customer["stats"]["orders"],
        "spend_minor": customer["stats"]["spend_minor"],
        "points": customer["loyalty"]["points"],
    }


LIFE = [
    a_state("pending", NOON),
    a_state("paid", NOON),
    a_state("delivered", NOON),
    a_state("refunded", NOON, refunded_total="100"),
    a_state("refunded", NOON, refunded_total="200"),
    a_state("refunded", NOON),
]


@pytest.mark.parametrize(("count", "step"), [(2, 1), (3, 1), (4, 1 if EVERY in os.environ else 7)])
def test_of_states_within_one_second_the_furthest_holds_in_any_order_of_arrival(
    count: int, step: int
) -> None:
    for states in islice(permutations(LIFE, count), None, None, step):
        backend = DictBackend()
        for state in states:
            deliver(backend, **state)
        furthest = max(states, key=LIFE.index)
        assert backend.one("orders")["status"] == furthest["status"]
        receipts = [deliver(backend, **state) for state in states]
        assert [receipt.replayed for receipt in receipts] == [True] * count


def test_a_payment_of_the_same_second_is_no_conflict_and_counts() -> None:
    backend = DictBackend()
    assert not deliver(backend, **a_state("pending", NOON)).replayed
    receipt = deliver(backend, **a_state("paid", NOON))
    assert (receipt.replayed, receipt.status, receipt.points_balance) == (False, "paid", 3)
    late = deliver(backend, **a_state("pending", NOON))
    assert (late.replayed, late.status, late.points_balance) == (True, "paid", 3)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (a_state("paid", NOON), a_state("paid", NOON, total="388.00")),
        (a_state("cancelled", NOON), a_state("refunded", NOON)),
        (a_state("refunded", NOON, refunded_total="100"), a_state("cancelled", NOON)),
    ],
)
def test_where_neither_state_of_one_instant_is_further_the_second_is_a_conflict(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    for first, second in ((one, other), (other, one)):
        backend = DictBackend()
        deliver(backend, **first)
        before = dict(backend.versions)
        with pytest.raises(Conflict):
            deliver(backend, **second)
        assert backend.versions == before


def some_facts() -> st.SearchStrategy[OrderFacts]:
    def facts(status: Any, refunded: int) -> OrderFacts:
        return FACTS.with_changes(status=status, refunded_minor=refunded if status == "refunded" else 0)

    statuses = st.sampled_from(["pending", "paid", "delivered", "cancelled", "refunded"])
    return st.builds(facts, statuses, st.integers(0, 3))


@given(some_facts(), some_facts(), some_facts())
def test_further_is_an_order(one: OrderFacts, other: OrderFacts, third: OrderFacts) -> None:
    assert not is_further(one, one)
    assert not (is_further(one, other) and is_further(other, one))
    if is_further(one, other) and is_further(other, third):
        assert is_further(one, third)


@settings(max_examples=examples(150), deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.sampled_from(["pending", "paid", "delivered", "refunded"])),
        min_size=2,
        max_size=6,
        unique=True,
    ),
    st.booleans(),
    st.data(),
)
def test_any_delivery_of_states_that_share_seconds_ends_the_same(
    states: list[tuple[int, str]], is_ahead: bool, data: st.DataObject
) -> None:
    """Also where the clock that says the seconds is eleven months ahead, and each state arrives when it may."""
    clock = NOON + AHEAD if is_ahead else NOON

    def ended(delivered: Sequence[tuple[int, str]]) -> dict[str, Any]:
        backend = DictBackend()
        for number, (second, status) in enumerate(delivered):
            deliver(backend, at=NOON + number * MINUTE, **a_state(status, clock + timedelta(seconds=second)))
        return stands(backend)

    again = data.draw(st.lists(st.sampled_from(states), max_size=4))
    shuffled = data.draw(st.permutations(states + again))
    life = ["pending", "paid", "delivered", "refunded"]
    assert ended(shuffled) == ended(sorted(states, key=lambda state: (state[0], life.index(state[1]))))


# A clock that is too far ahead.


@pytest.mark.parametrize(
    ("ahead", "is_believed"),
    [
        (timedelta(minutes=10), True),
        (timedelta(minutes=10, seconds=1), False),
        (timedelta(days=9_999), False),
    ],
)
def test_an_instant_is_believed_ten_minutes_ahead_and_beyond_that_the_arrival_stands_in(
    ahead: timedelta, is_believed: bool
) -> None:
    backend = DictBackend()
    said = (NOON + ahead).isoformat()
    receipt = deliver(backend, ordered_at=said, updated_at=said)
    order = backend.one("orders")
    at = NOON + ahead if is_believed else NOON
    assert (order["ordered_at"], order["updated_at"]) == (at, at)
    assert [w.path for w in receipt.warnings] == ([] if is_believed else ["ordered_at", "updated_at"])
    assert backend.one("customers")["stats"]["last_order_at"] == at
    assert min(backend.one("customers")["due"].values()) == at + timedelta(days=30)


WRONG = NOON + AHEAD
PAID = a_state("paid", WRONG)
REFUNDED = a_state("refunded", WRONG + 5 * MINUTE)


def test_the_same_body_of_a_wrong_clock_is_a_replay_whenever_it_comes_again() -> None:
    backend = DictBackend()
    first = deliver(backend, **PAID)
    for later in (MINUTE, timedelta(days=3), AHEAD, AHEAD + timedelta(days=3)):
        before = dict(backend.versions)
        again = deliver(backend, at=NOON + later, **PAID)
        assert again == first.with_changes(replayed=True)
        assert backend.versions == before


@pytest.mark.parametrize("last", [[], ["paid"], ["refunded"], ["paid", "refunded"], ["refunded", "paid"]])
@pytest.mark.parametrize("first", [["paid", "refunded"], ["refunded", "paid"]])
def test_a_refund_by_a_wrong_clock_is_taken_and_stays_in_any_order(first: list[str], last: list[str]) -> None:
    backend = DictBackend()
    bodies = {"paid": PAID, "refunded": REFUNDED}
    for number, name in enumerate([*first, *last]):
        deliver(backend, at=NOON + number * MINUTE, **bodies[name])
    assert stands(backend)["status"] == "refunded"
    assert (stands(backend)["orders"], stands(backend)["points"]) == (0, 0)


REPAIRED = NOON + 30 * MINUTE
RIGHT_REFUND = a_state("refunded", REPAIRED)


@pytest.mark.parametrize(
    "deliveries",
    list(
        permutations(
            [("paid", PAID), ("delivered", a_state("delivered", WRONG + MINUTE)), ("refunded", RIGHT_REFUND)]
        )
    ),
    ids=lambda deliveries: ",".join(name for name, _ in deliveries),
)
def test_once_the_clock_is_repaired_its_refund_holds_in_any_order(
    deliveries: Sequence[tuple[str, dict[str, Any]]],
) -> None:
    backend = DictBackend()
    for number, (_, body) in enumerate([*deliveries, *deliveries]):
        deliver(backend, at=REPAIRED + number * MINUTE, **body)
    assert (stands(backend)["status"], stands(backend)["points"]) == ("refunded", 0)


def test_a_repaired_clock_may_correct_and_take_back_what_the_wrong_one_said() -> None:
    backend = DictBackend()
    deliver(backend, **PAID)
    corrected = deliver(backend, at=REPAIRED, **a_state("paid", REPAIRED, total="500"))
    assert (corrected.replayed, corrected.points_balance) == (False, 5)
    deliver(backend, at=REPAIRED + MINUTE, **REFUNDED)
    mistake = deliver(
        backend, at=REPAIRED + 3 * MINUTE, **a_state("paid", REPAIRED + 2 * MINUTE, total="500")
    )
    assert (mistake.status, mistake.points_balance) == ("paid", 5)
    for body in (PAID, REFUNDED):
        assert deliver(backend, at=REPAIRED + 5 * MINUTE, **body).replayed


def test_a_state_of_a_clock_a_little_ahead_does_not_come_back_when_time_has_caught_up() -> None:
    backend = DictBackend()
    ahead = NOON + 15 * MINUTE
    paid, refunded = a_state("paid", ahead), a_state("refunded", ahead + MINUTE)
    deliver(backend, **paid)
    deliver(backend, at=NOON + MINUTE, **refunded)
    assert deliver(backend, at=NOON + 8 * MINUTE, **paid).status == "refunded"
    assert deliver(backend, at=NOON + timedelta(days=1), **paid).status == "refunded"


def test_an_order_keeps_its_day_while_a_wrong_clock_goes_on_claiming_one() -> None:
    backend = DictBackend()
    deliver(backend, **PAID)
    deliver(backend, at=NOON + timedelta(days=2), **a_state("delivered", WRONG + MINUTE))
    assert backend.one("orders")["ordered_at"] == NOON
    assert backend.one("customers")["stats"]["last_order_at"] == NOON


def test_a_state_that_was_recorded_far_ahead_gives_way_to_a_refund_of_today() -> None:
    """As documents stand that were recorded while a year ahead was believed."""
    backend = DictBackend()
    order = in_state(an_order(ORG), updated_at=WRONG)
    take_in(a_store(backend), order, org=ORG)
    assert deliver(backend, at=REPAIRED, **RIGHT_REFUND).status == "refunded"
