"""Orders that ask for offers, in any order and however often: no limit is passed, no budget overdrawn, and what is
taken off and what is paid are the bill.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.coupons.bills import Bill
from functions.domain.kernel.errors import Conflict
from functions.domain.offers.discounts import discount_of
from functions.domain.orders.documents import OrderLine
from functions.domain.orgs.org import Org
from tests.builders import OTHER_PHONE, PHONE
from tests.examples import examples
from tests.memory import DictBackend
from tests.unit.domain.offers.shoppers import OIL, RICE, SPICE, VAN, a_code_of, a_shop, an_offer, basket, buy
from tests.unit.domain.redemptions.regulars import a_coupon, with_regulars

OFFERS = {
    "ten": an_offer(limits={"total": 2}),
    "budget": an_offer(code="BUDGET", percent=25, limits={"budget_minor": 45_000}),
    "mine": an_offer(code="MINE", limits={"per_customer": 1, "budget_minor": 20_000}),
    "first": an_offer(code="FIRST", percent=50, conditions={"is_first_order": True}),
    "unique": an_offer(code=None, percent=30, limits={"total": 2}),
    "combo": an_offer(
        kind="bundle",
        percent=None,
        code="COMBO",
        parts=[{"category": "rice"}, {"category": "oil"}],
        price_minor=50_000,
        limits={"budget_minor": 10_000},
    ),
    "van": an_offer(kind="free_delivery", percent=None, code="VAN", limits={"total": 1}),
    "gift": an_offer(
        kind="buy_x_get_y",
        percent=None,
        code="GIFT",
        buy={"category": "rice"},
        get={"category": "spices", "percent": 50},
        limits={"per_customer": 2},
    ),
}
SHOP = a_shop(None, **OFFERS)
UNIQUE = ("UNIQUE1", "UNIQUE2", "UNIQUE3")
COUPONS = (*(a_code_of("unique", id) for id in UNIQUE), a_coupon("PLAIN", customer_id=None))
PUBLIC = {offer.code: id for id, offer in OFFERS.items() if offer.code}
CODES = (None, *PUBLIC, *UNIQUE, "PLAIN", "NOSUCH")
LINES = (RICE, SPICE, OIL, VAN)
AT = datetime(2025, 1, 25, 5, 0, tzinfo=UTC)

state = st.fixed_dictionaries(
    {
        "order_id": st.sampled_from("12345"),
        "minute": st.integers(0, 6),
        "status": st.sampled_from(["pending", "paid", "paid", "paid", "delivered", "cancelled", "refunded"]),
        "phone": st.sampled_from([PHONE, PHONE, OTHER_PHONE, None]),
        "lines": st.lists(
            st.sampled_from(LINES), min_size=1, max_size=4, unique_by=lambda line: line.product_id
        ),
        "refunded": st.sampled_from([None, 1, 33, 50, 99]),
        "coupon_code": st.sampled_from(CODES),
    }
)
histories = st.lists(state, min_size=1, max_size=14)


def asked_off(code: str | None, lines: Sequence[OrderLine]) -> int:
    """What a till takes off for a code: what a quote says."""
    offer = OFFERS["unique"] if code in UNIQUE else OFFERS.get(PUBLIC.get(code or "", ""))
    if offer is None and code != "PLAIN":
        return 0
    return discount_of(offer or an_offer(), Bill(0, AT, lines))


def deliver(backend: DictBackend, one: dict[str, Any], org: Org = SHOP) -> None:
    gross = Bill(0, AT, one["lines"]).gross_minor
    total = gross - asked_off(one["coupon_code"], one["lines"])
    fields: dict[str, Any] = {
        "status": one["status"],
        "customer": {"phone": one["phone"]} if one["phone"] else {},
        "lines": basket(*one["lines"]),
        "total": f"{total / 100:.2f}",
        "coupon_code": one["coupon_code"],
    }
    if one["status"] == "refunded" and one["refunded"]:
        fields["refunded_total"] = f"{total * one['refunded'] // 100 / 100:.2f}"
    with suppress(Conflict):
        buy(backend, one["order_id"], org, number=one["minute"], **fields)


def holds(backend: DictBackend) -> None:
    orders = {
        id: order["redeemed"] | {"total": order["total_minor"], "order": order}
        for id, order in backend.all("orders").items()
        if (order.get("redeemed") or {}).get("coupon_code")
    }
    redemptions: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    by_customer: Counter[tuple[str, str]] = Counter()
    for redeemed in orders.values():
        order, offer_id, off = redeemed["order"], redeemed["offer_id"], redeemed["discount_minor"]
        granted = order["recorded_state"]["redemption"]["granted"]["discount_minor"]
        gross = Bill(0, AT, [OrderLine.model_validate(line) for line in order["lines"]]).gross_minor
        assert granted + order["total_minor"] == gross
        refunded, total = order["refunded_minor"], order["total_minor"]
        left = granted - (granted * refunded // total if total and offer_id else 0)
        assert off == left
        if offer_id:
            redemptions[offer_id] += 1
            spent[offer_id] += off
            by_customer[offer_id, order["counted_for"] or ""] += 1
    for id, offer in OFFERS.items():
        count = backend.all("offer_counts").get(id, {"redemptions": 0, "discount_minor": 0})
        assert (count["redemptions"], count["discount_minor"]) == (redemptions[id], spent[id])
        limits = offer.limits
        assert limits.total is None or redemptions[id] <= limits.total
        assert limits.budget_minor is None or spent[id] <= limits.budget_minor
        of_each = [number for (of, _), number in by_customer.items() if of == id]
        assert limits.per_customer is None or max(of_each, default=0) <= limits.per_customer
    used = Counter(redeemed["coupon_code"] for redeemed in orders.values())
    for code, coupon in backend.all("coupons").items():
        assert used[code] == (coupon["status"] == "redeemed") <= 1


@settings(max_examples=examples(40), deadline=None)
@given(histories)
def test_no_limit_is_passed_and_what_is_taken_off_and_paid_is_the_bill(
    states: Sequence[dict[str, Any]],
) -> None:
    backend = with_regulars(coupons=COUPONS)
    for one in states:
        deliver(backend, one)
        holds(backend)
    for number in sorted({one["order_id"] for one in states}):
        last = states[-1] | {"order_id": number, "status": "cancelled", "minute": 60, "phone": PHONE}
        deliver(backend, last)
    holds(backend)
    assert all(
        (count["redemptions"], count["discount_minor"]) == (0, 0)
        for count in backend.all("offer_counts").values()
    )
    assert {coupon["status"] for coupon in backend.all("coupons").values()} == {"open"}
