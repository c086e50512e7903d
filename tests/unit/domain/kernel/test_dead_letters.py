"""What cannot be handled is kept with its error, once, and a client's document says why."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.kernel.client_documents import (
    ClientCustomer,
    ClientDocument,
    ClientInteraction,
    ClientOrder,
    refuse,
)
from functions.domain.kernel.dead_letters import reason_of, record_dead_letter
from functions.domain.kernel.errors import Conflict, FieldFault, Malformed
from tests.builders import NOON
from tests.memory import Billed, DictBackend, a_store, run

ERROR = Malformed("order", [FieldFault("total", "must be a decimal number like 387.00")])


def buried(backend: DictBackend, error: Exception = ERROR, days: int = 0) -> dict[str, Any]:
    now = NOON + timedelta(days=days)
    payload = {"body": "{}"}
    run(
        a_store(backend),
        lambda: record_dead_letter("letter", source="pubsub:orders", payload=payload, error=error, now=now),
    )
    return backend.one("dead_letters")


def test_a_letter_keeps_the_event_and_its_error() -> None:
    backend = DictBackend()
    assert buried(backend) == {
        "source": "pubsub:orders",
        "payload": {"body": "{}"},
        "error": {"code": "malformed", "message": "order: total: must be a decimal number like 387.00"},
        "at": NOON,
        "attempts": 1,
    }
    assert backend.billed == Billed(reads=1, writes=1)


def test_the_same_event_again_counts_an_attempt_with_its_latest_error() -> None:
    backend = DictBackend()
    buried(backend)
    letter = buried(backend, Conflict("order pos:1"), days=1)
    assert (letter["attempts"], letter["at"]) == (2, NOON + timedelta(days=1))
    assert letter["error"] == {
        "code": "conflict",
        "message": "order pos:1 is already known with different content",
    }


def test_an_error_that_is_not_ours_gives_its_kind_and_not_its_text() -> None:
    error = KeyError("+12025550123")
    assert reason_of(error) == "KeyError"
    assert buried(DictBackend(), error)["error"] == {"code": "bug", "message": "KeyError"}


WRITTEN = {"total": "much", "table": "7"}


def refused(backend: DictBackend, model: type[ClientDocument] = ClientOrder) -> None:
    run(a_store(backend), lambda: refuse(model, "7", written=WRITTEN, error=ERROR, now=NOON))


@pytest.mark.parametrize("model", [ClientOrder, ClientCustomer, ClientInteraction])
def test_a_refused_document_says_why_and_is_kept(model: type[ClientDocument]) -> None:
    backend = DictBackend()
    path = f"orgs/kopi/{model.collection}/7"
    backend.client_writes(path, recorded=False, **WRITTEN)
    refused(backend, model)
    assert backend.documents[path] == {
        "recorded": True,
        "record_error": "order: total: must be a decimal number like 387.00",
        "total": "much",
        "table": "7",
    }
    assert list(backend.all("dead_letters")) == [f"{model.collection}:7"]
    assert backend.one("dead_letters")["payload"] == WRITTEN
    assert backend.billed == Billed(reads=2, writes=2)


def test_a_refusal_of_what_was_refused_already_writes_nothing() -> None:
    backend = DictBackend()
    backend.client_writes("orgs/kopi/orders/7", recorded=False, **WRITTEN)
    refused(backend)
    before = dict(backend.versions)
    refused(backend)
    assert backend.versions == before
    assert backend.one("dead_letters")["attempts"] == 1


@pytest.mark.parametrize(
    "now_there",
    [
        None,
        {"recorded": False, "total": "38.70", "table": "7"},
        {"recorded": False, **WRITTEN, "waiter": "new"},
        {"recorded": True, **WRITTEN},
        WRITTEN,
    ],
    ids=["gone", "put right", "added to", "taken in", "the server's"],
)
def test_a_document_that_says_something_else_by_now_is_left(now_there: dict[str, Any] | None) -> None:
    backend = DictBackend()
    if now_there is not None:
        backend.client_writes("orgs/kopi/orders/7", **now_there)
    before = dict(backend.documents)
    refused(backend)
    assert backend.documents == before
    assert backend.billed == Billed(reads=1, writes=0)


def test_a_client_s_document_keeps_what_it_says_when_it_is_taken_in() -> None:
    document = ClientOrder.model_validate({"id": "7", "recorded": False, "record_error": "why", **WRITTEN})
    assert document.written == document.taken_in().written == WRITTEN
    assert (document.taken_in().recorded, document.taken_in().record_error) == (True, None)


def test_a_document_whose_error_a_client_has_spoilt_can_still_be_refused() -> None:
    backend = DictBackend()
    backend.client_writes("orgs/kopi/orders/pos:1", recorded=False, record_error=5, total_minor="much")
    store = a_store(backend)
    written = {"total_minor": "much"}
    error = Malformed("order", [FieldFault("total_minor", "is no number")])
    run(store, lambda: refuse(ClientOrder, "pos:1", written=written, error=error, now=NOON))
    assert backend.documents["orgs/kopi/orders/pos:1"]["record_error"] == "order: total_minor: is no number"
