"""Messages published with google-cloud-pubsub reach the functions of their topic."""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

import grpc
import pytest
from google.api_core import exceptions
from google.cloud import pubsub_v1
from google.pubsub_v1 import PublisherClient, types
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport

from local.client import LocalFirebase
from tests.local.conftest import Seen


@pytest.fixture
def publisher(firebase: LocalFirebase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", firebase.pubsub_host)
    client = pubsub_v1.PublisherClient()
    yield client
    client.stop()
    client.transport.close()


def publish(firebase: LocalFirebase, topic: str, *messages: Any) -> list[str]:
    """One request as it is: the publisher itself batches and checks."""
    with grpc.insecure_channel(firebase.pubsub_host) as channel:
        client = PublisherClient(transport=PublisherGrpcTransport(channel=channel))
        return list(client.publish(topic=topic, messages=messages, retry=None).message_ids)


def dropped(firebase: LocalFirebase, message_id: str) -> list[dict[str, Any]]:
    given_up = firebase.status()["dropped"]["messages"]
    return [each for each in given_up if each["message_id"] == message_id]


def test_message_reaches_the_function_of_its_topic(
    firebase: LocalFirebase, publisher: Any, seen: Seen
) -> None:
    topic = publisher.topic_path(firebase.project, "orders")
    message_id = publisher.publish(topic, b'{"order_id": "o1"}', source="pos").result(timeout=60)
    firebase.idle()

    (call,) = seen("on_order_published")
    assert call["json"] == {"order_id": "o1"}
    assert call["attributes"] == {"source": "pos"}
    assert call["id"] == message_id


def test_delayed_message_comes_when_the_clock_has_moved(
    firebase: LocalFirebase, publisher: Any, seen: Seen
) -> None:
    firebase.faults(delay_events=1, duplicate_events=1)
    publisher.publish(publisher.topic_path(firebase.project, "orders"), b"{}").result(timeout=60)
    firebase.idle()
    before = seen("on_order_published")
    firebase.advance("1m")

    first, second = seen("on_order_published")
    assert (before, first["id"]) == ([], second["id"])


def test_message_whose_function_fails_is_sent_again_and_then_given_up(
    firebase: LocalFirebase, publisher: Any, seen: Seen
) -> None:
    """Pauses of 10, 20, 40, 80, 160, 320 and then 600 seconds: 149 attempts begin within 24 hours."""
    topic = publisher.topic_path(firebase.project, "orders")
    message_id = publisher.publish(topic, b'{"fails": 1000}').result(timeout=60)
    firebase.idle()
    assert len(seen("on_order_published")) == 1
    firebase.advance("1h")
    calls = seen("on_order_published")
    times = [datetime.fromisoformat(call["at"]) for call in calls]
    pauses = [round((later - earlier).total_seconds()) for earlier, later in pairwise(times)]
    assert pauses == [10, 20, 40, 80, 160, 320, 600, 600, 600, 600]
    assert dropped(firebase, message_id) == []

    firebase.advance("1d")
    assert [call["id"] for call in seen("on_order_published")] == [message_id] * 149
    assert dropped(firebase, message_id) == [
        {
            "function": "on_order_published",
            "message_id": message_id,
            "attempts": 149,
            "status": 500,
            "why": "the function failed for 24 hours",
        }
    ]


def test_message_that_its_function_takes_at_last_is_not_given_up(
    firebase: LocalFirebase, publisher: Any, seen: Seen
) -> None:
    topic = publisher.topic_path(firebase.project, "orders")
    message_id = publisher.publish(topic, b'{"fails": 2}').result(timeout=60)
    firebase.idle()
    firebase.advance("2d")

    assert len(seen("on_order_published")) == 3
    assert dropped(firebase, message_id) == []


def test_message_whose_function_has_no_retry_is_given_up_at_once(
    firebase: LocalFirebase, publisher: Any, seen: Seen
) -> None:
    topic = publisher.topic_path(firebase.project, "news")
    message_id = publisher.publish(topic, b"{}").result(timeout=60)
    firebase.idle()
    firebase.advance("1d")

    assert len(seen("on_news_published")) == 1
    (given_up,) = dropped(firebase, message_id)
    assert (given_up["function"], given_up["attempts"]) == ("on_news_published", 1)


def test_ordering_key_reaches_the_function(firebase: LocalFirebase, publisher: Any, seen: Seen) -> None:
    topic = publisher.topic_path(firebase.project, "orders")
    publish(firebase, topic, types.PubsubMessage(data=b"{}", ordering_key="kopi"))
    firebase.idle()

    (call,) = seen("on_order_published")
    assert call["ordering_key"] == "kopi"


REFUSED = {
    "no message": (
        [],
        "The value for message_count is too small. You passed 0 in the request, but the minimum value is 1.",
    ),
    "too many": (
        [types.PubsubMessage(data=b"{}")] * 1001,
        "The value for message_count is too large. "
        "You passed 1001 in the request, but the maximum value is 1000.",
    ),
    "too large": (
        [types.PubsubMessage(data=b"x" * 10_000_000)],
        "The value for request_size is too large. You passed 100000",
    ),
    "an empty message": (
        [types.PubsubMessage(data=b"{}"), types.PubsubMessage(ordering_key="kopi")],
        "One or more messages in the publish request is empty.",
    ),
    "too many attributes": (
        [types.PubsubMessage(attributes={str(number): "" for number in range(101)})],
        "The value for attribute_count is too large.",
    ),
    "an attribute without a name": (
        [types.PubsubMessage(attributes={"": "x"})],
        "The value for attribute_key_size is too small.",
    ),
    "a name too long": (
        [types.PubsubMessage(attributes={"x" * 257: ""})],
        "The value for attribute_key_size is too large.",
    ),
    "a value too long": (
        [types.PubsubMessage(attributes={"x": "\u00e9" * 513})],
        "The value for attribute_value_size is too large.",
    ),
    "an ordering key too long": (
        [types.PubsubMessage(data=b"{}", ordering_key="x" * 1025)],
        "The value for ordering_key_size is too large.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_request_that_pubsub_refuses_is_refused_and_nothing_of_it_published(
    firebase: LocalFirebase, publisher: Any, seen: Seen, case: str
) -> None:
    messages, details = REFUSED[case]
    topic = publisher.topic_path(firebase.project, "orders")
    with pytest.raises(exceptions.InvalidArgument, match=re.escape(details)):
        publish(firebase, topic, *messages)
    firebase.idle()

    assert seen("on_order_published") == []


def test_request_at_its_limits_is_published(firebase: LocalFirebase, publisher: Any) -> None:
    topic = publisher.topic_path(firebase.project, "fresh-limits")
    publisher.create_topic(name=topic)
    empty = types.PublishRequest(topic=topic, messages=[types.PubsubMessage(data=b"x" * 9_000_000)])
    room = 10_000_000 - types.PublishRequest.pb(empty).ByteSize()
    attributes = {f"{number:0256}": "v" * 1024 for number in range(100)}

    publish(firebase, topic, types.PubsubMessage(data=b"x" * (9_000_000 + room)))
    publish(firebase, topic, types.PubsubMessage(attributes=attributes, ordering_key="k" * 1024))
    assert len(publish(firebase, topic, *[types.PubsubMessage(data=b"{}")] * 1000)) == 1000


def test_topic_that_does_not_exist_is_refused(firebase: LocalFirebase, publisher: Any) -> None:
    topic = publisher.topic_path(firebase.project, "nobody")
    with pytest.raises(exceptions.NotFound):
        publisher.publish(topic, b"{}").result(timeout=60)


def test_topic_can_be_created_once_listed_and_deleted(firebase: LocalFirebase, publisher: Any) -> None:
    topic = publisher.topic_path(firebase.project, "fresh")
    publisher.create_topic(name=topic)
    with pytest.raises(exceptions.AlreadyExists):
        publisher.create_topic(name=topic)
    assert topic in [each.name for each in publisher.list_topics(project=f"projects/{firebase.project}")]
    publisher.publish(topic, b"{}").result(timeout=60)

    publisher.delete_topic(topic=topic)
    with pytest.raises(exceptions.NotFound):
        publisher.get_topic(topic=topic)


def test_message_is_never_lost_to_the_fault_that_drops_events(
    firebase: LocalFirebase, publisher: Any, seen: Seen
) -> None:
    firebase.faults(drop_events=1)
    topic = publisher.topic_path(firebase.project, "orders")
    publisher.publish(topic, b"{}").result(timeout=60)
    firebase.idle()

    assert len(seen("on_order_published")) == 1


def test_duplicated_message_comes_twice_with_one_id(
    firebase: LocalFirebase, publisher: Any, seen: Seen
) -> None:
    firebase.faults(duplicate_events=1)
    topic = publisher.topic_path(firebase.project, "orders")
    message_id = publisher.publish(topic, b"{}").result(timeout=60)
    firebase.idle()

    assert [call["id"] for call in seen("on_order_published")] == [message_id] * 2


def test_reordered_messages_all_come_in_another_order(
    firebase: LocalFirebase, publisher: Any, seen: Seen
) -> None:
    firebase.faults(reorder_events=0.5, seed=7)
    topic = publisher.topic_path(firebase.project, "orders")
    for number in range(20):
        publisher.publish(topic, b'{"number": %d}' % number).result(timeout=60)
    firebase.idle()

    came = [call["json"]["number"] for call in seen("on_order_published")]
    assert sorted(came) == list(range(20))
    assert came != list(range(20))
