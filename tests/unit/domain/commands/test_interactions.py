"""An interaction that a client wrote: checked, and its customer was active then."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.commands.interactions import record_interaction
from functions.domain.customers.customer import Stats
from functions.domain.kernel.errors import Malformed
from tests.builders import NOON, a_customer, an_org
from tests.memory import Billed, DictBackend, a_store

PATH = "orgs/kopi/interactions/i"


def an_interaction(**changes: Any) -> dict[str, Any]:
    return {
        "interaction_type": "call",
        "interaction_source": "customer_service",
        "customer_id": "somebody",
        "performed_at": NOON,
        "recorded": False,
    } | changes


def record(backend: DictBackend, document: dict[str, Any]) -> None:
    """The event of an interaction that a client just wrote."""
    backend.client_writes(PATH, **document)
    known = [backend.snapshot(PATH)]
    a_store(backend).commit("kopi", lambda: record_interaction(an_org(), "i", NOON), known)


def with_customer() -> DictBackend:
    backend = DictBackend()
    backend.put(a_customer())
    return backend


def test_a_customer_was_active_when_an_interaction_happened() -> None:
    backend = with_customer()
    record(backend, an_interaction(mood="happy"))
    stats = backend.one("customers")["stats"]
    assert (stats["last_interaction_at"], stats["last_activity_at"]) == (NOON, NOON)
    assert (backend.documents[PATH]["recorded"], backend.documents[PATH]["mood"]) == (True, "happy")
    assert backend.billed == Billed(reads=1, writes=2)


def test_an_older_interaction_does_not_move_the_last_activity_back() -> None:
    backend = with_customer()
    record(backend, an_interaction())
    record(backend, an_interaction(performed_at=NOON - timedelta(days=3)))
    stats = backend.one("customers")["stats"]
    assert (stats["last_interaction_at"], stats["last_activity_at"]) == (NOON, NOON)


def test_an_interaction_before_the_last_order_is_kept_and_is_not_the_last_activity() -> None:
    backend = DictBackend()
    stats = Stats(orders=1, last_order_at=NOON, last_activity_at=NOON)
    backend.put(a_customer().with_changes(stats=stats))
    earlier = NOON - timedelta(days=3)
    record(backend, an_interaction(performed_at=earlier))
    after = backend.one("customers")["stats"]
    assert (after["last_interaction_at"], after["last_activity_at"]) == (earlier, NOON)


@pytest.mark.parametrize(("customer_id", "reads"), [(None, 0), ("", 0), ("nobody", 1)])
def test_an_interaction_with_nobody_is_recorded_alone(customer_id: str | None, reads: int) -> None:
    backend = DictBackend()
    record(backend, an_interaction(customer_id=customer_id))
    assert backend.documents[PATH]["recorded"] is True
    assert list(backend.documents) == [PATH]
    assert backend.billed == Billed(reads=reads, writes=1)


def test_the_same_event_again_writes_nothing() -> None:
    backend = with_customer()
    backend.client_writes(PATH, **an_interaction())
    event = backend.snapshot(PATH)
    for _ in range(2):
        a_store(backend).commit("kopi", lambda: record_interaction(an_org(), "i", NOON), [event])
    assert backend.billed.writes == 2
    assert backend.one("customers")["stats"]["last_interaction_at"] == NOON


def test_an_interaction_that_is_gone_is_left() -> None:
    backend = with_customer()
    a_store(backend).commit("kopi", lambda: record_interaction(an_org(), "i", NOON))
    assert backend.billed.writes == 0


@pytest.mark.item("S000-14", "S000-19")
@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"interaction_type": ""}, "interaction_type"),
        ({"interaction_source": "rumour"}, "interaction_source"),
        ({"performed_at": None}, "performed_at"),
        ({"performed_at": "2025-01-25T10:30:00"}, "performed_at"),
        ({"customer_id": 7}, "customer_id"),
    ],
)
def test_what_is_no_interaction_is_malformed_and_writes_nothing(changes: dict[str, Any], path: str) -> None:
    backend = with_customer()
    with pytest.raises(Malformed) as caught:
        record(backend, an_interaction(**changes))
    assert [fault.path for fault in caught.value.faults] == [path]
    assert backend.billed.writes == 0


def test_an_interaction_that_is_put_right_loses_the_reason() -> None:
    backend = with_customer()
    backend.client_writes(PATH, record_error="interaction: performed_at: Field required")
    record(backend, an_interaction())
    assert backend.documents[PATH]["record_error"] is None
