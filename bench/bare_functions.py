"""The least that a function of each kind can be: Firebase's decorator, and the official client that reads and writes
one document.
"""

from pathlib import Path

from local.hosting.manifests import (
    DocumentTrigger,
    Function,
    HttpTrigger,
    ScheduleTrigger,
    TaskTrigger,
    TopicTrigger,
)

TARGET = "bare"
_DECORATORS = {
    HttpTrigger: ("https_fn", "on_request()"),
    DocumentTrigger: ("firestore_fn", 'on_document_created(document="bare/{id}")'),
    TaskTrigger: ("tasks_fn", "on_task_dispatched()"),
    ScheduleTrigger: ("scheduler_fn", 'on_schedule(schedule="0 * * * *")'),
    TopicTrigger: ("pubsub_fn", 'on_message_published(topic="bare")'),
}
_SOURCE = """
from functools import lru_cache

from firebase_functions import {module}
from google.cloud import firestore


@lru_cache(maxsize=1)
def client():
    return firestore.Client()


@{module}.{decorator}
def bare(given):
    document = client().document("bare/one")
    known = document.get().to_dict() or {{}}
    document.set({{"count": known.get("count", 0) + 1}})
    return "{{}}"
"""


def kind_of(function: Function) -> str:
    """The module of Firebase's library that makes functions of this kind."""
    return _DECORATORS[type(function.trigger)][0]


def bare_import(function: Function) -> str:
    """A function of the same kind that does nothing."""
    module, decorator = _DECORATORS[type(function.trigger)]
    return f"from firebase_functions import {module}\n@{module}.{decorator}\ndef {TARGET}(given): pass\n"


def write_bare_sources(folder: Path) -> dict[str, Path]:
    """A source folder for each kind."""
    sources = {}
    for module, decorator in _DECORATORS.values():
        sources[module] = folder / module
        sources[module].mkdir()
        text = _SOURCE.format(module=module, decorator=decorator)
        (sources[module] / "main.py").write_text(text, encoding="utf-8")
    return sources


def write_quiet_source(folder: Path, task_functions: list[str]) -> Path:
    """A source whose task functions do nothing: queues for those who enqueue."""
    folder.mkdir()
    lines = ["from firebase_functions import tasks_fn"]
    for name in task_functions:
        lines += ['@tasks_fn.on_task_dispatched(region="asia-southeast1")', f"def {name}(request): pass"]
    (folder / "main.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
