"""Puts tasks on Cloud Tasks, each under a name of its own, so that asking twice makes one."""

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import grpc

from functions.cloud_tasks.message_payloads import encode_message, encode_stored, id_of
from functions.domain.kernel.errors import QueueAway
from functions.googleapis.channels import open_channel, routed_by
from functions.googleapis.cloud_tasks_pb2 import CreateTaskRequest, HttpRequest, OidcToken, Task
from functions.once import once
from functions.region import project, region
from functions.store.snapshots import Snapshot

if TYPE_CHECKING:  # models, which an instance that only enqueues does not need
    from functions.domain.messages.outbox import Message
    from functions.domain.settings.types import Channel

CALL_SECONDS = 10.0
_CREATE_TASK = "/google.cloud.tasks.v2.CloudTasks/CreateTask"


def enqueue(queue: str, name: str, payload: dict[str, Any], *, at: datetime | None = None) -> None:
    """Have `queue`'s function called with this payload, once for this name, not before `at`. Raises QueueAway.

    A queue has the name of its function. A task's name that the queue has had (it remembers names for an hour
    or more after the task is done) is already on its way.
    """
    parent = f"projects/{project()}/locations/{region()}/queues/{queue}"
    task = Task(
        name=f"{parent}/tasks/{task_id(name)}",
        http_request=HttpRequest(
            url=_url(queue),
            headers={"Content-Type": "application/json"},
            body=json.dumps({"data": payload}).encode(),
            oidc_token=_token(),
        ),
    )
    if at is not None:
        task.schedule_time.FromDatetime(at)
    request, headers = CreateTaskRequest(parent=parent, task=task), [routed_by("parent", parent)]
    try:
        create_task()(request, timeout=CALL_SECONDS, metadata=headers)
    except grpc.RpcError as error:
        if error.code() is not grpc.StatusCode.ALREADY_EXISTS:
            raise QueueAway(queue, error.code().name) from error


def enqueue_message(org_id: str, message: "Message") -> None:
    """Have a queued message delivered by its channel's queue, at its time. Each further try has a name of its own."""
    assert message.channel is not None, "a queued message has a channel"
    name = _delivery(org_id, message.id, message.enqueued_count)
    payload = {"org": org_id, "messages": [encode_message(message)]}
    enqueue(delivery_queue(message.channel), name, payload, at=message.send_at)


def enqueue_stored(org_id: str, stored: Snapshot) -> None:
    """The same for a message as it is stored, which goes along with its task and is not read again."""
    fields = stored.fields
    assert fields is not None, "a queued message exists"
    name = _delivery(org_id, id_of(stored), fields.get("enqueued_count", 1))
    payload = {"org": org_id, "messages": [encode_stored(stored)]}
    enqueue(delivery_queue(fields["channel"]), name, payload, at=fields.get("send_at"))


def enqueue_batch(
    org_id: str, channel: "Channel", batch_id: str, *, messages: Sequence[Snapshot], at: datetime | None
) -> None:
    """Have messages that were queued together delivered together, not before `at`."""
    payload = {"org": org_id, "messages": [encode_stored(message) for message in messages]}
    enqueue(delivery_queue(channel), f"{org_id}:{channel}:{batch_id}", payload, at=at)


def enqueue_order(org_id: str, id: str, count: int, *, at: datetime | None = None) -> None:
    """Have an order's post sent, not before `at`. `count`: how often it was enqueued, which names the task."""
    enqueue("sendorders", f"order:{org_id}:{id}:{count}", {"org": org_id, "order_id": id}, at=at)


def enqueue_turn(org_id: str, conversation_id: str, key: str, *, at: datetime) -> None:
    """Have the assistant's turn of a conversation taken at `at`. `key`: the message that asks for it, which names the
    task.
    """
    payload = {"org": org_id, "conversation_id": conversation_id, "at": at.isoformat()}
    enqueue("taketurn", f"turn:{org_id}:{conversation_id}:{key}", payload, at=at)


def enqueue_trial(org_id: str, trial_id: str, example_id: str) -> None:
    """Have an example of a prompt's trial played, by the queue that has the model."""
    payload = {"org": org_id, "trial_id": trial_id}
    enqueue("taketurn", f"trial:{org_id}:{trial_id}:{example_id}", payload)


def delivery_queue(channel: "Channel") -> str:
    """The queue whose function delivers a channel's messages."""
    return f"deliver{channel}"


def _delivery(org_id: str, message_id: str, enqueued_count: int) -> str:
    """What a delivery's task is named after."""
    return f"{org_id}:{message_id}:{enqueued_count}"


def task_id(name: str) -> str:
    """A task's id: the hash of its name, since ids allow few characters and are stored by their prefix."""
    return hashlib.sha256(name.encode()).hexdigest()[:40]


@once
def create_task() -> Callable[..., bytes]:
    """Cloud Tasks' call, over this instance's channel, which is opened on first use. Its answer is not read."""
    channel = open_channel("cloudtasks.googleapis.com", os.environ.get("CLOUD_TASKS_EMULATOR_HOST"))
    call: Callable[..., bytes] = channel.unary_unary(_CREATE_TASK, CreateTaskRequest.SerializeToString)
    return call


def _url(queue: str) -> str:
    """The queue's function. An emulator knows where it serves it."""
    if os.environ.get("CLOUD_TASKS_EMULATOR_HOST"):
        return ""
    return f"https://{region()}-{project()}.cloudfunctions.net/{queue}"


@once
def _token() -> OidcToken | None:
    """The identity with which Cloud Tasks calls: the one that this function runs as."""
    if os.environ.get("CLOUD_TASKS_EMULATOR_HOST"):
        return None
    import google.auth
    from google.auth.transport.requests import Request

    credentials, _ = google.auth.default()
    credentials.refresh(Request())
    return OidcToken(service_account_email=credentials.service_account_email)
