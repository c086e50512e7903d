"""Pub/Sub's publisher over gRPC: each message goes to the functions that subscribe to its topic, at least once.

There are no pull subscriptions. A function that fails is tried again, further and further apart, until the message is
given up and listed.
"""

import base64
import hashlib
import itertools
import json
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

import grpc
from google.pubsub_v1 import types

from local.activity import Activity
from local.agenda import Agenda
from local.clock import Clock, format_instant
from local.faults import HELD_S, Faults
from local.hosting import Hosting
from local.manifests import TopicTrigger
from local.proxy import Refused

log = logging.getLogger("local.pubsub")

_SERVICE = "/google.pubsub.v1.Publisher/"
_MESSAGE_PUBLISHED = "google.cloud.pubsub.topic.v1.messagePublished"
_MOST_ATTEMPTS = 5
_FIRST_BACKOFF = timedelta(seconds=10)
_LONGEST_BACKOFF = timedelta(seconds=600)
_DROPPED_KEPT = 1000


@dataclass(eq=False)
class _Delivery:
    """One message on its way to one function."""

    function: str
    message_id: str
    content_hash: str
    headers: dict[str, str]
    body: bytes
    attempts: int = 0


class PubSub(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc has no types
    """The publisher's service. The topics of hosted functions exist from the start."""

    def __init__(
        self,
        *,
        project: str,
        hosting: Hosting,
        clock: Clock,
        agenda: Agenda,
        activity: Activity,
        workers: Executor,
        faults: Faults,
    ) -> None:
        self._hosting = hosting
        self._clock = clock
        self._agenda = agenda
        self._activity = activity
        self._workers = workers
        self._faults = faults
        self._lock = threading.Lock()
        self._message_ids = itertools.count(1)
        self._subscribers = [
            (f"projects/{project}/topics/{function.trigger.topic}", function)
            for function in hosting.functions.values()
            if isinstance(function.trigger, TopicTrigger)
        ]
        self._topics = {topic for topic, _ in self._subscribers}
        self._dropped: deque[dict[str, object]] = deque(maxlen=_DROPPED_KEPT)

    def dropped(self) -> list[dict[str, object]]:
        """Messages that were given up, oldest first."""
        return list(self._dropped)

    def service(self, details: Any) -> Any:
        method = self._methods().get(details.method.removeprefix(_SERVICE))
        if method is None:
            return None
        act, request_type = method

        async def answer(request: Any, context: Any) -> Any:
            try:
                return act(request)
            except Refused as refused:
                await context.abort(refused.code, refused.details)

        return grpc.unary_unary_rpc_method_handler(
            answer, request_type.pb().FromString, lambda message: message.SerializeToString()
        )

    def _methods(self) -> dict[str, tuple[Callable[[Any], Any], Any]]:
        return {
            "Publish": (self._publish, types.PublishRequest),
            "CreateTopic": (self._create_topic, types.Topic),
            "GetTopic": (
                lambda request: types.Topic.pb()(name=self._existing(request.topic)),
                types.GetTopicRequest,
            ),
            "ListTopics": (self._list_topics, types.ListTopicsRequest),
            "DeleteTopic": (self._delete_topic, types.DeleteTopicRequest),
        }

    def _create_topic(self, topic: Any) -> Any:
        with self._lock:
            if topic.name in self._topics:
                raise Refused(
                    grpc.StatusCode.ALREADY_EXISTS, f"Topic already exists (resource={_short(topic.name)})."
                )
            self._topics.add(topic.name)
        return topic

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
        answer = types.PublishResponse.pb()()
        for message in request.messages:
            message_id = str(next(self._message_ids))
            answer.message_ids.append(message_id)
            for topic, function in self._subscribers:
                if topic == request.topic:
                    self._send_with_faults(self._make_delivery(topic, function.name, message_id, message))
        return answer

    def _make_delivery(self, topic: str, function: str, message_id: str, message: Any) -> _Delivery:
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
        subscription = f"projects/{project}/subscriptions/eventarc-{function}"
        headers = {
            "content-type": "application/json",
            "ce-specversion": "1.0",
            "ce-id": message_id,
            "ce-source": f"//pubsub.googleapis.com/{topic}",
            "ce-type": _MESSAGE_PUBLISHED,
            "ce-time": published,
        }
        body = json.dumps({"message": content, "subscription": subscription}).encode()
        return _Delivery(function, message_id, _hash(message), headers, body)

    def _send_with_faults(self, delivery: _Delivery) -> None:
        """Pub/Sub delivers at least once, so of the events' faults only doubling and delaying apply."""
        what = (delivery.function, delivery.content_hash)
        for _ in range(2 if self._faults.strike("duplicate_events", *what) else 1):
            copy = replace(delivery)
            if held := self._faults.strike("delay_events", *what):
                at = self._clock.now() + timedelta(seconds=held.between(*HELD_S))
                self._agenda.add(at, f"message for {delivery.function}", partial(self._send, copy))
            else:
                self._send(copy)

    def _send(self, delivery: _Delivery) -> None:
        self._activity.begin(f"message for {delivery.function}")
        self._workers.submit(self._deliver, delivery)

    def _deliver(self, delivery: _Delivery) -> None:
        try:
            answer = self._hosting.call(delivery.function, headers=delivery.headers, body=delivery.body)
            delivery.attempts += 1
            if not answer.is_success:
                self._try_again(delivery, answer.status)
        finally:
            self._activity.end(f"message for {delivery.function}")

    def _try_again(self, delivery: _Delivery, status: int) -> None:
        if delivery.attempts >= _MOST_ATTEMPTS:
            log.warning("message for %s dropped after %d attempts", delivery.function, delivery.attempts)
            given_up = {"function": delivery.function, "message_id": delivery.message_id}
            self._dropped.append(given_up | {"attempts": delivery.attempts, "status": status})
            return
        backoff = min(_FIRST_BACKOFF * 2 ** (delivery.attempts - 1), _LONGEST_BACKOFF)
        what = f"message for {delivery.function}"
        self._agenda.add(self._clock.now() + backoff, what, lambda: self._send(delivery))


def _hash(message: Any) -> str:
    """Of what was published: ids depend on the order of publishing."""
    content = repr((message.data, sorted(message.attributes.items()), message.ordering_key))
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _short(topic: str) -> str:
    return topic.rpartition("/")[2]
