"""What clients' operations are billed, each against its sum worked out by hand: reads, writes, deletes.

There are ten `things`, t0 to t9, whose n is 0 to 9 and whose m is 9 to 0; t1 has two `parts` and t2 has one. Of the
`shelves`, s1 has a book and is itself missing, and s2 exists.
"""

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest
from google.api_core import exceptions
from google.cloud import firestore
from google.cloud.firestore import Increment
from google.cloud.firestore_v1 import types
from google.cloud.firestore_v1.base_query import FieldFilter, Or

from local.client import LocalFirebase
from tests.local.raw_firestore import Listener, RawFirestore, Stream, commit_of

Bill = tuple[int, int, int]


@pytest.fixture
def filled(firebase: LocalFirebase, db: Any) -> Any:
    batch = db.batch()
    for number in range(10):
        batch.set(db.document(f"metered/t{number}"), {"n": number, "m": 9 - number})
    for path in ("metered/t1/parts/p1", "metered/t1/parts/p2", "metered/t2/parts/p3"):
        batch.set(db.document(path), {})
    for path in ("shelves/s1/books/b1", "shelves/s2"):
        batch.set(db.document(path), {})
    batch.commit()
    firebase.idle()
    firebase.reset_meter()
    return db


@pytest.fixture
def raw(firebase: LocalFirebase, filled: Any) -> Iterator[RawFirestore]:
    with RawFirestore(firebase.firestore_host, firebase.project) as raw:
        yield raw


def bill(firebase: LocalFirebase) -> Bill:
    row = firebase.meter()["total"]
    return row["reads"], row["writes"], row["deletes"]


def things(db: Any, *filters: tuple[str, str, Any]) -> Any:
    query = db.collection("metered")
    for condition in filters:
        query = query.where(filter=FieldFilter(*condition))
    return query


def thing(db: Any, name: str) -> Any:
    return db.document(f"metered/{name}")


def refused(error: type[Exception], act: Callable[[], Any]) -> None:
    with pytest.raises(error):
        act()


def get_all(db: Any, *names: str) -> None:
    list(db.get_all([thing(db, name) for name in names]))


READS: dict[str, tuple[Callable[[Any], Any], int]] = {
    "get": (lambda db: thing(db, "t1").get(), 1),
    "get of a missing document": (lambda db: thing(db, "none").get(), 1),
    "get of some fields": (lambda db: thing(db, "t1").get(["n"]), 1),
    "get of four, one twice and one missing": (lambda db: get_all(db, "t1", "t2", "t1", "none"), 3),
    "get of one twice": (lambda db: get_all(db, "t1", "t1"), 1),
    "query that finds all": (lambda db: things(db).get(), 10),
    "query that finds four": (lambda db: things(db, ("n", ">=", 6)).get(), 4),
    "query that finds none": (lambda db: things(db, ("n", ">", 99)).get(), 1),
    "query of a collection that is not there": (lambda db: db.collection("nothing").get(), 1),
    "query with a limit": (lambda db: things(db).limit(3).get(), 3),
    "query with a limit above its result": (lambda db: things(db, ("n", "<", 2)).limit(5).get(), 2),
    "query of the last two": (lambda db: things(db).order_by("n").limit_to_last(2).get(), 2),
    "query with an offset and a limit": (lambda db: things(db).offset(4).limit(3).get(), 7),
    "query whose offset leaves one": (lambda db: things(db).offset(9).get(), 10),
    "query whose offset leaves none": (lambda db: things(db).offset(10).get(), 10),
    "query whose offset is beyond its result": (lambda db: things(db, ("n", ">=", 6)).offset(9).get(), 4),
    "query with an offset in nothing": (lambda db: things(db, ("n", ">", 99)).offset(5).get(), 1),
    "query of one field": (lambda db: things(db, ("n", ">=", 5)).select(["n"]).get(), 5),
    "query of names alone": (lambda db: things(db, ("n", ">=", 5)).select([]).get(), 5),
    "query from a cursor": (lambda db: things(db).order_by("n").start_after({"n": 6}).get(), 3),
    "query of two values": (lambda db: things(db, ("n", "in", [1, 2, 99])).get(), 2),
    "query of one or the other": (
        lambda db: things(db).where(filter=Or([FieldFilter("n", "==", 1), FieldFilter("m", "==", 0)])).get(),
        2,
    ),
    "query with two bounds of one field": (lambda db: things(db, ("n", ">", 1), ("n", "<", 5)).get(), 3),
    "query with ranges of two fields": (lambda db: things(db, ("n", ">=", 6), ("m", "<=", 3)).get(), 5),
    "query with ranges of two fields and an offset": (
        lambda db: things(db, ("n", ">=", 6), ("m", "!=", 99)).offset(1).get(),
        5,
    ),
    "query with ranges of two fields that finds none": (
        lambda db: things(db, ("n", ">=", 6), ("m", ">", 3)).get(),
        2,
    ),
    "collection group": (lambda db: db.collection_group("parts").get(), 3),
    "collection group that is not there": (lambda db: db.collection_group("nothing").get(), 1),
    "query that is refused": (
        lambda db: refused(exceptions.InvalidArgument, things(db).limit(-1).get),
        0,
    ),
    "partitions, which the emulator lacks": (
        lambda db: refused(
            exceptions.MethodNotImplemented, lambda: list(db.collection_group("parts").get_partitions(2))
        ),
        0,
    ),
    "count of ten": (lambda db: things(db).count().get(), 1),
    "count of none": (lambda db: things(db, ("n", ">", 99)).count().get(), 1),
    "sum of ten": (lambda db: things(db).sum("n").get(), 1),
    "sum of a field that is not there": (lambda db: things(db).sum("z").get(), 1),
    "average of none": (lambda db: things(db, ("n", ">", 99)).avg("n").get(), 1),
    "count, sum and average together": (lambda db: things(db).count().sum("n").avg("m").get(), 1),
    "aggregation that is refused": (
        lambda db: refused(
            exceptions.InvalidArgument, things(db).count(alias="one").sum("n", alias="one").get
        ),
        0,
    ),
    "list of documents": (lambda db: list(db.collection("metered").list_documents()), 10),
    "list in pages of four": (lambda db: list(db.collection("metered").list_documents(page_size=4)), 10),
    "list of no documents": (lambda db: list(db.collection("nothing").list_documents()), 1),
    "list with a missing parent": (lambda db: list(db.collection("shelves").list_documents()), 2),
    "collections": (lambda db: list(db.collections()), 1),
    "collections of a document": (lambda db: list(thing(db, "t1").collections()), 1),
    "collections of a document without": (lambda db: list(thing(db, "t9").collections()), 1),
}


@pytest.mark.parametrize("operation", READS)
def test_reading_bills_what_was_worked_out(firebase: LocalFirebase, filled: Any, operation: str) -> None:
    act, reads = READS[operation]
    act(filled)

    assert bill(firebase) == (reads, 0, 0)


def batch(db: Any, *acts: Callable[[Any], Any]) -> None:
    writes = db.batch()
    for act in acts:
        act(writes)
    writes.commit()


def bulk(db: Any, act: Callable[[Any], Any]) -> None:
    """Several writes that succeed or fail one by one; failed ones are not tried again."""
    writer = db.bulk_writer()
    writer.on_write_error(lambda error, writer: False)
    act(writer)
    writer.close()


def create_one_that_exists_and_two_new(db: Any) -> None:
    bulk(db, lambda writer: [writer.create(thing(db, name), {"n": 1}) for name in ("t1", "x1", "x2")])


def create_two_and_delete_one(db: Any) -> None:
    def act(writer: Any) -> None:
        writer.create(thing(db, "x1"), {"n": 1})
        writer.create(thing(db, "x2"), {"n": 1})
        writer.delete(thing(db, "t1"))

    bulk(db, act)


def update_with_a_stale_time(db: Any) -> None:
    option = db.write_option(last_update_time=thing(db, "t1").update({"n": 5}).update_time)
    thing(db, "t1").update({"n": 6})
    thing(db, "t1").update({"n": 7}, option=option)


WRITES: dict[str, tuple[Callable[[Any], Any], Bill]] = {
    "create": (lambda db: thing(db, "new").create({"n": 1}), (0, 1, 0)),
    "create of what exists": (
        lambda db: refused(exceptions.AlreadyExists, lambda: thing(db, "t1").create({"n": 1})),
        (0, 0, 0),
    ),
    "set": (lambda db: thing(db, "t1").set({"n": 5}), (0, 1, 0)),
    "set that changes nothing": (lambda db: thing(db, "t1").set({"n": 1, "m": 8}), (0, 1, 0)),
    "set that merges": (lambda db: thing(db, "t1").set({"k": 5}, merge=True), (0, 1, 0)),
    "update": (lambda db: thing(db, "t1").update({"n": 5}), (0, 1, 0)),
    "update of what is missing": (
        lambda db: refused(exceptions.NotFound, lambda: thing(db, "none").update({"n": 1})),
        (0, 0, 0),
    ),
    "update with two transforms": (
        lambda db: thing(db, "t1").update({"n": Increment(1), "at": firestore.SERVER_TIMESTAMP}),
        (0, 1, 0),
    ),
    "update that comes too late": (
        lambda db: refused(exceptions.FailedPrecondition, lambda: update_with_a_stale_time(db)),
        (0, 2, 0),
    ),
    "delete": (lambda db: thing(db, "t1").delete(), (0, 0, 1)),
    "delete of what is missing": (lambda db: thing(db, "none").delete(), (0, 0, 1)),
    "delete of what must exist and does not": (
        lambda db: refused(
            exceptions.NotFound, lambda: thing(db, "none").delete(option=db.write_option(exists=True))
        ),
        (0, 0, 0),
    ),
    "batch of a set, an update and a delete": (
        lambda db: batch(
            db,
            lambda writes: writes.set(thing(db, "new"), {"n": 1}),
            lambda writes: writes.update(thing(db, "t1"), {"n": Increment(1)}),
            lambda writes: writes.delete(thing(db, "t2")),
        ),
        (0, 2, 1),
    ),
    "batch of one document written twice": (
        lambda db: batch(
            db,
            lambda writes: writes.set(thing(db, "t1"), {"n": 1}),
            lambda writes: writes.update(thing(db, "t1"), {"n": 2}),
        ),
        (0, 2, 0),
    ),
    "batch of one document written and deleted": (
        lambda db: batch(
            db,
            lambda writes: writes.set(thing(db, "new"), {"n": 1}),
            lambda writes: writes.delete(thing(db, "new")),
        ),
        (0, 1, 1),
    ),
    "batch of which one fails": (
        lambda db: refused(
            exceptions.AlreadyExists,
            lambda: batch(
                db,
                lambda writes: writes.set(thing(db, "new"), {"n": 1}),
                lambda writes: writes.create(thing(db, "t1"), {"n": 1}),
            ),
        ),
        (0, 0, 0),
    ),
    "batch of nothing": (lambda db: batch(db), (0, 0, 0)),
    "bulk of which one of three fails": (create_one_that_exists_and_two_new, (0, 2, 0)),
    "bulk of two creates and a delete": (create_two_and_delete_one, (0, 2, 1)),
    "recursive delete of a collection": (
        lambda db: db.recursive_delete(db.collection("metered")),
        (13, 0, 13),
    ),
    "recursive delete of a document": (lambda db: db.recursive_delete(thing(db, "t1")), (3, 0, 3)),
}


@pytest.mark.parametrize("operation", WRITES)
def test_writing_bills_what_was_worked_out(firebase: LocalFirebase, filled: Any, operation: str) -> None:
    act, expected = WRITES[operation]
    act(filled)

    assert bill(firebase) == expected


def test_aggregations_bill_a_read_for_each_thousand_entries_begun(firebase: LocalFirebase, db: Any) -> None:
    for start in (0, 500, 1000):
        batch(
            db,
            *(
                lambda writes, number=number: writes.set(db.document(f"many/{number}"), {"n": number % 7})
                for number in range(start, min(start + 500, 1001))
            ),
        )
    many = db.collection("many")
    operations = {
        "count of 1,001": (many.count(), 2),
        "count of a thousand": (many.limit(1000).count(), 1),
        "count of all but one that is skipped": (many.offset(1).count(), 2),
        "count of one after a thousand": (many.offset(1000).limit(1).count(), 2),
        "count beyond the end": (many.offset(2000).count(), 2),
        "sum of 1,001": (many.sum("n"), 2),
        "sum of a thousand": (many.limit(1000).sum("n"), 1),
        "average of 1,001": (many.avg("n"), 2),
        "sum of a field that none has": (many.sum("z"), 1),
        "sum and average of one field": (many.sum("n").avg("n"), 2),
    }
    for name, (query, reads) in operations.items():
        firebase.reset_meter()
        query.get()
        assert bill(firebase) == (reads, 0, 0), name


@pytest.mark.parametrize(
    ("up_to", "is_with_sum", "reads"), [(1000, False, 1), (1001, False, 2), (5, True, 2)]
)
def test_a_count_up_to_a_bound_reads_no_further(
    firebase: LocalFirebase, raw: RawFirestore, filled: Any, up_to: int, is_with_sum: bool, reads: int
) -> None:
    for start in (0, 500, 1000):
        writes = [raw.update(f"many/{number}", 1) for number in range(start, min(start + 500, 1001))]
        raw.call("Commit", types.CommitRequest(database=raw.database, writes=writes))
    firebase.reset_meter()
    aggregations: list[dict[str, Any]] = [{"count": {"up_to": up_to}}]
    if is_with_sum:
        aggregations.append({"sum": {"field": {"field_path": "n"}}})
    query = {"structured_query": {"from_": [{"collection_id": "many"}]}, "aggregations": aggregations}
    raw.read(
        "RunAggregationQuery",
        types.RunAggregationQueryRequest(parent=raw.root, structured_aggregation_query=query),
    )

    assert bill(firebase) == (reads, 0, 0)


def test_a_sum_is_billed_as_of_its_own_time(firebase: LocalFirebase, filled: Any) -> None:
    filled.collection("metered").sum("n").get()
    filled.recursive_delete(filled.collection("metered"))

    assert bill(firebase) == (1 + 13, 0, 13)


def test_transaction_of_a_read_and_a_write(firebase: LocalFirebase, filled: Any) -> None:
    _count_up(filled, lambda: None)

    assert bill(firebase) == (1, 1, 0)


def test_transaction_pays_for_the_reads_of_each_attempt(
    firebase: LocalFirebase, filled: Any, raw: RawFirestore
) -> None:
    begun = types.BeginTransactionResponse.deserialize(
        raw.call("BeginTransaction", types.BeginTransactionRequest(database=raw.database))
    )
    names = [f"{raw.root}/metered/t1"]
    raw.read(
        "BatchGetDocuments",
        types.BatchGetDocumentsRequest(database=raw.database, documents=names, transaction=begun.transaction),
    )
    rollback = types.RollbackRequest(database=raw.database, transaction=begun.transaction)
    before_writing: list[Callable[[], object]] = [lambda: None, lambda: raw.call("Rollback", rollback)]
    attempts = iter(before_writing)
    _count_up(filled, lambda: next(attempts)())

    assert bill(firebase) == (1 + 2, 1, 0)


def test_transaction_that_is_given_up_pays_for_its_reads(firebase: LocalFirebase, filled: Any) -> None:
    def give_up() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        _count_up(filled, give_up)

    assert bill(firebase) == (1, 0, 0)


def test_transaction_with_a_query_that_finds_none(firebase: LocalFirebase, filled: Any) -> None:
    @firestore.transactional  # type: ignore[untyped-decorator]  # google.cloud has no types
    def look(transaction: Any) -> None:
        assert list(transaction.get(things(filled, ("n", ">", 99)))) == []

    look(filled.transaction())

    assert bill(firebase) == (1, 0, 0)


def test_commit_bills_no_verify(firebase: LocalFirebase, raw: RawFirestore) -> None:
    raw.call("Commit", commit_of(raw, raw.verify("metered/t1"), raw.update("metered/t2", 5)))

    assert bill(firebase) == (0, 1, 0)


def test_commit_of_a_verify_that_fails_bills_nothing(firebase: LocalFirebase, raw: RawFirestore) -> None:
    with pytest.raises(grpc.RpcError):
        raw.call("Commit", commit_of(raw, raw.verify("metered/none"), raw.update("metered/t2", 5)))

    assert bill(firebase) == (0, 0, 0)


def test_stream_of_writes_bills_each_by_what_it_does(firebase: LocalFirebase, raw: RawFirestore) -> None:
    with Stream(raw, "Write", types.WriteResponse) as stream:
        stream.put(types.WriteRequest(database=raw.database))
        token = stream.next().stream_token
        for writes in (
            [raw.update("metered/t1", 5), raw.delete("metered/t2")],
            [raw.delete("metered/t3"), raw.delete("metered/none")],
        ):
            stream.put(types.WriteRequest(database=raw.database, writes=writes, stream_token=token))
            token = stream.next().stream_token

    assert bill(firebase) == (0, 1, 3)


def test_request_for_one_document_twice_bills_it_once(firebase: LocalFirebase, raw: RawFirestore) -> None:
    names = [f"{raw.root}/metered/{name}" for name in ("t1", "t1", "none", "none")]
    raw.read("BatchGetDocuments", types.BatchGetDocumentsRequest(database=raw.database, documents=names))

    assert bill(firebase) == (2, 0, 0)


ONE_DOCUMENT: dict[str, tuple[Callable[[RawFirestore], Any], Bill]] = {
    "GetDocument": (
        lambda raw: raw.call("GetDocument", types.GetDocumentRequest(name=f"{raw.root}/metered/t1")),
        (1, 0, 0),
    ),
    "CreateDocument": (
        lambda raw: raw.call(
            "CreateDocument",
            types.CreateDocumentRequest(
                parent=raw.root, collection_id="metered", document_id="new", document={}
            ),
        ),
        (0, 1, 0),
    ),
    "UpdateDocument": (
        lambda raw: raw.call(
            "UpdateDocument", types.UpdateDocumentRequest(document=raw.update("metered/t1", 5).update)
        ),
        (0, 1, 0),
    ),
    "DeleteDocument": (
        lambda raw: raw.call("DeleteDocument", types.DeleteDocumentRequest(name=f"{raw.root}/metered/t1")),
        (0, 0, 1),
    ),
}


@pytest.mark.parametrize("method", ONE_DOCUMENT)
def test_call_for_one_document_bills_one(firebase: LocalFirebase, raw: RawFirestore, method: str) -> None:
    act, expected = ONE_DOCUMENT[method]
    act(raw)

    assert bill(firebase) == expected


@pytest.mark.parametrize(
    ("name", "is_admin", "code", "reads"),
    [
        ("none", True, grpc.StatusCode.NOT_FOUND, 1),
        ("t1", False, grpc.StatusCode.PERMISSION_DENIED, 0),
    ],
)
def test_refusal_is_billed_only_where_it_is_that_nothing_was_found(
    firebase: LocalFirebase,
    raw: RawFirestore,
    name: str,
    is_admin: bool,
    code: grpc.StatusCode,
    reads: int,
) -> None:
    wanted = types.GetDocumentRequest(name=f"{raw.root}/metered/{name}")
    with pytest.raises(grpc.RpcError) as refusal:
        raw.call("GetDocument", wanted, is_admin=is_admin)

    assert refusal.value.code() is code
    assert bill(firebase) == (reads, 0, 0)


def at_least(number: int) -> dict[str, Any]:
    value = {"integer_value": number}
    return {
        "where": {
            "field_filter": {"field": {"field_path": "n"}, "op": "GREATER_THAN_OR_EQUAL", "value": value}
        }
    }


LOWEST_TWO: dict[str, Any] = {"order_by": [{"field": {"field_path": "n"}}], "limit": 2}
FROM_SIX = at_least(6)


@pytest.mark.parametrize(
    ("query", "reads"), [(FROM_SIX, 4), (at_least(99), 1), (LOWEST_TWO, 2)], ids=["four", "none", "limit"]
)
def test_listener_bills_its_first_result_as_a_query(
    firebase: LocalFirebase, raw: RawFirestore, query: dict[str, Any], reads: int
) -> None:
    with Listener(raw) as listener:
        listener.add(1, query)
        assert bill(firebase) == (reads, 0, 0)


@pytest.mark.parametrize(("names", "reads"), [(["t1"], 1), (["none"], 1), (["t1", "none", "t2"], 3)])
def test_listener_to_documents_bills_each_missing_too(
    firebase: LocalFirebase, raw: RawFirestore, names: list[str], reads: int
) -> None:
    with Listener(raw) as listener:
        listener.add_documents(1, *(f"metered/{name}" for name in names))
        assert bill(firebase) == (reads, 0, 0)


CHANGES: dict[str, tuple[dict[str, Any], Callable[[Any], Any], int]] = {
    "a document changed": (FROM_SIX, lambda db: thing(db, "t7").update({"k": 1}).update_time, 1),
    "a document came": (FROM_SIX, lambda db: thing(db, "t1").update({"n": 70}).update_time, 1),
    "a document left since it changed": (
        FROM_SIX,
        lambda db: thing(db, "t7").update({"n": 0}).update_time,
        1,
    ),
    "a document was deleted": (FROM_SIX, lambda db: thing(db, "t7").delete(), 0),
    "a document elsewhere changed": (FROM_SIX, lambda db: thing(db, "t1").update({"k": 1}).update_time, 0),
    "a document pushed another out": (
        LOWEST_TWO,
        lambda db: thing(db, "new").set({"n": -1}).update_time,
        1,
    ),
    "a document was deleted and the next took its place": (
        LOWEST_TWO,
        lambda db: thing(db, "t0").delete(),
        1,
    ),
    "a document changed and was pushed out": (
        LOWEST_TWO,
        lambda db: thing(db, "t0").update({"n": 50}).update_time,
        2,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_listener_bills_changes_and_not_what_is_sent_again(
    firebase: LocalFirebase, raw: RawFirestore, filled: Any, change: str
) -> None:
    query, act, reads = CHANGES[change]
    with Listener(raw) as listener:
        listener.add(1, query)
        before = bill(firebase)[0]
        listener.wait_past(act(filled))
        assert bill(firebase)[0] - before == reads


def test_each_listener_of_a_stream_pays_for_itself(
    firebase: LocalFirebase, raw: RawFirestore, filled: Any
) -> None:
    with Listener(raw) as listener:
        listener.add(1, FROM_SIX)
        listener.add(2, at_least(8))
        assert bill(firebase)[0] == 4 + 2
        listener.wait_past(thing(filled, "t9").update({"k": 1}).update_time)
        assert bill(firebase)[0] == 4 + 2 + 2


def test_listener_that_was_removed_costs_nothing_and_begins_anew(
    firebase: LocalFirebase, raw: RawFirestore, filled: Any
) -> None:
    with Listener(raw) as listener:
        listener.add(1, FROM_SIX)
        listener.add(2, at_least(99))
        listener.remove(1)
        listener.wait_past(thing(filled, "t9").update({"k": 1}).update_time)
        assert bill(firebase)[0] == 4 + 1
        listener.add(1, FROM_SIX)
        assert bill(firebase)[0] == 4 + 1 + 4


@pytest.mark.parametrize(("has_changed", "reads"), [(True, 1), (False, 0)])
def test_listener_that_resumes_pays_for_what_changed(
    firebase: LocalFirebase, raw: RawFirestore, filled: Any, has_changed: bool, reads: int
) -> None:
    with Listener(raw) as listener:
        token = listener.add(1, FROM_SIX)
    if has_changed:
        thing(filled, "t9").update({"k": 1})
    before = bill(firebase)[0]
    with Listener(raw) as listener:
        listener.add(1, FROM_SIX, token)
        assert bill(firebase)[0] - before == reads


def _count_up(db: Any, before_writing: Callable[[], Any]) -> None:
    @firestore.transactional  # type: ignore[untyped-decorator]  # google.cloud has no types
    def count_up(transaction: Any) -> None:
        number = thing(db, "t1").get(transaction=transaction).get("n")
        before_writing()
        transaction.update(thing(db, "t1"), {"n": number + 1})

    count_up(db.transaction())
