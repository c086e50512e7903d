"""One local Firebase for all of these tests, with the functions of `sample/`; emptied before each test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1.base_query import FieldFilter

from local.client import LocalFirebase

SAMPLE = Path(__file__).parent / "sample"
START = "2024-03-01T00:00:00Z"

Seen = Callable[[str], list[dict[str, Any]]]


def sample_options() -> tuple[str, ...]:
    return ("--rules", str(SAMPLE / "firestore.rules"), "--indexes", str(SAMPLE / "firestore.indexes.json"))


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalFirebase]:
    with LocalFirebase.start(source=SAMPLE, clock=START, options=sample_options()) as firebase:
        yield firebase


@pytest.fixture
def firebase(stack: LocalFirebase) -> LocalFirebase:
    """Running, without faults, documents or anything under way, its meter at zero."""
    stack.idle()
    _empty(stack)
    stack.faults()
    stack.reset_meter()
    return stack


@pytest.fixture
def db(firebase: LocalFirebase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client's Firestore, through the proxy."""
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", firebase.firestore_host)
    client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
    yield client
    client.close()


@pytest.fixture
def seen(db: Any) -> Seen:
    """What a function of the sample wrote down, in order."""

    def read(function: str) -> list[dict[str, Any]]:
        found = db.collection("seen").where(filter=FieldFilter("function", "==", function)).stream()
        return sorted((snapshot.to_dict() for snapshot in found), key=lambda record: int(record["order"]))

    return read


def _empty(firebase: LocalFirebase) -> None:
    """Delete every document through the proxy, so that it is known when the emulator has sent the last event of it."""
    firebase.faults(drop_events=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRESTORE_EMULATOR_HOST", firebase.firestore_host)
        client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
        for collection in client.collections():
            client.recursive_delete(collection)
        client.close()
    firebase.idle()
