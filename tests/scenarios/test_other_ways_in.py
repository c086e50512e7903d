"""Orders that do not come by webhook: documents that clients wrote, and the Pub/Sub topic `orders`."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import pubsub_v1

from tests.builders import OTHER_PHONE, PHONE, an_order_body
from tests.scenarios.shop import Shop

ORDERED_AT = datetime(2025, 1, 25, 5, 0, tzinfo=UTC)


def an_order_document(**changes: Any) -> dict[str, Any]:
    """An order as a till wrote it while it was offline."""
    return {
        "status": "paid",
        "ordered_at": ORDERED_AT,
        "updated_at": ORDERED_AT,
        "currency": "INR",
        "total_minor": 38700,
        "customer": {"phone": PHONE},
        "outlet_id": "first",
        "lines": [{"product_id": "latte", "quantity": "1", "unit_price_minor": 38700}],
        "note_of_the_till": "oat milk",
        "recorded": False,
    } | changes


def publish(shop: Shop, body: bytes, **attributes: str) -> None:
    publisher = pubsub_v1.PublisherClient(credentials=AnonymousCredentials())
    topic = publisher.topic_path(shop.firebase.project, "orders")
    publisher.publish(topic, body, **attributes).result(timeout=30)
    shop.firebase.idle()


@pytest.mark.item("S002-57")
def test_a_document_of_a_client_is_an_order_like_any_other(shop: Shop) -> None:
    shop.write("orders/pos:7", an_order_document())
    shop.firebase.idle()
    order = shop.read("orders/pos:7")
    customer_id, customer = shop.customer()
    assert (order["recorded"], order["customer_id"], order["points_earned"]) == (True, customer_id, 3)
    assert order["note_of_the_till"] == "oat milk"
    assert (customer["stats"]["visits"], customer["loyalty"]["points"]) == (1, 3)
    assert shop.ledger() == [3]


def test_a_document_and_a_webhook_of_one_order_are_one_order(shop: Shop) -> None:
    shop.write("orders/pos:1", an_order_document())
    shop.firebase.idle()
    later = shop.post(updated_at="2025-01-25T10:31:00+05:30", total="500.00")
    assert (later.status, later.json["points_balance"]) == (201, 5)
    assert shop.ledger() == [3, 2]
    assert shop.customer()[1]["stats"]["orders"] == 1


def test_a_document_may_name_its_customer_by_id(shop: Shop) -> None:
    customer_id = shop.post().json["customer_id"]
    document = an_order_document(customer_id=customer_id)
    del document["customer"]
    shop.write("orders/pos:2", document)
    shop.firebase.idle()
    assert shop.read(f"customers/{customer_id}")["stats"]["orders"] == 2


@pytest.mark.item("S002-56")
def test_a_document_whose_event_is_lost_is_found_by_the_tick(shop: Shop) -> None:
    shop.firebase.faults(drop_events=1.0)
    shop.write("orders/pos:7", an_order_document())
    shop.firebase.idle()
    shop.firebase.faults()
    assert shop.read("orders/pos:7")["recorded"] is False
    shop.firebase.advance("25h")
    assert shop.read("orders/pos:7")["recorded"] is True
    assert shop.ledger() == [3]


def test_a_document_that_is_no_order_says_why_and_is_kept(shop: Shop) -> None:
    shop.write("orders/pos:7", an_order_document(total_minor="much"))
    shop.firebase.idle()
    order = shop.read("orders/pos:7")
    (letter,) = shop.all("dead_letters").values()
    assert order["recorded"] is True
    assert order["record_error"] == "order: total_minor: Input should be a valid integer"
    assert (letter["source"], letter["error"]["code"]) == ("orders", "malformed")
    assert letter["payload"]["total_minor"] == "much"
    assert (shop.all("customers"), shop.ledger()) == ({}, [])


def test_a_customer_whom_staff_enter_is_found_by_their_next_order(shop: Shop) -> None:
    shop.write("customers/entered", {"name": "The regular", "phone": "+1 (202) 555-0156", "recorded": False})
    shop.firebase.idle()
    answer = shop.post(customer={"phone": OTHER_PHONE})
    customer = shop.read("customers/entered")
    assert answer.json["customer_id"] == "entered"
    assert (customer["phone"], customer["name"], customer["recorded"]) == (OTHER_PHONE, "The regular", True)
    assert customer["stats"]["orders"] == 1


@pytest.mark.item("S002-84")
def test_a_second_customer_with_a_phone_that_is_taken_is_refused(shop: Shop) -> None:
    shop.post(customer={"phone": OTHER_PHONE})
    shop.write("customers/entered", {"phone": OTHER_PHONE, "recorded": False})
    shop.firebase.idle()
    assert shop.read("customers/entered")["record_error"] == "customer: phone: names another customer"


@pytest.mark.item("S002-30")
def test_an_interaction_of_staff_is_activity_of_its_customer(shop: Shop) -> None:
    customer_id = shop.post().json["customer_id"]
    at = datetime(2025, 1, 25, 11, 0, tzinfo=UTC)
    visit = {"interaction_type": "call", "interaction_source": "customer_service", "performed_at": at}
    shop.write("interactions/i", visit | {"customer_id": customer_id, "recorded": False})
    shop.firebase.idle()
    assert shop.read("interactions/i")["recorded"] is True
    assert shop.read(f"customers/{customer_id}")["stats"]["last_activity_at"] == at


def test_a_published_order_is_recorded_once(shop: Shop) -> None:
    body = json.dumps(an_order_body()).encode()
    publish(shop, body, org=shop.id)
    publish(shop, body, org=shop.id)
    assert shop.ledger() == [3]
    assert shop.all("dead_letters") == {}


@pytest.mark.parametrize(
    ("body", "code"), [(b"{", "not_json"), (b"[]", "malformed"), (b'{"order_id": "1"}', "malformed")]
)
def test_a_published_order_that_cannot_be_recorded_is_kept(shop: Shop, body: bytes, code: str) -> None:
    publish(shop, body, org=shop.id)
    (letter,) = shop.all("dead_letters").values()
    assert (letter["source"], letter["error"]["code"], letter["attempts"]) == ("pubsub:orders", code, 1)
    assert letter["payload"]["body"] == body.decode()
    assert shop.all("orders") == {}


def test_a_published_order_of_nobody_is_kept_too(shop: Shop) -> None:
    publish(shop, b"{}", org=f"{shop.id}-unknown")
    letters = shop.client.collection("orgs/_unknown/dead_letters").stream()
    assert f"{shop.id}-unknown" in [letter.to_dict()["payload"]["attributes"]["org"] for letter in letters]


def test_an_order_document_with_an_id_that_is_not_ascii_is_taken_in_by_its_event(shop: Shop) -> None:
    shop.write("orders/pos:schön-১", an_order_document())
    shop.firebase.idle()
    order = shop.read("orders/pos:schön-১")
    assert (order["recorded"], order["points_earned"]) == (True, 3)
