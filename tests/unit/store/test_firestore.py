"""What the backend asks of Firestore, and what its answers and errors become."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import grpc
import pytest
from google.api_core.datetime_helpers import DatetimeWithNanoseconds
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1.base_query import FieldFilter

from functions.domain.kernel.decisions import BY_ID, Find
from functions.domain.kernel.errors import StoreRefused
from functions.domain.messages.outbox import Message
from functions.googleapis.firestore_pb2 import (
    BatchGetDocumentsResponse,
    CommitResponse,
    Document,
    RunAggregationQueryResponse,
    RunQueryResponse,
    StructuredQuery,
)
from functions.store.commit import GuardFailed, OutcomeUnknown
from functions.store.documents import Create, Delete, Update
from functions.store.firestore import Firestore, backend, store
from functions.store.paths import REMOVED
from functions.store.queries import by_time, due_query, start_after, window_query, with_one_of
from functions.store.snapshots import Snapshot
from functions.store.stubs import CALL_SECONDS
from tests.unit.store.scripted_firestore import ScriptedFirestore

Code = grpc.StatusCode
DATABASE = "projects/p/databases/(default)"
ORDER, OTHER, THIRD = (f"orgs/kopi/orders/pos:{number}" for number in (1, 2, 3))
AT = datetime(2025, 1, 25, 12, 0, 0, 5, tzinfo=UTC)


def a_document(path: str, **fields: str) -> Any:
    document = Document(name=f"{DATABASE}/documents/{path}")
    for name, value in fields.items():
        document.fields[name].string_value = value
    document.update_time.FromDatetime(AT)
    return document


@pytest.mark.parametrize(
    ("code", "read", "write"),
    [
        (Code.ABORTED, OutcomeUnknown, GuardFailed),
        (Code.ALREADY_EXISTS, OutcomeUnknown, GuardFailed),
        (Code.NOT_FOUND, OutcomeUnknown, GuardFailed),
        (Code.FAILED_PRECONDITION, StoreRefused, GuardFailed),  # a query without its index
        (Code.INVALID_ARGUMENT, StoreRefused, StoreRefused),
        (Code.OUT_OF_RANGE, StoreRefused, StoreRefused),
        (Code.PERMISSION_DENIED, StoreRefused, StoreRefused),
        (Code.UNAUTHENTICATED, StoreRefused, StoreRefused),
        (Code.UNAVAILABLE, OutcomeUnknown, OutcomeUnknown),
        (Code.DEADLINE_EXCEEDED, OutcomeUnknown, OutcomeUnknown),
        (Code.RESOURCE_EXHAUSTED, OutcomeUnknown, OutcomeUnknown),
        (Code.INTERNAL, OutcomeUnknown, OutcomeUnknown),
        (Code.UNKNOWN, OutcomeUnknown, OutcomeUnknown),
        (Code.CANCELLED, OutcomeUnknown, OutcomeUnknown),
    ],
)
def test_an_error_is_a_failed_guard_for_writes_alone(
    scripted: ScriptedFirestore,
    backend: Firestore,
    code: Any,
    read: type[Exception],
    write: type[Exception],
) -> None:
    scripted.failure = code
    with pytest.raises(read, match=code.name):
        backend.read([ORDER, OTHER])
    with pytest.raises(read, match=code.name):
        backend.run(StructuredQuery())
    with pytest.raises(read, match=code.name):
        backend.count(StructuredQuery())
    with pytest.raises(write, match=code.name) as caught:
        backend.write([Create(ORDER, {})])
    assert "names" not in str(caught.value)
    asked = [each.method for each in scripted.asked]
    assert asked == ["BatchGetDocuments", "RunQuery", "RunAggregationQuery", "Commit"]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (Code.ABORTED, OutcomeUnknown),
        (Code.PERMISSION_DENIED, StoreRefused),
        (Code.UNAVAILABLE, OutcomeUnknown),
    ],
)
def test_a_document_that_cannot_be_read_alone_is_an_error_too(
    scripted: ScriptedFirestore, backend: Firestore, code: Any, error: type[Exception]
) -> None:
    scripted.failure = code
    with pytest.raises(error):
        backend.read([ORDER])


def test_one_document_is_found_or_is_not_there(scripted: ScriptedFirestore, backend: Firestore) -> None:
    scripted.answers = [a_document(ORDER, status="paid")]
    found = backend.read([ORDER, ORDER])
    scripted.failure = Code.NOT_FOUND
    assert found == [Snapshot(ORDER, {"status": "paid"}, AT)] * 2
    assert backend.read([ORDER]) == [Snapshot(ORDER, None, None)]
    assert [asked.method for asked in scripted.asked] == ["GetDocument", "GetDocument"]


def test_several_documents_come_in_the_order_in_which_they_were_asked_for(
    scripted: ScriptedFirestore, backend: Firestore
) -> None:
    missing = BatchGetDocumentsResponse(missing=f"{DATABASE}/documents/{OTHER}")
    scripted.answers = [missing, BatchGetDocumentsResponse(found=a_document(ORDER, status="paid"))]
    found = backend.read([ORDER, OTHER, ORDER])
    assert found == [
        Snapshot(ORDER, {"status": "paid"}, AT),
        Snapshot(OTHER, None, None),
        Snapshot(ORDER, {"status": "paid"}, AT),
    ]
    assert len(scripted.asked[0].request.documents) == 2


def test_a_query_s_answer_without_a_document_is_no_finding(
    scripted: ScriptedFirestore, backend: Firestore
) -> None:
    scripted.answers = [
        RunQueryResponse(),
        RunQueryResponse(document=a_document("orgs/kopi/messages/m", text="x")),
    ]
    found = backend.query("kopi", Find(Message, (("status", "sent"),), "made_at", "ASCENDING", 5))
    assert found == [Snapshot("orgs/kopi/messages/m", {"text": "x"}, AT)]


def test_a_count_is_in_any_of_its_answers(scripted: ScriptedFirestore, backend: Firestore) -> None:
    answer = RunAggregationQueryResponse()
    answer.result.aggregate_fields["count"].integer_value = 12
    scripted.answers = [RunAggregationQueryResponse(), answer]
    assert backend.count(window_query("commands", AT, AT)) == 12


def test_what_has_been_removed_has_no_version(scripted: ScriptedFirestore, backend: Firestore) -> None:
    answer = CommitResponse()
    answer.write_results.add()
    scripted.answers = [answer]
    assert backend.write([Delete(ORDER, AT)]) == [None]


def test_a_version_keeps_its_nanoseconds_from_a_commit_to_the_next_guard(
    scripted: ScriptedFirestore, backend: Firestore
) -> None:
    answer = CommitResponse()
    answer.write_results.add().update_time.FromJsonString("2025-01-25T12:00:00.123456789Z")
    scripted.answers = [answer]
    (version,) = backend.write([Create(ORDER, {})])
    backend.write([Update(ORDER, {("status",): "paid"}, version)])
    assert isinstance(version, DatetimeWithNanoseconds)
    assert version.rfc3339() == "2025-01-25T12:00:00.123456789Z"
    guard = scripted.asked[1].request.writes[0].current_document
    assert guard.update_time == answer.write_results[0].update_time


WHERE = (("a", 1), ("b.c", None))
DUE = (AT, "orgs/kopi/customers/c")


def ours(backend: Firestore) -> list[Callable[[], object]]:
    page = due_query("customers", AT, 100)
    next_page = due_query("customers", AT, 100)
    start_after(next_page, DUE[0], backend.name_of(DUE[1]))
    changes = {("a", "b c"): 1, ("d",): "x", ("e", "`\\"): REMOVED}
    window, settled = (window_query("commands", DUE[0], AT) for _ in range(2))
    by_time(window, "created_at", 300)
    with_one_of(settled, "status", ["done", "refused"])
    return [
        lambda: backend.write(
            [Create(ORDER, {"n": 1, "m": {}}), Update(OTHER, changes, AT), Delete(THIRD, AT)]
        ),
        lambda: backend.read([ORDER, OTHER]),
        *(
            lambda n=n: backend.query("kopi", Find(Message, WHERE[:n], "d", "DESCENDING", 3))
            for n in range(3)
        ),
        lambda: backend.query("kopi", Find(Message, (), BY_ID, "ASCENDING", 3, containing=("e", "x"))),
        lambda: backend.run(page),
        lambda: backend.run(next_page),
        lambda: backend.run(window),
        lambda: backend.count(settled),
    ]


def the_client_s(client: Any) -> list[Callable[[], object]]:
    """The same calls by Google's client."""
    batch = client.batch()
    batch.create(client.document(ORDER), {"n": 1, "m": {}})
    changes = {"a.`b c`": 1, "d": "x", "e.`\\`\\\\`": firestore.DELETE_FIELD}
    batch.update(client.document(OTHER), changes, client.write_option(last_update_time=AT))
    batch.delete(client.document(THIRD), client.write_option(last_update_time=AT))
    page = client.collection_group("customers").where(filter=FieldFilter("wake_at", "<=", AT))
    page = page.order_by("wake_at").order_by("__name__").limit(100)
    after = {"wake_at": DUE[0], "__name__": client.document(DUE[1])}
    window = client.collection_group("commands").where(filter=FieldFilter("created_at", ">=", DUE[0]))
    window = window.where(filter=FieldFilter("created_at", "<=", AT))
    settled = window.where(filter=FieldFilter("status", "in", ["done", "refused"]))
    queries = [
        *map(partial(the_client_s_find, client), range(3)),
        client.collection("orgs/kopi/messages")
        .where(filter=FieldFilter("e", "array_contains", "x"))
        .order_by("__name__")
        .limit(3),
        page,
        page.start_after(after),
        window.order_by("created_at").order_by("__name__").limit(300),
    ]
    return [
        lambda: batch.commit(retry=None),
        lambda: list(client.get_all([client.document(ORDER), client.document(OTHER)], retry=None)),
        *(lambda query=query: list(query.stream(retry=None)) for query in queries),
        lambda: settled.count(alias="count").get(retry=None),
    ]


def the_client_s_find(client: Any, conditions: int) -> Any:
    query = client.collection("orgs/kopi/messages")
    for name, value in WHERE[:conditions]:
        query = query.where(filter=FieldFilter(name, "==", value))
    return query.order_by("d", direction="DESCENDING").limit(3)


def test_each_call_asks_what_google_s_client_would_and_is_bounded_in_time(
    scripted: ScriptedFirestore, backend: Firestore
) -> None:
    client = firestore.Client(project="p", credentials=AnonymousCredentials())
    calls = ours(backend)
    for call in [*calls, *the_client_s(client)]:
        call()
    mine, theirs = scripted.asked[: len(calls)], scripted.asked[len(calls) :]
    for asked, expected in zip(mine, theirs, strict=True):
        assert (asked.method, asked.request) == (expected.method, expected.request)
        assert asked.seconds < CALL_SECONDS + 1
        for header in ("google-cloud-resource-prefix", "x-goog-request-params", "authorization"):
            assert asked.headers[header] == expected.headers[header]


def test_a_document_that_is_read_alone_is_routed_by_its_name(
    scripted: ScriptedFirestore, backend: Firestore
) -> None:
    scripted.answers = [a_document(ORDER)]
    backend.read([ORDER])
    name = "name=projects/p/databases/%28default%29/documents/orgs/kopi/orders/pos%3A1"
    assert scripted.asked[0].headers["x-goog-request-params"] == name
    assert scripted.asked[0].seconds < CALL_SECONDS + 1


def test_a_value_that_firestore_does_not_have_is_refused_before_the_call(
    scripted: ScriptedFirestore, backend: Firestore
) -> None:
    with pytest.raises(StoreRefused, match="total: ValueError"):
        backend.write([Create(ORDER, {"total": 2**63})])
    assert scripted.asked == []


@pytest.mark.parametrize(("environ", "seconds"), [({}, 25.0), ({"STORE_PATIENCE_SECONDS": "4"}, 4.0)])
def test_the_environment_says_how_long_a_commit_is_tried(
    environ: dict[str, str], seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STORE_PATIENCE_SECONDS", raising=False)
    addresses = {"FIRESTORE_EMULATOR_HOST": "127.0.0.1:9", "GOOGLE_CLOUD_PROJECT": "demo-patience"}
    for name, value in (addresses | environ).items():
        monkeypatch.setenv(name, value)
    assert store.__wrapped__().patience_seconds == seconds
    backend.cache_clear()
