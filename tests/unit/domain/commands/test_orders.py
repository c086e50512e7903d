"""An order document that a client wrote is taken in as an order by webhook is, at the same cost."""

from typing import Any

import pytest

from functions.domain.commands.orders import record_client_order
from functions.domain.kernel.errors import Conflict, Damaged, Malformed
from functions.store.documents import Snapshot
from tests.builders import NOON, PHONE, a_customer, an_order, an_org, take_in
from tests.memory import Billed, DictBackend, a_store

ORG = an_org()
PATH = "orgs/kopi/orders/pos:1"


def written(backend: DictBackend, **changes: Any) -> Snapshot:
    """A till's order, as its event brings it."""
    fields = {
        "status": "paid",
        "ordered_at": NOON,
        "updated_at": NOON,
        "currency": "INR",
        "total_minor": 38_700,
        "customer": {"phone": PHONE},
        "recorded": False,
    }
    backend.client_writes(PATH, **fields | changes)
    return backend.snapshot(PATH)


def record(backend: DictBackend, *known: Snapshot) -> None:
    a_store(backend).commit("kopi", lambda: record_client_order(ORG, "pos:1", NOON), known)


def test_a_till_s_order_earns_and_keeps_what_the_till_noted() -> None:
    backend = DictBackend()
    record(backend, written(backend, table="7"))
    order = backend.documents[PATH]
    assert (order["recorded"], order["points_earned"], order["counted_for"]) == (
        True,
        3,
        order["customer_id"],
    )
    assert (order["table"], order["customer"]) == ("7", {"phone": PHONE})
    assert backend.one("customers")["loyalty"]["points"] == 3


def test_a_till_s_further_order_bills_1_read_and_3_writes() -> None:
    backend = DictBackend()
    take_in(a_store(backend), an_order(ORG, order_id="0"), org=ORG)
    backend.billed = Billed()
    record(backend, written(backend))
    assert backend.billed == Billed(reads=1, writes=3)


def test_the_same_event_again_writes_nothing() -> None:
    backend = DictBackend()
    event = written(backend)
    record(backend, event)
    before = dict(backend.versions)
    record(backend, event)
    record(backend)
    assert backend.versions == before


def test_a_document_that_is_gone_or_the_server_s_own_is_left() -> None:
    backend = DictBackend()
    record(backend)
    assert backend.documents == {}
    take_in(a_store(backend), an_order(ORG), org=ORG)
    before = dict(backend.versions)
    record(backend)
    assert backend.versions == before


def test_a_customer_id_names_the_buyer() -> None:
    backend = DictBackend()
    backend.put(a_customer())
    record(backend, written(backend, customer=None, customer_id="somebody"))
    assert backend.one("customers")["stats"]["orders"] == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"currency": "USD"}, Malformed),
        ({"total_minor": "387"}, Malformed),
        ({"customer": None, "customer_id": "nobody"}, Malformed),
        ({"taken": {"contribution": 1}}, Damaged),
    ],
)
def test_what_is_no_order_is_terminal_and_writes_nothing(
    changes: dict[str, Any], error: type[Exception]
) -> None:
    backend = DictBackend()
    event = written(backend, **{"recorded": False} | changes)
    with pytest.raises(error):
        record(backend, event)
    assert backend.billed.writes == 0


def test_other_content_than_the_webhook_s_under_one_updated_at_is_a_conflict_and_writes_nothing() -> None:
    backend = DictBackend()
    at = NOON.isoformat()
    take_in(a_store(backend), an_order(ORG, updated_at=at), org=ORG)
    event = written(backend, total_minor=38_800)
    writes = backend.billed.writes
    with pytest.raises(Conflict):
        record(backend, event)
    assert backend.billed.writes == writes
