"""Items on tasks: so many and so much in one, each named by what it holds; what no task carries is kept."""

import json
from datetime import timedelta
from typing import Any

import pytest

from functions.cloud_tasks.callback_items import enqueue_items
from functions.domain.kernel.errors import QueueAway
from functions.domain.providers.events import BrokenItem, ProviderEvent
from tests.builders import NOON
from tests.provider_events import a_gateway, a_preference, a_status, an_inbound
from tests.unit.conftest import World


def put(*items: ProviderEvent) -> None:
    enqueue_items("kopi", "sandbox", items)


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (50, [50]), (51, [1, 50]), (1000, [50] * 20)]
)
def test_fifty_items_go_on_a_task(world: World, count: int, sizes: list[int]) -> None:
    put(*(a_status(id=str(number)) for number in range(count)))
    assert sorted(len(task["items"]) for task in world.tasks.values()) == sizes
    ids = [item["id"] for task in world.tasks.values() for item in task["items"]]
    assert sorted(ids, key=int) == [str(number) for number in range(count)]
    assert world.backend.documents == {}


def test_fewer_go_where_they_are_large(world: World) -> None:
    put(*(an_inbound(id=str(number), text="x" * 90_000) for number in range(5)))
    assert sorted(len(task["items"]) for task in world.tasks.values()) == [1, 2, 2]
    assert all(len(json.dumps(task)) < 201_000 for task in world.tasks.values())


def test_an_item_that_no_task_carries_is_a_dead_letter_and_its_neighbours_go_on(world: World) -> None:
    large = an_inbound(id="large", text="ü" * 200_000)
    put(a_status(id="1"), large, a_status(id="2"))
    (task,) = world.tasks.values()
    assert [item["id"] for item in task["items"]] == ["1", "2"]
    letters = [
        world.backend.all("dead_letters")[id] for id in sorted(world.backend.all("dead_letters"), key=_number)
    ]
    assert json.loads("".join(letter["payload"]["raw"] for letter in letters))["text"] == large.text
    assert {(letter["source"], letter["error"]["code"]) for letter in letters} == {
        ("callback:sandbox", "malformed")
    }
    assert all(len(letter["payload"]["raw"]) <= 250_000 for letter in letters)


def _number(id: str) -> int:
    return int(id.rpartition(":")[2])


def test_a_repeated_callback_makes_no_second_task(world: World) -> None:
    items: list[ProviderEvent] = [an_inbound(), a_status(), a_preference(), a_gateway()]
    put(*items)
    put(*items)
    assert len(world.tasks) == 1


LATER = NOON + timedelta(minutes=1)
PAIRS: dict[str, tuple[ProviderEvent, ProviderEvent, bool]] = {
    "another message": (an_inbound(), an_inbound(id="in-2"), False),
    "the same message as another provider dates it": (an_inbound(), an_inbound(at=LATER), True),
    "a later status of a message": (a_status(status="sent"), a_status(status="delivered"), False),
    "the same status as another try dates it": (a_status(), a_status(at=LATER), True),
    "a gateway that fails again": (a_gateway(), a_gateway(at=LATER), False),
    "a wish that is changed": (a_preference(), a_preference(granted=True), False),
    "a message and a status of one id": (an_inbound(id="1"), a_status(id="1"), False),
    "other broken parts at one place": (
        BrokenItem(provider="sandbox", id="0", reason="?", raw=1),
        BrokenItem(provider="sandbox", id="0", reason="?", raw=2),
        False,
    ),
    "two edits under the id of what they edit": (
        an_inbound(kind="edit", target_id="in-1"),
        an_inbound(kind="edit", target_id="in-1", at=LATER),
        False,
    ),
}


@pytest.mark.parametrize(("first", "second", "is_one"), PAIRS.values(), ids=PAIRS.keys())
def test_a_task_is_named_by_what_its_items_say(
    world: World, first: ProviderEvent, second: ProviderEvent, is_one: bool
) -> None:
    put(first)
    put(second)
    assert len(world.tasks) == (1 if is_one else 2)


@pytest.mark.parametrize("count", [1, 200])
def test_a_queue_that_takes_nothing_is_said(world: World, count: int) -> None:
    world.is_refusing = True
    with pytest.raises(QueueAway):
        put(*(a_status(id=str(number)) for number in range(count)))


def test_what_a_provider_sent_travels_as_it_came(world: World) -> None:
    raw: Any = {"a": [[1, None], "ü"], "b": {"": {}}}
    put(BrokenItem(provider="sandbox", id="1", reason="?", raw=raw))
    (task,) = world.tasks.values()
    assert task["items"][0]["raw"] == raw
