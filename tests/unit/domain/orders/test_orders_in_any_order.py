"""States of orders delivered in any order, however often, come to the same figures and a ledger that adds up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Buyer, Identity
from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.orders.documents import Order, OrderStatus
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import Org
from tests.builders import an_order, an_order_of, an_org, in_state
from tests.examples import examples
from tests.memory import DictBackend, a_store, run
from tests.reactions import reacted

ORG = an_org()
NOW = datetime(2025, 3, 1, tzinfo=UTC)
EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
TEMPLATE = an_order(ORG)
PHONES = ("+12025550123", "+12025550156", "+12025550189")


@dataclass(frozen=True)
class Redemption:
    """A customer spends up to this many of their points."""

    phone: str
    points: int
    number: int


@st.composite
def states(draw: st.DrawFn) -> Order:
    """A state of one of four orders. Two states of an order never have one `updated_at` and different content."""
    number, minute = draw(st.integers(1, 4)), draw(st.integers(0, 5))
    status = draw(st.sampled_from(get_args(OrderStatus)))
    total = draw(st.sampled_from([0, 9_900, 38_700, 250_000, 600_000]))
    phone = draw(st.sampled_from([None, *PHONES]))
    return an_order_of(
        TEMPLATE,
        str(number),
        Buyer(identities=(Identity("phone", phone),) if phone else ()),
        status=status,
        total_minor=total,
        refunded_minor=draw(st.integers(0, total)) if status == "refunded" else 0,
        ordered_at=EARLIEST + timedelta(days=draw(st.integers(0, 20))),
        updated_at=EARLIEST + timedelta(days=40, minutes=minute),
    )


histories = st.lists(
    states(), min_size=1, max_size=9, unique_by=lambda order: (order.id, order.facts.updated_at)
)
redemptions = st.builds(Redemption, st.sampled_from(PHONES), st.integers(1, 80), st.integers(0, 10**6))


def deliver(backend: DictBackend, org: Org, order: Order) -> None:
    run(a_store(backend), lambda: record_order(org, order, NOW))


def redeem(backend: DictBackend, redemption: Redemption) -> None:
    """What a till does with points: never more than there are."""
    customers = backend.all("customers")
    owner = next((id for id, c in customers.items() if c["phone"] == redemption.phone), None)
    if owner is None:
        return
    id = f"redeem:{redemption.number}"

    def decide() -> Decision[None]:
        known = yield from get(LedgerEntry, id)
        customer = yield from get(Customer, owner)
        assert customer is not None
        spent = min(redemption.points, customer.loyalty.points)
        if known is not None or spent == 0:
            return Changes(), None
        entry = LedgerEntry(
            id=id, customer_id=owner, unit="points", kind="redeem", amount=-spent, cause=id, at=NOW
        )
        account = customer.loyalty.with_changes(points=customer.loyalty.points - spent)
        after = yield from reacted(ORG, customer, customer.with_changes(loyalty=account), NOW)
        return Changes(create=(entry,), put=(after,)), None

    run(a_store(backend), decide)


def balances(backend: DictBackend) -> dict[str, int]:
    """The sum of each customer's ledger."""
    sums: Counter[str] = Counter(dict.fromkeys(backend.all("customers"), 0))
    for entry in backend.all("loyalty_transactions").values():
        sums[entry["customer_id"]] += entry["amount"]
    return dict(sums)


def figures(backend: DictBackend) -> dict[str, Any]:
    """What stands of every order, and of every customer for whom one counts."""
    orders = {
        id: {k: v for k, v in order.items() if k not in ("recorded_state", "delivered_at")}
        for id, order in backend.all("orders").items()
    }
    customers = {
        id: {
            "stats": customer["stats"],
            "points": customer["loyalty"]["points"],
            "lifetime_points": customer["loyalty"]["lifetime_points"],
            "tier": customer["loyalty"]["tier"],
            "due": customer["due"],
            "wake_at": customer.get("wake_at"),
        }
        for id, customer in backend.all("customers").items()
        if customer["stats"]["orders"]
    }
    return {"orders": orders, "customers": customers}


def expected(history: Sequence[Order]) -> dict[str, tuple[int, int, int]]:
    """For each phone: orders, spend and points of the latest states, worked out without the code under test."""
    latest: dict[str, Order] = {}
    for order in history:
        if order.id not in latest or order.facts.updated_at > latest[order.id].facts.updated_at:
            latest[order.id] = order
    sums: dict[str, tuple[int, int, int]] = {}
    for order in latest.values():
        kept = order.facts.total_minor - order.facts.refunded_minor
        stands = order.facts.status in ("paid", "delivered") or (
            order.facts.status == "refunded" and kept > 0
        )
        for identity in order.buyer.identities if stands else ():
            orders, spend, points = sums.get(identity.value, (0, 0, 0))
            sums[identity.value] = (orders + 1, spend + kept, points + kept // 10_000)
    return sums


@settings(max_examples=examples(150), deadline=None, derandomize=True)
@given(histories, st.data())
def test_any_delivery_of_states_comes_to_what_the_sorted_one_comes_to(
    history: list[Order], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(history), max_size=4))
    delivered = data.draw(st.permutations(history + again))
    in_order, shuffled = DictBackend(), DictBackend()
    for state in sorted(history, key=lambda state: state.facts.updated_at):
        deliver(in_order, ORG, state)
    for state in delivered:
        deliver(shuffled, ORG, state)
    assert figures(shuffled) == figures(in_order)
    stood = {
        customer["phone"]: (
            customer["stats"]["orders"],
            customer["stats"]["spend_minor"],
            customer["loyalty"]["points"],
        )
        for customer in shuffled.all("customers").values()
        if customer["stats"]["orders"]
    }
    assert stood == expected(history)
    for id, customer in shuffled.all("customers").items():
        assert customer["loyalty"]["points"] == balances(shuffled)[id]


@settings(max_examples=examples(150), deadline=None, derandomize=True)
@given(histories, st.lists(redemptions, max_size=5), st.data())
def test_a_ledger_adds_up_to_a_balance_that_is_never_below_zero(
    history: list[Order], spent: list[Redemption], data: st.DataObject
) -> None:
    happenings = data.draw(st.permutations([*history, *history[:2], *spent]))
    backend = DictBackend()
    for happening in happenings:
        if isinstance(happening, Redemption):
            redeem(backend, happening)
        elif isinstance(happening, Order):
            deliver(backend, ORG, happening)
        sums = balances(backend)
        for id, customer in backend.all("customers").items():
            account = customer["loyalty"]
            assert account["points"] == sums[id]
            assert account["points"] >= 0
            assert account["lifetime_points"] >= 0


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(histories, st.lists(st.integers(0, 8), max_size=6))
def test_a_redelivery_at_any_time_writes_nothing(history: list[Order], again: list[int]) -> None:
    backend = DictBackend()
    for number, state in enumerate(history):
        deliver(backend, ORG, state)
        for index in again:
            if index <= number:
                before = dict(backend.versions)
                deliver(backend, ORG, history[index])
                assert backend.versions == before


# From the beginning of an order's life on; each state is further on than the one before it.
LIFE: tuple[dict[str, Any], ...] = (
    {"status": "pending"},
    {"status": "paid"},
    {"status": "delivered"},
    {"status": "refunded", "refunded_minor": 100},
    {"status": "refunded", "refunded_minor": 38_700},
)


@settings(max_examples=examples(100), deadline=None, derandomize=True)
@given(st.sets(st.integers(0, len(LIFE) - 1), min_size=1), st.data())
def test_of_states_within_one_second_the_one_furthest_on_stands_in_whatever_order_they_come(
    stages: set[int], data: st.DataObject
) -> None:
    history = [in_state(TEMPLATE, **LIFE[stage]) for stage in sorted(stages)]
    backend, alone = DictBackend(), DictBackend()
    for state in data.draw(st.permutations([*history, *history[:2]])):
        deliver(backend, ORG, state)
    deliver(alone, ORG, history[-1])
    assert figures(backend) == figures(alone)
    assert all(
        customer["loyalty"]["points"] == balances(backend)[id]
        for id, customer in backend.all("customers").items()
    )
