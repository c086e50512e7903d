"""The proxy's port: everything goes through as it is, and calls that carry a function's name count as its."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from google.cloud.firestore_v1 import types

from local.client import LocalFirebase
from local.wire.attribution import HEADER

OWNER = ("authorization", "Bearer owner")
NO_LIMITS = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]


@pytest.fixture
def channel(firebase: LocalFirebase) -> Iterator[Any]:
    with grpc.insecure_channel(firebase.firestore_host, options=NO_LIMITS) as channel:
        yield channel


def root(firebase: LocalFirebase) -> str:
    return f"projects/{firebase.project}/databases/(default)/documents"


def call(channel: Any, method: str, request: Any, answer: Any, *metadata: tuple[str, str]) -> Any:
    path = f"/google.firestore.v1.Firestore/{method}"
    ask = channel.unary_unary(
        path, request_serializer=type(request).serialize, response_deserializer=answer.deserialize
    )
    return ask(request, metadata=metadata, timeout=60)


def a_commit(firebase: LocalFirebase, path: str, **fields: str) -> types.CommitRequest:
    values = {name: types.Value(string_value=value) for name, value in fields.items()}
    write = types.Write(update=types.Document(name=f"{root(firebase)}/{path}", fields=values))
    return types.CommitRequest(database=root(firebase).removesuffix("/documents"), writes=[write])


def test_call_that_names_a_function_counts_as_its(firebase: LocalFirebase, channel: Any) -> None:
    call(channel, "Commit", a_commit(firebase, "things/t1"), types.CommitResponse, OWNER, (HEADER, "probe"))

    assert firebase.meter()["by_function"] == {"probe": {"reads": 0, "writes": 1, "deletes": 0}}


def test_commit_faults_strike_at_the_port_too(firebase: LocalFirebase, channel: Any) -> None:
    firebase.faults(abort_commits=1)
    with pytest.raises(grpc.RpcError) as aborted:
        call(
            channel, "Commit", a_commit(firebase, "things/t1"), types.CommitResponse, OWNER, (HEADER, "probe")
        )

    assert aborted.value.code() == grpc.StatusCode.ABORTED
    assert firebase.meter()["by_function"] == {}


def test_lost_answer_at_the_port_bills_what_was_applied(firebase: LocalFirebase, channel: Any) -> None:
    firebase.faults(lose_answers=1)
    with pytest.raises(grpc.RpcError) as lost:
        call(
            channel, "Commit", a_commit(firebase, "things/t1"), types.CommitResponse, OWNER, (HEADER, "probe")
        )

    assert lost.value.code() == grpc.StatusCode.UNAVAILABLE
    assert firebase.meter()["by_function"]["probe"]["writes"] == 1


def test_rules_are_in_force_for_who_is_not_the_owner(firebase: LocalFirebase, channel: Any) -> None:
    request = types.GetDocumentRequest(name=f"{root(firebase)}/things/t1")
    with pytest.raises(grpc.RpcError) as denied:
        call(channel, "GetDocument", request, types.Document)

    assert denied.value.code() == grpc.StatusCode.PERMISSION_DENIED
    assert "false for 'get'" in denied.value.details()
    assert firebase.meter()["total"]["reads"] == 0


def test_large_commit_and_answer_go_through(firebase: LocalFirebase, channel: Any) -> None:
    """The emulator itself takes no request over 4 MiB; its answers may be larger."""
    for first in range(0, 9, 3):
        commit = a_commit(firebase, f"large/d{first}", text="x" * 1_000_000)
        for number in (first + 1, first + 2):
            commit.writes.append(a_commit(firebase, f"large/d{number}", text="x" * 1_000_000).writes[0])
        call(channel, "Commit", commit, types.CommitResponse, OWNER)
    request = types.ListDocumentsRequest(parent=root(firebase), collection_id="large")
    answer = call(channel, "ListDocuments", request, types.ListDocumentsResponse, OWNER)

    assert len(answer.documents) == 9


def test_other_services_are_not_there(channel: Any) -> None:
    ask = channel.unary_unary("/some.Other/Method")
    with pytest.raises(grpc.RpcError) as unknown:
        ask(b"", timeout=60)

    assert unknown.value.code() == grpc.StatusCode.UNIMPLEMENTED
