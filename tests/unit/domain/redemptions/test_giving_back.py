"""What an order redeemed comes back where the order does not stand, stands for less, or is another customer's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders import NOON, OTHER_PHONE, PHONE
from tests.memory import Billed, DictBackend
from tests.unit.domain.redemptions.regulars import (
    a_cafe,
    a_coupon,
    account_of,
    coupon,
    id_of,
    reasons,
    sell,
    with_regulars,
)

ASK: dict[str, Any] = {"redeem_points": 100, "coupon_code": "TENOFF", "use_wallet": "50.00"}


def redeemed_once(**changes: Any) -> DictBackend:
    """An order that redeemed everything."""
    backend = with_regulars(coupons=(a_coupon(),))
    assert set(sell(backend, **ASK | changes).redeemed or {}) >= {"points", "coupon_code", "wallet"}
    return backend


def is_whole(backend: DictBackend, phone: str = PHONE, *, earned: int = 0) -> None:
    assert account_of(backend, phone) == (500 + earned, 10_000)


@pytest.mark.parametrize("ask", [ASK, {}], ids=["asks again", "asks for nothing"])
@pytest.mark.parametrize("status", ["cancelled", "refunded", "pending"])
def test_an_order_that_does_not_stand_gives_everything_back(status: str, ask: dict[str, Any]) -> None:
    backend = redeemed_once()
    receipt = sell(backend, 1, status=status, **ask)
    is_whole(backend)
    assert coupon(backend) == ("open", None)
    assert receipt.redeemed is None
    assert "redeemed" not in backend.one("orders")
    assert set(reasons(receipt)) == set(ask)


def test_what_comes_back_is_a_reverse_of_the_same_unit() -> None:
    backend = redeemed_once()
    backend.billed = Billed()
    sell(backend, 1, status="cancelled", **ASK)
    entries = {
        id: e["amount"] for id, e in backend.all("loyalty_transactions").items() if e["cause"] == "pos:1"
    }
    assert entries == {
        "pos:1:redeem": -100,
        "pos:1:wallet:redeem": -5000,
        "pos:1:earn": 3,
        "pos:1:reverse": 100,
        "pos:1:wallet:reverse": 5000,
        "pos:1:reverse:2": -3,
    }
    assert backend.billed.writes == 6
    loyalty = backend.all("customers")[id_of()]["loyalty"]
    assert (loyalty["lifetime_points"], loyalty["points_owed"]) == (0, 0)


def test_a_coupon_that_has_run_out_meanwhile_comes_back_expired() -> None:
    backend = redeemed_once()
    sell(backend, 1, status="cancelled", now=NOON + timedelta(days=30))
    assert coupon(backend) == ("expired", None)


def test_a_part_refund_gives_points_and_wallet_back_in_proportion_and_keeps_the_coupon() -> None:
    backend = redeemed_once(total="300.00")
    receipt = sell(backend, 1, total="300.00", status="refunded", refunded_total="100.00", **ASK)
    assert receipt.redeemed == {
        "points": 67,
        "points_value": "6.67",
        "coupon_code": "TENOFF",
        "discount": "38.70",
        "wallet": "33.34",
    }
    assert account_of(backend) == (500 - 67 + 2, 10_000 - 3_334)
    assert coupon(backend) == ("redeemed", "pos:1")
    sell(backend, 2, total="300.00", status="refunded", refunded_total="300.00", **ASK)
    is_whole(backend)
    assert coupon(backend) == ("open", None)


def test_a_later_state_with_the_same_ask_keeps_what_was_granted_whatever_became_of_the_rules() -> None:
    backend = redeemed_once()
    org = a_cafe(loyalty={})
    backend.client_writes("orgs/kopi/coupons/TENOFF", percent=90)
    receipt = sell(backend, 1, org=org, status="delivered", **ASK)
    assert (receipt.redeemed or {})["discount"] == "38.70"
    assert account_of(backend) == (403, 5_000)


def test_what_was_refused_stays_refused_for_the_same_ask() -> None:
    backend = with_regulars(points=50)
    refused = sell(backend, redeem_points=100)
    sell(backend, order_id="2", total="10000")
    receipt = sell(backend, 1, status="delivered", redeem_points=100)
    assert receipt.warnings == refused.warnings
    assert receipt.redeemed is None
    assert (sell(backend, 2, status="delivered", redeem_points=101).redeemed or {})["points"] == 101


def test_a_changed_ask_is_decided_anew_and_moves_the_difference() -> None:
    backend = redeemed_once()
    backend.put(a_coupon("OTHER", percent=None, kind="amount", amount_minor=1000))
    receipt = sell(backend, 1, redeem_points=40, coupon_code="OTHER", use_wallet="60")
    assert receipt.redeemed == {
        "points": 40,
        "points_value": "4.00",
        "coupon_code": "OTHER",
        "discount": "10.00",
        "wallet": "60.00",
    }
    assert account_of(backend) == (463, 4_000)
    assert (coupon(backend), coupon(backend, "OTHER")) == (("open", None), ("redeemed", "pos:1"))


def test_a_state_that_asks_for_nothing_any_more_gives_back() -> None:
    backend = redeemed_once()
    assert sell(backend, 1).redeemed is None
    is_whole(backend, earned=3)
    assert coupon(backend) == ("open", None)


def test_a_bill_that_falls_below_what_the_coupon_needs_gives_it_back() -> None:
    backend = with_regulars(coupons=(a_coupon(minimum_minor=30_000),))
    assert sell(backend, coupon_code="TENOFF").redeemed is not None
    receipt = sell(backend, 1, coupon_code="TENOFF", total="200.00", lines=[])
    assert reasons(receipt) == {"coupon_code": "needs a larger bill"}
    assert coupon(backend) == ("open", None)
    assert sell(backend, 2, coupon_code="TENOFF").redeemed is not None


def test_an_order_that_is_paid_only_later_redeems_then() -> None:
    backend = with_regulars(coupons=(a_coupon(),))
    receipt = sell(backend, status="pending", **ASK)
    assert set(reasons(receipt).values()) == {"is redeemed when the order is paid"}
    is_whole(backend)
    assert set(sell(backend, 1, **ASK).redeemed or {}) >= {"points", "coupon_code", "wallet"}


def test_the_former_buyer_gets_theirs_back_and_the_new_one_is_asked() -> None:
    backend = redeemed_once()
    receipt = sell(backend, 1, customer={"phone": OTHER_PHONE}, **ASK)
    assert receipt.redeemed == {"points": 100, "points_value": "10.00", "wallet": "50.00"}
    assert reasons(receipt) == {"coupon_code": "is another customer's"}
    is_whole(backend)
    assert account_of(backend, OTHER_PHONE) == (403, 5_000)
    assert coupon(backend) == ("open", None)


def test_an_order_that_turns_out_to_be_no_customer_s_gives_everything_back() -> None:
    backend = redeemed_once()
    receipt = sell(backend, 1, customer=None, **ASK)
    assert receipt.redeemed is None
    is_whole(backend)
    assert coupon(backend) == ("open", None)


def test_an_order_whose_former_buyer_is_gone_takes_nothing_of_the_new_one_for_granted() -> None:
    backend = redeemed_once()
    path = f"orgs/kopi/customers/{id_of()}"
    del backend.documents[path], backend.versions[path]
    receipt = sell(backend, 1, customer={"phone": OTHER_PHONE}, **ASK | {"redeem_points": 150})
    assert receipt.redeemed == {"points": 150, "points_value": "15.00", "wallet": "50.00"}
    assert account_of(backend, OTHER_PHONE) == (353, 5_000)


def test_what_comes_back_pays_what_is_owed() -> None:
    backend = with_regulars(points=0, wallet_minor=0)
    sell(backend, order_id="1", total="10000")
    sell(backend, order_id="2", redeem_points=100)
    sell(backend, 1, order_id="1", total="10000", status="cancelled")
    assert backend.all("customers")[id_of()]["loyalty"]["points_owed"] == 97
    sell(backend, 1, order_id="2", status="cancelled")
    loyalty = backend.all("customers")[id_of()]["loyalty"]
    assert (loyalty["points"], loyalty["points_owed"], loyalty["lifetime_points"]) == (0, 0, 0)
    assert account_of(backend) == (0, 0)


def test_points_that_came_back_are_spent_once_more_by_a_state_that_stands_again() -> None:
    backend = redeemed_once()
    sell(backend, 1, status="cancelled", **ASK)
    sell(backend, order_id="2", redeem_points=450, total="500")
    receipt = sell(backend, 2, **ASK)
    assert reasons(receipt) == {"redeem_points": "is more than the customer has"}
    assert set(receipt.redeemed or {}) == {"coupon_code", "discount", "wallet"}


@pytest.mark.parametrize("switches", [{"crm": True, "loyalty": False}, {"crm": False, "loyalty": True}])
def test_what_was_redeemed_stays_while_it_is_switched_off_and_comes_back_after(
    switches: dict[str, bool],
) -> None:
    backend = redeemed_once()
    off = a_cafe(features=switches)
    receipt = sell(backend, 1, org=off, status="delivered", **ASK)
    assert set(receipt.redeemed or {}) >= {"points", "coupon_code", "wallet"}
    assert receipt.warnings == ()
    assert account_of(backend) == (403, 5_000)
    sell(backend, 2, status="cancelled", **ASK)
    is_whole(backend)
    assert coupon(backend) == ("open", None)


def test_a_cancellation_gives_back_while_loyalty_is_off() -> None:
    backend = redeemed_once()
    sell(backend, 1, org=a_cafe(features={"crm": True, "loyalty": False}), status="cancelled", **ASK)
    is_whole(backend)


@pytest.mark.parametrize("left", [{}, {"recorded_state": "?"}, {"recorded_state": {}}])
def test_an_order_that_was_overwritten_takes_what_it_redeemed_once(left: dict[str, Any]) -> None:
    backend = redeemed_once()
    redeemed = backend.one("orders")["redeemed"]
    backend.documents["orgs/kopi/orders/pos:1"] = {}
    backend.client_writes("orgs/kopi/orders/pos:1", redeemed=redeemed, **left)
    receipt = sell(backend, **ASK)
    assert set(receipt.redeemed or {}) >= {"points", "coupon_code", "wallet"}
    assert account_of(backend) == (403, 5_000)
    sell(backend, 1, status="cancelled")
    is_whole(backend)
    assert coupon(backend) == ("open", None)


@pytest.mark.parametrize(
    "spoilt",
    ["?", None, {"redeemed": {"points": "many", "coupon_code": "TENOFF"}}, {"redeemed": []}, {"granted": 7}],
)
def test_what_was_redeemed_comes_back_where_the_order_s_note_of_it_was_spoilt(spoilt: Any) -> None:
    backend = redeemed_once()
    state = backend.one("orders")["recorded_state"]
    note = spoilt if not isinstance(spoilt, dict) else state["redemption"] | spoilt
    backend.client_writes("orgs/kopi/orders/pos:1", recorded_state=state | {"redemption": note})
    receipt = sell(backend, 1, status="cancelled", **ASK)
    assert receipt.redeemed is None
    is_whole(backend)
    assert coupon(backend) == ("open", None)


@pytest.mark.parametrize("spoilt", [{"loyalty": None}, {"loyalty": {"points": "many"}}, {"stats": []}])
def test_figures_that_were_spoilt_add_up_again_with_what_was_redeemed(spoilt: dict[str, Any]) -> None:
    backend = redeemed_once()
    backend.client_writes(f"orgs/kopi/customers/{id_of()}", **spoilt)
    sell(backend, order_id="2", redeem_points=50)
    assert account_of(backend) == (500 - 100 - 50 + 6, 5_000)
    loyalty = backend.all("customers")[id_of()]["loyalty"]
    assert (loyalty["points_owed"], loyalty["lifetime_points"]) == (0, 6)
    sell(backend, 1, status="cancelled")
    backend.client_writes(f"orgs/kopi/customers/{id_of()}", **spoilt)
    sell(backend, order_id="3")
    assert account_of(backend) == (500 - 50 + 6, 10_000)
    assert backend.all("customers")[id_of()]["loyalty"]["points_owed"] == 0


def test_the_coupon_s_own_document_may_be_gone_or_another_order_s_by_hand() -> None:
    for change in (None, {"order_id": "pos:9"}, {"status": "cancelled"}):
        backend = redeemed_once()
        path = "orgs/kopi/coupons/TENOFF"
        if change is None:
            del backend.documents[path], backend.versions[path]
        else:
            backend.client_writes(path, **change)
        before = backend.documents.get(path)
        sell(backend, 1, status="cancelled", **ASK)
        is_whole(backend)
        assert backend.documents.get(path) == before


LATE = datetime(2025, 2, 1, tzinfo=UTC)
EARLY = datetime(2025, 1, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"valid_until": datetime(2025, 1, 25, 5, 0, 0, tzinfo=UTC)}, None),
        ({"valid_until": datetime(2025, 1, 25, 4, 59, 59, tzinfo=UTC)}, "has expired"),
        ({"valid_from": datetime(2025, 1, 25, 5, 0, 0, tzinfo=UTC)}, None),
        ({"valid_from": EARLY}, "is not valid yet"),
        ({"status": "expired"}, None),
        ({"status": "expired", "valid_until": None}, "has expired"),
        ({"status": "cancelled"}, "was cancelled"),
        ({"status": "redeemed", "order_id": "pos:9"}, "was redeemed already"),
        ({"minimum_minor": 38_700}, None),
        ({"minimum_minor": 38_701}, "needs a larger bill"),
        ({"products": ("latte",)}, None),
        ({"products": ("mocha",), "categories": ("cake",)}, "is for products that are not on the bill"),
    ],
)
def test_a_coupon_is_good_by_its_own_terms(terms: dict[str, Any], reason: str | None) -> None:
    backend = with_regulars(coupons=(a_coupon(**terms),))
    receipt = sell(backend, coupon_code="TENOFF")
    assert reasons(receipt) == ({"coupon_code": reason} if reason else {})
    assert (receipt.redeemed is None) == (reason is not None)
