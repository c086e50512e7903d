"""A business saves other filters of segments while its customers buy: pages go through them all, task by task."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from functions.domain.kernel.decisions import Changes, Decision, Document, Reading
from functions.domain.orgs.org import Org
from functions.domain.rebuilds.rebuilding import rebuild_for_automations
from functions.domain.rebuilds.snapshots import snapshot_begun, snapshot_ended
from functions.domain.settings.segments import SegmentSettings
from tests.builders import OTHER_PHONE, PHONE, UPGRADE, an_org, winbacks
from tests.faults.flows import a_state, put_regular, random_state
from tests.faults.merging_flows import THIRD_PHONE
from tests.faults.world import World

# An instance keeps the settings that it has read for a minute.
SEEN_FOR = timedelta(minutes=1)
A_SECOND = timedelta(seconds=1)
PHONES = (PHONE, OTHER_PHONE, THIRD_PHONE, "+12025550148", "+12025550149")
LAST = {"var": "stats.last_order_at"}
# What a business may say of its segments: by bills, by the time since, by a tag; each a change of the one before.
FILTERS: tuple[Mapping[str, Any], ...] = (
    {"buyers": {">=": [{"var": "stats.orders"}, 1]}, "away": {"older_than": [LAST, "1d"]}},
    {"buyers": {">=": [{"var": "stats.orders"}, 2]}, "away": {"older_than": [LAST, "1d"]}},
    {"buyers": {">=": [{"var": "stats.spend_minor"}, 100_000]}, "lately": {"within": [LAST, "12h"]}},
    {"buyers": {"==": [{"var": "stats.orders"}, 0]}},
)
_MODELS = an_org(messages={}, automations=winbacks(1, 2) | UPGRADE)


def shop(filters: Mapping[str, Any]) -> Org:
    segments = {
        id: SegmentSettings.model_validate({"name": id, "filter": each}) for id, each in filters.items()
    }
    return _MODELS.model_copy(update={"segments": segments})


SHOPS = tuple(map(shop, FILTERS))
LIST = "listed"
LISTED = SHOPS[0].model_copy(
    update={
        "segments": {
            **SHOPS[0].segments,
            LIST: SegmentSettings(name=LIST, membership="snapshot", filter=FILTERS[0]["buyers"]),
            "others": SegmentSettings(name="others", filter={"!": {"in": [LIST, {"var": "segment_ids"}]}}),
        }
    }
)


def saves(world: World, org: Org) -> None:
    """The business saves its segments: the settings and the job are one commit. Until a minute has passed, instances
    may go by those before.
    """
    commits(world, org, lambda: rebuild_for_automations(world.now))


def commits(world: World, org: Org, jobs: Callable[[], Reading[tuple[Document, ...]]]) -> None:
    """The same of what calls for these jobs."""

    def decide() -> Decision[None]:
        return Changes(put=(yield from jobs())), None

    def save() -> None:
        world.store().commit(world.org.id, decide)
        world.former = (world.org, world.now + SEEN_FOR)
        world.org = org

    world.until_done(save, "a save")


def put_shop(world: World) -> None:
    """Five regulars of a shop with segments, whom two documents a page go through."""
    world.org = SHOPS[0]
    world.slow_call_takes = timedelta(seconds=10)
    for phone in PHONES:
        put_regular(world, phone)


def a_filter_is_changed_beside_orders(world: World) -> None:
    """Two customers buy while another filter is saved, and while pages go through all."""
    put_shop(world)
    world.sender_delivers(a_state("1"))
    world.run()
    saves(world, SHOPS[1])
    world.sender_delivers(a_state("2"))
    world.run()
    world.now += timedelta(minutes=3)
    world.tick()
    world.sender_delivers(a_state("3", phone=OTHER_PHONE))
    world.run()


def a_filter_is_changed_beside_a_second_change(world: World) -> None:
    """While pages go through all customers, yet another filter is saved."""
    put_shop(world)
    for number, phone in enumerate(PHONES[:3]):
        world.sender_delivers(a_state(str(number), phone=phone))
    world.run()
    saves(world, SHOPS[1])
    world.run()
    world.now += timedelta(minutes=3)
    world.tick()
    saves(world, SHOPS[2])
    world.run()


def _with_others(
    world: World, of_list: Callable[[str, datetime], Reading[tuple[Document, ...]]]
) -> Reading[tuple[Document, ...]]:
    """The list's job, and the one that goes through all customers for the difference with it."""
    return (*(yield from of_list(LIST, world.now)), *(yield from rebuild_for_automations(world.now)))


def a_snapshot_is_taken_beside_orders(world: World) -> None:
    """One customer buys and another one's order is cancelled while a list of the buyers is taken."""
    put_shop(world)
    for number, phone in enumerate(PHONES[:3]):
        world.sender_delivers(a_state(str(number), phone=phone))
    world.run()
    commits(world, LISTED, lambda: _with_others(world, snapshot_begun))
    world.run()
    world.now += timedelta(minutes=3)
    world.tick()
    world.sender_delivers(a_state("3", phone=PHONES[3]))
    world.sender_delivers(a_state("0", version=1, status="cancelled"))
    world.run()
    world.now += timedelta(minutes=61)
    world.tick()
    world.run()


def a_snapshot_is_removed_beside_an_order(world: World) -> None:
    """A customer buys while a list that was taken is taken off its members."""
    a_snapshot_is_taken_beside_orders(world)
    commits(world, SHOPS[0], lambda: _with_others(world, snapshot_ended))
    world.now += timedelta(minutes=3)
    world.tick()
    world.sender_delivers(a_state("4", phone=PHONES[4]))
    world.run()


def random_segments(world: World) -> None:
    """Some orders in some states, and up to three changes of the filters, at once or minutes or hours apart."""
    chance = random.Random(f"segments {world.seed}")
    put_shop(world)
    states = [
        random_state(chance, str(number), version, phone=chance.choice(PHONES))
        for number in range(chance.randint(2, 4))
        for version in range(chance.randint(1, 2))
    ]
    changes = chance.sample(SHOPS[1:], chance.randint(1, 3))
    while states or changes:
        for _ in range(chance.randint(0, 2)):
            if states:
                world.sender_delivers(states.pop())
        if changes and chance.random() < 0.5:
            saves(world, changes.pop())
        if chance.random() < 0.6:
            world.tick()
        if chance.random() < 0.7:
            world.run()
            world.now += timedelta(minutes=chance.choice([0, 1, 3, 3, 61]))
    world.run()
