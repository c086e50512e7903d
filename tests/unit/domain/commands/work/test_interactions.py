"""An interaction is kept with who had it, and its customer was active then."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.customers.customer import Stats
from tests.builders import NOON, a_customer, give, problems, with_staff
from tests.memory import Billed, DictBackend


def an_interaction(**changes: Any) -> dict[str, Any]:
    return {
        "interaction_type": "call",
        "interaction_source": "customer_service",
        "customer_id": "somebody",
        "performed_at": NOON,
    } | changes


def record(backend: DictBackend, **changes: Any) -> dict[str, Any]:
    return give(backend, "record_interaction", an_interaction(**changes))


def last_at(backend: DictBackend) -> tuple[Any, Any]:
    """The last interaction and the last activity of the only customer."""
    stats = backend.one("customers")["stats"]
    return stats["last_interaction_at"], stats["last_activity_at"]


def test_an_interaction_is_kept_as_it_was_given_with_the_uid_of_who_gave_it() -> None:
    backend = with_staff(a_customer())
    command = record(
        backend,
        outcome="promised",
        next_action="call",
        next_action_on="2025-02-01",
        duration_minutes=7,
        notes="Wants oat milk.\nCalls back.",
        attachments=["photos/1.jpg", {"name": "menu", "path": "files/menu.pdf"}],
        transaction={"id": "pos:1", "ref_table": "orders", "amount_minor": 38_700},
        location_id="first",
        opportunity_id="",
        performed_by="another",
        automation_id="forged",
    )
    assert command["result"] == {"interaction_id": "command:c0:interaction"}
    assert backend.all("interactions") == {
        "command:c0:interaction": {
            "interaction_type": "call",
            "interaction_source": "customer_service",
            "customer_id": "somebody",
            "location_id": "first",
            "opportunity_id": None,
            "transaction": {"id": "pos:1", "ref_table": "orders", "channel": None, "amount_minor": 38_700},
            "performed_by": "till",
            "performed_at": NOON,
            "duration_minutes": 7,
            "outcome": "promised",
            "next_action": "call",
            "next_action_on": "2025-02-01",
            "notes": "Wants oat milk.\nCalls back.",
            "attachments": ["photos/1.jpg", {"name": "menu", "path": "files/menu.pdf"}],
            "automation_id": None,
        }
    }


def test_a_customer_was_active_when_an_interaction_happened() -> None:
    backend = with_staff(a_customer())
    backend.billed = Billed()
    record(backend)
    assert last_at(backend) == (NOON, NOON)
    assert backend.billed == Billed(reads=1 + 1, writes=1 + 2)


def test_an_older_interaction_does_not_move_the_last_activity_back() -> None:
    backend = with_staff(a_customer())
    record(backend)
    record(backend, performed_at=NOON - timedelta(days=3))
    assert last_at(backend) == (NOON, NOON)
    assert len(backend.all("interactions")) == 2


def test_an_interaction_before_the_last_order_is_kept_and_is_not_the_last_activity() -> None:
    stats = Stats(orders=1, last_order_at=NOON, last_activity_at=NOON)
    backend = with_staff(a_customer().with_changes(stats=stats))
    earlier = NOON - timedelta(days=3)
    record(backend, performed_at=earlier)
    assert last_at(backend) == (earlier, NOON)


@pytest.mark.parametrize("customer_id", [None, ""])
def test_an_interaction_without_a_customer_is_kept_alone(customer_id: str | None) -> None:
    backend = with_staff()
    backend.billed = Billed()
    record(backend, customer_id=customer_id)
    assert backend.one("interactions")["customer_id"] is None
    assert backend.billed == Billed(reads=1, writes=1 + 1)


@pytest.mark.parametrize(
    ("performed_at", "made_at", "kept"),
    [
        (None, NOON - timedelta(hours=2), NOON - timedelta(hours=2)),
        (None, NOON + timedelta(hours=2), NOON),
        (None, None, NOON),
        (NOON + timedelta(minutes=9), NOON, NOON),
        ((NOON - timedelta(days=1)).isoformat(), NOON, NOON - timedelta(days=1)),
    ],
    ids=["when it was made", "a clock that is ahead", "when it came", "a little ahead", "a text"],
)
def test_when_it_happened_is_what_was_said_or_when_the_command_was_made(
    performed_at: Any, made_at: Any, kept: Any
) -> None:
    backend = with_staff(a_customer())
    give(backend, "record_interaction", an_interaction(performed_at=performed_at), made_at=made_at)
    assert backend.one("interactions")["performed_at"] == kept
    assert last_at(backend) == (kept, kept)


@pytest.mark.item("S000-14", "S000-19")
@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"interaction_type": ""}, "interaction_type"),
        ({"interaction_source": "rumour"}, "interaction_source"),
        ({"performed_at": "2025-01-25T10:30:00"}, "performed_at"),
        ({"performed_at": NOON + timedelta(minutes=11)}, "performed_at"),
        ({"customer_id": 7}, "customer_id"),
        ({"customer_id": "a/b"}, "customer_id"),
        ({"customer_id": "nobody"}, "customer_id"),
        ({"duration_minutes": -1}, "duration_minutes"),
        ({"duration_minutes": True}, "duration_minutes"),
        ({"next_action_on": "01.02.2025"}, "next_action_on"),
        ({"transaction": {"amount_minor": 2**63}}, "transaction.amount_minor"),
        ({"notes": "n" * 10_001}, "notes"),
    ],
)
def test_what_is_no_interaction_is_a_problem_at_its_field_and_writes_nothing(
    changes: dict[str, Any], path: str
) -> None:
    backend = with_staff(a_customer())
    before = dict(backend.versions)
    assert list(problems(record(backend, **changes))) == [path]
    assert {p: v for p, v in backend.versions.items() if "/commands/" not in p} == before
