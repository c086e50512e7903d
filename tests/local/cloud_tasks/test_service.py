"""Cloud Tasks, through google-cloud-tasks: names, times, retries, limits."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud import tasks_v2

from local.client import LocalFirebase
from local.wire import servers
from tests.local.conftest import Seen
from tests.local.requests_to import a_task


def a_task_to(url: str, **request: Any) -> Any:
    return tasks_v2.Task(http_request=tasks_v2.HttpRequest(url=url, **request))


def test_task_reaches_its_function_with_cloud_tasks_headers(
    firebase: LocalFirebase, tasks: Any, queue: str, seen: Seen
) -> None:
    created = tasks.create_task(parent=queue, task=a_task(queue, "headers-1", b'{"data": {"n": 1}}'))
    firebase.idle()

    (call,) = seen("deliver")
    assert call["data"] == {"n": 1}
    eta = float(call["headers"].pop("X-Cloudtasks-Tasketa"))
    assert call["headers"] == {
        "X-Cloudtasks-Queuename": "deliver",
        "X-Cloudtasks-Taskname": "headers-1",
        "X-Cloudtasks-Taskretrycount": "0",
        "X-Cloudtasks-Taskexecutioncount": "0",
    }
    assert eta == created.schedule_time.timestamp()


def test_headers_tell_of_the_attempts_before_and_count_no_5xx_as_an_execution(
    firebase: LocalFirebase, tasks: Any, queue: str, seen: Seen
) -> None:
    body = b'{"data": {"answers": ["not-found", "unavailable"]}}'
    tasks.create_task(parent=queue, task=a_task(queue, "headers-2", body))
    firebase.advance("10m")

    names = ("retrycount", "executioncount", "previousresponse", "retryreason")
    assert [
        [call["headers"].get(f"X-Cloudtasks-Task{name}") for name in names] for call in seen("deliver")
    ] == [
        ["0", "0", None, None],
        ["1", "1", "404", ""],
        ["2", "1", "503", ""],
    ]


def test_headers_that_are_the_services_to_set_are_not_the_tasks(
    firebase: LocalFirebase, tasks: Any, queue: str, seen: Seen
) -> None:
    task = a_task(queue, "headers-3")
    task.http_request.headers.update({"x-cloudtasks-queuename": "another", "X-CloudTasks-Mine": "1"})
    stored = tasks.create_task(parent=queue, task=task)
    firebase.idle()

    (call,) = seen("deliver")
    assert call["headers"]["X-Cloudtasks-Queuename"] == "deliver"
    assert "X-Cloudtasks-Mine" not in call["headers"]
    assert stored.http_request.headers["User-Agent"] == "Google-Cloud-Tasks"


def test_name_is_taken_while_the_task_lives_and_for_an_hour_after(
    firebase: LocalFirebase, tasks: Any, queue: str, seen: Seen
) -> None:
    tasks.create_task(parent=queue, task=a_task(queue, "once"))
    firebase.idle()
    with pytest.raises(exceptions.AlreadyExists):
        tasks.create_task(parent=queue, task=a_task(queue, "once"))
    firebase.advance("59m")
    with pytest.raises(exceptions.AlreadyExists):
        tasks.create_task(parent=queue, task=a_task(queue, "once"))
    assert len(seen("deliver")) == 1

    firebase.advance("2m")
    tasks.create_task(parent=queue, task=a_task(queue, "once"))
    firebase.idle()
    assert len(seen("deliver")) == 2


def test_delayed_task_runs_at_its_moment_of_the_moved_clock(
    firebase: LocalFirebase, tasks: Any, queue: str, seen: Seen
) -> None:
    due = firebase.now() + timedelta(days=3, minutes=7)
    tasks.create_task(parent=queue, task=a_task(queue, schedule_time=due))
    firebase.advance("3d")
    assert seen("deliver") == []

    firebase.advance("1h")
    (call,) = seen("deliver")
    assert timedelta(0) <= datetime.fromisoformat(call["at"]) - due < timedelta(seconds=5)


def test_delayed_tasks_run_in_the_order_of_their_times(
    firebase: LocalFirebase, tasks: Any, queue: str, seen: Seen
) -> None:
    now = firebase.now()
    for hours in (5, 2, 9, 3):
        body = b'{"data": {"hours": %d}}' % hours
        tasks.create_task(
            parent=queue, task=a_task(queue, body=body, schedule_time=now + timedelta(hours=hours))
        )
    firebase.advance("1d")

    assert [call["data"]["hours"] for call in seen("deliver")] == [2, 3, 5, 9]


def test_failing_task_is_tried_again_with_backoff_and_then_given_up(
    firebase: LocalFirebase, tasks: Any, queue: str, seen: Seen
) -> None:
    tasks.create_task(parent=queue, task=a_task(queue, "hopeless", b'{"data": {"fails": true}}'))
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
    firebase: LocalFirebase, tasks: Any, queue: str, seen: Seen
) -> None:
    tasks.pause_queue(name=queue)
    tasks.create_task(parent=queue, task=a_task(queue, "patient"))
    firebase.advance("2h")
    assert seen("deliver") == []
    assert [task.name for task in tasks.list_tasks(parent=queue)] == [f"{queue}/tasks/patient"]
    assert tasks.get_queue(name=queue).state == tasks_v2.Queue.State.PAUSED

    tasks.resume_queue(name=queue)
    firebase.idle()
    assert len(seen("deliver")) == 1


def test_deleted_and_purged_tasks_never_run(
    firebase: LocalFirebase, tasks: Any, queue: str, seen: Seen
) -> None:
    later = firebase.now() + timedelta(hours=1)
    names = [tasks.create_task(parent=queue, task=a_task(queue, schedule_time=later)).name for _ in range(3)]
    tasks.delete_task(name=names[0])
    tasks.purge_queue(name=queue)
    assert tasks.get_queue(name=queue).purge_time < firebase.now()
    with pytest.raises(exceptions.NotFound, match="The task no longer exists, though"):
        tasks.get_task(name=names[0])
    with pytest.raises(exceptions.NotFound, match="Requested entity was not found"):
        tasks.get_task(name=f"{queue}/tasks/never")

    firebase.advance("2h")
    assert seen("deliver") == []


def test_task_can_be_run_before_its_time_and_then_runs_once(
    firebase: LocalFirebase, tasks: Any, queue: str, seen: Seen
) -> None:
    later = firebase.now() + timedelta(hours=1)
    tasks.run_task(name=tasks.create_task(parent=queue, task=a_task(queue, schedule_time=later)).name)
    firebase.idle()
    assert len(seen("deliver")) == 1

    firebase.advance("2h")
    assert len(seen("deliver")) == 1


def test_rate_holds_tasks_back_and_moving_the_clock_lets_them_go(
    firebase: LocalFirebase, tasks: Any, seen: Seen
) -> None:
    slow = f"projects/{firebase.project}/locations/asia-southeast1/queues/slowqueue"
    for _ in range(20):
        tasks.create_task(parent=slow, task=a_task(slow))
    firebase.advance("1m")

    times = [datetime.fromisoformat(call["at"]) for call in seen("slowqueue")]
    assert len(times) == 20
    assert timedelta(seconds=18) < max(times) - min(times) < timedelta(seconds=21)


def test_tasks_address_may_be_a_functions(firebase: LocalFirebase, tasks: Any, queue: str, db: Any) -> None:
    task = a_task(queue)
    task.http_request.url = firebase.functions_url("commit") + "/counters/by-task"
    tasks.create_task(parent=queue, task=task)
    firebase.idle()

    assert db.document("counters/by-task").get().to_dict() == {"count": 1}


REFUSED: dict[str, tuple[Callable[[str, datetime], Any], type[Exception], str]] = {
    "a name of another queue": (
        lambda queue, now: a_task("projects/p/locations/l/queues/q", "x"),
        exceptions.InvalidArgument,
        r"must be the same as the queue name in the named task \('projects/p/locations/l/queues/q'\)\.",
    ),
    "a name that is none": (
        lambda queue, now: tasks_v2.Task(name="x", http_request=tasks_v2.HttpRequest()),
        exceptions.InvalidArgument,
        "Task name must be formatted: ",
    ),
    "an id with a slash": (
        lambda queue, now: a_task(queue, "a/b"),
        exceptions.InvalidArgument,
        'Task ID "a/b" can contain only letters',
    ),
    "an id of 501 characters": (
        lambda queue, now: a_task(queue, "x" * 501),
        exceptions.InvalidArgument,
        "Task ID must between 1 and 500 characters",
    ),
    "an address without a scheme": (
        lambda queue, now: a_task_to("example.com/path"),
        exceptions.InvalidArgument,
        "HttpTarget.url must start with 'http://' or 'https://'",
    ),
    "a body to get with": (
        lambda queue, now: a_task_to("http://localhost/", http_method=tasks_v2.HttpMethod.GET, body=b"x"),
        exceptions.InvalidArgument,
        "not for GET",
    ),
    "a deadline under 15 seconds": (
        lambda queue, now: a_task(queue, dispatch_deadline=timedelta(seconds=14)),
        exceptions.InvalidArgument,
        r"Task\.dispatchDeadline must be between \[15s, 30m\]\.",
    ),
    "a deadline over 30 minutes": (
        lambda queue, now: a_task(queue, dispatch_deadline=timedelta(seconds=1801)),
        exceptions.InvalidArgument,
        r"Task\.dispatchDeadline must be between \[15s, 30m\]\.",
    ),
    "a task for App Engine": (
        lambda queue, now: tasks_v2.Task(app_engine_http_request=tasks_v2.AppEngineHttpRequest()),
        exceptions.MethodNotImplemented,
        "HTTP tasks alone",
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
    firebase: LocalFirebase, tasks: Any, queue: str, seen: Seen, case: str
) -> None:
    make, error, message = REFUSED[case]
    with pytest.raises(error, match=message):
        tasks.create_task(parent=queue, task=make(queue, firebase.now()))
    firebase.idle()

    assert seen("deliver") == []


def test_unknown_queue_is_refused(firebase: LocalFirebase, tasks: Any) -> None:
    parent = f"projects/{firebase.project}/locations/asia-southeast1/queues/nobody"
    with pytest.raises(exceptions.NotFound, match="Queue does not exist"):
        tasks.create_task(parent=parent, task=a_task(parent))
    with pytest.raises(exceptions.InvalidArgument, match="Queue name must be formatted"):
        tasks.get_queue(name="nobody")


def test_a_queue_whose_name_has_an_underscore_is_refused_though_its_function_is_there(
    firebase: LocalFirebase, tasks: Any, seen: Seen
) -> None:
    location = f"projects/{firebase.project}/locations/asia-southeast1"
    parent = f"{location}/queues/named_with_underscores"
    with pytest.raises(exceptions.InvalidArgument, match="can contain only letters"):
        tasks.create_task(parent=parent, task=a_task(parent))
    with pytest.raises(exceptions.InvalidArgument, match="can contain only letters"):
        tasks.get_queue(name=parent)
    names = [queue.name for queue in tasks.list_queues(parent=location)]
    assert f"{location}/queues/slowqueue" in names
    assert parent not in names
    assert seen("named_with_underscores") == []


def test_thirty_days_ahead_is_not_too_far(firebase: LocalFirebase, tasks: Any, queue: str) -> None:
    due = firebase.now() + timedelta(days=30)
    task = tasks.create_task(parent=queue, task=a_task(queue, schedule_time=due))

    assert task.schedule_time == due.astimezone(UTC)


def test_task_is_shown_without_its_body_unless_all_of_it_is_asked_for(
    firebase: LocalFirebase, tasks: Any, queue: str
) -> None:
    later = firebase.now() + timedelta(hours=1)
    created = tasks.create_task(parent=queue, task=a_task(queue, schedule_time=later))
    full = tasks.get_task(request={"name": created.name, "response_view": tasks_v2.Task.View.FULL})

    assert (created.http_request.body, created.view) == (b"", tasks_v2.Task.View.BASIC)
    assert (full.http_request.body, full.view) == (b'{"data": {}}', tasks_v2.Task.View.FULL)
    assert full.create_time.microsecond == 0
    assert full.dispatch_deadline == timedelta(minutes=10)
    (listed,) = tasks.list_tasks(parent=queue)
    assert listed == created


def test_task_tells_of_its_attempts(firebase: LocalFirebase, tasks: Any, queue: str) -> None:
    body = b'{"data": {"answers": ["not-found", "not-found"]}}'
    name = tasks.create_task(parent=queue, task=a_task(queue, body=body)).name
    firebase.idle()
    task = tasks.get_task(name=name)

    assert (task.dispatch_count, task.response_count) == (1, 1)
    assert task.first_attempt.dispatch_time == task.last_attempt.dispatch_time
    assert task.last_attempt.response_status.message == "NOT_FOUND(5): HTTP status code 404"
    assert (
        timedelta(seconds=59) < task.schedule_time - task.last_attempt.dispatch_time < timedelta(seconds=65)
    )


def test_tasks_are_listed_a_page_at_a_time(firebase: LocalFirebase, tasks: Any, queue: str) -> None:
    later = firebase.now() + timedelta(hours=1)
    names = [tasks.create_task(parent=queue, task=a_task(queue, schedule_time=later)).name for _ in range(5)]
    pages = tasks.list_tasks(request={"parent": queue, "page_size": 2}).pages

    assert [[task.name for task in page.tasks] for page in pages] == [names[:2], names[2:4], names[4:]]
    with pytest.raises(exceptions.InvalidArgument):
        tasks.list_tasks(request={"parent": queue, "page_token": "of another"})


def test_queue_is_described_with_its_functions_limits(
    firebase: LocalFirebase, tasks: Any, queue: str
) -> None:
    described = tasks.get_queue(name=queue)

    assert described.retry_config.max_attempts == 3
    assert described.retry_config.min_backoff == timedelta(seconds=60)
    assert described.rate_limits.max_concurrent_dispatches == 2
    assert described.rate_limits.max_burst_size == 20
    assert queue in [each.name for each in tasks.list_queues(parent=queue.rpartition("/queues/")[0])]


def test_tasks_own_limits_go_before_its_queues(
    firebase: LocalFirebase, tasks: Any, queue: str, seen: Seen
) -> None:
    limits = tasks_v2.RetryConfig(max_attempts=2, min_backoff=timedelta(seconds=5))
    task = a_task(queue, "limited", b'{"data": {"fails": true}}', retry_config=limits)
    tasks.create_task(parent=queue, task=task)
    firebase.advance("10m")

    first, second = (datetime.fromisoformat(call["at"]) for call in seen("deliver"))
    assert round((second - first).total_seconds()) == 5
    dropped = {"name": f"{queue}/tasks/limited", "attempts": 2, "status": 500}
    assert dropped in firebase.status()["dropped"]["tasks"]


def test_task_whose_address_does_not_answer_is_tried_again_without_an_answer_to_tell_of(
    firebase: LocalFirebase, tasks: Any, queue: str
) -> None:
    task = a_task(queue, "nobody-home")
    with servers.bind("127.0.0.1", 0, "nobody") as closed:
        task.http_request.url = f"http://127.0.0.1:{servers.port_of(closed)}/"
    tasks.create_task(parent=queue, task=task)
    firebase.idle()
    waiting = tasks.get_task(name=f"{queue}/tasks/nobody-home")
    assert (waiting.dispatch_count, waiting.response_count) == (1, 0)
    firebase.advance("10m")

    dropped = {"name": f"{queue}/tasks/nobody-home", "attempts": 3, "status": None}
    assert dropped in firebase.status()["dropped"]["tasks"]
