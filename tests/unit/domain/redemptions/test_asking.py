"""What an order asks to redeem, what it is granted, and the reason why not; the sale is recorded all the same."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.orders.parsing import parse_order
from functions.domain.orders.receipts import Receipt
from functions.store.documents import Write
from tests.builders import NOON, OTHER_PHONE, an_order_body, give, take_in, with_staff
from tests.memory import Billed, DictBackend, a_store
from tests.unit.domain.redemptions.regulars import (
    ORG,
    REDEEM,
    a_cafe,
    a_coupon,
    a_state,
    account_of,
    coupon,
    reasons,
    sell,
    with_regulars,
)

ASK: dict[str, Any] = {"redeem_points": 100, "coupon_code": "TENOFF", "use_wallet": "50.00"}
ALL = {
    "points": 100,
    "points_value": "10.00",
    "coupon_code": "TENOFF",
    "discount": "38.70",
    "wallet": "50.00",
}


@pytest.mark.item("S001-68", "S004-07", "S004-18", "S002-51")
def test_an_order_redeems_points_a_coupon_and_wallet_credit_together_in_its_own_commit() -> None:
    backend = with_regulars(coupons=(a_coupon(),))
    receipt = sell(backend, total="338.30", **ASK)
    assert receipt.as_answered() == {
        "order_id": "1",
        "customer_id": receipt.customer_id,
        "status": "paid",
        "points_earned": 3,
        "points_balance": 403,
        "tier": None,
        "replayed": False,
        "redeemed": ALL,
    }
    assert account_of(backend) == (403, 5_000)
    assert coupon(backend) == ("redeemed", "pos:1")
    order = backend.one("orders")
    assert order["redeemed"] == {
        "points": 100,
        "points_minor": 1000,
        "coupon_code": "TENOFF",
        "offer_id": None,
        "discount_minor": 3870,
        "wallet_minor": 5000,
    }
    entries = {
        id: (entry["unit"], entry["kind"], entry["amount"])
        for id, entry in backend.all("loyalty_transactions").items()
        if entry["cause"] == "pos:1"
    }
    assert entries == {
        "pos:1:redeem": ("points", "redeem", -100),
        "pos:1:wallet:redeem": ("wallet_minor", "redeem", -5000),
        "pos:1:earn": ("points", "earn", 3),
    }


def test_the_same_delivery_again_redeems_nothing_more_and_is_answered_the_same() -> None:
    backend = with_regulars(coupons=(a_coupon(),))
    first = sell(backend, **ASK | {"use_wallet": "500"})
    before = dict(backend.documents)
    again = sell(backend, **ASK | {"use_wallet": "500.00", "coupon_code": "ten-off", "redeem_points": "100"})
    assert again == first.with_changes(replayed=True)
    assert backend.documents == before


def test_an_order_that_asks_for_nothing_has_no_field_and_no_answer_about_it() -> None:
    backend = with_regulars()
    receipt = sell(backend, redeem_points=0, coupon_code=" ", use_wallet="0.00")
    assert "redeemed" not in receipt.as_answered()
    assert receipt.warnings == ()
    assert "redeemed" not in backend.one("orders")
    assert sell(backend).replayed


@pytest.mark.parametrize(
    ("ask", "billed"),
    [
        ({}, Billed(reads=1, writes=3)),
        ({"redeem_points": 100}, Billed(reads=1, writes=4)),
        ({"use_wallet": "10"}, Billed(reads=1, writes=4)),
        ({"coupon_code": "TENOFF"}, Billed(reads=2, writes=4)),
        (ASK, Billed(reads=2, writes=6)),
    ],
    ids=["nothing", "points", "wallet", "coupon", "all"],
)
def test_what_is_redeemed_bills_its_own_documents_alone(ask: dict[str, Any], billed: Billed) -> None:
    backend = with_regulars(coupons=(a_coupon(),))
    sell(backend, order_id="0")
    backend.billed = Billed()
    sell(backend, **ask)
    assert backend.billed == billed


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        ({"redeem_points": 501}, "is more than the customer has"),
        ({"redeem_points": 19}, "is less than 20, the least that is redeemed at once"),
        ({"redeem_points": 1940, "total": "387.00"}, "is worth more than 50% of the bill"),
        ({"redeem_points": "many"}, "must be a whole number, 0 or more"),
        ({"redeem_points": -5}, "Input should be greater than or equal to 0"),
        ({"redeem_points": 20.5}, "must be a whole number, 0 or more"),
        ({"redeem_points": True}, "must be a whole number, 0 or more"),
        ({"redeem_points": float("inf")}, "must be a whole number, 0 or more"),
        ({"redeem_points": 10**30}, "Input should be less than or equal to 100000000"),
        ({"redeem_points": "9" * 5000}, "Input should be less than or equal to 100000000"),
        ({"redeem_points": ["20"]}, "must be a whole number, 0 or more"),
        ({"redeem_points": 100, "customer": None}, "the sale names no customer"),
        ({"use_wallet": "100.01"}, "is more than the wallet has"),
        ({"use_wallet": "99.00", "total": "98.99"}, "is more than the total"),
        ({"use_wallet": "1.005"}, "has more decimals than INR has"),
        ({"use_wallet": "-1"}, "Input should be greater than or equal to 0"),
        ({"use_wallet": {}}, "must be a decimal number, as text or exact"),
        ({"use_wallet": "10", "customer": {}}, "the sale names no customer"),
        ({"coupon_code": "NOSUCH"}, "is no coupon's code"),
        ({"coupon_code": "A/B"}, "can be no coupon's code"),
        ({"coupon_code": ".."}, "can be no coupon's code"),
        ({"coupon_code": "x\x00"}, "can be no coupon's code"),
        ({"coupon_code": "x" * 61}, "has more than 60 characters"),
        ({"coupon_code": ["TENOFF"]}, "Input should be a valid string"),
        ({"coupon_code": "TENOFF", "customer": {"phone": OTHER_PHONE}}, "is another customer's"),
        ({"coupon_code": "TENOFF", "customer": None}, "is another customer's"),
    ],
)
def test_what_may_not_be_redeemed_is_named_with_its_reason_and_the_sale_is_recorded(
    ask: dict[str, Any], reason: str
) -> None:
    backend = with_regulars(coupons=(a_coupon(),))
    receipt = sell(backend, **ask)
    (path,) = ask.keys() - {"total", "customer"}
    assert reasons(receipt) == {path: reason}
    assert receipt.redeemed is None
    order = backend.one("orders")
    assert order["warnings"] == [{"path": path, "message": reason}]
    assert order["total_minor"] > 0
    assert "redeemed" not in order
    assert coupon(backend) == ("open", None)
    assert all(e["kind"] in ("adjust", "earn") for e in backend.all("loyalty_transactions").values())
    assert sell(backend, **ask) == receipt.with_changes(replayed=True)


def test_each_field_is_granted_or_refused_by_itself() -> None:
    backend = with_regulars(coupons=(a_coupon(),))
    receipt = sell(backend, redeem_points=501, coupon_code="TENOFF", use_wallet="50")
    assert receipt.redeemed == {"coupon_code": "TENOFF", "discount": "38.70", "wallet": "50.00"}
    assert reasons(receipt) == {"redeem_points": "is more than the customer has"}


@pytest.mark.parametrize(
    ("loyalty", "points", "reason"),
    [
        ({}, 100, "points are not redeemed here"),
        ({"redeem": REDEEM | {"points": 1000, "worth": "0.01", "least": 1}}, 999, "is worth nothing"),
        ({"redeem": {"worth": "1.00", "points": 1, "least": 1}}, 388, "is worth more than 100% of the bill"),
    ],
)
def test_points_are_taken_by_the_rule_of_the_business(
    loyalty: dict[str, Any], points: int, reason: str
) -> None:
    org = a_cafe(loyalty=loyalty)
    receipt = sell(with_regulars(points=2000), org=org, redeem_points=points)
    assert reasons(receipt) == {"redeem_points": reason}


def test_half_of_the_bill_is_paid_with_points_and_not_a_paisa_more() -> None:
    for points, redeemed in ((1935, "193.50"), (1936, None)):
        receipt = sell(with_regulars(points=2000), redeem_points=points, total="193.50")
        assert (receipt.redeemed or {}).get("points_value") == redeemed, points


def test_a_coupon_leaves_less_of_the_bill_for_points() -> None:
    half = a_coupon(percent=60)
    receipt = sell(
        with_regulars(points=2000, coupons=(half,)), redeem_points=1600, coupon_code="TENOFF", total="0"
    )
    assert receipt.redeemed == {"coupon_code": "TENOFF", "discount": "232.20"}
    assert reasons(receipt) == {"redeem_points": "is worth more than the coupon leaves of the bill"}


def test_points_that_the_order_itself_earns_do_not_pay_for_it() -> None:
    backend = with_regulars(points=0)
    assert sell(backend, total="10000", lines=[]).points_balance == 100
    receipt = sell(backend, 1, total="9999", lines=[], redeem_points=50)
    assert reasons(receipt) == {"redeem_points": "is more than the customer has"}
    assert account_of(backend)[0] == 99


@pytest.mark.parametrize("switches", [{"crm": True, "loyalty": False}, {"crm": False, "loyalty": True}])
def test_nothing_more_is_redeemed_while_it_is_switched_off(switches: dict[str, bool]) -> None:
    org = a_cafe(features=switches)
    backend = with_regulars(coupons=(a_coupon(),))
    receipt = sell(backend, org=org, **ASK)
    if switches["crm"]:
        assert reasons(receipt) == dict.fromkeys(("redeem_points", "use_wallet"), "loyalty is switched off")
        assert receipt.redeemed == {"coupon_code": "TENOFF", "discount": "38.70"}
    else:
        paths = ("coupon_code", "redeem_points", "use_wallet")
        assert reasons(receipt) == dict.fromkeys(paths, "the CRM is switched off")
        assert coupon(backend) == ("open", None)
    assert account_of(backend) == (500, 10_000)


def test_a_coupon_of_no_customer_is_good_once_for_any_sale() -> None:
    backend = with_regulars(coupons=(a_coupon(customer_id=None),))
    receipt = sell(backend, coupon_code="TENOFF", customer=None)
    assert receipt.redeemed == {"coupon_code": "TENOFF", "discount": "38.70"}
    assert reasons(sell(backend, order_id="2", coupon_code="TENOFF")) == {
        "coupon_code": "was redeemed already"
    }
    sell(backend, 1, status="cancelled", customer=None, coupon_code="TENOFF")
    assert coupon(backend) == ("open", None)


def test_a_coupon_of_who_was_joined_into_the_buyer_is_theirs() -> None:
    backend = with_regulars(coupons=(a_coupon(customer_id="former"),))
    path = f"orgs/kopi/customers/{next(iter(backend.all('customers')))}"
    backend.client_writes(path, joins={"ids": ["former"], "moving": ["former"], "apart_from": []})
    assert sell(backend, coupon_code="TENOFF").redeemed is not None


@pytest.mark.parametrize(
    "typed", ["0123-4567-O1", " ol23 4567 0I", "0123456701", "O123\u20104567\u200bO1", "০১২৩৪৫৬৭০১"]
)
def test_our_own_code_is_taken_as_people_type_it(typed: str) -> None:
    backend = with_regulars(coupons=(a_coupon("0123456701"),))
    assert sell(backend, coupon_code=typed).redeemed == {"coupon_code": "0123456701", "discount": "38.70"}


def test_points_are_asked_for_in_any_script() -> None:
    assert (sell(with_regulars(), redeem_points="১০০").redeemed or {})["points"] == 100


@pytest.mark.parametrize(
    "spoilt", [{"customer_id": 7}, {"status": "used"}, {"valid_until": "soon"}, {"percent": "x"}]
)
def test_a_coupon_that_was_spoilt_by_hand_is_not_redeemed(spoilt: dict[str, Any]) -> None:
    backend = with_regulars(coupons=(a_coupon(),))
    backend.client_writes("orgs/kopi/coupons/TENOFF", **spoilt)
    receipt = sell(backend, coupon_code="TENOFF", customer={"phone": OTHER_PHONE})
    assert reasons(receipt) == {"coupon_code": "is damaged"}


def test_lines_that_add_up_to_more_than_there_is_money_cost_no_sale() -> None:
    backend = with_regulars(coupons=(a_coupon(percent=100),))
    line = {"product_id": "x", "quantity": "1000000", "unit_price": "10000000000"}
    receipt = sell(backend, coupon_code="TENOFF", lines=[line] * 1000)
    assert receipt.redeemed == {"coupon_code": "TENOFF", "discount": "10000000000000.00"}
    assert sell(backend, 1, coupon_code="TENOFF", lines=[line] * 1000, status="delivered").redeemed


def test_a_foreign_code_keeps_its_letters() -> None:
    backend = with_regulars(coupons=(a_coupon("OIL-10".replace("-", "")), a_coupon("HELLOWORLD")))
    assert (sell(backend, coupon_code="oil-10").redeemed or {})["coupon_code"] == "OIL10"
    assert (sell(backend, order_id="2", coupon_code="Hello World").redeemed or {})[
        "coupon_code"
    ] == "HELLOWORLD"


class BesideAnother(DictBackend):
    """A store to which another till comes between the read of one and its commit."""

    other: Callable[[], object] | None = None

    def write(self, writes: Sequence[Write]) -> list[Any]:
        other, self.other = self.other, None
        if other is not None:
            other()
        return super().write(writes)


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        ({"coupon_code": "TENOFF"}, "was redeemed already"),
        ({"redeem_points": 300}, "is more than the customer has"),
        ({"use_wallet": "60"}, "is more than the wallet has"),
    ],
)
def test_of_two_tills_at_once_one_redeems_and_the_other_is_told_why_not(
    ask: dict[str, Any], reason: str
) -> None:
    backend = BesideAnother()
    with_regulars(coupons=(a_coupon(customer_id=None),), backend=backend)
    first: list[Receipt] = []
    backend.other = lambda: first.append(take_in(a_store(backend), a_state(order_id="1", **ask), org=ORG))
    second = take_in(a_store(backend), a_state(order_id="2", **ask), org=ORG)
    assert [each.redeemed is not None for each in (*first, second)] == [True, False]
    assert reasons(second) == {next(iter(ask)): reason}
    assert coupon(backend)[1] in (None, "pos:1")
    assert account_of(backend) >= (200, 4_000)


def test_a_till_that_was_offline_redeems_by_the_day_of_the_purchase() -> None:
    backend = with_regulars(coupons=(a_coupon(),))
    receipt = sell(backend, coupon_code="TENOFF", now=NOON + timedelta(days=30))
    assert receipt.redeemed == {"coupon_code": "TENOFF", "discount": "38.70"}


def test_a_command_of_a_till_redeems_as_the_webhook_does() -> None:
    backend = with_staff()
    for path, fields in with_regulars(coupons=(a_coupon(),)).documents.items():
        backend.client_writes(path, **fields)
    command = give(backend, "record_order", an_order_body(**ASK | {"use_wallet": "500"}), org=ORG)
    assert command["status"] == "done"
    assert command["result"]["redeemed"] == {name: ALL[name] for name in ALL if name != "wallet"}
    assert command["result"]["warnings"] == [{"path": "use_wallet", "message": "is more than the total"}]
    assert account_of(backend) == (403, 10_000)


def test_a_till_whose_clock_is_ahead_keeps_its_coupon_when_the_order_is_delivered_after_its_time() -> None:
    backend = with_regulars(coupons=(a_coupon(),))
    body = an_order_body(ordered_at="2031-06-01T10:00:00+05:30", coupon_code="TENOFF")
    receipts = []
    for days, status in ((0, "paid"), (20, "delivered")):
        claimed = {"updated_at": f"2031-06-{1 + days:02}T10:00:05+05:30", "status": status}
        now = NOON + timedelta(days=days)
        receipts.append(take_in(a_store(backend), parse_order(ORG, body | claimed, now), org=ORG, now=now))
    assert [each.redeemed for each in receipts] == 2 * [{"coupon_code": "TENOFF", "discount": "38.70"}]
    assert coupon(backend) == ("redeemed", "pos:1")
