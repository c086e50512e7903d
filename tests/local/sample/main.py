"""Functions that write down what they are called with, in the collection `seen`, for the tests of local Firebase."""

import itertools
import json
import os
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import firebase_admin
import grpc
from firebase_functions import firestore_fn, https_fn, options, pubsub_fn, scheduler_fn, tasks_fn
from google.api_core.exceptions import FailedPrecondition
from google.cloud import firestore, pubsub_v1, tasks_v2
from google.cloud.firestore_v1.base_query import FieldFilter
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

firebase_admin.initialize_app()
options.set_global_options(region="asia-southeast1")

_order = itertools.count()
_clients: dict[str, Any] = {}
_go_on = threading.Event()
_recorded: set[str] = set()
_times_called: Counter[str] = Counter()


def _db() -> Any:
    if "db" not in _clients:
        _clients["db"] = firestore.Client()
    return _clients["db"]


def _tasks() -> Any:
    if "tasks" not in _clients:
        channel = grpc.insecure_channel(os.environ["CLOUD_TASKS_EMULATOR_HOST"])
        _clients["tasks"] = tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))
    return _clients["tasks"]


def _write_down(function: str, **what: Any) -> None:
    what |= {"function": function, "order": next(_order), "at": datetime.now(UTC).isoformat()}
    _db().collection("seen").document().set(what)


def _content(snapshot: Any) -> Any:
    return None if snapshot is None or not snapshot.exists else snapshot.to_dict()


@firestore_fn.on_document_written(document="shops/{shop}/orders/{order}")
def on_order_written(event: Any) -> None:
    change = {"before": _content(event.data.before), "after": _content(event.data.after)}
    _write_down(
        "on_order_written", params=event.params, id=event.id, source=event.source, type=event.type, **change
    )


@firestore_fn.on_document_created(document="shops/{shop}/orders/{order}")
def on_order_created(event: Any) -> None:
    _write_down("on_order_created", params=event.params, data=_content(event.data), type=event.type)


@firestore_fn.on_document_deleted(document="shops/{shop}/orders/{order}")
def on_order_deleted(event: Any) -> None:
    _write_down("on_order_deleted", params=event.params, data=_content(event.data))


@firestore_fn.on_document_updated(document="shops/{shop}/orders/{order}")
def on_order_updated(event: Any) -> None:
    _write_down("on_order_updated", before=_content(event.data.before), after=_content(event.data.after))


@firestore_fn.on_document_written(document="chain/{number}")
def on_chain_written(event: Any) -> None:
    """Each link writes the next one, and the last one asks for a task."""
    left = event.data.after.get("left")
    if left > 0:
        _db().document(f"chain/{left}").set({"left": left - 1})
    else:
        ask_for_task(name=None, data={"from": "chain"}, queue="deliver")


@firestore_fn.on_document_written(document="fragile/{id}")
def on_fragile_written(event: Any) -> None:
    _write_down("on_fragile_written")
    raise RuntimeError("this function always fails")


@firestore_fn.on_document_written(document="stubborn/{id}")
def on_stubborn_written(event: Any) -> None:
    """Fails as often as the document says."""
    _times_called[event.id] += 1
    _write_down("on_stubborn_written", id=event.id)
    if _times_called[event.id] <= event.data.after.get("fails"):
        raise RuntimeError("asked to fail")


# firebase_functions has no `retry` for document events; Firebase's other languages have, and the manifest.
on_stubborn_written.__firebase_endpoint__.eventTrigger["retry"] = True


@pubsub_fn.on_message_published(topic="orders", retry=True)
def on_order_published(event: Any) -> None:
    """Fails as often as the message says."""
    message = event.data.message
    _times_called[message.message_id] += 1
    _write_down(
        "on_order_published",
        json=message.json,
        attributes=message.attributes,
        id=message.message_id,
        ordering_key=message.ordering_key,
    )
    if _times_called[message.message_id] <= message.json.get("fails", 0):
        raise RuntimeError("asked to fail")


@pubsub_fn.on_message_published(topic="news")
def on_news_published(event: Any) -> None:
    _write_down("on_news_published", id=event.data.message.message_id)
    raise RuntimeError("this function always fails")


@scheduler_fn.on_schedule(schedule="0 * * * *")
def tick(event: Any) -> None:
    if "tick" in _recorded:
        _write_down("tick", schedule_time=event.schedule_time.isoformat(), job=event.job_name)


@scheduler_fn.on_schedule(schedule="every day 09:30", timezone=scheduler_fn.Timezone("Asia/Kolkata"))
def morning(event: Any) -> None:
    if "morning" in _recorded:
        _write_down("morning", schedule_time=event.schedule_time.isoformat())


@scheduler_fn.on_schedule(schedule="30 5 * * *")
def careless(event: Any) -> None:
    if "careless" in _recorded:
        _write_down("careless")
        raise RuntimeError("this schedule fails where it is recorded")


@scheduler_fn.on_schedule(schedule="30 5 * * *", retry_count=3, min_backoff_seconds=60, max_doublings=1)
def persistent(event: Any) -> None:
    if "persistent" in _recorded:
        _write_down("persistent", schedule_time=event.schedule_time.isoformat())
        raise RuntimeError("this schedule fails where it is recorded")


@tasks_fn.on_task_dispatched(
    retry_config=options.RetryConfig(max_attempts=3, min_backoff_seconds=60),
    rate_limits=options.RateLimits(max_concurrent_dispatches=2, max_dispatches_per_second=100),
)
def deliver(request: Any) -> None:
    headers = {
        name: value for name, value in request.raw_request.headers.items() if name.startswith("X-Cloudtasks")
    }
    _write_down("deliver", data=request.data, headers=headers)
    if request.data.get("fails"):
        raise RuntimeError("asked to fail")
    answers = request.data.get("answers", [])
    if _retry_count(headers) < len(answers):
        raise https_fn.HttpsError(answers[_retry_count(headers)], "asked to")


def _retry_count(headers: dict[str, str]) -> int:
    return int(headers["X-Cloudtasks-Taskretrycount"])


@tasks_fn.on_task_dispatched(rate_limits=options.RateLimits(max_dispatches_per_second=1))
def slowqueue(request: Any) -> None:
    _write_down("slowqueue", data=request.data)


@tasks_fn.on_task_dispatched()
def named_with_underscores(request: Any) -> None:
    _write_down("named_with_underscores", data=request.data)


def ask_for_task(name: str | None, data: dict[str, Any], queue: str) -> str:
    parent = _tasks().queue_path(os.environ["GCLOUD_PROJECT"], "asia-southeast1", queue)
    body = f'{{"data": {{"from": "{data["from"]}"}}}}'.encode()
    request = tasks_v2.HttpRequest(body=body, headers={"Content-Type": "application/json"})
    task = tasks_v2.Task(http_request=request, name=f"{parent}/tasks/{name}" if name else "")
    return str(_tasks().create_task(parent=parent, task=task).name)


@https_fn.on_request()
def echo(request: https_fn.Request) -> https_fn.Response:
    headers = {"X-Path": request.path, "X-Query": request.query_string.decode(), "X-Method": request.method}
    return https_fn.Response(request.data, headers=headers)


@https_fn.on_request()
def fails(request: https_fn.Request) -> https_fn.Response:
    if request.path == "/exit":
        raise SystemExit(3)
    raise RuntimeError("always")


@https_fn.on_request()
def now(request: https_fn.Request) -> https_fn.Response:
    return https_fn.Response(datetime.now(UTC).isoformat())


@https_fn.on_request()
def commit(request: https_fn.Request) -> https_fn.Response:
    """Counts up in one guarded commit, and says what became of it: nothing here may survive a crash."""
    document = _db().document(request.path.strip("/"))
    try:
        before = document.get()
        count = (before.to_dict() or {}).get("count", 0) if before.exists else 0
        document.set({"count": count + 1}, retry=None)
    except Exception as error:
        return https_fn.Response(type(error).__name__, status=503)
    return https_fn.Response("done")


@https_fn.on_request()
def asks(request: https_fn.Request) -> https_fn.Response:
    """Asks for what needs a composite index."""
    things = _db().collection("things")
    try:
        found = things.where(filter=FieldFilter("kind", "==", "a")).order_by("n").get()
    except FailedPrecondition as error:
        return https_fn.Response(error.message, status=412)
    return https_fn.Response(str(len(found)))


@https_fn.on_request()
def in_threads(request: https_fn.Request) -> https_fn.Response:
    """Reads in threads of its own; the reads are this function's all the same."""
    with ThreadPoolExecutor(4) as executor:
        list(executor.map(lambda number: _db().document(f"none/{number}").get(), range(4)))
    return https_fn.Response("done")


@https_fn.on_request()
def steps(request: https_fn.Request) -> https_fn.Response:
    """Reads, writes, and asks for a task; tries to tidy up whatever happens, and then says that all went well."""
    document = _db().document("steps/s")
    with suppress(BaseException):
        try:
            document.get()
            document.set({"step": "written"})
            ask_for_task(name=None, data={"from": "steps"}, queue="deliver")
        finally:
            _db().document("steps/tidied").set({})
    return https_fn.Response("done")


@https_fn.on_request()
def publishes(request: https_fn.Request) -> https_fn.Response:
    """Publishes in its client's own thread, and waits for it."""
    publisher = pubsub_v1.PublisherClient()
    topic = publisher.topic_path(os.environ["GCLOUD_PROJECT"], "orders")
    publisher.publish(topic, b"{}").result()
    return https_fn.Response("done")


@https_fn.on_request()
def reads(request: https_fn.Request) -> https_fn.Response:
    """Reads in each way there is, without trying again, and says how each went."""
    orders = _db().collection("shops/kopi/orders")
    ways = {
        "document": lambda: orders.document("o1").get(retry=None),
        "query": lambda: list(orders.stream(retry=None)),
        "count": lambda: orders.count().get(retry=None),
        "list": lambda: list(orders.list_documents(retry=None)),
    }
    return https_fn.Response(json.dumps({way: _outcome(read) for way, read in ways.items()}))


def _outcome(read: Callable[[], Any]) -> str:
    try:
        read()
    except Exception as error:
        return type(error).__name__
    return "found"


@https_fn.on_request()
def reads_again(request: https_fn.Request) -> https_fn.Response:
    """Reads as clients do by themselves, which try again."""
    found = _db().document(request.path.strip("/")).get()
    return https_fn.Response("found" if found.exists else "missing")


@https_fn.on_request()
def tells_provider(request: https_fn.Request) -> https_fn.Response:
    """Hands its body to the provider, and what comes of it to its caller."""
    headers = {"Content-Type": "application/json", "Authorization": "Bearer secret"}
    url = os.environ["LOCAL_PROVIDER_URL"] + request.path
    told = urllib.request.Request(url, request.data, headers)
    try:
        with urllib.request.urlopen(told, timeout=30) as answer:
            return https_fn.Response(answer.read(), status=answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return https_fn.Response(error.read(), status=error.code, headers=dict(error.headers))
    except OSError as error:
        return https_fn.Response(type(error).__name__, status=504)


@https_fn.on_request()
def waits(request: https_fn.Request) -> https_fn.Response:
    return https_fn.Response("went on" if _go_on.wait(60) else "gave up")


@https_fn.on_request()
def goes_on(request: https_fn.Request) -> https_fn.Response:
    _go_on.set()
    return https_fn.Response("done")


@https_fn.on_request()
def record(request: https_fn.Request) -> https_fn.Response:
    """Which schedules write down their calls from now on: the path's, or none."""
    _recorded.clear()
    _recorded.add(request.path.strip("/"))
    return https_fn.Response("done")
