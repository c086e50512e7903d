"""What functions get otherwise from `firebase emulators:start` than here, each with its reason.

Where production is known to do as we do, the reason says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]

DOCUMENT_FUNCTIONS = {
    "anything_created",
    "nested_written",
    "thing_created",
    "thing_created_by",
    "thing_deleted",
    "thing_updated",
    "thing_written",
    "thing_written_by",
}
MESSAGE_FUNCTIONS = {"letter_published"}
TASK_FUNCTIONS = {"errand"}


@dataclass(frozen=True)
class Difference:
    """`applies` tells what firebase-tools sends from what we send; `as_ours` is what we send instead, if anything."""

    reason: str
    functions: set[str]
    applies: Callable[[Record], bool]
    as_ours: Callable[[Record], Record | None]


def as_ours(record: Record) -> Record | None:
    """What firebase-tools' functions got, as we would send it; None for what we would not."""
    for difference in DIFFERENCES:
        if record["function"] in difference.functions and difference.applies(record):
            changed = difference.as_ours(record)
            if changed is None:
                return None
            record = changed
    return record


def _changes_nothing(record: Record) -> bool:
    before, after = record["data"].get("before"), record["data"].get("after")
    return bool(before and after and before["fields"] == after["fields"])


def _double_project(record: Record) -> bool:
    return "/projects/projects/" in record["event"]["source"]


def _say_project_once(record: Record) -> Record:
    source = record["event"]["source"].replace("/projects/projects/", "/projects/")
    return _with_header(record | {"event": record["event"] | {"source": source}}, "ce-source", source)


def _with_path(record: Record) -> Record:
    return record | {"request": record["request"] | {"path": "/"}}


def _is_structured(record: Record) -> bool:
    return bool(record["request"]["headers"]["content-type"].startswith("application/cloudevents+json"))


def _in_binary_mode(record: Record) -> Record:
    headers = {
        f"ce-{name}": value for name, value in record["event"].items() if name not in ("subject", "data")
    }
    return record | {
        "request": record["request"] | {"headers": headers | {"content-type": "application/json"}}
    }


def _with_message_id(record: Record) -> Record:
    return record | {"event": record["event"] | {"id": record["message"]["message_id"]}}


def _without_ordering_key(record: Record) -> Record:
    return record | {"message": record["message"] | {"ordering_key": None}}


def _header(record: Record, name: str) -> str:
    return str(record["request"]["headers"][name])


def _with_header(record: Record, name: str, value: str) -> Record:
    headers = record["request"]["headers"] | {name: value}
    return record | {"request": record["request"] | {"headers": headers}}


def _with_short_queue(record: Record) -> Record:
    return _with_header(record, "x-cloudtasks-queuename", record["function"])


def _with_eta_in_seconds(record: Record) -> Record:
    milliseconds = int(_header(record, "x-cloudtasks-tasketa"))
    return _with_header(record, "x-cloudtasks-tasketa", f"{milliseconds / 1000:.6f}")


DIFFERENCES = [
    Difference(
        "a write that changes no field sends events; in production it does not",
        DOCUMENT_FUNCTIONS,
        _changes_nothing,
        lambda record: None,
    ),
    Difference(
        "a document that is missing before and after a commit is sent as created; in production it is not",
        DOCUMENT_FUNCTIONS,
        lambda record: not any(record["data"].values()),
        lambda record: None,
    ),
    Difference(
        "a document event's source says 'projects' twice; in production it does not",
        DOCUMENT_FUNCTIONS,
        _double_project,
        _say_project_once,
    ),
    Difference(
        "an event comes at a part of firebase-tools' own path; in production it comes at /",
        DOCUMENT_FUNCTIONS | MESSAGE_FUNCTIONS,
        lambda record: record["request"]["path"] == "/functions/projects/",
        _with_path,
    ),
    Difference(
        "a message's event has an id of its own; in production it has the message's",
        MESSAGE_FUNCTIONS,
        lambda record: record["event"]["id"] != record["message"]["message_id"],
        _with_message_id,
    ),
    Difference(
        "a message comes as a structured event; in production its attributes are headers",
        MESSAGE_FUNCTIONS,
        _is_structured,
        _in_binary_mode,
    ),
    Difference(
        "a message without an ordering key has an empty one; in production it has none",
        MESSAGE_FUNCTIONS,
        lambda record: record["message"]["ordering_key"] == "",
        _without_ordering_key,
    ),
    Difference(
        "a message's subscription has a name of the emulator's; in production Eventarc names it",
        MESSAGE_FUNCTIONS,
        lambda record: "/emulator-sub-" in record["subscription"],
        lambda record: (
            record | {"subscription": "projects/demo-same/subscriptions/eventarc-letter_published"}
        ),
    ),
    Difference(
        "a task names its queue by the emulator's key; in production by its short name",
        TASK_FUNCTIONS,
        lambda record: _header(record, "x-cloudtasks-queuename").startswith("queue:"),
        _with_short_queue,
    ),
    Difference(
        "a task's time is in milliseconds; in production in seconds",
        TASK_FUNCTIONS,
        lambda record: "." not in _header(record, "x-cloudtasks-tasketa"),
        _with_eta_in_seconds,
    ),
]
