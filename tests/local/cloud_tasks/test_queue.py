"""How a queue spaces its attempts, lets tasks through, and gives them up."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from google.cloud import tasks_v2

from local.clock.backoff import pause_after
from local.clock.clock import Clock
from local.clock.timeline import make_timeline
from local.cloud_tasks import rates as task_limits
from local.cloud_tasks.queue import Attempt, Queue, Task
from local.hosting.hosting import Answer
from local.hosting.manifests import TaskTrigger

DONE = Answer(200, [], b"")
FAILED = Answer(500, [], b"")
WITHIN_S = 10.0


def limits(**wanted: float) -> TaskTrigger:
    defaults = {
        "max_attempts": 100,
        "max_retry_s": 0,
        "min_backoff_s": 10,
        "max_backoff_s": 300,
        "max_doublings": 3,
        "max_concurrent": 1000,
        "max_per_second": 500,
    }
    return TaskTrigger(**(defaults | wanted))  # type: ignore[arg-type]  # a dict of numbers


@contextmanager
def a_queue(
    deliver: Callable[[Queue, Attempt], Answer | None] = lambda queue, attempt: DONE, **wanted: float
) -> Iterator[Queue]:
    """A queue whose clock ticks."""
    with ThreadPoolExecutor(4) as workers:
        timeline = make_timeline(Clock(), workers)
        timeline.agenda.start()
        yield Queue(
            name="projects/p/locations/l/queues/q",
            limits=limits(**wanted),
            deliver=deliver,
            timeline=timeline,
        )
        timeline.agenda.stop()


def a_task(
    queue: Queue,
    name: str = "t",
    *,
    age: timedelta = timedelta(0),
    deadline: timedelta = timedelta(minutes=10),
) -> Task:
    now = queue.timeline.clock.now()
    message = tasks_v2.Task.pb()(name=f"{queue.name}/tasks/{name}")
    return Task(name, message, queue.limits, created_at=now - age, due_at=now, deadline=deadline)


def test_backoff_doubles_then_grows_evenly_then_stays() -> None:
    """The example of Cloud Tasks' documentation of max_doublings."""
    assert [pause_after(attempt, limits()) for attempt in range(1, 9)] == [
        timedelta(seconds=seconds) for seconds in (10, 20, 40, 80, 160, 240, 300, 300)
    ]


@pytest.mark.parametrize(
    ("attempts", "seconds", "wanted", "exhausted"),
    [
        (2, 0, {"max_attempts": 3}, False),
        (3, 0, {"max_attempts": 3}, True),
        (99, 0, {"max_attempts": 0}, False),
        (99, 0, {"max_attempts": -1}, False),
        (3, 59, {"max_attempts": 3, "max_retry_s": 60}, False),
        (3, 60, {"max_attempts": 3, "max_retry_s": 60}, True),
        (2, 60, {"max_attempts": 3, "max_retry_s": 60}, False),
    ],
)
def test_task_is_given_up_only_past_its_attempts_and_its_time(
    attempts: int, seconds: int, wanted: dict[str, float], exhausted: bool
) -> None:
    assert task_limits.is_exhausted(limits(**wanted), attempts, timedelta(seconds=seconds)) is exhausted


def test_burst_goes_at_once_and_the_rest_waits_for_the_rate() -> None:
    with a_queue(max_per_second=10) as queue:
        for number in range(4):
            queue.add(a_task(queue, f"t{number}"))

        assert queue.timeline.activity.wait_quiet(WITHIN_S)
        assert not queue.timeline.activity.wait_quiet(0, held_back_too=True)
        assert queue.timeline.activity.wait_quiet(WITHIN_S, held_back_too=True)
        assert queue.tasks == {}


def test_no_more_tasks_are_under_way_than_may_be_at_once() -> None:
    go_on, two_are_there = threading.Event(), threading.Barrier(3)
    under_way: list[str] = []

    def deliver(queue: Queue, attempt: Attempt) -> Answer:
        under_way.append(attempt.task.id)
        if len(under_way) <= 2:
            two_are_there.wait(WITHIN_S)
        assert go_on.wait(WITHIN_S)
        return DONE

    with a_queue(deliver, max_concurrent=2) as queue:
        for name in ("a", "b", "c"):
            queue.add(a_task(queue, name))
        two_are_there.wait(WITHIN_S)
        assert sorted(under_way) == ["a", "b"]

        go_on.set()
        assert queue.timeline.activity.wait_quiet(WITHIN_S)
        assert sorted(under_way) == ["a", "b", "c"]


def test_attempt_past_its_deadline_is_abandoned_and_its_late_answer_counts_for_nothing() -> None:
    second_came, first_went = threading.Event(), threading.Event()
    numbers: list[int] = []

    def deliver(queue: Queue, attempt: Attempt) -> Answer:
        numbers.append(attempt.number)
        if attempt.number == 1:
            attempt.task.deadline = timedelta(minutes=10)  # the next attempt's
            assert second_came.wait(WITHIN_S)
            first_went.set()
            return DONE
        second_came.set()
        assert first_went.wait(WITHIN_S)
        return FAILED

    with a_queue(deliver, max_attempts=2, min_backoff_s=0, max_concurrent=1) as queue:
        queue.add(a_task(queue, deadline=timedelta(milliseconds=50)))
        assert first_went.wait(WITHIN_S)
        assert queue.timeline.activity.wait_quiet(WITHIN_S)

    assert numbers == [1, 2]
    assert list(queue.dropped) == [{"name": f"{queue.name}/tasks/t", "attempts": 2, "status": 500}]
    assert queue.tasks == {}


@pytest.mark.parametrize(("age", "is_kept"), [(timedelta(days=30), True), (timedelta(days=31), False)])
def test_task_is_kept_for_31_days_however_many_attempts_it_may_have(age: timedelta, is_kept: bool) -> None:
    with a_queue(lambda queue, attempt: FAILED, max_attempts=-1) as queue:
        queue.add(a_task(queue, age=age))
        assert queue.timeline.activity.wait_quiet(WITHIN_S)

        assert (list(queue.tasks) == ["t"]) is is_kept
        assert (len(queue.dropped) == 0) is is_kept


def test_deadlines_of_what_was_answered_do_not_pile_up() -> None:
    with a_queue() as queue:
        for number in range(50):
            queue.add(a_task(queue, f"t{number}"))
        assert queue.timeline.activity.wait_quiet(WITHIN_S)

        assert queue.timeline.agenda._entries == []
