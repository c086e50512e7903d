"""One local Firebase for all of these tests, with the functions of `sample/`; each test finds it as newly started."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore, tasks_v2
from google.cloud.firestore_v1.base_query import FieldFilter
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from local.client import LocalFirebase

SAMPLE = Path(__file__).parent / "sample"
START = "2024-03-01T00:00:00Z"

Seen = Callable[[str], list[dict[str, Any]]]


def sample_options() -> tuple[str, ...]:
    return ("--rules", str(SAMPLE / "firestore.rules"), "--indexes", str(SAMPLE / "firestore.indexes.json"))


def idle_with_nothing_owed(firebase: LocalFirebase) -> None:
    """It becomes idle because all events have come, and not because it gave one up."""
    before = len(firebase.log)
    firebase.idle()
    assert "owed_work_never_came" not in firebase.log[before:]


@pytest.fixture(scope="session")
def stack() -> Iterator[LocalFirebase]:
    with LocalFirebase.start(source=SAMPLE, clock=START, options=sample_options()) as firebase:
        yield firebase


@pytest.fixture
def firebase(stack: LocalFirebase) -> LocalFirebase:
    """As a start leaves it, at START."""
    stack.reset(START)
    return stack


@pytest.fixture
def db(firebase: LocalFirebase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client's Firestore, through the proxy."""
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", firebase.firestore_host)
    client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
    yield client
    client.close()


@pytest.fixture
def tasks(firebase: LocalFirebase) -> Iterator[Any]:
    """Cloud Tasks over gRPC."""
    with grpc.insecure_channel(firebase.tasks_host) as channel:
        yield tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))


@pytest.fixture
def queue(firebase: LocalFirebase) -> str:
    return f"projects/{firebase.project}/locations/asia-southeast1/queues/deliver"


@pytest.fixture
def seen(db: Any) -> Seen:
    """What a function of the sample wrote down, in order."""

    def read(function: str) -> list[dict[str, Any]]:
        found = db.collection("seen").where(filter=FieldFilter("function", "==", function)).stream()
        return sorted((snapshot.to_dict() for snapshot in found), key=lambda record: int(record["order"]))

    return read
