"""Document events reach the functions that asked for them, with what production would send, and only that."""

from typing import Any

import pytest

from local.events import compile_pattern
from local.running import LocalFirebase
from tests.local.conftest import Seen

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
    firebase.idle(timeout_s=5)

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
    firebase.idle(timeout_s=5)

    assert len(seen("on_order_written")) == 1


def test_function_that_fails_is_not_called_again_for_the_event(
    firebase: LocalFirebase, db: Any, seen: Seen
) -> None:
    db.document("fragile/f1").set({"n": 1})
    firebase.idle()
    firebase.advance("1d")

    assert len(seen("on_fragile_written")) == 1


def by_total(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Events come unordered."""
    return sorted(records, key=lambda record: int(record["after"]["total"]))
