"""Orders that do not come by webhook or command: the Pub/Sub topic `orders`."""

import json

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import pubsub_v1

from tests.builders import an_order_body
from tests.scenarios.shop import Shop


def publish(shop: Shop, body: bytes, **attributes: str) -> None:
    publisher = pubsub_v1.PublisherClient(credentials=AnonymousCredentials())
    topic = publisher.topic_path(shop.firebase.project, "orders")
    publisher.publish(topic, body, **attributes).result(timeout=30)
    shop.firebase.idle()


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
