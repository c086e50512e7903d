"""A later state of an order corrects what the earlier ones counted for: refunds, cancellations, changes."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from functions.domain.customers.customer import Customer, LoyaltyAccount
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.orders.documents import Order
from tests.builders import NOON, a_customer, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run
from tests.reactions import reacted

ORG = an_org()
FIRST = datetime(2025, 1, 25, 5, 0, 5, tzinfo=UTC)


def a_state(number: int, **changes: Any) -> Order:
    """The state of an order as of `number` minutes after its first."""
    at = FIRST + timedelta(minutes=number)
    return an_order(ORG, **{"updated_at": at.isoformat(), **changes})


def points_of(backend: DictBackend) -> list[int]:
    """The amounts of the ledger, as they were written."""
    return [entry["amount"] for entry in backend.all("loyalty_transactions").values()]


def redeem(backend: DictBackend, customer_id: str, points: int) -> None:
    """Points are spent at the counter."""

    def decide() -> Decision[None]:
        customer = yield from get(Customer, customer_id)
        assert customer is not None
        account = customer.loyalty.with_changes(points=customer.loyalty.points - points)
        entry = LedgerEntry(
            id=f"redeemed:{customer_id}",
            customer_id=customer_id,
            unit="points",
            kind="redeem",
            amount=-points,
            cause="counter",
            at=NOON,
        )
        after = yield from reacted(ORG, customer, customer.with_changes(loyalty=account), NOON)
        return Changes(create=(entry,), put=(after,)), None

    run(a_store(backend), decide)


@pytest.mark.parametrize(
    ("total", "refunded", "points_left", "spend_minor", "orders"),
    [
        ("387.00", "0", 3, 38_700, 1),
        ("199.00", "1.00", 1, 19_800, 1),
        ("387.00", "0.01", 3, 38_699, 1),
        ("387.00", "129.00", 2, 25_800, 1),
        ("387.00", "129.01", 2, 25_799, 1),
        ("387.00", "386.99", 0, 1, 1),
        ("387.00", "387.00", 0, 0, 0),
        ("1000.00", "50.00", 9, 95_000, 1),
        ("1000.00", "500.00", 5, 50_000, 1),
        ("99.00", "50.00", 0, 4_900, 1),
    ],
)
def test_a_part_refund_leaves_the_points_of_what_stands_of_the_bill(
    total: str, refunded: str, points_left: int, spend_minor: int, orders: int
) -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0, total=total), org=ORG)
    receipt = take_in(store, a_state(1, total=total, status="refunded", refunded_total=refunded), org=ORG)
    customer = backend.one("customers")
    assert receipt.points_earned == receipt.points_balance == points_left
    assert customer["loyalty"]["points"] == customer["loyalty"]["lifetime_points"] == points_left
    assert sum(points_of(backend)) == points_left
    assert (customer["stats"]["spend_minor"], customer["stats"]["orders"]) == (spend_minor, orders)


def test_a_refund_that_grows_takes_back_step_by_step() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0, total="1000"), org=ORG)
    for number, refunded in enumerate(("300", "600", "1000"), start=1):
        take_in(store, a_state(number, total="1000", status="refunded", refunded_total=refunded), org=ORG)
    entries = backend.all("loyalty_transactions")
    assert {id: entry["amount"] for id, entry in entries.items()} == {
        "pos:1:earn": 10,
        "pos:1:reverse": -3,
        "pos:1:reverse:2": -3,
        "pos:1:reverse:3": -4,
    }
    assert backend.one("customers")["loyalty"]["points"] == 0


@pytest.mark.item("S001-11")
def test_a_cancelled_order_gives_back_everything_it_counted_for() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0), org=ORG)
    receipt = take_in(store, a_state(1, status="cancelled"), org=ORG)
    customer = backend.one("customers")
    assert (receipt.points_earned, receipt.points_balance, receipt.replayed) == (0, 0, False)
    assert customer["stats"] == {
        "orders": 0,
        "visits": 0,
        "outlets": {},
        "spend_minor": 0,
        "aov_minor": 0,
        "first_order_at": None,
        "last_order_at": None,
        "last_visit_at": None,
        "last_interaction_at": None,
        "last_activity_at": None,
    }
    assert (customer["loyalty"]["points"], customer["loyalty"]["lifetime_points"]) == (0, 0)
    assert (customer["due"], customer.get("wake_at")) == ({}, None)
    order = backend.all("orders")["pos:1"]
    assert (order["counted_for"], order["counted_at"]) == (None, None)


def test_an_order_that_was_cancelled_by_mistake_counts_again() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0), org=ORG)
    standing = backend.one("customers")
    take_in(store, a_state(1, status="cancelled"), org=ORG)
    take_in(store, a_state(2), org=ORG)
    assert backend.one("customers") == standing
    assert {id: e["amount"] for id, e in backend.all("loyalty_transactions").items()} == {
        "pos:1:earn": 3,
        "pos:1:reverse": -3,
        "pos:1:earn:2": 3,
    }


@pytest.mark.parametrize(
    ("status", "counts"), [("pending", 0), ("paid", 1), ("delivered", 1), ("cancelled", 0)]
)
def test_an_order_counts_once_it_is_paid_and_while_it_stands(status: str, counts: int) -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG, status=status), org=ORG)
    customer = backend.one("customers")
    assert (customer["stats"]["orders"], customer["stats"]["visits"]) == (counts, counts)
    assert points_of(backend) == [3] * counts


def test_a_bill_of_nothing_counts_as_a_visit_without_points() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG, total="0"), org=ORG)
    assert backend.one("customers")["stats"]["visits"] == 1
    assert points_of(backend) == []


@pytest.mark.item("S004-04")
@pytest.mark.parametrize(
    ("changes", "visits"),
    [
        ({}, 1),
        ({"visit_type": None}, 1),
        ({"outlet_id": None}, 1),
        ({"outlet_id": None, "visit_type": None}, 0),
    ],
)
def test_an_order_with_an_outlet_or_a_visit_type_is_a_visit(changes: dict[str, Any], visits: int) -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG, **changes), org=ORG)
    assert backend.one("customers")["stats"]["visits"] == visits
    assert backend.one("customers")["stats"]["orders"] == 1


@pytest.mark.item("S001-63")
def test_points_that_were_spent_before_a_refund_are_not_asked_back() -> None:
    backend = DictBackend()
    store = a_store(backend)
    receipt = take_in(store, a_state(0, total="1000"), org=ORG)
    redeem(backend, str(receipt.customer_id), 8)
    after = take_in(store, a_state(1, total="1000", status="refunded"), org=ORG)
    assert (after.points_earned, after.points_balance) == (0, 0)
    assert points_of(backend) == [10, -8, -2]
    assert backend.one("customers")["loyalty"]["lifetime_points"] == 0


def test_an_order_that_counts_again_gives_back_only_what_was_taken() -> None:
    backend = DictBackend()
    store = a_store(backend)
    receipt = take_in(store, a_state(0, total="1000"), org=ORG)
    redeem(backend, str(receipt.customer_id), 8)
    take_in(store, a_state(1, total="1000", status="cancelled"), org=ORG)
    take_in(store, a_state(2, total="1000"), org=ORG)
    assert points_of(backend) == [10, -8, -2, 10, -8]
    assert backend.one("customers")["loyalty"]["points"] == 2
    assert backend.one("customers")["loyalty"]["points_owed"] == 0
    assert backend.one("customers")["loyalty"]["lifetime_points"] == 10


def test_a_later_state_of_the_same_bill_keeps_the_rule_that_it_was_bought_under() -> None:
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, a_state(0), org=ORG)
    doubled = an_org(loyalty={"earn": {"per_amount": "100", "points": 2}})
    assert take_in(store, a_state(1, status="delivered"), org=doubled).points_earned == 3
    assert take_in(store, a_state(2, status="delivered", total="400"), org=doubled).points_earned == 8


# Every order of delivery of one order's states.

STATES = {
    "pending": a_state(0, status="pending"),
    "paid": a_state(1, total="1000"),
    "part refunded": a_state(2, total="1000", status="refunded", refunded_total="250"),
    "anonymous": a_state(3, total="1000", customer=None),
    "cancelled": a_state(4, total="1000", status="cancelled"),
}


def outcome(states: list[Order]) -> dict[str, Any]:
    """What stands after these deliveries: the order, the figures of its customer, the sum of the ledger."""
    backend = DictBackend()
    for state in states:
        take_in(a_store(backend), state, org=ORG)
    order = {k: v for k, v in backend.all("orders")["pos:1"].items() if k != "recorded_state"}
    found = list(backend.all("customers").values())
    loyalty = (
        found[0]["loyalty"] | {"tier_since": None} if found else LoyaltyAccount(tier="silver").model_dump()
    )
    stats = found[0]["stats"] if found else a_customer().stats.model_dump()
    return {"order": order, "stats": stats, "loyalty": loyalty, "ledger": sum(points_of(backend))}


@pytest.mark.parametrize("last", list(STATES))
def test_states_of_one_order_in_any_order_come_to_the_same(last: str) -> None:
    names = list(STATES)[: list(STATES).index(last) + 1]
    expected = outcome([STATES[name] for name in names])
    for shuffled in permutations(names):
        assert outcome([STATES[name] for name in shuffled]) == expected, shuffled


def test_an_instant_that_a_client_wrote_and_nobody_took_in_is_no_last_order() -> None:
    """A till overwrites its order; before that is taken in, the customer's other order stops counting."""
    backend = DictBackend()
    store = a_store(backend)
    take_in(store, an_order(ORG, order_id="1"), org=ORG)
    later = {"order_id": "2", "ordered_at": "2025-01-25T15:00:00+05:30"}
    take_in(store, an_order(ORG, **later), org=ORG)
    backend.client_writes(
        "orgs/kopi/orders/pos:1", recorded=False, ordered_at=NOON + timedelta(hours=9), status="pending"
    )
    take_in(store, an_order(ORG, **later, status="pending", updated_at="2025-01-25T16:00:00+05:30"), org=ORG)
    assert backend.one("customers")["stats"]["last_order_at"] == datetime(2025, 1, 25, 5, 0, tzinfo=UTC)
