"""A machine posts an order: the answers of docs/contracts.md (Orders in), each over the real wire."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.client import LocalFirebase
from tests.builders import OTHER_PHONE, PHONE, an_order_body
from tests.scenarios.shop import SECRET, Shop, signature


@pytest.mark.item("S002-97", "S004-10", "S004-14")
def test_first_delivery_is_answered_201_with_a_receipt(shop: Shop) -> None:
    answer = shop.post()
    customer_id, customer = shop.customer()
    assert answer.status == 201
    assert answer.json == {
        "order_id": "1",
        "customer_id": customer_id,
        "status": "paid",
        "points_earned": 3,
        "points_balance": 3,
        "tier": "silver",
        "replayed": False,
    }
    assert customer["phone"] == PHONE
    assert shop.ledger() == [3]


def test_second_delivery_is_answered_200_as_the_first_and_earns_nothing(shop: Shop) -> None:
    first, second = shop.post(), shop.post()
    assert second.status == 200
    assert second.json == first.json | {"replayed": True}
    assert shop.ledger() == [3]
    assert shop.customer()[1]["stats"]["orders"] == 1


def test_a_repeat_order_that_sends_nothing_bills_one_read_and_three_writes(shop: Shop) -> None:
    shop.post()
    shop.firebase.idle()
    shop.firebase.reset_meter()
    shop.post(order_id="2")
    shop.firebase.idle()
    assert shop.firebase.meter()["by_function"] == {"hooks": {"reads": 1, "writes": 3, "deletes": 0}}


def test_the_same_order_delivered_again_bills_one_read(shop: Shop) -> None:
    shop.post()
    shop.firebase.idle()
    shop.firebase.reset_meter()
    shop.post()
    assert shop.firebase.meter()["by_function"] == {"hooks": {"reads": 1, "writes": 0, "deletes": 0}}


@pytest.mark.item("S004-15", "S004-41")
def test_an_order_without_a_phone_is_a_sale_to_nobody(shop: Shop) -> None:
    answer = shop.post(customer=None)
    assert (answer.status, answer.json["customer_id"], answer.json["points_earned"]) == (201, None, 0)
    assert shop.all("customers") == {}
    assert shop.read("orders/pos:1")["total_minor"] == 38700


def test_a_newer_state_corrects_and_an_older_one_changes_nothing(shop: Shop) -> None:
    newer = {"status": "refunded", "refunded_total": "200.00", "updated_at": "2025-01-25T12:00:00+05:30"}
    shop.post()
    refunded = shop.post(**newer)
    stale = shop.post()
    assert (refunded.status, refunded.json["points_balance"], refunded.json["replayed"]) == (201, 1, False)
    assert (stale.status, stale.json) == (200, refunded.json | {"replayed": True})
    assert shop.ledger() == [3, -2]
    assert shop.customer()[1]["stats"]["spend_minor"] == 18700


def test_other_content_for_the_same_state_is_a_conflict_and_changes_nothing(shop: Shop) -> None:
    shop.post()
    before = shop.read("orders/pos:1")
    answer = shop.post(total="388.00")
    assert (answer.status, answer.json["error"]["code"]) == (409, "conflict")
    assert shop.read("orders/pos:1") == before
    assert shop.ledger() == [3]


@pytest.mark.item("S002-98")
def test_two_deliveries_at_once_are_one_order(shop: Shop) -> None:
    with ThreadPoolExecutor(8) as senders:
        statuses = sorted(answer.status for answer in senders.map(lambda _: shop.post(), range(8)))
    assert statuses == [200] * 7 + [201]
    assert shop.ledger() == [3]
    assert shop.customer()[1]["loyalty"]["points"] == 3


@pytest.mark.item("S004-27")
def test_two_first_orders_at_once_make_one_customer(shop: Shop) -> None:
    buyers: list[Any] = [{"phone": PHONE, "card": "c-1"}, {"card": "c-1"}] * 3
    with ThreadPoolExecutor(6) as senders:
        sent = senders.map(lambda n: shop.post(order_id=str(n), customer=buyers[n]), range(6))
        assert [answer.status for answer in sent] == [201] * 6
    _, customer = shop.customer()
    assert (customer["stats"]["orders"], customer["loyalty"]["points"]) == (6, 18)
    assert sorted(shop.ledger()) == [3] * 6


BAD_ORDERS = {
    "a total that is no number": ({"total": "much"}, "total"),
    "a total that is a float with a tail": ({"total": "0.123"}, "total"),
    "a negative total": ({"total": "-1.00"}, "total"),
    "an absurd total": ({"total": "99999999999999"}, "total"),
    "a total that is not finite": ({"total": "NaN"}, "total"),
    "another currency": ({"currency": "USD"}, "currency"),
    "an instant without a zone": ({"ordered_at": "2025-01-25T10:30:00"}, "ordered_at"),
    "an instant that is a number": ({"updated_at": 1737781200}, "updated_at"),
    "an instant of the year 1": ({"ordered_at": "0001-01-01T00:00:00Z"}, "ordered_at"),
    "an unknown status": ({"status": "bought"}, "status"),
    "an unknown source": ({"source": "carrier pigeon"}, "source"),
    "an order id that is empty": ({"order_id": ""}, "order_id"),
    "more given back than paid": ({"status": "refunded", "refunded_total": "388.00"}, "refunded_total"),
    "a refund of an order that is paid": ({"refunded_total": "1.00"}, "refunded_total"),
}


@pytest.mark.parametrize(("changes", "path"), BAD_ORDERS.values(), ids=BAD_ORDERS.keys())
def test_a_bad_order_is_answered_400_with_its_field_and_nothing_is_stored(
    shop: Shop, changes: dict[str, Any], path: str
) -> None:
    answer = shop.post(**changes)
    error = answer.json["error"]
    assert (answer.status, error["code"]) == (400, "invalid_order")
    assert path in [field["path"] for field in error["fields"]]
    assert all(field["message"] for field in error["fields"])
    assert shop.is_empty()


def test_all_that_is_wrong_is_said_at_once(shop: Shop) -> None:
    answer = shop.post(currency="USD", total="1.234", status="refunded", refunded_total="9")
    paths = {field["path"] for field in answer.json["error"]["fields"]}
    assert paths == {"currency", "total", "refunded_total"}


ODD_ORDERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a quantity of nothing": (
        {"lines": [{"product_id": "latte", "quantity": "0", "unit_price": "1"}]},
        ["lines.0.quantity"],
    ),
    "a line without a product": (
        {"lines": [{"product_id": None, "quantity": "1", "unit_price": "1"}]},
        ["lines.0.product_id"],
    ),
    "a discount": ({"lines": [{"product_id": "voucher", "quantity": "1", "unit_price": "-50"}]}, []),
    "lines that are no list": ({"lines": "latte"}, ["lines"]),
    "1,001 lines": (
        {"lines": [{"product_id": "l", "quantity": "1", "unit_price": "1"}] * 1001},
        ["lines"],
    ),
    "an instant far ahead": ({"updated_at": "2099-01-01T00:00:00Z"}, ["updated_at"]),
    "an order id with slashes": ({"order_id": "INV/24-25/0042"}, []),
    "a currency in lower case": ({"currency": "inr"}, []),
    "a visit as tills write it": ({"visit_type": "DINE_IN"}, []),
    "a phone that is none": ({"customer": {"phone": "N/A"}}, ["customer.phone"]),
    "an email that is none": ({"customer": {"email": "a@"}}, ["customer.email"]),
    "a buyer who is a text": ({"customer": "the regular"}, ["customer"]),
}


@pytest.mark.parametrize(("changes", "paths"), ODD_ORDERS.values(), ids=ODD_ORDERS.keys())
def test_a_field_that_no_sale_hangs_on_is_left_out_and_named(
    shop: Shop, changes: dict[str, Any], paths: list[str]
) -> None:
    answer = shop.post(**changes)
    assert answer.status == 201, answer.json
    assert [warning["path"] for warning in answer.json.get("warnings", [])] == paths
    (order,) = shop.all("orders").values()
    assert [warning["path"] for warning in order["warnings"]] == paths
    again = shop.post(**changes)
    assert (again.status, again.json) == (200, answer.json | {"replayed": True})


BODY = json.dumps(an_order_body()).encode()
REFUSED: dict[str, tuple[int, bytes, dict[str, Any]]] = {
    "no signature": (401, BODY, {"signed": ""}),
    "another secret's signature": (401, BODY, {"signed": signature(BODY, "guess")}),
    "a signature that is no ASCII": (401, BODY, {"signed": "sha256=\xe9"}),
    "an unknown organisation": (401, BODY, {"path": "/nobody/orders"}),
    "an organisation that cannot be": (401, BODY, {"path": "/__nobody__/orders"}),
    "not JSON, wrongly signed": (401, b"{", {"signed": signature(b"", "guess")}),
    "not JSON": (415, b"{", {}),
    "JSON that says NaN": (415, b'{"total": NaN}', {}),
    "JSON nested too deep": (415, b"[" * 100_000, {}),
    "a form": (415, BODY, {"content_type": "application/x-www-form-urlencoded"}),
    "JSON that is no object": (400, b"[]", {}),
    "an unknown path": (404, BODY, {"path": "/kopi/bills"}),
    "no path": (404, BODY, {"path": "/"}),
    "another method": (405, BODY, {"method": "PUT"}),
    "a body of 1 MB": (413, b" " * 1_000_000, {}),
    "a body just too large": (413, b" " * (256 * 1024 + 1), {}),
}


@pytest.mark.parametrize(("status", "body", "how"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_an_order_of_ours_is_refused_and_nothing_is_stored(
    shop: Shop, status: int, body: bytes, how: dict[str, Any]
) -> None:
    answer = shop.post_raw(body, **how)
    assert answer.status == status
    assert answer.json["error"]["code"]
    assert shop.is_empty()


def test_an_unknown_organisation_and_a_wrong_signature_are_answered_alike(shop: Shop) -> None:
    wrong = shop.post_raw(BODY, signed=signature(BODY, "guess"))
    unknown = shop.post_raw(BODY, path="/nobody-at-all/orders", signed=signature(BODY, "guess"))
    assert (wrong.status, wrong.text) == (unknown.status, unknown.text)


def test_an_organisation_that_is_created_after_it_was_refused_is_served_within_a_second(
    firebase: LocalFirebase,
) -> None:
    later = Shop(firebase, is_provisioned=False)
    assert later.post().status == 401
    later.provision()
    deadline = time.monotonic() + 10
    while (answer := later.post()).status == 401 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert answer.status == 201


def test_nothing_that_identifies_a_person_is_logged(shop: Shop) -> None:
    before = len(shop.firebase.log)
    named = {"phone": OTHER_PHONE, "email": "regular@example.com", "name": "The regular", "card": "c-4711"}
    shop.post(customer=named)
    shop.post(customer=named, total="1.234")
    shop.post(customer=named, total="400.00")
    shop.post(order_id="2", customer=named, total="9000.00")
    shop.firebase.idle()
    logged = shop.firebase.log[before:]
    assert logged, "the calls themselves are logged"
    for secret in (OTHER_PHONE.removeprefix("+1"), "example.com", "The regular", "4711"):
        assert secret not in logged


def test_a_body_with_a_byte_order_mark_a_charset_and_a_slash_in_its_number_is_recorded_and_replayed(
    shop: Shop,
) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(an_order_body(order_id="INV/24-25/0042", currency="inr")).encode()
    kind = "application/json; charset=UTF-8"
    first, second = (shop.post_raw(body, content_type=kind) for _ in range(2))
    assert (first.status, first.json["order_id"], first.json["points_balance"]) == (201, "INV/24-25/0042", 3)
    assert (second.status, second.json) == (200, first.json | {"replayed": True})
    assert list(shop.all("orders")) == ["pos:INV%2F24-25%2F0042"]
    assert shop.ledger() == [3]


def test_an_organisation_whose_secret_was_emptied_takes_nobody_s_signature(shop: Shop) -> None:
    shop.client.document(f"org_secrets/{shop.id}").set({"hook_secret": ""}, merge=True)
    for secret in ("", SECRET):
        assert shop.post_raw(BODY, signed=signature(BODY, secret)).status == 401
    assert shop.is_empty()


@pytest.mark.item("S004-07", "S004-18")
def test_a_till_redeems_points_and_a_coupon_and_a_cancellation_gives_them_back(shop: Shop) -> None:
    shop.post(total="5000.00")
    customer_id, _ = shop.customer()
    shop.write(
        "coupons/WELCOME10", {"customer_id": customer_id, "kind": "percent", "percent": 10, "status": "open"}
    )
    ask = {"redeem_points": "20", "coupon_code": "welcome-10", "use_wallet": "1.00", "total": "328.30"}
    first, again = shop.post(order_id="2", **ask), shop.post(order_id="2", **ask)
    assert (first.status, again.status) == (201, 200)
    redeemed = {"points": 20, "points_value": "20.00", "coupon_code": "WELCOME10", "discount": "38.70"}
    assert first.json["redeemed"] == redeemed
    assert first.json["points_balance"] == 50 - 20 + 3
    assert first.json["warnings"] == [{"path": "use_wallet", "message": "is more than the wallet has"}]
    assert again.json == first.json | {"replayed": True}
    assert shop.read("coupons/WELCOME10")["order_id"] == "pos:2"
    late = shop.post(order_id="3", coupon_code="WELCOME10")
    assert late.json["warnings"] == [{"path": "coupon_code", "message": "was redeemed already"}]
    cancelled = shop.post(order_id="2", status="cancelled", updated_at="2025-01-25T11:00:00+05:30", **ask)
    assert "redeemed" not in cancelled.json
    assert cancelled.json["points_balance"] == 53
    assert (shop.read("coupons/WELCOME10")["status"], "redeemed" in shop.read("orders/pos:2")) == (
        "open",
        False,
    )
