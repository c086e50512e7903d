"""The names under which Cloud Tasks knows our queues: those of the functions, so that Firebase makes them itself."""

import re
from typing import get_args

import pytest

import main
from functions.cloud_tasks.callback_items import QUEUE
from functions.cloud_tasks.enqueue import delivery_queue
from functions.domain.settings.types import Channel

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
