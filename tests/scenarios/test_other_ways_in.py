"""Orders that do not come by webhook: documents that clients wrote, and the Pub/Sub topic `orders`."""

import json
from datetime import UTC, datetime

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import pubsub_v1

from tests.builders import OTHER_PHONE, an_order_body
from tests.scenarios.shop import Shop

ORDERED_AT = datetime(2025, 1, 25, 5, 0, tzinfo=UTC)


def publish(shop: Shop, body: bytes, **attributes: str) -> None:
    publisher = pubsub_v1.PublisherClient(credentials=AnonymousCredentials())
    topic = publisher.topic_path(shop.firebase.project, "orders")
    publisher.publish(topic, body, **attributes).result(timeout=30)
    shop.firebase.idle()


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
