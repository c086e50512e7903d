"""The names under which Cloud Tasks knows our queues."""

import re
from pathlib import Path

import pytest

import main
from functions.cloud_tasks.enqueue import queue_id

ROOT = Path(main.__file__).parent
# https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues: letters, numbers and hyphens
QUEUE_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
FUNCTIONS = [
    name
    for name in dir(main)
    if getattr(getattr(getattr(main, name), "__firebase_endpoint__", None), "taskQueueTrigger", None)
]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_cloud_tasks_takes_the_id_of_each_queue_and_the_docs_make_it(
    function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CLOUD_TASKS_EMULATOR_HOST", raising=False)
    id = queue_id(function)
    assert QUEUE_ID.fullmatch(id)
    assert f" {id}:" in (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")


def test_an_emulator_knows_a_queue_by_its_function(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUD_TASKS_EMULATOR_HOST", "127.0.0.1:1")
    assert queue_id("deliver_push") == "deliver_push"
