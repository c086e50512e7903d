"""States of orders that redeem, in any order and however often: nothing is made, lost or used twice."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.kernel.errors import Conflict
from tests.builders import OTHER_PHONE, PHONE
from tests.examples import examples
from tests.memory import DictBackend
from tests.unit.domain.redemptions.regulars import (
    a_cafe,
    a_coupon,
    account_of,
    balances,
    id_of,
    sell,
    with_regulars,
)

ORDERS = ("1", "2", "3")
COUPONS = (
    a_coupon("MINE"),
    a_coupon("HERS", customer_id=id_of(OTHER_PHONE)),
    a_coupon("ANYONES", customer_id=None),
    a_coupon("LARGE", minimum_minor=50_000),
)
CODES = (None, None, "MINE", "HERS", "ANYONES", "LARGE", "NOSUCH")
TOTALS = ("100.00", "387.00", "900.00")
PLAIN, NO_LOYALTY, NO_CRM = (
    a_cafe(),
    a_cafe(features={"crm": True, "loyalty": False}),
    a_cafe(features={"crm": False, "loyalty": False}),
)

state = st.fixed_dictionaries(
    {
        "order_id": st.sampled_from(ORDERS),
        "minute": st.integers(0, 5),
        "status": st.sampled_from(["pending", "paid", "paid", "paid", "delivered", "cancelled", "refunded"]),
        "phone": st.sampled_from([PHONE, PHONE, PHONE, OTHER_PHONE, None]),
        "total": st.sampled_from(TOTALS),
        "refunded": st.sampled_from([None, "1.00", "33.33", "100.00"]),
        "redeem_points": st.sampled_from([0, 0, 20, 150, 400, 600]),
        "coupon_code": st.sampled_from(CODES),
        "use_wallet": st.sampled_from([0, 0, "10.00", "70.00", "99.99", "200"]),
        "org": st.sampled_from([PLAIN, PLAIN, PLAIN, PLAIN, NO_LOYALTY, NO_CRM]),
    }
)
histories = st.lists(state, min_size=1, max_size=12)


def deliver(backend: DictBackend, one: dict[str, Any], **changes: Any) -> None:
    fields = {name: value for name, value in (one | changes).items() if value is not None}
    minute, phone, refunded = fields.pop("minute"), fields.pop("phone", None), fields.pop("refunded", None)
    if fields["status"] == "refunded" and refunded:
        fields["refunded_total"] = refunded
    with suppress(Conflict):  # of two states of one instant, where the sender is told
        sell(backend, minute, customer={"phone": phone} if phone else None, lines=[], **fields)


def holds(backend: DictBackend) -> None:
    """Balances are what the ledger says and never below zero; a coupon is one standing order's, which has it."""
    sums = balances(backend)
    for id, customer in backend.all("customers").items():
        loyalty = customer["loyalty"]
        assert (loyalty["points"], loyalty["wallet_minor"]) == sums[id]
        assert min(loyalty["points"], loyalty["wallet_minor"], loyalty["points_owed"]) >= 0
    orders = backend.all("orders")
    having = {
        id: order["redeemed"]["coupon_code"]
        for id, order in orders.items()
        if order.get("redeemed") and order["redeemed"]["coupon_code"]
    }
    used = {
        each["order_id"]: code
        for code, each in backend.all("coupons").items()
        if each["status"] == "redeemed"
    }
    assert used == having
    for id, order in orders.items():
        taken = order.get("redeemed") or {"points": 0, "wallet_minor": 0}
        entries = [e for e in backend.all("loyalty_transactions").values() if e["cause"] == id]
        for unit, name in (("points", "points"), ("wallet_minor", "wallet_minor")):
            booked = sum(
                e["amount"]
                for e in entries
                if e["unit"] == unit
                and (e["kind"] == "redeem" or (e["kind"] == "reverse" and e["amount"] > 0))
            )
            assert -booked == taken[name], (id, unit)
        stands = (
            order["status"] in ("paid", "delivered") or 0 < order["refunded_minor"] < order["total_minor"]
        )
        assert stands or not order.get("redeemed") or order["recorded_state"]["contribution"]["orders"]


def all_cancelled(backend: DictBackend) -> None:
    for number in sorted(backend.all("orders")):
        cancelled = {
            "order_id": number.removeprefix("pos:"),
            "status": "cancelled",
            "minute": 60,
            "org": PLAIN,
        }
        deliver(backend, cancelled | {"phone": PHONE})


@settings(max_examples=examples(25), deadline=None)
@given(histories)
def test_balances_add_up_a_coupon_is_one_order_s_and_all_comes_back_when_all_is_cancelled(
    states: Sequence[dict[str, Any]],
) -> None:
    backend = with_regulars(coupons=COUPONS)
    for one in states:
        deliver(backend, one)
        holds(backend)
    all_cancelled(backend)
    holds(backend)
    for phone in (PHONE, OTHER_PHONE):
        assert account_of(backend, phone) == (500, 10_000)
        loyalty = backend.all("customers")[id_of(phone)]["loyalty"]
        assert (loyalty["points_owed"], loyalty["lifetime_points"]) == (0, 0)
    assert {each["status"] for each in backend.all("coupons").values()} == {"open"}


def latest(states: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One state of each order and minute."""
    return list({(one["order_id"], one["minute"]): one | {"org": PLAIN} for one in states}.values())


@settings(max_examples=examples(25), deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_the_last_states_decide_in_whatever_order_they_come_where_there_is_enough_for_all(
    states: Sequence[dict[str, Any]], chance: Any
) -> None:
    # A coupon and the wallet are for whom they reach first: here each order has its own, and all that it wants.
    own = [one | {"coupon_code": one["coupon_code"] and f"OF{one['order_id']}"} for one in latest(states)]
    coupons = tuple(a_coupon(f"OF{number}", customer_id=None, minimum_minor=30_000) for number in ORDERS)
    seen = []
    for _ in range(2):
        backend = with_regulars(points=5_000, wallet_minor=500_000, coupons=coupons)
        for one in (*own, *own):
            deliver(backend, one)
        holds(backend)
        seen.append(
            (
                balances(backend),
                {id: order.get("redeemed") for id, order in backend.all("orders").items()},
                {id: (each["status"], each["order_id"]) for id, each in backend.all("coupons").items()},
            )
        )
        chance.shuffle(own)
    assert seen[0] == seen[1]
