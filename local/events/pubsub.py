"""Pub/Sub's publisher over gRPC: each message goes to the functions that subscribe to its topic, at least once.

There are no pull subscriptions. How messages are delivered is in deliveries.py; of the faults of events, dropping does
not apply to them. An ordering key is passed on and orders nothing: Eventarc's subscriptions are not ordered.
"""

import base64
import hashlib
import itertools
import json
import threading
from collections.abc import Mapping
from typing import Any

import grpc
from google.pubsub_v1 import types

from local.billing.service_costs import pushed_bytes
from local.clock.clock import Clock, format_instant
from local.events.deliveries import Deliveries, Delivery
from local.hosting.hosting import Hosting
from local.hosting.manifests import Function, TopicTrigger
from local.wire.refusal import Refused
from local.wire.unary_service import Method

SERVICE = "google.pubsub.v1.Publisher"
_MESSAGE_PUBLISHED = "google.cloud.pubsub.topic.v1.messagePublished"
_MOST_MESSAGES = 1000
_LARGEST_REQUEST_BYTES = 10_000_000
_MOST_ATTRIBUTES = 100
_LARGEST_KEY_BYTES = 256
_LARGEST_VALUE_BYTES = 1024


class PubSub:
    """The publisher's methods. The topics of hosted functions exist from the start."""

    def __init__(self, *, project: str, hosting: Hosting, clock: Clock, deliveries: Deliveries) -> None:
        self._clock = clock
        self._deliveries = deliveries
        self._lock = threading.Lock()
        self._message_ids = itertools.count(1)
        self._subscribers = [
            (f"projects/{project}/topics/{function.trigger.topic}", function, function.trigger)
            for function in hosting.functions.values()
            if isinstance(function.trigger, TopicTrigger)
        ]
        self._topics = self._topics_of_functions()
        self.methods: Mapping[str, Method] = {
            "Publish": Method(self._publish, types.PublishRequest),
            "CreateTopic": Method(self._create_topic, types.Topic),
            "GetTopic": Method(self._get_topic, types.GetTopicRequest),
            "ListTopics": Method(self._list_topics, types.ListTopicsRequest),
            "DeleteTopic": Method(self._delete_topic, types.DeleteTopicRequest),
        }

    def dropped(self) -> list[dict[str, object]]:
        """Messages that were given up, oldest first."""
        return self._deliveries.dropped()

    def reset(self) -> None:
        """The topics of hosted functions alone, and nothing given up."""
        self._topics = self._topics_of_functions()
        self._deliveries.reset()

    def _topics_of_functions(self) -> set[str]:
        return {topic for topic, *_ in self._subscribers}

    def _create_topic(self, topic: Any) -> Any:
        with self._lock:
            if topic.name in self._topics:
                raise Refused(
                    grpc.StatusCode.ALREADY_EXISTS, f"Topic already exists (resource={_short(topic.name)})."
                )
            self._topics.add(topic.name)
        return topic

    def _get_topic(self, request: Any) -> Any:
        return types.Topic.pb()(name=self._existing(request.topic))

    def _list_topics(self, request: Any) -> Any:
        answer = types.ListTopicsResponse.pb()()
        for name in sorted(self._topics):
            if name.startswith(request.project + "/"):
                answer.topics.add(name=name)
        return answer

    def _delete_topic(self, request: Any) -> Any:
        self._topics.discard(self._existing(request.topic))
        return types.GetTopicRequest.pb()()  # an empty message is the same bytes as google.protobuf.Empty

    def _existing(self, topic: str) -> str:
        if topic not in self._topics:
            raise Refused(grpc.StatusCode.NOT_FOUND, f"Topic not found (resource={_short(topic)}).")
        return topic

    def _publish(self, request: Any) -> Any:
        self._existing(request.topic)
        _check_publish(request)
        answer = types.PublishResponse.pb()()
        for message in request.messages:
            message_id = str(next(self._message_ids))
            answer.message_ids.append(message_id)
            for topic, function, trigger in self._subscribers:
                if topic == request.topic:
                    delivery = self._make_delivery(
                        topic, function, trigger, message_id=message_id, message=message
                    )
                    self._deliveries.send_with_faults(delivery)
        return answer

    def _make_delivery(
        self, topic: str, function: Function, trigger: TopicTrigger, *, message_id: str, message: Any
    ) -> Delivery:
        published = format_instant(self._clock.now())
        content = {
            "data": base64.b64encode(message.data).decode("ascii"),
            "attributes": dict(message.attributes),
            "messageId": message_id,
            "message_id": message_id,
            "publishTime": published,
            "publish_time": published,
        }
        if message.ordering_key:
            content["orderingKey"] = message.ordering_key
        project = topic.split("/")[1]
        subscription = f"projects/{project}/subscriptions/eventarc-{function.name}"
        headers = {
            "content-type": "application/json",
            "ce-specversion": "1.0",
            "ce-id": message_id,
            "ce-source": f"//pubsub.googleapis.com/{topic}",
            "ce-type": _MESSAGE_PUBLISHED,
            "ce-time": published,
        }
        body = json.dumps({"message": content, "subscription": subscription}).encode()
        concerning = (function.name, _hash(message))
        about: dict[str, object] = {"message_id": message_id}
        billed = pushed_bytes(message, message_id)
        return Delivery(function.name, trigger.has_retry, headers, body, concerning, about, billed)


def _check_publish(request: Any) -> None:
    """Raises Refused for what Pub/Sub refuses, in its words where they are known.

    Limits: https://cloud.google.com/pubsub/quotas#resource_limits
    """
    _check_number("message_count", len(request.messages), 1, most=_MOST_MESSAGES)
    _check_number("request_size", request.ByteSize(), 0, most=_LARGEST_REQUEST_BYTES)
    for message in request.messages:
        if not message.data and not message.attributes:
            raise _invalid(
                "One or more messages in the publish request is empty. "
                "Each message must contain either non-empty data, or at least one attribute."
            )
        _check_number("attribute_count", len(message.attributes), 0, most=_MOST_ATTRIBUTES)
        _check_number("ordering_key_size", len(message.ordering_key.encode()), 0, most=_LARGEST_VALUE_BYTES)
        for key, value in message.attributes.items():
            _check_number("attribute_key_size", len(key.encode()), 1, most=_LARGEST_KEY_BYTES)
            _check_number("attribute_value_size", len(value.encode()), 0, most=_LARGEST_VALUE_BYTES)


def _check_number(name: str, number: int, least: int, *, most: int) -> None:
    said = f"You passed {number} in the request, but the"
    if number < least:
        raise _invalid(f"The value for {name} is too small. {said} minimum value is {least}.")
    if number > most:
        raise _invalid(f"The value for {name} is too large. {said} maximum value is {most}.")


def _invalid(details: str) -> Refused:
    return Refused(grpc.StatusCode.INVALID_ARGUMENT, details)


def _hash(message: Any) -> str:
    """Of what was published: ids depend on the order of publishing."""
    content = repr((message.data, sorted(message.attributes.items()), message.ordering_key))
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _short(topic: str) -> str:
    return topic.rpartition("/")[2]
