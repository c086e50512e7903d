"""What the backend asks of Firestore, and what its answers and errors become."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import grpc
import pytest
from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from google.cloud import firestore

from functions.domain.kernel.decisions import Find
from functions.domain.kernel.errors import StoreRefused
from functions.domain.messages.outbox import Message
from functions.store.commit import GuardFailed, OutcomeUnknown
from functions.store.documents import REMOVED, Create, Snapshot, Update
from functions.store.firestore import Firestore
from functions.store.stubs import (
    CALL_SECONDS,
    BatchGetResponse,
    CommitResponse,
    Document,
    QueryResponse,
)
from tests.unit.store.scripted_firestore import DATABASE, ScriptedFirestore

Code = grpc.StatusCode
ORDER, OTHER = "orgs/kopi/orders/pos:1", "orgs/kopi/orders/pos:2"
AT = datetime(2025, 1, 25, 12, 0, 0, 5, tzinfo=UTC)


def a_document(path: str, **fields: str) -> Any:
    document = Document(name=f"{DATABASE}/documents/{path}")
    for name, value in fields.items():
        document.fields[name].string_value = value
    document.update_time.FromDatetime(AT)
    return document


@pytest.mark.parametrize(
    ("code", "name", "read", "write"),
    [
        (Code.ABORTED, "Aborted", OutcomeUnknown, GuardFailed),
        (Code.ALREADY_EXISTS, "AlreadyExists", OutcomeUnknown, GuardFailed),
        (Code.NOT_FOUND, "NotFound", OutcomeUnknown, GuardFailed),
        (
            Code.FAILED_PRECONDITION,
            "FailedPrecondition",
            StoreRefused,
            GuardFailed,
        ),  # a query without its index
        (Code.INVALID_ARGUMENT, "InvalidArgument", StoreRefused, StoreRefused),
        (Code.OUT_OF_RANGE, "OutOfRange", StoreRefused, StoreRefused),
        (Code.PERMISSION_DENIED, "PermissionDenied", StoreRefused, StoreRefused),
        (Code.UNAUTHENTICATED, "Unauthenticated", StoreRefused, StoreRefused),
        (Code.UNAVAILABLE, "ServiceUnavailable", OutcomeUnknown, OutcomeUnknown),
        (Code.DEADLINE_EXCEEDED, "DeadlineExceeded", OutcomeUnknown, OutcomeUnknown),
        (Code.RESOURCE_EXHAUSTED, "ResourceExhausted", OutcomeUnknown, OutcomeUnknown),
        (Code.INTERNAL, "InternalServerError", OutcomeUnknown, OutcomeUnknown),
        (Code.UNKNOWN, "Unknown", OutcomeUnknown, OutcomeUnknown),
        (Code.CANCELLED, "Cancelled", OutcomeUnknown, OutcomeUnknown),
    ],
)
def test_an_error_is_a_failed_guard_for_writes_alone(
    scripted: ScriptedFirestore,
    client: Any,
    code: Any,
    name: str,
    read: type[Exception],
    write: type[Exception],
) -> None:
    scripted.failure = code
    backend = Firestore(client)
    with pytest.raises(read, match=name):
        backend.read([ORDER, OTHER])
    with pytest.raises(read, match=name):
        backend.run(client.collection("orders").limit(1))
    with pytest.raises(write, match=name) as caught:
        backend.write([Create(ORDER, {})])
    assert "names" not in str(caught.value)
    assert [asked.method for asked in scripted.asked] == ["BatchGetDocuments", "RunQuery", "Commit"]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (Code.ABORTED, OutcomeUnknown),
        (Code.PERMISSION_DENIED, StoreRefused),
        (Code.UNAVAILABLE, OutcomeUnknown),
    ],
)
def test_a_document_that_cannot_be_read_alone_is_an_error_too(
    scripted: ScriptedFirestore, client: Any, code: Any, error: type[Exception]
) -> None:
    scripted.failure = code
    with pytest.raises(error):
        Firestore(client).read([ORDER])


def test_one_document_is_found_or_is_not_there(scripted: ScriptedFirestore, client: Any) -> None:
    backend = Firestore(client)
    scripted.answers = [a_document(ORDER, status="paid")]
    found = backend.read([ORDER, ORDER])
    scripted.failure = Code.NOT_FOUND
    assert found == [Snapshot(ORDER, {"status": "paid"}, AT)] * 2
    assert backend.read([ORDER]) == [Snapshot(ORDER, None, None)]
    assert [asked.method for asked in scripted.asked] == ["GetDocument", "GetDocument"]


def test_several_documents_come_in_the_order_in_which_they_were_asked_for(
    scripted: ScriptedFirestore, client: Any
) -> None:
    missing = BatchGetResponse(missing=f"{DATABASE}/documents/{OTHER}")
    scripted.answers = [missing, BatchGetResponse(found=a_document(ORDER, status="paid"))]
    found = Firestore(client).read([ORDER, OTHER, ORDER])
    assert found == [
        Snapshot(ORDER, {"status": "paid"}, AT),
        Snapshot(OTHER, None, None),
        Snapshot(ORDER, {"status": "paid"}, AT),
    ]
    assert len(scripted.asked[0].request.documents) == 2


def test_a_query_s_answer_without_a_document_is_no_finding(scripted: ScriptedFirestore, client: Any) -> None:
    scripted.answers = [QueryResponse(), QueryResponse(document=a_document("orgs/kopi/messages/m", text="x"))]
    found = Firestore(client).query("kopi", Find(Message, (("status", "sent"),), "made_at", "ASCENDING", 5))
    assert found == [Snapshot("orgs/kopi/messages/m", {"text": "x"}, AT)]


def test_a_version_keeps_its_nanoseconds_from_a_commit_to_the_next_guard(
    scripted: ScriptedFirestore, client: Any
) -> None:
    answer = CommitResponse()
    answer.write_results.add().update_time.FromJsonString("2025-01-25T12:00:00.123456789Z")
    scripted.answers = [answer]
    backend = Firestore(client)
    (version,) = backend.write([Create(ORDER, {})])
    backend.write([Update(ORDER, {("status",): "paid"}, version)])
    assert isinstance(version, DatetimeWithNanoseconds)
    assert version.rfc3339() == "2025-01-25T12:00:00.123456789Z"
    guard = scripted.asked[1].request.writes[0].current_document
    assert guard.update_time == answer.write_results[0].update_time


def ours(backend: Firestore, client: Any) -> list[Callable[[], object]]:
    changes = {("a", "b c"): 1, ("d",): "x", ("e", "`\\"): REMOVED}
    return [
        lambda: backend.write([Create(ORDER, {"n": 1, "m": {}}), Update(OTHER, changes, AT)]),
        lambda: backend.read([ORDER, OTHER]),
        lambda: backend.query("kopi", Find(Message, (("a", 1), ("b.c", None)), "d", "DESCENDING", 3)),
        lambda: backend.run(client.collection_group("messages").order_by("wake_at").limit(2)),
    ]


def the_client_s(client: Any) -> list[Callable[[], object]]:
    """The same four calls by the client's own ways."""
    equals = [firestore.FieldFilter("a", "==", 1), firestore.FieldFilter("b.c", "==", None)]
    query = client.collection("orgs/kopi/messages").where(filter=equals[0]).where(filter=equals[1])
    batch = client.batch()
    batch.create(client.document(ORDER), {"n": 1, "m": {}})
    changes = {"a.`b c`": 1, "d": "x", "e.`\\`\\\\`": firestore.DELETE_FIELD}
    batch.update(client.document(OTHER), changes, client.write_option(last_update_time=AT))
    return [
        lambda: batch.commit(retry=None),
        lambda: list(client.get_all([client.document(ORDER), client.document(OTHER)], retry=None)),
        lambda: list(query.order_by("d", direction="DESCENDING").limit(3).stream(retry=None)),
        lambda: list(client.collection_group("messages").order_by("wake_at").limit(2).stream(retry=None)),
    ]


def test_each_call_asks_what_the_client_would_and_is_bounded_in_time(
    scripted: ScriptedFirestore, client: Any
) -> None:
    for call in [*ours(Firestore(client), client), *the_client_s(client)]:
        call()
    mine, theirs = scripted.asked[:4], scripted.asked[4:]
    for asked, expected in zip(mine, theirs, strict=True):
        assert (asked.method, asked.request) == (expected.method, expected.request)
        assert asked.seconds < CALL_SECONDS + 1
        for header in ("google-cloud-resource-prefix", "x-goog-request-params", "authorization"):
            assert asked.headers[header] == expected.headers[header]
        agent = "x-goog-api-client"
        assert set(asked.headers[agent].split()) <= set(expected.headers[agent].split())


def test_a_document_that_is_read_alone_is_routed_by_its_name(
    scripted: ScriptedFirestore, client: Any
) -> None:
    scripted.answers = [a_document(ORDER)]
    Firestore(client).read([ORDER])
    name = "name=projects/p/databases/%28default%29/documents/orgs/kopi/orders/pos%3A1"
    assert scripted.asked[0].headers["x-goog-request-params"] == name
    assert scripted.asked[0].seconds < CALL_SECONDS + 1


def test_a_value_that_firestore_does_not_have_is_refused_before_the_call(
    scripted: ScriptedFirestore, client: Any
) -> None:
    with pytest.raises(StoreRefused, match="total: ValueError"):
        Firestore(client).write([Create(ORDER, {"total": 2**63})])
    assert scripted.asked == []
