"""What a client writes while the server takes in what it wrote before: events late, out of order, or lost."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from functions.scheduled import tick
from functions.store.documents import Snapshot
from functions.triggers.commands import record_snapshot
from tests.builders import NOON, OTHER_PHONE, PHONE, a_customer
from tests.faults.mishaps import Fault, Planned
from tests.faults.platform import platform
from tests.faults.world import World

PATH = "orgs/kopi/orders/pos:1"


@pytest.fixture
def world() -> Iterator[World]:
    with platform(World()) as world:
        yield world


def written(world: World, minute: int, **changes: Any) -> Snapshot:
    """A till's order as it stands after so many minutes; the event that it sets off."""
    world.backend.client_writes(
        PATH,
        **{
            "status": "paid",
            "ordered_at": NOON,
            "updated_at": NOON + timedelta(minutes=minute),
            "currency": "INR",
            "total_minor": 38_700,
            "customer": {"phone": PHONE},
            "recorded": False,
        }
        | changes,
    )
    return world.backend.snapshot(PATH)


def sweep() -> None:
    """The tick takes in what is not recorded."""
    assert tick._record_lost() is None


def points(world: World) -> int:
    """The balance of the only customer, which is the ledger's sum."""
    balance = int(world.backend.one("customers")["loyalty"]["points"])
    assert sum(e["amount"] for e in world.backend.all("loyalty_transactions").values()) == balance
    return balance


@pytest.mark.parametrize("arrival", [*permutations([0, 1]), (0, 1, 0), (1, 0, 1), (0, 0, 1, 1)])
def test_events_in_any_order_and_twice_come_to_the_latest_state(
    world: World, arrival: tuple[int, ...]
) -> None:
    events = [written(world, 0), written(world, 1, total_minor=50_000)]
    for number in arrival:
        record_snapshot(events[number])
    document = world.backend.documents[PATH]
    assert (document["total_minor"], document["recorded"]) == (50_000, True)
    assert points(world) == 5


def test_an_event_takes_in_the_document_as_it_stands_and_not_as_it_was_when_it_was_sent(
    world: World,
) -> None:
    older = written(world, 0)
    written(world, 1, total_minor=50_000)
    record_snapshot(older)
    assert world.backend.documents[PATH]["taken"]["updated_at"] == NOON + timedelta(minutes=1)
    assert [e["amount"] for e in world.backend.all("loyalty_transactions").values()] == [5]


def test_a_lost_event_of_the_only_state_is_found_by_the_sweep(world: World) -> None:
    written(world, 0)
    sweep()
    assert points(world) == 3
    before = dict(world.backend.versions)
    sweep()
    assert world.backend.versions == before


def test_a_late_event_of_an_older_state_does_not_lose_the_newer_one_whose_event_is_lost(
    world: World,
) -> None:
    older = written(world, 0)
    written(world, 1, total_minor=50_000)
    record_snapshot(older)
    sweep()
    assert world.backend.documents[PATH]["total_minor"] == 50_000
    assert points(world) == 5


def test_a_refusal_of_an_older_state_does_not_lose_the_correction_whose_event_is_lost(world: World) -> None:
    wrong = written(world, 0, currency="USD")
    written(world, 1, currency="INR")
    record_snapshot(wrong)
    sweep()
    document = world.backend.documents[PATH]
    assert (document["recorded"], document.get("record_error")) == (True, None)
    assert points(world) == 3


def test_a_state_that_is_no_order_is_refused_once_and_taken_in_when_it_is_put_right(world: World) -> None:
    record_snapshot(written(world, 0, currency="USD"))
    sweep()
    document = world.backend.documents[PATH]
    assert document["recorded"] is True
    assert document["record_error"] == "order: currency: must be INR, the organisation's"
    assert world.backend.one("dead_letters")["attempts"] == 1
    assert world.backend.all("customers") == {}
    record_snapshot(written(world, 1))
    assert world.backend.documents[PATH]["record_error"] is None
    assert points(world) == 3


@pytest.mark.parametrize(
    ("minute", "changes"),
    [
        (0, {"status": "paid", "total_minor": 50_000, "refunded_minor": 0}),
        (1, {"status": "refunded", "refunded_minor": 10_000}),
    ],
    ids=["older", "repeated"],
)
def test_a_stale_or_repeated_state_is_put_back_to_what_was_taken_in(
    world: World, minute: int, changes: dict[str, Any]
) -> None:
    record_snapshot(written(world, 1, status="refunded", refunded_minor=10_000))
    taken = world.backend.documents[PATH]
    customer = world.backend.one("customers")
    forged = {"counted_for": "", "counted_at": NOON, "points_earned": 99, "customer_id": ""}
    stale = written(world, minute, **changes | forged)
    record_snapshot(stale)
    sweep()
    assert world.backend.documents[PATH] == taken
    assert world.backend.one("customers") == customer
    assert (taken["status"], taken["refunded_minor"]) == ("refunded", 10_000)
    assert taken["counted_for"] == next(iter(world.backend.all("customers")))


def test_an_older_state_that_a_till_writes_over_a_cancelled_one_leaves_it_cancelled(world: World) -> None:
    record_snapshot(written(world, 1, status="cancelled"))
    record_snapshot(written(world, 0, status="paid"))
    document = world.backend.documents[PATH]
    assert world.backend.one("customers")["stats"]["orders"] == 0
    assert document["counted_for"] is None
    assert (document["status"], document["recorded"]) == ("cancelled", True)


def test_another_content_of_a_state_that_was_taken_in_is_refused_and_counts_for_nothing(
    world: World,
) -> None:
    record_snapshot(written(world, 0))
    record_snapshot(written(world, 0, total_minor=50_000))
    error = world.backend.documents[PATH]["record_error"]
    assert error == "order pos:1 as of 2025-01-25T12:00:00+00:00 is already known with different content"
    assert points(world) == 3


@pytest.mark.parametrize("fault", [Fault.CRASH_AFTER, Fault.ANSWER_LOST, Fault.AWAY, Fault.REFUSED])
def test_a_refusal_survives_a_fault_at_any_call(fault: Fault) -> None:
    for call in range(6):
        with platform(World(faults=Planned({call: fault}))) as world:
            till = {"currency": "USD", "total_minor": 1, "status": "paid", "updated_at": NOON}
            world.client_writes(PATH, till | {"ordered_at": NOON})
            world.settle()
        assert world.backend.documents[PATH]["recorded"] is True, call
        assert world.backend.documents[PATH]["record_error"].startswith("order: currency:"), call
        assert world.backend.one("dead_letters")["payload"]["currency"] == "USD", call
        assert world.backend.all("customers") == {}, call


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("customers/c", {"phone": "123"}, {"phone": OTHER_PHONE}),
        ("customers/c", {"name": ["Asha"]}, {"name": "Asha"}),
        (
            "interactions/i",
            {"interaction_type": "", "interaction_source": "system", "performed_at": NOON},
            {"interaction_type": "call"},
        ),
        ("orders/shop:1", {"status": "paid"}, None),
    ],
    ids=["customer", "damaged customer", "interaction", "order of no source"],
)
def test_every_kind_of_document_is_refused_with_its_reason_and_taken_in_when_put_right(
    world: World, path: str, wrong: dict[str, Any], right: dict[str, Any] | None
) -> None:
    world.backend.put(a_customer())
    where = f"orgs/kopi/{path}"
    world.client_writes(where, wrong)
    world.run()
    document = world.backend.documents[where]
    assert document["recorded"] is True
    assert document["record_error"]
    assert list(world.backend.all("dead_letters")) == [path.replace("/", ":")]
    if right is not None:
        world.client_writes(where, right)
        world.run()
        document = world.backend.documents[where]
        assert (document["recorded"], document["record_error"]) == (True, None)


def test_what_the_server_wrote_sets_nothing_off(world: World) -> None:
    record_snapshot(written(world, 0))
    calls = list(world.calls)
    world.client_writes(PATH, {"recorded": True})
    world.run()
    assert world.calls == calls
