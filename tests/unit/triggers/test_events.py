"""The platform's event of a document is read as Firebase's own decorator reads it."""

from collections.abc import Iterator
from typing import Any

import firebase_admin
import pytest
from cloudevents.http import CloudEvent
from firebase_functions import firestore_fn
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1 import _helpers, types
from google.events.cloud.firestore import DocumentEventData
from google.protobuf.message import DecodeError
from google.protobuf.timestamp_pb2 import Timestamp

from functions.store.snapshots import Snapshot
from functions.triggers.events import read_event

PATH = "orgs/kopi/commands/c1"
DATABASE = "projects/demo-kopi/databases/(default)"
AT = Timestamp(seconds=1737806400, nanos=123_456_789)
CLIENT: Any = firestore.Client(project="demo-kopi", credentials=AnonymousCredentials())
FIELDS: dict[str, Any] = {
    "text": "Zoë",
    "number": 3,
    "ratio": 0.5,
    "yes": True,
    "nothing": None,
    "bytes": b"\x00\xff",
    "place": firestore.GeoPoint(12.5, -71.25),
    "leads": CLIENT.document("orgs/kopi/orders/pos:1"),
    "map": {"list": [1, "two", {"three": 3}], "empty": {}},
}


@pytest.fixture(autouse=True)
def _own_project(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An app that other tests made has another project. The SDK's modules share one dict of them."""
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "demo-kopi")
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", "127.0.0.1:9")
    apps = firebase_admin._apps
    others = dict(apps)
    apps.clear()
    yield
    apps.clear()
    apps.update(others)


def written(path: str = PATH, fields: dict[str, Any] | None = None) -> types.Document:
    return types.Document(
        name=f"{DATABASE}/documents/{path}",
        fields=_helpers.encode_dict(FIELDS if fields is None else fields),
        create_time=AT,
        update_time=AT,
    )


def content(value: types.Document | None = None, old_value: types.Document | None = None) -> bytes:
    event = DocumentEventData.pb()()
    for name, document in (("value", value), ("old_value", old_value)):
        if document is not None:
            getattr(event, name).MergeFromString(types.Document.serialize(document))
    return bytes(event.SerializeToString())


def read_by_the_sdk(body: bytes, path: str = PATH) -> Any:
    """The event's data as Firebase's decorator hands it to a function."""
    seen: list[Any] = []

    def function(event: Any) -> None:
        seen.append(event.data)

    attributes = {
        "type": "google.cloud.firestore.document.v1.written",
        "source": "//firestore",
        "subject": f"documents/{path}",
        "time": "2025-01-25T12:00:00.000000Z",
        "datacontenttype": "application/protobuf",
        "document": path,
        "database": "(default)",
        "project": "demo-kopi",
        "location": "nam5",
        "namespace": "(default)",
    }
    by_the_sdk = firestore_fn.on_document_written(document="orgs/{org}/commands/{id}")
    by_the_sdk(function)(CloudEvent(attributes, body))
    return seen[0]


def test_a_new_document_is_the_one_that_the_sdk_hands_over() -> None:
    body = content(written())
    theirs, ours = read_by_the_sdk(body).after, read_event(body)
    assert ours.path == theirs.reference.path == PATH
    assert ours.fields is not None
    assert {name: type(value) for name, value in ours.fields.items()} == {
        name: type(value) for name, value in theirs.to_dict().items()
    }
    assert {**ours.fields, "leads": ours.fields["leads"].path} == {
        **theirs.to_dict(),
        "leads": theirs.get("leads").path,
    }
    assert (ours.version, ours.version.nanosecond) == (theirs.update_time, 123_456_789)


def test_of_a_change_the_document_is_read_as_the_write_left_it() -> None:
    assert read_event(content(written(fields={"n": 2}), written(fields={"n": 1}))).fields == {"n": 2}


def test_a_document_that_is_gone_has_its_path_and_no_fields() -> None:
    body = content(old_value=written())
    assert read_by_the_sdk(body).after is None
    assert read_event(body) == Snapshot(PATH, None, None)


@pytest.mark.parametrize("id", ["café", "咖啡", "a documents b", "documents"])
def test_an_id_is_read_as_it_was_written_whatever_its_letters(id: str) -> None:
    assert read_event(content(written(f"orgs/kopi/commands/{id}"))).path == f"orgs/kopi/commands/{id}"


def test_bytes_that_are_no_event_are_no_document() -> None:
    with pytest.raises(DecodeError):
        read_event(b"\xff\xff")
