"""How a queue spaces its attempts, and how a rate lets tasks through."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from local.activity import Activity
from local.agenda import Agenda
from local.clock import Clock
from local.hosting import Answer
from local.manifests import TaskTrigger
from local.queues import Queue, Task


def a_queue(**limits: float) -> Queue:
    defaults = {
        "max_attempts": 100,
        "max_retry_s": 0,
        "min_backoff_s": 10,
        "max_backoff_s": 300,
        "max_doublings": 3,
    }
    wanted = defaults | {"max_concurrent": 1000, "max_per_second": 500} | limits
    clock, activity = Clock(), Activity()
    workers = ThreadPoolExecutor(1)
    return Queue(
        name="projects/p/locations/l/queues/q",
        limits=TaskTrigger(**wanted),  # type: ignore[arg-type]  # a dict of numbers
        deliver=lambda queue, task: Answer(200, [], b""),
        clock=clock,
        agenda=Agenda(clock, activity, workers),
        activity=activity,
        workers=workers,
    )


def test_backoff_doubles_then_grows_evenly_then_stays() -> None:
    """The example of Cloud Tasks' documentation of max_doublings."""
    queue = a_queue()

    assert [queue._backoff(attempt) for attempt in range(1, 9)] == [
        timedelta(seconds=seconds) for seconds in (10, 20, 40, 80, 160, 240, 300, 300)
    ]


@pytest.mark.parametrize(
    ("attempts", "limits", "exhausted"),
    [
        (2, {"max_attempts": 3}, False),
        (3, {"max_attempts": 3}, True),
        (99, {"max_attempts": 0}, False),
        (99, {"max_attempts": -1}, False),
        (3, {"max_attempts": 3, "max_retry_s": 60}, False),
    ],
)
def test_task_is_given_up_only_past_its_attempts_and_its_time(
    attempts: int, limits: dict[str, float], exhausted: bool
) -> None:
    queue = a_queue(**limits)
    task = Task("t", None, queue.clock.now(), attempts=attempts, first_attempt_at=queue.clock.now())

    assert queue._is_exhausted(task) is exhausted


def test_burst_goes_at_once_and_the_rest_waits_for_the_rate() -> None:
    queue = a_queue(max_per_second=10)
    queue.agenda.start()
    for number in range(4):
        queue.add(Task(f"t{number}", None, queue.clock.now()))

    assert queue.activity.wait_quiet(5)
    assert not queue.activity.wait_quiet(0, held_back_too=True)
    assert queue.activity.wait_quiet(5, held_back_too=True)
    assert queue.tasks == {}
    queue.agenda.stop()
