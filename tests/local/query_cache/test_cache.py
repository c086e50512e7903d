"""What the cache answers by itself, what it asks the emulator, and what makes it ask again."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
import pytest
from google.api_core import exceptions
from google.cloud import firestore
from google.cloud.firestore_v1 import types
from google.cloud.firestore_v1.base_query import FieldFilter

from local.client import LocalFirebase
from local.firestore.watching import Call
from tests.local.query_cache.conftest import Cached
from tests.local.raw_firestore import RawFirestore, Stream
from tests.local.requests_to import request

AT = datetime(2024, 3, 1, tzinfo=UTC)


def due(db: Any, at: datetime = AT) -> list[str]:
    query = db.collection_group("things").where(filter=FieldFilter("at", "<=", at)).order_by("at").limit(10)
    return [found.id for found in query.get()]


def hour(number: int) -> datetime:
    return AT + timedelta(hours=number)


@pytest.fixture
def db(cached: Cached, project: str) -> Any:
    return cached.through_the_channel(project)


def sent_on(cached: Cached, act: Callable[[], object]) -> int:
    """How many queries came to the emulator."""
    cached.sent_on.queries.clear()
    act()
    return len(cached.sent_on.queries)


def with_an_index(cached: Cached, db: Any) -> None:
    """The emulator has answered "nothing is due" often enough that the values of the field are known."""
    for number in (-3, -2):
        assert due(db, hour(number)) == []
    cached.reads.wait()


def test_second_query_of_the_same_bytes_is_answered_here_and_billed_alike(cached: Cached, db: Any) -> None:
    db.document("things/a").set({"at": AT})
    assert sent_on(cached, lambda: due(db)) == 1
    cached.meter.reset()

    assert sent_on(cached, lambda: due(db)) == 0
    assert due(db) == ["a"]
    assert cached.meter.reading()["total"] == {"reads": 2, "writes": 0, "deletes": 0}


def test_answer_from_here_was_read_now(cached: Cached, db: Any) -> None:
    db.document("things/a").set({"at": AT})
    [first], [second] = db.collection("things").get(), db.collection("things").get()

    assert (second.to_dict(), second.update_time) == (first.to_dict(), first.update_time)
    assert first.read_time < second.read_time <= db.collection("others").document("o").get().read_time


def test_queries_of_a_moving_time_are_answered_here_while_nothing_is_due(cached: Cached, db: Any) -> None:
    db.document("shops/s/things/a").set({"at": hour(5)})
    with_an_index(cached, db)
    cached.meter.reset()

    assert sent_on(cached, lambda: [due(db, hour(number)) for number in range(5)]) == 0
    assert cached.meter.reading()["total"]["reads"] == 5
    assert due(db, hour(5)) == ["a"]


def test_what_a_commit_makes_due_is_found(cached: Cached, db: Any) -> None:
    with_an_index(cached, db)
    db.document("things/new").set({"at": hour(-1)})
    assert due(db) == ["new"]

    db.document("things/new").update({"at": hour(1)})
    assert sent_on(cached, lambda: due(db)) == 0
    db.document("things/new").update({"at": firestore.SERVER_TIMESTAMP})
    assert sent_on(cached, lambda: due(db)) == 1
    db.document("things/new").delete()
    assert sent_on(cached, lambda: due(db)) == 0


def count_between(db: Any, since: datetime, until: datetime) -> int:
    query = db.collection_group("things").where(filter=FieldFilter("at", ">=", since))
    [[counted]] = query.where(filter=FieldFilter("at", "<=", until)).count().get()
    return int(counted.value)


def test_count_of_a_moving_window_is_answered_here_until_something_enters_or_leaves_it(
    cached: Cached, db: Any
) -> None:
    db.document("shops/s/things/a").set({"at": hour(5)})
    for number in (-9, -8, -7):
        assert count_between(db, hour(number), hour(number + 3)) == 0
        cached.reads.wait()
    cached.meter.reset()

    counts: list[int] = []
    asked = sent_on(
        cached, lambda: counts.extend(count_between(db, hour(n), hour(n + 3)) for n in range(-5, 9))
    )
    assert counts == [0] * 7 + [1] * 4 + [0] * 3
    assert asked == 4, "as it comes onto the window's end, is within, lies on its beginning, and is gone"
    assert cached.meter.reading()["total"]["reads"] == 14

    db.document("shops/t/things/b").set({"at": hour(6)})
    assert count_between(db, hour(4), hour(7)) == 2


def test_query_is_not_answered_as_its_count_is(cached: Cached, db: Any) -> None:
    for number in range(3):
        query = db.collection("things").where(filter=FieldFilter("at", "<=", hour(number)))
        assert query.get() == []
        cached.reads.wait()
        [[counted]] = query.count().get()
        assert counted.value == 0, number


def test_writes_elsewhere_change_no_answer(cached: Cached, db: Any) -> None:
    db.document("things/a").set({"at": AT})
    due(db)
    db.document("others/b").set({"at": AT})
    db.document("things/a/others/b").set({"at": AT})
    assert sent_on(cached, lambda: due(db)) == 0

    db.document("shops/s/things/b").set({"at": AT})
    assert due(db) == ["b", "a"]


def test_query_of_one_collection_is_known_though_another_of_its_id_is_written(
    cached: Cached, db: Any
) -> None:
    db.collection("things").get()
    db.document("shops/s/things/b").set({})
    assert sent_on(cached, lambda: db.collection("things").get()) == 0


def batch_write(raw: RawFirestore, path: str) -> None:
    raw.call("BatchWrite", types.BatchWriteRequest(database=raw.database, writes=[raw.update(path, 1)]))


def create(raw: RawFirestore, path: str) -> None:
    collection, _, name = path.partition("/")
    raw.call(
        "CreateDocument",
        types.CreateDocumentRequest(parent=raw.root, collection_id=collection, document_id=name, document={}),
    )


def create_without_a_name(raw: RawFirestore, path: str) -> None:
    create(raw, path.partition("/")[0] + "/")


def update(raw: RawFirestore, path: str) -> None:
    raw.call("UpdateDocument", types.UpdateDocumentRequest(document=raw.update(path, 1).update))


def delete(raw: RawFirestore, path: str) -> None:
    raw.call("DeleteDocument", types.DeleteDocumentRequest(name=f"{raw.root}/{path}"))


@pytest.mark.parametrize("write", [batch_write, create, create_without_a_name, update, delete])
@pytest.mark.parametrize("is_of_values", [True, False], ids=["known by values", "known by bytes"])
def test_every_way_of_writing_makes_it_ask_again(
    cached: Cached, db: Any, project: str, write: Callable[[RawFirestore, str], None], is_of_values: bool
) -> None:
    if is_of_values:
        with_an_index(cached, db)
    due(db)
    assert sent_on(cached, lambda: due(db)) == 0
    with RawFirestore(cached.port, project) as raw:
        write(raw, "things/a")

    assert sent_on(cached, lambda: due(db)) == 1


def test_stream_of_writes_makes_it_ask_again(cached: Cached, db: Any, project: str) -> None:
    with_an_index(cached, db)
    with RawFirestore(cached.port, project) as raw, Stream(raw, "Write", types.WriteResponse) as stream:
        stream.put(types.WriteRequest(database=raw.database))
        token = stream.next().stream_token
        due_thing = {"name": f"{raw.root}/things/a", "fields": {"at": {"timestamp_value": hour(-9)}}}
        stream.put(types.WriteRequest(stream_token=token, writes=[{"update": due_thing}]))
        stream.next()
        assert due(db) == ["a"]


def test_transaction_asks_the_emulator(cached: Cached, db: Any) -> None:
    db.collection("things").get()
    transaction = db.transaction()
    transaction._begin()

    assert sent_on(cached, lambda: db.collection("things").get(transaction=transaction)) == 1
    transaction._rollback()


def test_query_of_a_user_is_asked_of_the_emulator_whose_rules_judge_it(
    cached: Cached, db: Any, project: str
) -> None:
    asked = types.RunQueryRequest.serialize(
        {
            "parent": f"projects/{project}/databases/(default)/documents",
            "structured_query": {"from_": [{"collection_id": "things"}]},
        }
    )
    counts = []
    with RawFirestore(cached.port, project) as raw:
        ask = raw.channel.unary_stream("/google.firestore.v1.Firestore/RunQuery")
        for is_admin in (True, True, False, False):
            list(ask(asked, metadata=raw.metadata(is_admin), timeout=60))
            counts.append(len(cached.sent_on.queries))

    assert counts == [1, 1, 2, 3]


def test_query_that_the_emulator_refuses_is_refused_though_nothing_could_be_found(
    cached: Cached, db: Any
) -> None:
    with_an_index(cached, db)
    query = db.collection_group("things").where(filter=FieldFilter("at", "<=", AT)).order_by("at").limit(-1)
    with pytest.raises(exceptions.InvalidArgument):
        query.get()


def test_commit_whose_end_is_open_may_still_come(cached: Cached, db: Any, project: str) -> None:
    """What it would make due may be due; what it does not concern is still known."""
    with_an_index(cached, db)
    call = Call(
        "Commit",
        None,
        _commit_of(project, hour(-1)),
        is_admin=True,
        refused_with=grpc.StatusCode.DEADLINE_EXCEEDED,
    )
    cached.cache.started(call)
    cached.cache.ended(call, is_ok=False)

    assert sent_on(cached, lambda: due(db, hour(-2))) == 0
    assert sent_on(cached, lambda: [due(db), due(db)]) == 2


def test_lost_answer_makes_it_ask_again(cached: Cached, db: Any, project: str) -> None:
    """Its watchers have not seen when the commit was made."""
    with_an_index(cached, db)
    call = Call("Commit", None, _commit_of(project), is_admin=True)
    cached.cache.started(call)
    cached.cache.ended(call, is_ok=True)

    assert sent_on(cached, lambda: due(db)) == 1


def test_refused_commit_changes_nothing(cached: Cached, db: Any) -> None:
    with_an_index(cached, db)
    with pytest.raises(exceptions.NotFound):
        db.document("things/none").update({"at": hour(-9)})
    assert sent_on(cached, lambda: due(db)) == 0


def test_whatever_else_is_called_suspends_it_until_that_has_ended(cached: Cached, db: Any) -> None:
    due(db)
    call = Call("ExecutePipeline", None)
    cached.cache.started(call)
    assert sent_on(cached, lambda: [due(db), due(db)]) == 2
    cached.cache.ended(call, is_ok=True)
    assert sent_on(cached, lambda: [due(db), due(db)]) == 1


def test_query_finds_what_was_written_before_it_while_others_write(cached: Cached, project: str) -> None:
    """Each thread asks for what it has just written, while the others change the same collection."""
    errors: list[str] = []

    def live(name: str) -> None:
        db = cached.through_the_channel(project) if name < "c" else cached.through_the_port(project)
        for number in range(40):
            db.document(f"things/{name}").set({"at": hour(-1 if number % 2 else 1)})
            found = name in due(db)
            if found != bool(number % 2):
                errors.append(f"{name} {number}: {found}")
        db.close()

    threads = [threading.Thread(target=live, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_writes_at_the_emulators_own_port_are_seen(
    firebase: LocalFirebase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Emptying it, say: once somebody is connected there, every query is asked of the emulator."""
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", firebase.firestore_host)
    db = firestore.Client(project=firebase.project)
    db.document("things/a").set({})
    assert len(db.collection("things").get()) == len(db.collection("things").get()) == 1
    documents = f"emulator/v1/projects/{firebase.project}/databases/(default)/documents"
    assert request("DELETE", f"http://{firebase.emulator_host}/{documents}")[0] == 200
    assert db.collection("things").get() == []
    db.close()


def test_it_is_bypassed_until_a_reset(cached: Cached, db: Any) -> None:
    cached.cache.bypass()
    for _ in range(3):
        db.collection("things").get()
    assert len(cached.sent_on.queries) == 3
    cached.cache.reset()
    for _ in range(3):
        db.collection("things").get()
    assert len(cached.sent_on.queries) == 4


def _commit_of(project: str, at: datetime = AT) -> bytes:
    name = f"projects/{project}/databases/(default)/documents/things/a"
    write = {"update": {"name": name, "fields": {"at": {"timestamp_value": at}}}}
    serialized: bytes = types.CommitRequest.serialize({"writes": [write]})
    return serialized
