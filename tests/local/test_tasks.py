"""Cloud Tasks, through google-cloud-tasks: names, times, retries, limits."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import grpc
import pytest
from google.api_core import exceptions
from google.cloud import tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from local.running import LocalFirebase
from tests.local.conftest import Seen


@pytest.fixture(scope="session")
def client(stack: LocalFirebase) -> Iterator[Any]:
    channel = grpc.insecure_channel(stack.tasks_host)
    yield tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))
    channel.close()


@pytest.fixture
def queue(firebase: LocalFirebase, client: Any) -> Iterator[str]:
    name = f"projects/{firebase.project}/locations/asia-southeast1/queues/deliver"
    client.purge_queue(name=name)
    yield name
    client.resume_queue(name=name)
    client.purge_queue(name=name)


def a_task(queue: str, name: str | None = None, body: bytes = b'{"data": {}}', **fields: Any) -> Any:
    request = tasks_v2.HttpRequest(body=body, headers={"Content-Type": "application/json"})
    return tasks_v2.Task(name=f"{queue}/tasks/{name}" if name else "", http_request=request, **fields)


def the_clock(firebase: LocalFirebase) -> datetime:
    return datetime.fromisoformat(firebase.control("GET", "/clock")["now"])


def test_task_reaches_its_function_with_cloud_tasks_headers(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen
) -> None:
    client.create_task(parent=queue, task=a_task(queue, "headers-1", b'{"data": {"n": 1}}'))
    firebase.idle()

    (call,) = seen("deliver")
    assert call["data"] == {"n": 1}
    assert call["headers"]["X-Cloudtasks-Queuename"] == "deliver"
    assert call["headers"]["X-Cloudtasks-Taskname"] == "headers-1"
    assert call["headers"]["X-Cloudtasks-Taskretrycount"] == "0"


def test_name_is_taken_while_the_task_lives_and_for_an_hour_after(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen
) -> None:
    client.create_task(parent=queue, task=a_task(queue, "once"))
    firebase.idle()
    with pytest.raises(exceptions.AlreadyExists):
        client.create_task(parent=queue, task=a_task(queue, "once"))
    firebase.advance("59m")
    with pytest.raises(exceptions.AlreadyExists):
        client.create_task(parent=queue, task=a_task(queue, "once"))
    assert len(seen("deliver")) == 1

    firebase.advance("2m")
    client.create_task(parent=queue, task=a_task(queue, "once"))
    firebase.idle()
    assert len(seen("deliver")) == 2


def test_delayed_task_runs_at_its_moment_of_the_moved_clock(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen
) -> None:
    due = the_clock(firebase) + timedelta(days=3, minutes=7)
    client.create_task(parent=queue, task=a_task(queue, schedule_time=due))
    firebase.advance("3d")
    assert seen("deliver") == []

    firebase.advance("1h")
    (call,) = seen("deliver")
    assert timedelta(0) <= datetime.fromisoformat(call["at"]) - due < timedelta(seconds=5)


def test_delayed_tasks_run_in_the_order_of_their_times(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen
) -> None:
    now = the_clock(firebase)
    for hours in (5, 2, 9, 3):
        body = b'{"data": {"hours": %d}}' % hours
        client.create_task(
            parent=queue, task=a_task(queue, body=body, schedule_time=now + timedelta(hours=hours))
        )
    firebase.advance("1d")

    assert [call["data"]["hours"] for call in seen("deliver")] == [2, 3, 5, 9]


def test_failing_task_is_tried_again_with_backoff_and_then_given_up(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen
) -> None:
    client.create_task(parent=queue, task=a_task(queue, "hopeless", b'{"data": {"fails": true}}'))
    firebase.idle()
    assert len(seen("deliver")) == 1
    firebase.advance("10m")

    calls = seen("deliver")
    assert [call["headers"]["X-Cloudtasks-Taskretrycount"] for call in calls] == ["0", "1", "2"]
    assert calls[1]["headers"]["X-Cloudtasks-Taskpreviousresponse"] == "500"
    times = [datetime.fromisoformat(call["at"]) for call in calls]
    assert [round((later - earlier).total_seconds()) for earlier, later in pairwise(times)] == [60, 120]
    dropped = firebase.status()["dropped"]["tasks"]
    assert {"name": f"{queue}/tasks/hopeless", "attempts": 3, "status": 500} in dropped


def test_paused_queue_keeps_its_tasks_until_it_is_resumed(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen
) -> None:
    client.pause_queue(name=queue)
    client.create_task(parent=queue, task=a_task(queue, "patient"))
    firebase.advance("2h")
    assert seen("deliver") == []
    assert [task.name for task in client.list_tasks(parent=queue)] == [f"{queue}/tasks/patient"]
    assert client.get_queue(name=queue).state == tasks_v2.Queue.State.PAUSED

    client.resume_queue(name=queue)
    firebase.idle()
    assert len(seen("deliver")) == 1


def test_deleted_and_purged_tasks_never_run(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen
) -> None:
    later = the_clock(firebase) + timedelta(hours=1)
    names = [client.create_task(parent=queue, task=a_task(queue, schedule_time=later)).name for _ in range(3)]
    client.delete_task(name=names[0])
    client.purge_queue(name=queue)
    firebase.advance("2h")

    assert seen("deliver") == []
    with pytest.raises(exceptions.NotFound):
        client.get_task(name=names[0])


def test_task_can_be_run_before_its_time_and_then_runs_once(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen
) -> None:
    later = the_clock(firebase) + timedelta(hours=1)
    client.run_task(name=client.create_task(parent=queue, task=a_task(queue, schedule_time=later)).name)
    firebase.idle()
    assert len(seen("deliver")) == 1

    firebase.advance("2h")
    assert len(seen("deliver")) == 1


def test_rate_holds_tasks_back_and_moving_the_clock_lets_them_go(
    firebase: LocalFirebase, client: Any, seen: Seen
) -> None:
    slow = f"projects/{firebase.project}/locations/asia-southeast1/queues/slow_queue"
    for _ in range(20):
        client.create_task(parent=slow, task=a_task(slow))
    firebase.advance("1m")

    times = [datetime.fromisoformat(call["at"]) for call in seen("slow_queue")]
    assert len(times) == 20
    assert timedelta(seconds=18) < max(times) - min(times) < timedelta(seconds=21)


def test_tasks_address_may_be_a_functions(firebase: LocalFirebase, client: Any, queue: str, db: Any) -> None:
    task = a_task(queue)
    task.http_request.url = firebase.functions_url("commit") + "/counters/by-task"
    client.create_task(parent=queue, task=task)
    firebase.idle()

    assert db.document("counters/by-task").get().to_dict() == {"count": 1}


REFUSED: dict[str, tuple[Callable[[str, datetime], Any], type[Exception], str]] = {
    "a name of another queue": (
        lambda queue, now: a_task("projects/p/locations/l/queues/q", "x"),
        exceptions.InvalidArgument,
        "must be formatted",
    ),
    "an id with a slash": (
        lambda queue, now: a_task(queue, "a/b"),
        exceptions.InvalidArgument,
        "must be formatted",
    ),
    "a time beyond 30 days": (
        lambda queue, now: a_task(queue, schedule_time=now + timedelta(days=30, minutes=1)),
        exceptions.InvalidArgument,
        "no more than 720h in the future",
    ),
    "more than 1 MB": (
        lambda queue, now: a_task(queue, body=b"x" * (1 << 20)),
        exceptions.InvalidArgument,
        "Task size too large",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_task_that_cloud_tasks_refuses_is_refused(
    firebase: LocalFirebase, client: Any, queue: str, seen: Seen, case: str
) -> None:
    make, error, message = REFUSED[case]
    with pytest.raises(error, match=message):
        client.create_task(parent=queue, task=make(queue, the_clock(firebase)))
    firebase.idle()

    assert seen("deliver") == []


def test_unknown_queue_is_refused(firebase: LocalFirebase, client: Any) -> None:
    parent = f"projects/{firebase.project}/locations/asia-southeast1/queues/nobody"
    with pytest.raises(exceptions.FailedPrecondition, match="Queue does not exist"):
        client.create_task(parent=parent, task=a_task(parent))


def test_thirty_days_ahead_is_not_too_far(firebase: LocalFirebase, client: Any, queue: str) -> None:
    due = the_clock(firebase) + timedelta(days=30)
    task = client.create_task(parent=queue, task=a_task(queue, schedule_time=due))

    assert task.schedule_time == due.astimezone(UTC)
