"""One series of writes, messages and tasks that says the same to whatever Firebase it is given."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import grpc
import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore, pubsub_v1, tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from tests.local.requests_to import request

ODD_IDS = [
    "a b",
    "1+1",
    "50%",
    "50%25",
    "c:d,e;f",
    "q?r#s&t=u",
    'it\'s "so"',
    "~!@$^*()[]|",
    "schön",
    "雪の結晶",
    "🍜",
    "a\\b",
    "space at the end ",
]
LAST = ("things/last", "a/last/b/last")
TOPIC = "letters"
MESSAGES: list[tuple[bytes, dict[str, str]]] = [
    (b'{"number": 1}', {}),
    ('{"text": "schön 雪"}'.encode(), {"kind": "letter", "schön": "雪"}),
    (b"", {"only": "attributes"}),
    (b"\x00\xff", {}),
]
TASK = '{"data": {"number": 1, "text": "schön 雪", "list": [1.5, null]}}'.encode()
_SMALL_TEXTS = ["", "plain", "schön 雪 🍜", 'quo"te', "line\nbreak"]


def everything(db: Any) -> dict[str, Any]:
    """A document with every kind of value."""
    return {
        "null": None,
        "yes": True,
        "no": False,
        "whole": 7,
        "large": 2**63 - 1,
        "small": -(2**63),
        "double": 7.0,
        "tiny": 5e-324,
        "minus zero": -0.0,
        "nan": float("nan"),
        "infinite": float("inf"),
        "texts": _SMALL_TEXTS,
        "at": datetime(1996, 2, 29, 23, 59, 59, 123456, UTC),
        "bytes": bytes(range(256)),
        "place": firestore.GeoPoint(-6.2, 106.8),
        "other": db.document("things/other"),
        "odd other": db.document("things/50% schön"),
        "list": [1, 1.0, None, {"in": {"a": ["list"]}}],
        "map": {"empty": {}, "dotted.name": {"`ticks`": 1, "雪": 2}},
        "empty list": [],
    }


def write_documents(project: str, host: str) -> None:
    """Every kind of write; those of LAST come last."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRESTORE_EMULATOR_HOST", host)
        db = firestore.Client(project=project, credentials=AnonymousCredentials())
    for write in (_change_one, _transform, _write_edges, _write_nested, _write_in_batches, _write_otherwise):
        write(db)
    _write_odd_names(db)
    for path in LAST:
        db.document(path).set({"last": True})
    db.close()


def publish(project: str, host: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUBSUB_EMULATOR_HOST", host)
        publisher = pubsub_v1.PublisherClient()
    topic = publisher.topic_path(project, TOPIC)
    for data, attributes in MESSAGES:
        publisher.publish(topic, data, **attributes).result(30)
    publisher.stop()


def ask_for_task_by_grpc(project: str, region: str, host: str) -> None:
    """As a function asks Cloud Tasks."""
    with grpc.insecure_channel(host) as channel:
        client = tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))
        wanted = tasks_v2.HttpRequest(body=TASK, headers={"Content-Type": "application/json"})
        parent = client.queue_path(project, region, "errand")
        client.create_task(parent=parent, task=tasks_v2.Task(http_request=wanted))


def ask_for_task_by_rest(project: str, region: str, host: str) -> None:
    """As firebase_admin asks the emulator."""
    wanted = {
        "body": base64.b64encode(TASK).decode(),
        "headers": {"Content-Type": "application/json"},
        "url": "",
    }
    url = f"http://{host}/projects/{project}/locations/{region}/queues/errand/tasks"
    body = json.dumps({"task": {"httpRequest": wanted}}).encode()
    status, _, answer = request("POST", url, body, {"Content-Type": "application/json"})
    assert status == 200, answer


def _change_one(db: Any) -> None:
    kinds = db.document("things/kinds")
    kinds.create(everything(db))
    kinds.set(everything(db))
    kinds.set({"whole": 7.0, "double": 7}, merge=True)
    kinds.set({"map": {"dotted.name": {"雪": 3}}}, merge=True)
    kinds.update({"map.empty": {"no longer": True}, "null": firestore.DELETE_FIELD})
    kinds.update({"yes": True})
    kinds.set({"only": "this"})
    kinds.delete()


def _transform(db: Any) -> None:
    counted = db.document("things/counted")
    counted.set({"count": 1, "tags": ["a"], "made": firestore.SERVER_TIMESTAMP})
    counted.update(
        {
            "count": firestore.Increment(2.5),
            "tags": firestore.ArrayUnion(["a", "b"]),
            "changed.last": firestore.SERVER_TIMESTAMP,
            "most": firestore.Maximum(9),
        }
    )
    counted.update({"tags": firestore.ArrayRemove(["c"])})
    counted.update({"tags": firestore.ArrayRemove(["a"]), "count": firestore.Increment(0)})


def _write_edges(db: Any) -> None:
    """What is missing, empty or large."""
    things = db.collection("things")
    things.document("missing").delete()
    things.document("empty").set({})
    things.document("empty").set({})
    things.document("large").set({"text": "é" * 100_000, "list": list(range(100))})
    things.document("large").update({"small": 1})


def _write_nested(db: Any) -> None:
    nested = db.document("a/x1/b/y1")
    nested.set({"number": 1})
    nested.set({"number": 2}, merge=True)
    nested.delete()
    db.document("a/x1").set({"number": 1})
    db.document("a/x1/b/y1/c/z1").set({"number": 1})
    db.document("elsewhere/x1").set({"number": 1})


def _write_in_batches(db: Any) -> None:
    things = db.collection("things")
    passing = things.document("passing")
    batch = db.batch()
    batch.create(passing, {"number": 1})
    batch.delete(passing)
    batch.commit()

    often = things.document("often")
    batch = db.batch()
    batch.set(often, {"number": 1})
    batch.update(often, {"number": 2, "other": 1})
    batch.update(often, {"number": 3})
    batch.commit()
    batch = db.batch()
    batch.update(often, {"number": 4})
    batch.update(often, {"number": 3})
    batch.commit()
    batch = db.batch()
    batch.delete(often)
    batch.set(often, {"number": 5})
    batch.commit()

    batch = db.batch()
    for number in range(5):
        batch.set(things.document(f"batch{number}"), {"number": number})
        batch.set(db.document(f"a/batch/b/{number}"), {"number": number})
    batch.commit()


def _write_otherwise(db: Any) -> None:
    """In a transaction, and by requests whose writes succeed or fail one by one."""
    things = db.collection("things")
    often = things.document("often")

    @firestore.transactional  # type: ignore[untyped-decorator]  # firestore has no types
    def count_up(transaction: Any) -> None:
        number = often.get(transaction=transaction).get("number")
        transaction.update(often, {"number": number + 1})
        transaction.set(things.document("by transaction"), {"number": number})

    count_up(db.transaction())

    writer = db.bulk_writer()
    for number in range(3):
        writer.set(things.document(f"bulk{number}"), {"number": number})
    writer.close()


def _write_odd_names(db: Any) -> None:
    for number, odd in enumerate(ODD_IDS):
        db.collection("things").document(odd).set({"number": number})
        db.collection("a").document(odd).collection("b").document(f"{odd}{odd}").set({"number": number})
