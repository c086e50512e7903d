"""Cloud Tasks over HTTP: google-cloud-tasks' REST transport, firebase-admin, and requests as they are."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import firebase_admin
import grpc
import pytest
from firebase_admin import functions
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from local.client import LocalFirebase
from tests.local.conftest import Seen
from tests.local.requests_to import a_task, request


@pytest.fixture(scope="session")
def client(stack: LocalFirebase) -> Any:
    return tasks_v2.CloudTasksClient(
        transport="rest",
        credentials=AnonymousCredentials(),
        client_options={"api_endpoint": f"http://{stack.tasks_host}"},
    )


@pytest.fixture
def admin_queue(
    firebase: LocalFirebase, queue: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[functions.TaskQueue]:
    """The queue as a function sees it that uses firebase-admin."""
    monkeypatch.setenv("CLOUD_TASKS_EMULATOR_HOST", firebase.tasks_host)
    app = firebase_admin.initialize_app(options={"projectId": firebase.project}, name="rest")
    yield functions.task_queue("locations/asia-southeast1/functions/deliver", app=app)
    firebase_admin.delete_app(app)


def in_an_hour(firebase: LocalFirebase) -> datetime:
    return firebase.now() + timedelta(hours=1)


def post(firebase: LocalFirebase, path: str, body: object, method: str = "POST") -> tuple[int, Any]:
    url = f"http://{firebase.tasks_host}{path}"
    status, _, reply = request(method, url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    return status, json.loads(reply)


def test_task_created_over_rest_reaches_its_function(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen
) -> None:
    created = client.create_task(parent=queue, task=a_task(queue, "rest-1", b'{"data": {"n": 1}}'))
    firebase.idle()

    assert created.name == f"{queue}/tasks/rest-1"
    assert created.http_request.http_method == tasks_v2.HttpMethod.POST
    (call,) = seen("deliver")
    assert call["data"] == {"n": 1}
    assert call["headers"]["X-Cloudtasks-Taskname"] == "rest-1"


def test_rest_and_grpc_show_the_same_task(firebase: LocalFirebase, client: Any, queue: str) -> None:
    created = client.create_task(parent=queue, task=a_task(queue, schedule_time=in_an_hour(firebase)))
    wanted = {"name": created.name, "response_view": tasks_v2.Task.View.FULL}
    with grpc.insecure_channel(firebase.tasks_host) as channel:
        over_grpc = tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))

        assert client.get_task(request=wanted) == over_grpc.get_task(request=wanted)
        assert client.get_task(name=created.name) == created
        assert client.get_queue(name=queue) == over_grpc.get_queue(name=queue)


def test_tasks_are_listed_run_and_deleted_over_rest(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen
) -> None:
    later = in_an_hour(firebase)
    names = [client.create_task(parent=queue, task=a_task(queue, schedule_time=later)).name for _ in range(3)]
    pages = client.list_tasks(request={"parent": queue, "page_size": 2}).pages
    assert [[task.name for task in page.tasks] for page in pages] == [names[:2], names[2:]]

    assert client.run_task(name=names[0]).name == names[0]
    client.delete_task(name=names[1])
    firebase.idle()
    assert [task.name for task in client.list_tasks(parent=queue)] == [names[2]]
    firebase.advance("2h")
    assert len(seen("deliver")) == 2


def test_queue_is_paused_resumed_and_purged_over_rest(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen
) -> None:
    assert client.pause_queue(name=queue).state == tasks_v2.Queue.State.PAUSED
    client.create_task(parent=queue, task=a_task(queue))
    firebase.idle()
    assert seen("deliver") == []
    assert client.purge_queue(name=queue).purge_time <= firebase.now()

    client.create_task(parent=queue, task=a_task(queue))
    assert client.resume_queue(name=queue).state == tasks_v2.Queue.State.RUNNING
    firebase.idle()
    assert len(seen("deliver")) == 1
    location = queue.rpartition("/queues/")[0]
    assert queue in [each.name for each in client.list_queues(parent=location)]


def test_refusals_over_rest_have_their_http_status_and_words(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen
) -> None:
    client.create_task(parent=queue, task=a_task(queue, "rest-taken", schedule_time=in_an_hour(firebase)))
    with pytest.raises(exceptions.Conflict, match="Requested entity already exists"):
        client.create_task(parent=queue, task=a_task(queue, "rest-taken"))
    with pytest.raises(exceptions.NotFound, match="Requested entity was not found"):
        client.get_task(name=f"{queue}/tasks/never")
    with pytest.raises(exceptions.NotFound, match="Queue does not exist"):
        client.get_queue(name=queue.replace("deliver", "nobody"))
    with pytest.raises(exceptions.BadRequest, match=r"Task ID .* can contain only letters"):
        client.create_task(parent=queue, task=a_task(queue, "not an id"))
    firebase.idle()

    assert seen("deliver") == []


def test_refusal_is_written_as_googles_apis_write_it(firebase: LocalFirebase, queue: str) -> None:
    path = f"/v2/{queue.replace('deliver', 'nobody')}"

    assert post(firebase, path, {}, "GET") == (
        404,
        {
            "error": {
                "code": 404,
                "message": "Queue does not exist. "
                "If you just created the queue, wait at least a minute for the queue to initialize.",
                "status": "NOT_FOUND",
            }
        },
    )


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v2/projects/p", 404),
        ("POST", "/v2/projects/p/locations/l/queues", 501),
        ("DELETE", "/v2/projects/p/locations/l/queues/deliver", 501),
        ("POST", "/v2/projects/p/locations/l/queues/deliver/tasks:buffer", 501),
    ],
)
def test_what_is_not_played_says_so(firebase: LocalFirebase, method: str, path: str, status: int) -> None:
    answered, reply = post(firebase, path, {}, method)

    assert (answered, reply["error"]["code"]) == (status, status)


@pytest.mark.parametrize("body", [[], {"task": {"httpRequest": 1}}, {"task": {"unheard": 1}}, {"tusk": {}}])
def test_body_that_is_no_task_is_refused(firebase: LocalFirebase, queue: str, body: object) -> None:
    status, reply = post(firebase, f"/v2/{queue}/tasks", body)

    assert (status, reply["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert reply["error"]["message"].startswith("Invalid JSON payload received.")


def test_enums_are_names_unless_numbers_are_asked_for(firebase: LocalFirebase, queue: str) -> None:
    assert post(firebase, f"/v2/{queue}", {}, "GET")[1]["state"] == "RUNNING"
    assert post(firebase, f"/v2/{queue}?%24alt=json;enum-encoding=int", {}, "GET")[1]["state"] == 1


def test_firebase_admin_enqueues_for_the_queues_own_function(
    firebase: LocalFirebase, admin_queue: functions.TaskQueue, seen: Seen
) -> None:
    task_id = admin_queue.enqueue({"data": {"n": 2}})
    firebase.idle()

    (call,) = seen("deliver")
    assert call["data"] == {"n": 2}
    assert call["headers"]["X-Cloudtasks-Taskname"] == task_id
    assert call["headers"]["X-Cloudtasks-Queuename"] == "deliver"


def test_firebase_admins_own_id_is_kept_and_taken_once(
    firebase: LocalFirebase, admin_queue: functions.TaskQueue, client: Any, queue: str, seen: Seen
) -> None:
    options = functions.TaskOptions(task_id="admin-1")
    assert admin_queue.enqueue({"data": {}}, options) == "admin-1"
    firebase.idle()
    with pytest.raises(firebase_admin.exceptions.AlreadyExistsError, match="existed too recently"):
        admin_queue.enqueue({"data": {}}, options)
    with pytest.raises(exceptions.Conflict):
        client.create_task(parent=queue, task=a_task(queue, "admin-1"))
    firebase.idle()

    assert len(seen("deliver")) == 1


def test_firebase_admins_time_is_waited_for(
    firebase: LocalFirebase, admin_queue: functions.TaskQueue, seen: Seen
) -> None:
    due = in_an_hour(firebase)
    admin_queue.enqueue({"data": {}}, functions.TaskOptions(schedule_time=due))
    firebase.advance("55m")
    assert seen("deliver") == []

    firebase.advance("10m")
    (call,) = seen("deliver")
    assert timedelta(0) <= datetime.fromisoformat(call["at"]) - due < timedelta(seconds=5)


@pytest.mark.parametrize("given", [None, "admin-2"])
def test_firebase_admin_deletes_what_has_not_run(
    firebase: LocalFirebase, admin_queue: functions.TaskQueue, seen: Seen, given: str | None
) -> None:
    options = functions.TaskOptions(schedule_time=in_an_hour(firebase), task_id=given)
    task_id = admin_queue.enqueue({"data": {}}, options)
    admin_queue.delete(task_id)
    with pytest.raises(firebase_admin.exceptions.NotFoundError):
        admin_queue.delete(task_id)
    firebase.advance("2h")

    assert seen("deliver") == []


def test_firebase_admins_address_may_be_another_functions(
    firebase: LocalFirebase, admin_queue: functions.TaskQueue, db: Any
) -> None:
    uri = firebase.functions_url("commit") + "/counters/by-admin"
    admin_queue.enqueue({"data": {}}, functions.TaskOptions(uri=uri, dispatch_deadline_seconds=60))
    firebase.idle()

    assert db.document("counters/by-admin").get().to_dict() == {"count": 1}


def test_firebase_admin_is_told_of_a_queue_that_does_not_exist(
    firebase: LocalFirebase, admin_queue: functions.TaskQueue
) -> None:
    nobody = functions.task_queue("nobody", app=firebase_admin.get_app("rest"))
    with pytest.raises(firebase_admin.exceptions.NotFoundError, match="Queue does not exist"):
        nobody.enqueue({"data": {}})


@pytest.mark.parametrize("slash", ["", "/"])
def test_emulators_answer_names_the_task_with_a_slash_before_it(
    firebase: LocalFirebase, queue: str, seen: Seen, slash: str
) -> None:
    """Names are the same with the slash and without; members that are null or unheard of are passed over."""
    name = f"{slash}{queue}/tasks/slashed-{len(slash)}"
    body = base64.b64encode(b'{"data": {}}').decode()
    http_request = {"url": "", "body": body, "headers": {"Content-Type": "application/json"}}
    task = {
        "name": name,
        "scheduleTime": None,
        "dispatchDeadline": None,
        "more": 1,
        "httpRequest": http_request,
    }
    status, reply = post(firebase, f"/{queue}/tasks", {"task": task})
    firebase.idle()

    assert (status, reply["task"]["name"]) == (200, f"/{queue}/tasks/slashed-{len(slash)}")
    assert reply["task"]["httpRequest"]["body"] == body
    assert post(firebase, f"/{queue}/tasks", {"task": task})[0] == 409
    assert len(seen("deliver")) == 1
