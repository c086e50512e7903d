"""Document events reach the functions that asked for them, with what production would send, and only that."""

from types import SimpleNamespace
from typing import Any

import pytest

from local.client import LocalFirebase
from local.events.document_events import DocumentEvents, compile_pattern
from local.firestore.emulator import EmulatorError
from local.hosting.manifests import DocumentTrigger, Function
from tests.local.conftest import Seen, idle_with_nothing_owed

PATTERNS = [
    ("orders/{id}", "orders/o1", True),
    ("orders/{id}", "orders/o1/items/i1", False),
    ("orders/{id=*}", "orders/o1", True),
    ("orders/{id}/items/{item}", "orders/o1/items/i1", True),
    ("orders/{rest=**}", "orders/o1/items/i1", True),
    ("orders/{rest=**}", "other/o1", False),
    ("orders/o.1", "orders/o.1", True),
    ("orders/o.1", "orders/ox1", False),
]


@pytest.mark.parametrize(("pattern", "path", "matches"), PATTERNS)
def test_pattern_matches_the_paths_that_it_names(pattern: str, path: str, matches: bool) -> None:
    assert (compile_pattern(pattern).fullmatch(path) is not None) is matches


def test_created_document_reaches_created_and_written(firebase: LocalFirebase, db: Any, seen: Seen) -> None:
    db.document("shops/kopi/orders/o1").set({"total": 387})
    firebase.idle()

    (written,) = seen("on_order_written")
    assert (written["before"], written["after"]) == (None, {"total": 387})
    assert written["params"] == {"shop": "kopi", "order": "o1"}
    assert written["source"] == f"//firestore.googleapis.com/projects/{firebase.project}/databases/(default)"
    assert written["type"] == "google.cloud.firestore.document.v1.written"
    (created,) = seen("on_order_created")
    assert created["data"] == {"total": 387}
    assert created["type"] == "google.cloud.firestore.document.v1.created"
    assert seen("on_order_updated") == seen("on_order_deleted") == []


def test_updated_document_reaches_updated_and_written(firebase: LocalFirebase, db: Any, seen: Seen) -> None:
    order = db.document("shops/kopi/orders/o1")
    order.set({"total": 1})
    order.update({"total": 2})
    firebase.idle()

    (updated,) = seen("on_order_updated")
    assert (updated["before"], updated["after"]) == ({"total": 1}, {"total": 2})
    assert [record["after"] for record in by_total(seen("on_order_written"))] == [{"total": 1}, {"total": 2}]
    assert len(seen("on_order_created")) == 1
    assert seen("on_order_deleted") == []


def test_deleted_document_reaches_deleted_and_written(firebase: LocalFirebase, db: Any, seen: Seen) -> None:
    order = db.document("shops/kopi/orders/o1")
    order.set({"total": 1})
    order.delete()
    firebase.idle()

    (deleted,) = seen("on_order_deleted")
    assert deleted["data"] == {"total": 1}
    assert {"total": 1} in [record["before"] for record in seen("on_order_written")]
    assert seen("on_order_updated") == []


def test_write_that_changes_nothing_reaches_nobody(firebase: LocalFirebase, db: Any, seen: Seen) -> None:
    order = db.document("shops/kopi/orders/o1")
    order.set({"total": 1, "ratio": float("nan")})
    order.set({"total": 1, "ratio": float("nan")})
    db.document("shops/kopi/orders/never").delete()
    firebase.idle()

    assert len(seen("on_order_written")) == 1
    assert seen("on_order_updated") == seen("on_order_deleted") == []


@pytest.mark.parametrize("name", ["schön", "雪", "🍜", "a b", "50%25", "space at the end "])
def test_event_of_an_odd_name_is_not_waited_for_once_it_came(
    firebase: LocalFirebase, db: Any, seen: Seen, name: str
) -> None:
    db.collection("shops/kopi/orders").document(name).set({"total": 387})
    idle_with_nothing_owed(firebase)

    assert len(seen("on_order_created")) == 1


def test_commit_of_many_documents_sends_an_event_for_each(
    firebase: LocalFirebase, db: Any, seen: Seen
) -> None:
    batch = db.batch()
    for number in range(30):
        batch.set(db.document(f"shops/kopi/orders/o{number}"), {"total": number})
    batch.set(db.document("shops/kopi"), {"name": "Kopi"})
    batch.commit()
    firebase.idle()

    assert [record["after"]["total"] for record in by_total(seen("on_order_written"))] == list(range(30))


def test_idle_waits_for_all_that_events_cause(firebase: LocalFirebase, db: Any, seen: Seen) -> None:
    db.document("chain/10").set({"left": 9})
    firebase.idle()

    assert len(list(db.collection("chain").stream())) == 10
    assert len(seen("deliver")) == 1


def test_failed_commit_leaves_nothing_to_wait_for(firebase: LocalFirebase, db: Any, seen: Seen) -> None:
    order = db.document("shops/kopi/orders/o1")
    order.set({"total": 1})
    with pytest.raises(Exception, match="already exists"):
        order.create({"total": 2})
    idle_with_nothing_owed(firebase)

    assert len(seen("on_order_written")) == 1


def test_function_that_fails_is_not_called_again_for_the_event(
    firebase: LocalFirebase, db: Any, seen: Seen
) -> None:
    db.document("fragile/f1").set({"n": 1})
    firebase.idle()
    firebase.advance("1d")

    assert len(seen("on_fragile_written")) == 1
    (given_up,) = dropped(firebase, "fragile/f1")
    assert (given_up["function"], given_up["attempts"]) == ("on_fragile_written", 1)


def test_function_with_retry_is_called_again_for_the_event_until_it_takes_it(
    firebase: LocalFirebase, db: Any, seen: Seen
) -> None:
    db.document("stubborn/s1").set({"fails": 2})
    firebase.idle()
    assert len(seen("on_stubborn_written")) == 1
    firebase.advance("25s")
    assert len(seen("on_stubborn_written")) == 2
    firebase.advance("2d")

    calls = seen("on_stubborn_written")
    assert len(calls) == 3
    assert len({call["id"] for call in calls}) == 1
    assert dropped(firebase, "stubborn/s1") == []


def test_event_that_a_function_with_retry_never_takes_is_given_up_after_a_day(
    firebase: LocalFirebase, db: Any, seen: Seen
) -> None:
    db.document("stubborn/s2").set({"fails": 1000})
    firebase.idle()
    firebase.advance("23h")
    assert dropped(firebase, "stubborn/s2") == []
    firebase.advance("25h")

    calls = seen("on_stubborn_written")
    (given_up,) = dropped(firebase, "stubborn/s2")
    assert given_up == {
        "function": "on_stubborn_written",
        "event_id": calls[0]["id"],
        "document": "stubborn/s2",
        "attempts": len(calls),
        "status": 500,
        "why": "the function failed for 24 hours",
    }
    assert len(calls) == 149


@pytest.mark.parametrize(("filling", "comes"), [(512 * 1024 - 300, True), (512 * 1024, False)])
def test_event_that_is_too_large_for_eventarc_goes_nowhere(
    firebase: LocalFirebase, db: Any, seen: Seen, filling: int, comes: bool
) -> None:
    path = f"stubborn/{filling}"
    db.document(path).set({"fails": 0, "text": "x" * filling})
    firebase.idle()

    assert len(seen("on_stubborn_written")) == comes
    assert [each["attempts"] for each in dropped(firebase, path)] == ([] if comes else [0])
    assert path not in firebase.log


def test_event_holds_the_document_before_and_after_so_two_halves_are_too_large(
    firebase: LocalFirebase, db: Any, seen: Seen
) -> None:
    db.document("stubborn/halves").set({"fails": 0, "text": "x" * (300 * 1024)})
    db.document("stubborn/halves").set({"fails": 0, "text": "y" * (300 * 1024)})
    firebase.idle()

    assert len(seen("on_stubborn_written")) == 1
    (too_large,) = dropped(firebase, "stubborn/halves")
    assert "and Eventarc takes 524288" in too_large["why"]


def dropped(firebase: LocalFirebase, document: str) -> list[dict[str, Any]]:
    return [each for each in firebase.status()["dropped"]["events"] if each["document"] == document]


def by_total(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events come unordered."""
    return sorted(records, key=lambda record: int(record["after"]["total"]))


def test_a_reset_that_fails_leaves_the_triggers_as_they_were() -> None:
    written = DocumentTrigger("google.cloud.firestore.document.v1.written", "orders/{id}", "(default)", False)
    function = Function("on_order", "asia-southeast1", written, print)
    hosting: Any = SimpleNamespace(functions={"on_order": function})
    unused: Any = None
    events = DocumentEvents(hosting, unused, unused, deliveries=unused)
    heard: list[str] = []
    emulator: Any = SimpleNamespace(
        is_ours=True, register_trigger=lambda project, key, asked: heard.append(asked["document"]["value"])
    )
    with pytest.raises(EmulatorError), events.unheard(emulator, "demo"):
        raise EmulatorError("it does not delete its documents")
    assert heard == ["local-firebase/nowhere", "orders/{id}"]
