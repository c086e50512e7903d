"""Queries without an index are refused as in production, whoever asks; with what the refusal names they pass."""

import json
import queue
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.api_core.exceptions import FailedPrecondition, MethodNotImplemented
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore
from google.cloud.firestore_v1 import types
from google.cloud.firestore_v1.base_query import FieldFilter, Or
from google.cloud.firestore_v1.services.firestore import client as gapic
from google.cloud.firestore_v1.services.firestore.transports.grpc import FirestoreGrpcTransport

from local.billing.firestore_meter import Meter
from local.client import ControlError, LocalFirebase
from local.firestore.direct_channel import DirectChannel
from local.firestore.watching import Call
from local.indexes.check import IndexCheck
from local.indexes.declared import Indexes, IndexesError, load_indexes
from tests.local.conftest import SAMPLE, sample_options
from tests.local.requests_to import request

NOTHING = {"reads": 0, "writes": 0, "deletes": 0}
KIND_AND_N = {
    "collectionGroup": "things",
    "queryScope": "COLLECTION",
    "fields": [{"fieldPath": "kind", "order": "ASCENDING"}, {"fieldPath": "n", "order": "ASCENDING"}],
}
NEVER_NEEDED = KIND_AND_N | {"collectionGroup": "others"}
NEVER_ASKED = {
    "collectionGroup": "others",
    "fieldPath": "kind",
    "indexes": [
        {"order": "ASCENDING", "queryScope": "COLLECTION"},
        {"order": "DESCENDING", "queryScope": "COLLECTION_GROUP"},
    ],
}
Query = Callable[[Any], Any]


def of_kind(db: Any) -> Any:
    return db.collection("things").where(filter=FieldFilter("kind", "==", "a"))


def partitions(db: Any, order: str) -> Any:
    query = db.collection_group("things").order_by(order)._to_protobuf()
    parent = f"{db._database_string}/documents"
    ask = {"parent": parent, "structured_query": query, "partition_count": 2}
    return db._firestore_api.partition_query(request=ask, metadata=db._rpc_metadata)


QUERIES: dict[str, Query] = {
    "an order beside a filter": lambda db: of_kind(db).order_by("n").get(),
    "the other end of an order": lambda db: of_kind(db).order_by("m").limit_to_last(2).get(),
    "alternatives": lambda db: (
        db.collection("things")
        .where(filter=Or([FieldFilter("kind", "==", "a"), FieldFilter("size", "==", 1)]))
        .order_by("weight")
        .get()
    ),
    "several ranges": lambda db: (
        db.collection("things")
        .where(filter=FieldFilter("n", ">", 0))
        .where(filter=FieldFilter("m", "<", 9))
        .get()
    ),
    "a collection group": lambda db: (
        db.collection_group("things").where(filter=FieldFilter("kind", "==", "a")).get()
    ),
    "a sum": lambda db: of_kind(db).sum("price").get(),
    "an average": lambda db: of_kind(db).avg("age").get(),
    "a count": lambda db: of_kind(db).where(filter=FieldFilter("n", "!=", 1)).count().get(),
}


def refused(query: Query, db: Any) -> list[str]:
    """The lines of the refusal; there must be one."""
    with pytest.raises(FailedPrecondition) as refusal:
        query(db)
    return str(refusal.value.message).splitlines()


def paste(lines: list[str], content: dict[str, list[Any]]) -> None:
    """What somebody does who follows a refusal."""
    for line in lines[1:]:
        part, _, entry = line.partition(": ")
        if entry not in map(json.dumps, content[part]):
            content[part].append(json.loads(entry))


@pytest.fixture(scope="module")
def completed(stack: LocalFirebase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFirebase]:
    """One whose file holds what the refusals of the other one named, and two indexes that nothing needs."""
    content: dict[str, list[Any]] = {"indexes": [NEVER_NEEDED], "fieldOverrides": [NEVER_ASKED]}
    client = client_of(stack.firestore_host)
    for query in QUERIES.values():
        paste(refused(query, client), content)
    client.close()
    path = tmp_path_factory.mktemp("indexes") / "indexes.json"
    path.write_text(json.dumps(content))
    options = (*sample_options()[:2], "--indexes", str(path), "--no-functions")
    with LocalFirebase.start(source=SAMPLE, options=options) as firebase:
        yield firebase


def client_of(host: str) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRESTORE_EMULATOR_HOST", host)
        return firestore.Client(project="demo-regulars", credentials=AnonymousCredentials())


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_query_without_its_index_is_refused_and_bills_nothing(
    firebase: LocalFirebase, db: Any, query: Query
) -> None:
    lines = refused(query, db)

    assert lines[0].startswith("The query requires an index.")
    assert len(lines) > 1
    assert (firebase.meter()["total"], firebase.meter()["by_function"]) == (NOTHING, {})


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_query_passes_once_what_its_refusal_named_is_in_the_file(
    completed: LocalFirebase, query: Query
) -> None:
    client = client_of(completed.firestore_host)
    query(client)
    client.close()


def test_refusal_names_one_index_for_each_alternative_that_lacks_one(db: Any) -> None:
    lines = refused(QUERIES["alternatives"], db)

    assert [json.loads(line.removeprefix("indexes: "))["fields"] for line in lines[1:]] == [
        [{"fieldPath": "kind", "order": "ASCENDING"}, {"fieldPath": "weight", "order": "ASCENDING"}],
        [{"fieldPath": "size", "order": "ASCENDING"}, {"fieldPath": "weight", "order": "ASCENDING"}],
    ]


def test_queries_that_indexes_of_single_fields_serve_pass(firebase: LocalFirebase, db: Any) -> None:
    db.document("things/t").set({"kind": "a", "n": 1})

    assert len(of_kind(db).where(filter=FieldFilter("n", "==", 1)).get()) == 1
    assert len(db.collection("things").order_by("n", direction="DESCENDING").get()) == 1
    assert of_kind(db).count().get()[0][0].value == 1


def test_query_of_a_hosted_function_is_refused_too(firebase: LocalFirebase) -> None:
    status, _, body = request("POST", firebase.functions_url("asks"))

    assert status == 412
    assert body.decode().splitlines() == [
        "The query requires an index. To add to firestore.indexes.json:",
        f"indexes: {json.dumps(KIND_AND_N)}",
    ]
    assert firebase.meter()["by_function"] == {}


def test_refused_query_reaches_no_emulator() -> None:
    """The channel to the emulator leads nowhere: a call that went on would end in Unavailable."""
    meter = Meter()
    with grpc.insecure_channel("127.0.0.1:1") as nowhere:
        channel = DirectChannel(nowhere, nowhere, [meter, IndexCheck(Indexes())])
        client = firestore.Client(project="p", credentials=AnonymousCredentials())
        client._firestore_api_internal = gapic.FirestoreClient(
            transport=FirestoreGrpcTransport(channel=channel)
        )
        refused(QUERIES["an order beside a filter"], client)

    assert (meter.reading()["total"], meter.reading()["by_function"]) == (NOTHING, {})


def test_partitions_of_a_query_without_its_index_are_refused(db: Any) -> None:
    """The emulator has no partitions at all; that it says so shows who was asked."""
    lines = refused(lambda db: partitions(db, "n"), db)
    with pytest.raises(MethodNotImplemented):
        partitions(db, "__name__")

    assert [line.partition(": ")[0] for line in lines[1:]] == ["fieldOverrides"]


def test_what_no_query_needed_is_told(completed: LocalFirebase) -> None:
    client = client_of(completed.firestore_host)
    for query in QUERIES.values():
        query(client)
    client.close()

    never_needed = {
        "indexes": [NEVER_NEEDED],
        "fieldOverrides": [NEVER_ASKED | {"indexes": NEVER_ASKED["indexes"][1:]}],
    }
    assert completed.control("GET", "/indexes/unused") == never_needed
    assert completed.control("GET", "/indexes/spare") == never_needed


def test_an_index_in_whose_place_others_serve_is_used_and_spare(tmp_path: Path) -> None:
    by_size = KIND_AND_N | {"fields": [{"fieldPath": "size", "order": "ASCENDING"}, KIND_AND_N["fields"][1]]}
    both = KIND_AND_N | {"fields": [by_size["fields"][0], *KIND_AND_N["fields"]]}
    path = tmp_path / "indexes.json"
    path.write_text(json.dumps({"indexes": [KIND_AND_N, by_size, both]}))
    check = IndexCheck(load_indexes(path))
    client = firestore.Client(project="p", credentials=AnonymousCredentials())
    query = of_kind(client).where(filter=FieldFilter("size", "==", 1)).order_by("n")
    asked = types.RunQueryRequest(structured_query=query._to_protobuf())
    before = check.spare()["indexes"]
    check.started(Call("RunQuery", None, types.RunQueryRequest.serialize(asked)))

    assert before == [KIND_AND_N, by_size, both]
    assert check.unused()["indexes"] == [KIND_AND_N, by_size]
    assert check.spare()["indexes"] == [KIND_AND_N, by_size, both]
    check.started(Call("RunQuery", None, types.RunQueryRequest.serialize(of_kind_by_n(client))))
    assert check.spare()["indexes"] == [by_size, both]


def of_kind_by_n(client: Any) -> Any:
    return types.RunQueryRequest(structured_query=of_kind(client).order_by("n")._to_protobuf())


def test_indexes_may_be_declared_as_it_runs_until_a_reset(firebase: LocalFirebase, db: Any) -> None:
    query = QUERIES[next(iter(QUERIES))]
    content: dict[str, list[Any]] = {"indexes": [], "fieldOverrides": []}
    paste(refused(query, db), content)
    firebase.declare_indexes(content)
    query(db)
    firebase.reset("2024-03-01T00:00:00Z")
    refused(query, db)


def test_indexes_that_make_no_sense_are_not_declared(firebase: LocalFirebase) -> None:
    with pytest.raises(ControlError, match="indexes") as wrong:
        firebase.declare_indexes({"indexes": [{}]})
    assert wrong.value.status == 400


def test_without_the_check_every_query_passes_and_use_is_still_told(tmp_path: Path) -> None:
    path = tmp_path / "indexes.json"
    path.write_text(json.dumps({"indexes": [NEVER_NEEDED, KIND_AND_N], "fieldOverrides": []}))
    options = (*sample_options()[:2], "--indexes", str(path), "--no-functions", "--no-index-check")
    with LocalFirebase.start(source=SAMPLE, options=options) as firebase:
        client = client_of(firebase.firestore_host)
        before = firebase.control("GET", "/indexes/unused")["indexes"]
        for query in QUERIES.values():
            query(client)
        after = firebase.control("GET", "/indexes/unused")["indexes"]
        client.close()

    assert (before, after) == ([NEVER_NEEDED, KIND_AND_N], [NEVER_NEEDED])


class Listening:
    """A stream of targets, as a client of the web opens one."""

    def __init__(self, firebase: LocalFirebase) -> None:
        self._database = f"projects/{firebase.project}/databases/(default)"
        self._requests: queue.Queue[types.ListenRequest | None] = queue.Queue()
        self._channel = grpc.insecure_channel(firebase.firestore_host)
        open_stream = self._channel.stream_stream(
            "/google.firestore.v1.Firestore/Listen",
            types.ListenRequest.serialize,
            types.ListenResponse.deserialize,
        )
        self._answers = open_stream(
            iter(self._requests.get, None),
            metadata=[("authorization", "Bearer owner"), ("google-cloud-resource-prefix", self._database)],
            timeout=30,
        )

    def add(self, target_id: int, query: Any) -> None:
        asked = {"parent": f"{self._database}/documents", "structured_query": query._to_protobuf()}
        target = types.Target(target_id=target_id, query=asked)
        self._requests.put(types.ListenRequest(database=self._database, add_target=target))

    def changes(self, count: int) -> list[types.TargetChange]:
        """The next changes of targets."""
        found: list[types.TargetChange] = []
        while len(found) < count:
            answer = next(self._answers)
            if "target_change" in answer:
                found.append(answer.target_change)
        return found

    def __enter__(self) -> "Listening":
        return self

    def __exit__(self, *exc: object) -> None:
        self._requests.put(None)
        self._channel.close()


def test_target_without_its_index_is_removed_and_the_stream_goes_on(completed: LocalFirebase) -> None:
    kind = types.TargetChange.TargetChangeType
    client = client_of(completed.firestore_host)
    completed.reset_meter()
    with Listening(completed) as listening:
        listening.add(2, of_kind(client).order_by("never"))
        added, removed = listening.changes(2)
        billed = completed.meter()["total"]
        listening.add(4, of_kind(client).order_by("n"))
        others = listening.changes(2)
    client.close()

    named = KIND_AND_N | {"fields": [KIND_AND_N["fields"][0], {"fieldPath": "never", "order": "ASCENDING"}]}
    assert (added.target_change_type, list(added.target_ids)) == (kind.ADD, [2])
    assert (removed.target_change_type, list(removed.target_ids)) == (kind.REMOVE, [2])
    assert removed.cause.code == grpc.StatusCode.FAILED_PRECONDITION.value[0]
    assert removed.cause.message.splitlines()[1:] == [f"indexes: {json.dumps(named)}"]
    assert billed == NOTHING
    assert [(change.target_change_type, list(change.target_ids)) for change in others] == [
        (kind.ADD, [4]),
        (kind.CURRENT, [4]),
    ]


def a_composite(**changes: Any) -> dict[str, Any]:
    return {"indexes": [KIND_AND_N | changes]}


def an_override(**changes: Any) -> dict[str, Any]:
    return {"fieldOverrides": [{"collectionGroup": "things", "fieldPath": "kind", "indexes": []} | changes]}


def with_part(**part: Any) -> dict[str, Any]:
    return a_composite(fields=[{"fieldPath": "kind", "order": "ASCENDING"}, part])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is not JSON: "),
        ([], "must be an object of 'indexes' and 'fieldOverrides'"),
        ({"indices": []}, "must be an object of 'indexes' and 'fieldOverrides'"),
        ({"indexes": {}}, "indexes must be a list"),
        ({"indexes": ["x"]}, "indexes[0]: must be an object"),
        ({"indexes": [{"collectionGroup": "a"}]}, "indexes[0] lacks fields, queryScope"),
        ({"fieldOverrides": [{}]}, "fieldOverrides[0] lacks collectionGroup, fieldPath, indexes"),
        (a_composite(collectionGroup=""), "indexes[0].collectionGroup: must be a text"),
        (
            a_composite(queryScope="ALL"),
            "indexes[0].queryScope: must be COLLECTION or COLLECTION_GROUP, not 'ALL'",
        ),
        (a_composite(fields={}), "indexes[0].fields: must be a list"),
        (a_composite(fields=[]), "indexes[0]: a composite index has two fields or more; of one field, use"),
        (
            a_composite(fields=KIND_AND_N["fields"][:1]),
            "indexes[0]: a composite index has two fields or more",
        ),
        (a_composite(fields=["kind", "n"]), "indexes[0].fields[0]: must be an object"),
        (a_composite(unique=True), "indexes[0]: Firestore has no unique indexes"),
        (with_part(order="ASCENDING"), "indexes[0].fields[1] lacks fieldPath"),
        (with_part(fieldPath="n"), "indexes[0].fields[1]: must have either order or arrayConfig"),
        (
            with_part(fieldPath="n", order="ASCENDING", arrayConfig="CONTAINS"),
            "indexes[0].fields[1]: must have either order or arrayConfig",
        ),
        (
            with_part(fieldPath="n", order="UP"),
            "indexes[0].fields[1].order: must be ASCENDING or DESCENDING, not 'UP'",
        ),
        (
            with_part(fieldPath="n", arrayConfig="HOLDS"),
            "indexes[0].fields[1].arrayConfig: must be CONTAINS, not 'HOLDS'",
        ),
        (with_part(fieldPath="a..b", order="ASCENDING"), "indexes[0].fields[1].fieldPath: 'a..b' is no path"),
        (with_part(fieldPath="kind", order="DESCENDING"), "indexes[0]: a field is named twice"),
        (
            a_composite(fields=[{"fieldPath": "__name__", "order": "ASCENDING"}, KIND_AND_N["fields"][0]]),
            "indexes[0]: __name__ must come last",
        ),
        ({"indexes": [KIND_AND_N, KIND_AND_N]}, "indexes[1]: is the same as indexes[0]"),
        (
            {
                "indexes": [
                    KIND_AND_N,
                    KIND_AND_N
                    | {"fields": [*KIND_AND_N["fields"], {"fieldPath": "__name__", "order": "ASCENDING"}]},
                ]
            },
            "indexes[1]: is the same as indexes[0]",
        ),
        (an_override(fieldPath=7), "fieldOverrides[0].fieldPath: must be a text"),
        (an_override(indexes=None), "fieldOverrides[0].indexes: must be a list"),
        (an_override(indexes=[{}]), "fieldOverrides[0].indexes[0]: must have either order or arrayConfig"),
        (
            an_override(indexes=[{"order": "ASCENDING", "queryScope": "ALL"}]),
            "fieldOverrides[0].indexes[0].queryScope: must be COLLECTION or COLLECTION_GROUP, not 'ALL'",
        ),
        (
            an_override(indexes=[{"order": "ASCENDING"}, {"order": "ASCENDING", "queryScope": "COLLECTION"}]),
            "fieldOverrides[0].indexes[1]: is the same as fieldOverrides[0].indexes[0]",
        ),
        (
            {"fieldOverrides": an_override()["fieldOverrides"] * 2},
            "fieldOverrides[1]: the field kind of things has an override already",
        ),
    ],
)
def test_file_that_is_wrong_is_refused_by_entry_and_field(tmp_path: Path, content: Any, said: str) -> None:
    path = tmp_path / "indexes.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(IndexesError) as wrong:
        load_indexes(path)

    assert str(wrong.value).removeprefix(str(path)).lstrip(": ").startswith(said)


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexesError, match=r"none\.json: No such file"):
        load_indexes(tmp_path / "none.json")


@pytest.mark.parametrize(
    "content",
    [
        {},
        a_composite(),
        a_composite(queryScope="COLLECTION_GROUP", density="SPARSE_ALL"),
        with_part(fieldPath="__name__", order="DESCENDING"),
        with_part(fieldPath="v", vectorConfig={"dimension": 3, "flat": {}}),
        a_composite(fields=[{"fieldPath": "v", "vectorConfig": {"dimension": 3, "flat": {}}}]),
        an_override(ttl=True),
        an_override(fieldPath="*"),
    ],
)
def test_file_that_is_right_is_taken(tmp_path: Path, content: Any) -> None:
    path = tmp_path / "indexes.json"
    path.write_text(json.dumps(content))
    load_indexes(path)
