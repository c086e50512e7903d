"""The functions that are deployed, by name: two of one name would silently become one (docs/contracts.md)."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from functions.domain.delivery.claims import LEASE
from functions.region import region

ROOT = Path(__file__).parents[2]

NAMES = {
    "hooks": "httpsTrigger",
    "api": "httpsTrigger",
    "quotes": "httpsTrigger",
    "on_command_written": "google.cloud.firestore.document.v1.created orgs/{org}/commands/{id}",
    "on_member_written": "google.cloud.firestore.document.v1.written orgs/{org}/members/{uid}",
    "on_message_written": "google.cloud.firestore.document.v1.created orgs/{org}/messages/{id}",
    "deliverpush": "taskQueueTrigger",
    "deliverwhatsapp": "taskQueueTrigger",
    "deliversms": "taskQueueTrigger",
    "deliveremail": "taskQueueTrigger",
    "wakepage": "taskQueueTrigger",
    "takecallback": "taskQueueTrigger",
    "sendorders": "taskQueueTrigger",
    "taketurn": "taskQueueTrigger",
    "tick": "0 * * * *",
    "on_order_published": "google.cloud.pubsub.topic.v1.messagePublished orders",
}
HEAVY = ("google.cloud.firestore", "google.cloud.tasks_v2", "pydantic", "phonenumbers", "babel")

PROBE = """
import json, sys
import main

def trigger(endpoint):
    event = endpoint.eventTrigger
    if event is not None:
        where = event.get("eventFilterPathPatterns") or event["eventFilters"]
        return f"{event['eventType']} {where.get('document') or where['topic']}"
    if endpoint.scheduleTrigger is not None:
        return endpoint.scheduleTrigger["schedule"]
    return next(k for k in ("httpsTrigger", "taskQueueTrigger") if getattr(endpoint, k) is not None)

endpoints = {n: v.__firebase_endpoint__ for n, v in vars(main).items() if hasattr(v, "__firebase_endpoint__")}
print(json.dumps({
    "triggers": {name: trigger(endpoint) for name, endpoint in endpoints.items()},
    "entry_points": {name: endpoint.entryPoint for name, endpoint in endpoints.items()},
    "events_with_retry": sorted(
        name for name, e in endpoints.items() if e.eventTrigger is not None and e.eventTrigger["retry"] is True
    ),
    "regions": sorted({region for endpoint in endpoints.values() for region in endpoint.region}),
    "sizes": {
        name: [*e.region, e.availableMemoryMb, e.concurrency, e.maxInstances, e.cpu]
        for name, e in endpoints.items()
    },
    "seconds": {name: e.timeoutSeconds for name, e in endpoints.items() if isinstance(e.timeoutSeconds, int)},
    "least": {name: endpoints[name].minInstances for name in ("hooks", "api") if name in endpoints},
    "modules": sorted(sys.modules),
}))
"""


@cache
def imported(target: str | None) -> dict[str, Any]:
    """What an instance has after importing main.py, in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "FUNCTION_TARGET"}
    if target is not None:
        environment["FUNCTION_TARGET"] = target
    probe = subprocess.run(
        [sys.executable, "-c", PROBE], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return dict(json.loads(probe.stdout))


def test_the_deployed_functions_are_those_of_the_contract_each_with_its_trigger() -> None:
    everything = imported(None)
    assert everything["triggers"] == NAMES
    assert everything["entry_points"] == {name: name for name in NAMES}
    assert everything["regions"] == ["{{ params.REGION }}"]
    assert region() == "asia-southeast1"


def test_region_memory_concurrency_and_instances_are_parameters_of_the_deployment() -> None:
    everything = imported(None)
    sizes = [f"{{{{ params.{name} }}}}" for name in ("REGION", "MEMORY_MB", "CONCURRENCY", "MAX_INSTANCES")]
    assert everything["sizes"] == {name: [*sizes, 1] for name in NAMES}
    assert everything["least"] == {
        "hooks": "{{ params.HOOKS_MIN_INSTANCES }}",
        "api": "{{ params.API_MIN_INSTANCES }}",
    }


def test_who_still_sends_a_message_holds_its_lease() -> None:
    senders = [name for name in NAMES if name.startswith("deliver")]
    longest = max(imported(None)["seconds"][name] for name in senders)
    assert timedelta(seconds=longest) <= LEASE - timedelta(minutes=1)


def test_a_queue_s_name_is_one_that_cloud_tasks_takes() -> None:
    queues = [name for name, trigger in NAMES.items() if trigger == "taskQueueTrigger"]
    assert [name for name in queues if not re.fullmatch(r"[A-Za-z0-9-]{1,100}", name)] == []


def test_an_event_whose_function_fails_comes_again() -> None:
    events = [name for name, trigger in NAMES.items() if trigger.startswith("google.")]
    assert imported(None)["events_with_retry"] == sorted(events)


def test_documents_are_listened_to_when_they_are_new_and_never_when_the_server_changes_them() -> None:
    documents = [trigger for trigger in NAMES.values() if "firestore" in trigger]
    documents.remove(NAMES["on_member_written"])  # seldom written, by hand and by on_member_written once
    assert documents == [
        f"google.cloud.firestore.document.v1.created orgs/{{org}}/{collection}/{{id}}"
        for collection in ("commands", "messages")
    ]


def test_the_region_stands_once() -> None:
    sources = [ROOT / "main.py", *(ROOT / "functions").rglob("*.py")]
    naming = [path for path in sources if "asia-southeast1" in path.read_text(encoding="utf-8")]
    assert naming == [ROOT / "functions" / "region.py"]


@pytest.mark.parametrize("target", NAMES)
def test_an_instance_imports_no_sdk_and_nothing_of_ours_before_it_is_called(target: str) -> None:
    instance = imported(target)
    assert instance["triggers"] == {}
    assert [module for module in (*HEAVY, "firebase_functions") if module in instance["modules"]] == []
    assert [m for m in instance["modules"] if m.startswith("functions.")] == []
