"""The names under which Cloud Tasks knows our queues: those of the functions, so that Firebase makes them itself."""

import re
from typing import get_args

import pytest

import main
from functions.cloud_tasks.callback_items import MOST_ITEMS, QUEUE
from functions.cloud_tasks.enqueue import delivery_queue
from functions.cloud_tasks.page_batches import MOST_IN_A_TASK
from functions.domain.settings.types import Channel
from functions.store import due_pages

# https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues: letters, numbers and hyphens
QUEUE_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
TASK_FUNCTIONS = [
    name
    for name in dir(main)
    if getattr(getattr(getattr(main, name), "__firebase_endpoint__", None), "taskQueueTrigger", None)
]


@pytest.mark.parametrize("function", TASK_FUNCTIONS)
def test_the_name_of_a_task_function_is_an_id_that_cloud_tasks_takes(function: str) -> None:
    assert QUEUE_ID.fullmatch(function)


def test_every_queue_that_tasks_are_put_on_is_a_function_s() -> None:
    queues = {*map(delivery_queue, get_args(Channel)), QUEUE, "wakepage", "sendorders", "taketurn"}
    assert queues == set(TASK_FUNCTIONS)


@pytest.mark.parametrize(
    ("functions", "most"),
    [
        ([delivery_queue(channel) for channel in get_args(Channel)], MOST_IN_A_TASK),
        (["wakepage"], due_pages.PAGE_SIZE),
        ([QUEUE], MOST_ITEMS),
    ],
)
def test_a_function_has_time_for_all_that_its_task_may_have(functions: list[str], most: int) -> None:
    """Two commits each, of a read and a write: half a second where Firestore is slow."""
    for function in functions:
        assert getattr(main, function).__firebase_endpoint__.timeoutSeconds >= most * 0.5
