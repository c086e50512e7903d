"""The meter against sums worked out by hand, and who they are booked to."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from google.cloud import firestore
from google.cloud.firestore import Increment
from google.cloud.firestore_v1.base_query import FieldFilter

from local.running import LocalFirebase
from tests.local.requests_to import request


@pytest.fixture
def filled(firebase: LocalFirebase, db: Any) -> Any:
    """Ten documents, n from 0 to 9, and the meter at zero."""
    batch = db.batch()
    for number in range(10):
        batch.set(db.document(f"things/t{number}"), {"n": number})
    batch.commit()
    firebase.reset_meter()
    return db


def bill(firebase: LocalFirebase, of: str = "client") -> tuple[int, int, int]:
    counts = firebase.meter()["by_function"].get(of, {"reads": 0, "writes": 0, "deletes": 0})
    return counts["reads"], counts["writes"], counts["deletes"]


def things(db: Any, least: int) -> Any:
    return db.collection("things").where(filter=FieldFilter("n", ">=", least))


def a_batch_of_two_writes_and_a_delete(db: Any) -> None:
    batch = db.batch()
    batch.set(db.document("things/new"), {"n": 99})
    batch.update(db.document("things/t1"), {"n": Increment(1)})
    batch.delete(db.document("things/t2"))
    batch.commit()


def a_transaction_of_one_read_and_one_write(db: Any) -> None:
    @firestore.transactional  # type: ignore[untyped-decorator]  # google.cloud has no types
    def count_up(transaction: Any) -> None:
        document = db.document("things/t1")
        transaction.update(document, {"n": document.get(transaction=transaction).get("n") + 1})

    count_up(db.transaction())


def a_bulk_of_three_creates_one_of_which_exists(db: Any) -> None:
    writer = db.bulk_writer()
    writer.on_write_error(lambda error, writer: False)
    for name in ("t1", "x1", "x2"):
        writer.create(db.document(f"things/{name}"), {"n": 1})
    writer.close()


def a_create_of_what_exists(db: Any) -> None:
    with pytest.raises(Exception, match="already exists"):
        db.document("things/t1").create({"n": 1})


OPERATIONS: dict[str, tuple[Callable[[Any], Any], tuple[int, int, int]]] = {
    "get of a document": (lambda db: db.document("things/t1").get(), (1, 0, 0)),
    "get of a missing document": (lambda db: db.document("things/none").get(), (1, 0, 0)),
    "get of three, one twice and one missing": (
        lambda db: list(db.get_all([db.document(f"things/{name}") for name in ("t1", "t2", "t1", "none")])),
        (3, 0, 0),
    ),
    "query that finds four": (lambda db: things(db, 6).get(), (4, 0, 0)),
    "query that finds none": (lambda db: things(db, 100).get(), (1, 0, 0)),
    "query with a limit": (lambda db: things(db, 0).limit(3).get(), (3, 0, 0)),
    "query with an offset": (lambda db: things(db, 0).order_by("n").offset(4).limit(3).get(), (7, 0, 0)),
    "query of names alone": (lambda db: things(db, 5).select([]).get(), (5, 0, 0)),
    "count of ten": (lambda db: db.collection("things").count().get(), (1, 0, 0)),
    "sum of ten": (lambda db: db.collection("things").sum("n").get(), (1, 0, 0)),
    "list of names": (lambda db: list(db.collection("things").list_documents()), (10, 0, 0)),
    "collections": (lambda db: list(db.collections()), (1, 0, 0)),
    "set": (lambda db: db.document("things/t1").set({"n": 5}), (0, 1, 0)),
    "set that changes nothing": (lambda db: db.document("things/t1").set({"n": 1}), (0, 1, 0)),
    "update with an increment": (lambda db: db.document("things/t1").update({"n": Increment(1)}), (0, 1, 0)),
    "delete": (lambda db: db.document("things/t1").delete(), (0, 0, 1)),
    "delete of a missing document": (lambda db: db.document("things/none").delete(), (0, 0, 1)),
    "batch": (a_batch_of_two_writes_and_a_delete, (0, 2, 1)),
    "transaction": (a_transaction_of_one_read_and_one_write, (1, 1, 0)),
    "bulk of which one fails": (a_bulk_of_three_creates_one_of_which_exists, (0, 2, 0)),
    "create that fails": (a_create_of_what_exists, (0, 0, 0)),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_operation_bills_what_was_worked_out_by_hand(
    firebase: LocalFirebase, filled: Any, operation: str
) -> None:
    act, expected = OPERATIONS[operation]
    act(filled)
    firebase.idle()

    assert bill(firebase) == expected


def test_listener_bills_its_first_result_and_each_change(firebase: LocalFirebase, filled: Any) -> None:
    came = threading.Semaphore(0)
    watch = things(filled, 6).on_snapshot(lambda *_: came.release())
    assert came.acquire(timeout=10)
    first = bill(firebase)
    filled.document("things/t7").update({"n": 8})
    assert came.acquire(timeout=10)
    watch.unsubscribe()

    assert first == (4, 0, 0)
    assert bill(firebase) == (5, 1, 0)


def test_total_is_the_sum_of_all(firebase: LocalFirebase, filled: Any) -> None:
    filled.document("shops/kopi/orders/o1").set({"total": 1})
    firebase.idle()
    reading = firebase.meter()

    assert set(reading["by_function"]) == {"client", "on_order_written", "on_order_created"}
    for kind in ("reads", "writes", "deletes"):
        assert reading["total"][kind] == sum(counts[kind] for counts in reading["by_function"].values())


def test_reads_in_a_functions_threads_are_the_functions(firebase: LocalFirebase) -> None:
    assert request("GET", firebase.functions_url("in_threads"))[0] == 200

    assert bill(firebase, of="in_threads") == (4, 0, 0)
    assert bill(firebase) == (0, 0, 0)


def test_reset_forgets_everybody(firebase: LocalFirebase, filled: Any) -> None:
    filled.document("things/t1").get()
    firebase.reset_meter()

    assert firebase.meter() == {"total": {"reads": 0, "writes": 0, "deletes": 0}, "by_function": {}}
