"""A client has written a state of an order that is not taken in yet, when something else happens to the order."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.commands.orders import record_client_order
from functions.domain.orders.recording import Receipt
from functions.store.commit import Store
from tests.builders import NOON, PHONE, an_order, an_org, take_in
from tests.memory import DictBackend, a_store, run

ORG = an_org()
PATH = "orgs/kopi/orders/pos:1"


def written(backend: DictBackend, minute: int, **changes: Any) -> None:
    """A till's order as of so many minutes after noon."""
    fields = {
        "status": "paid",
        "ordered_at": NOON,
        "updated_at": NOON + timedelta(minutes=minute),
        "currency": "INR",
        "total_minor": 38_700,
        "customer": {"phone": PHONE},
        "recorded": False,
    }
    backend.client_writes(PATH, **fields | changes)


def delivered(store: Store, minute: int, **changes: Any) -> Receipt:
    """The webhook's state of the same order as of so many minutes after noon."""
    at = {"ordered_at": NOON.isoformat(), "updated_at": (NOON + timedelta(minutes=minute)).isoformat()}
    return take_in(store, an_order(ORG, **at | changes), org=ORG)


def points(backend: DictBackend) -> int:
    return sum(entry["amount"] for entry in backend.all("loyalty_transactions").values())


@pytest.mark.item("S002-99")
def test_an_older_delivery_takes_in_the_newer_state_that_a_client_wrote() -> None:
    backend = DictBackend()
    store = a_store(backend)
    written(backend, 2, total_minor=50_000)
    receipt = delivered(store, 1)
    assert (receipt.replayed, receipt.points_earned, receipt.points_balance) == (True, 5, 5)
    document = backend.documents[PATH]
    assert (document["total_minor"], document["recorded"], points(backend)) == (50_000, True, 5)


def test_a_delivery_that_repeats_an_older_state_does_not_put_it_back_over_a_clients_newer_one() -> None:
    backend = DictBackend()
    store = a_store(backend)
    delivered(store, 0)
    written(backend, 2, total_minor=50_000)
    assert delivered(store, 0).replayed is True
    assert (backend.documents[PATH]["total_minor"], points(backend)) == (50_000, 5)


def test_a_newer_delivery_supersedes_what_a_client_wrote_before() -> None:
    backend = DictBackend()
    store = a_store(backend)
    written(backend, 1, total_minor=50_000)
    assert delivered(store, 2).replayed is False
    run(store, lambda: record_client_order(ORG, "pos:1", NOON))
    assert (backend.documents[PATH]["total_minor"], points(backend)) == (38_700, 3)


def test_a_document_that_is_no_order_does_not_stand_in_the_way_of_one() -> None:
    backend = DictBackend()
    store = a_store(backend)
    delivered(store, 0)
    delivered(store, 0, order_id="2")
    written(backend, 1, total_minor="much", ordered_at=NOON)
    cancelled = delivered(store, 1, order_id="2", status="cancelled")
    assert (cancelled.status, cancelled.points_balance) == ("cancelled", 3)
    assert delivered(store, 2, total="500.00").points_balance == 5
    assert backend.documents[PATH]["total_minor"] == 50_000


def test_an_instant_that_a_client_wrote_as_text_becomes_one() -> None:
    backend = DictBackend()
    written(backend, 0, ordered_at=NOON.isoformat(), updated_at=NOON.isoformat())
    run(a_store(backend), lambda: record_client_order(ORG, "pos:1", NOON))
    document = backend.documents[PATH]
    assert (document["ordered_at"], document["updated_at"]) == (NOON, NOON)


def test_an_older_state_that_a_client_writes_over_a_newer_one_is_put_right() -> None:
    backend = DictBackend()
    store = a_store(backend)
    delivered(store, 5, outlet_id="second", visit_type="delivery")
    written(backend, 1, status="pending", outlet_id="other", channel="web")
    run(store, lambda: record_client_order(ORG, "pos:1", NOON))
    document = backend.documents[PATH]
    assert (document["status"], document["outlet_id"], document["channel"]) == ("paid", "second", "pos")
    assert (document["recorded"], points(backend)) == (True, 3)


def test_a_delivery_is_not_answered_for_what_is_wrong_with_a_clients_newer_document() -> None:
    backend = DictBackend()
    store = a_store(backend)
    written(backend, 2, customer={}, customer_id="nobody")
    receipt = delivered(store, 1)
    assert (receipt.replayed, receipt.points_balance, points(backend)) == (False, 3, 3)


def test_a_stale_delivery_meets_no_conflict_that_a_client_has_made() -> None:
    backend = DictBackend()
    store = a_store(backend)
    delivered(store, 2)
    written(backend, 2, total_minor=50_000)
    assert delivered(store, 1).replayed is True
    assert (backend.documents[PATH]["recorded"], points(backend)) == (False, 3)
