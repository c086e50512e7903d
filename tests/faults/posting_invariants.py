"""What always holds of orders that go out: the latest state that was made here arrived, each state under one key, in
their order, and more than once only where an answer was lost or a leader asked for it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.faults.mishaps import Fault
from tests.faults.posting_flows import DAIRY
from tests.faults.world import World

_MAY_REPEAT = frozenset({Fault.CRASH_AFTER, Fault.ANSWER_LOST, Fault.SLOW, Fault.AWAY, Fault.CRASH_BEFORE})


def broken_posts(world: World) -> Iterator[str]:
    """What does not hold of the posts of a world that came to rest."""
    if world.org is not DAIRY:
        return
    for id in world.order_system.at_once:
        yield f"order {id} was sent by two tasks at once"
    yield from _arrived(world)
    yield from _keys(world)
    yield from _repeats(world)
    yield from _in_order(world)


def _arrived(world: World) -> Iterator[str]:
    told = defaultdict(set)
    for one in world.order_system.taken:
        told[one.order_id].add(one.key)
    for id, post in world.backend.all("order_posts").items():
        if post["status"] != "sent":
            yield f"order {id} is {post['status']} and never went out"
        elif post["key"] not in told[id]:
            yield f"order {id} is called sent, and its latest state never arrived"
    made = {
        f"pos:{given.data['order_id']}"
        for id, given in world.given.items()
        if given.kind == "record_order" and _was_news(world, id)
    }
    for id in made - world.backend.all("order_posts").keys():
        yield f"order {id} was made here, and nothing of it goes out"


def _was_news(world: World, command_id: str) -> bool:
    command = world.backend.all("commands")[command_id]
    return command["status"] == "done" and not command["result"]["replayed"]


def _keys(world: World) -> Iterator[str]:
    bodies, keys = defaultdict(set), defaultdict(set)
    for one in world.order_system.taken:
        bodies[one.key].add(str(one.body))
        keys[one.order_id, str(one.body)].add(one.key)
    if any(len(each) > 1 for each in (*bodies.values(), *keys.values())):
        yield "one state went out under two keys, or two under one"


def _repeats(world: World) -> Iterator[str]:
    """A calm world sends each state once; a fault explains one more try, a leader's word another."""
    asked = sum(given.kind == "send_order" for given in world.given.values())
    faults = sum(fault in _MAY_REPEAT for fault in world.went_wrong.values())
    counts = Counter(one.key for one in world.order_system.taken)
    spare = sum(count - 1 for count in counts.values())
    if spare > asked + faults:
        yield f"{spare} states went out once more, {asked + faults} of them explained"


def _in_order(world: World) -> Iterator[str]:
    if Fault.SLOW in world.went_wrong.values():
        return  # a try that outlasts its lease may come last: the receiver compares `updated_at`
    latest: dict[str, str] = {}
    for one in world.order_system.taken:
        at = one.body["updated_at"]
        if at < latest.get(one.order_id, at):
            yield f"an older state of order {one.order_id} went out after a newer one"
        latest[one.order_id] = at
