"""Messages published with google-cloud-pubsub reach the functions of their topic."""

from collections.abc import Iterator
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud import pubsub_v1

from local.running import LocalFirebase
from tests.local.conftest import Seen


@pytest.fixture
def publisher(firebase: LocalFirebase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", firebase.pubsub_host)
    client = pubsub_v1.PublisherClient()
    yield client
    client.stop()
    client.transport.close()


def test_message_reaches_the_function_of_its_topic(
    firebase: LocalFirebase, publisher: Any, seen: Seen
) -> None:
    topic = publisher.topic_path(firebase.project, "orders")
    message_id = publisher.publish(topic, b'{"order_id": "o1"}', source="pos").result(timeout=10)
    firebase.idle()

    (call,) = seen("on_order_published")
    assert call["json"] == {"order_id": "o1"}
    assert call["attributes"] == {"source": "pos"}
    assert call["id"] == message_id


def test_delayed_message_comes_when_the_clock_has_moved(
    firebase: LocalFirebase, publisher: Any, seen: Seen
) -> None:
    firebase.faults(delay_events=1, duplicate_events=1)
    publisher.publish(publisher.topic_path(firebase.project, "orders"), b"{}").result(timeout=10)
    firebase.idle()
    before = seen("on_order_published")
    firebase.advance("1m")

    first, second = seen("on_order_published")
    assert (before, first["id"]) == ([], second["id"])


def test_message_whose_function_fails_is_sent_again_and_then_given_up(
    firebase: LocalFirebase, publisher: Any, seen: Seen
) -> None:
    topic = publisher.topic_path(firebase.project, "orders")
    message_id = publisher.publish(topic, b'{"fails": true}').result(timeout=10)
    firebase.idle()
    assert len(seen("on_order_published")) == 1
    firebase.advance("1h")

    calls = seen("on_order_published")
    assert [call["id"] for call in calls] == [message_id] * 5
    (given_up,) = [
        each for each in firebase.status()["dropped"]["messages"] if each["message_id"] == message_id
    ]
    assert (given_up["function"], given_up["attempts"]) == ("on_order_published", 5)


def test_topic_that_does_not_exist_is_refused(firebase: LocalFirebase, publisher: Any) -> None:
    topic = publisher.topic_path(firebase.project, "nobody")
    with pytest.raises(exceptions.NotFound):
        publisher.publish(topic, b"{}").result(timeout=10)


def test_topic_can_be_created_once_listed_and_deleted(firebase: LocalFirebase, publisher: Any) -> None:
    topic = publisher.topic_path(firebase.project, "fresh")
    publisher.create_topic(name=topic)
    with pytest.raises(exceptions.AlreadyExists):
        publisher.create_topic(name=topic)
    assert topic in [each.name for each in publisher.list_topics(project=f"projects/{firebase.project}")]
    publisher.publish(topic, b"{}").result(timeout=10)

    publisher.delete_topic(topic=topic)
    with pytest.raises(exceptions.NotFound):
        publisher.get_topic(topic=topic)
