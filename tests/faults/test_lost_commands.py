"""Commands whose event was lost: the tick finds them, and what keeps failing holds up nothing that comes after it."""

from datetime import timedelta

import pytest

from functions.domain.kernel.errors import Contended
from functions.scheduled.lost_commands import EVENT_TAKES, LOOKED_AFTER, settle_lost
from functions.store import settling
from functions.store.settling import settle
from functions.store.snapshots import Snapshot
from tests.builders import NOON, a_command, an_order_body
from tests.faults.command_flows import put_staff
from tests.faults.platform import platform
from tests.faults.world import COMMANDS_A_PAGE, World

COUNT = 3 * COMMANDS_A_PAGE + 1


def given_and_lost(world: World, minutes_ago: float = 60, count: int = COUNT) -> None:
    put_staff(world)
    for number in range(count):
        command = a_command("record_order", an_order_body(order_id=str(number)))
        at = NOON - timedelta(minutes=minutes_ago)
        world.backend.client_writes(f"orgs/kopi/commands/{number}", **command | {"created_at": at})


def statuses(world: World) -> list[str | None]:
    return [world.backend.all("commands")[str(number)].get("status") for number in range(COUNT)]


def test_all_lost_commands_are_settled_over_several_pages() -> None:
    with platform(World()) as world:
        given_and_lost(world)
        assert settle_lost(NOON) is None
    assert statuses(world) == ["done"] * COUNT


def test_a_page_that_keeps_failing_does_not_hold_up_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def settle_some(snapshot: Snapshot) -> tuple[Snapshot, ...]:
        if int(snapshot.path[-1]) < COMMANDS_A_PAGE:
            raise Contended(12)
        return settle(snapshot)

    monkeypatch.setattr(settling, "settle", settle_some)
    with platform(World()) as world:
        given_and_lost(world)
        assert isinstance(settle_lost(NOON), Contended)
    assert statuses(world) == [None] * COMMANDS_A_PAGE + ["done"] * (COUNT - COMMANDS_A_PAGE)


@pytest.mark.parametrize(
    ("minutes_ago", "expected"),
    [
        (EVENT_TAKES.total_seconds() / 60, "done"),
        (1, None),
        (LOOKED_AFTER.total_seconds() / 60, "done"),
        (LOOKED_AFTER.total_seconds() / 60 + 1, None),
    ],
    ids=["no longer on its way", "on its way", "a day and two hours", "longer"],
)
def test_what_is_looked_for_is_neither_on_its_way_nor_given_up(
    minutes_ago: float, expected: str | None
) -> None:
    with platform(World()) as world:
        given_and_lost(world, minutes_ago)
        settle_lost(NOON)
    assert statuses(world) == [expected] * COUNT


def test_where_all_is_settled_two_counts_are_all_that_is_asked() -> None:
    with platform(World()) as world:
        given_and_lost(world)
        settle_lost(NOON)
        before = len(world.calls)
        settle_lost(NOON)
        assert world.calls[before:] == ["read", "read"]
        world.backend.documents = {}
        settle_lost(NOON)
        assert world.calls[before + 2 :] == ["read"]
