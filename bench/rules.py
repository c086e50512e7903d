"""What firestore.rules add: to a read and a list of 50 in time and in document reads of their own, which are billed;
and how long a command takes from the tap to its settling.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.billing import ORG, START, Bench
from local.client import LocalFirebase
from local.firestore.emulator import FirestoreEmulator
from local.wire.servers import free_port
from tests.rules.people import CUSTOMER, OURS, REP, STAFF, a_command, documents
from tests.rules.wall import Person, Wall

TURNS, WARM_UP = 120, 20
TAPS = 40
LISTED = 50
SERVER = Person("the server", is_server=True)


@dataclass(frozen=True)
class Asked:
    """A read through the rules beside the same by the server: median seconds; how many documents the rules read."""

    request: str
    seconds: float
    server_seconds: float
    rule_reads: int

    @property
    def ratio(self) -> float:
        return self.seconds / self.server_seconds


@dataclass(frozen=True)
class Tap:
    """Seconds from a client's write of a command until it is settled."""

    kind: str
    median_seconds: float
    p99_seconds: float


Ask = Callable[[Wall, Person], bool]


def measure_reads() -> list[Asked]:
    """Each request by who may make it, in turns with the server's own."""
    owner, agent = STAFF["owner"], STAFF["agent"]
    root = f"orgs/{OURS}"
    requests: list[tuple[str, Person, Ask]] = [
        ("a customer, by an agent", agent, lambda w, p: w.get(p, f"{root}/customers/of-another")),
        (
            "a customer, by the rep they are assigned to",
            REP,
            lambda w, p: w.get(p, f"{root}/customers/assigned"),
        ),
        (
            "a customer, by a rep of the territory",
            REP,
            lambda w, p: w.get(p, f"{root}/customers/in-territory"),
        ),
        ("own profile, by the customer", CUSTOMER, lambda w, p: w.get(p, f"{root}/customers/with-app")),
        ("an order, by an agent", agent, lambda w, p: w.get(p, f"{root}/orders/with-app")),
        ("an order, by the customer", CUSTOMER, lambda w, p: w.get(p, f"{root}/orders/with-app")),
        ("50 customers, by an owner", owner, lambda w, p: w.list(p, f"{root}/customers", {})),
        (
            "50 customers, by owner_uid",
            REP,
            lambda w, p: w.list(p, f"{root}/customers", {"owner_uid": REP.uid}),
        ),
        (
            "50 orders of a customer",
            CUSTOMER,
            lambda w, p: w.list(p, f"{root}/orders", {"customer_id": "with-app"}),
        ),
    ]
    with _a_wall() as wall:
        return [_asked(wall, name, person, ask=ask) for name, person, ask in requests]


@contextmanager
def _a_wall() -> Iterator[Wall]:
    emulator = FirestoreEmulator.start("127.0.0.1", free_port("127.0.0.1", 0, "emulator"), "127.0.0.1:1")
    try:
        emulator.wait_ready()
        wall = Wall(emulator.address)
        wall.load(Path("firestore.rules").read_text(encoding="utf-8"))
        wall.put(documents())
        wall.put(
            {f"orgs/{OURS}/customers/c{n}": {"owner_uid": REP.uid, "name": "Regular"} for n in range(LISTED)}
        )
        wall.put({f"orgs/{OURS}/orders/o{n}": {"customer_id": "with-app"} for n in range(LISTED)})
        yield wall
        wall.close()
    finally:
        emulator.stop()


def _asked(wall: Wall, name: str, person: Person, *, ask: Ask) -> Asked:
    before = _look_ups(wall)
    assert ask(wall, person), f"{name} is denied"
    rule_reads = len([text for text, count in _look_ups(wall).items() if count > before.get(text, 0)])
    seconds: dict[Person, list[float]] = {person: [], SERVER: []}
    for turn in range(TURNS + WARM_UP):
        for who in (person, SERVER) if turn % 2 else (SERVER, person):
            began = time.perf_counter()
            ask(wall, who)
            if turn >= WARM_UP:
                seconds[who].append(time.perf_counter() - began)
    return Asked(name, statistics.median(seconds[person]), statistics.median(seconds[SERVER]), rule_reads)


def _look_ups(wall: Wall) -> dict[str, int]:
    """How often each path was looked up so far. A document that is asked for twice in a request is read once."""
    found: dict[str, int] = {}
    pending: list[Any] = [*wall.coverage().get("report", [])]
    source = Path("firestore.rules").read_text(encoding="utf-8")
    while pending:
        expression = pending.pop()
        pending += expression.get("children", [])
        position = expression["sourcePosition"]
        text = source[position["currentOffset"] :]
        if (path := _looked_up(text)) is not None:
            evaluated = (each for each in expression.get("values", []) if "undefined" not in each["value"])
            found[path] = found.get(path, 0) + sum(each["count"] for each in evaluated)
    return found


def _looked_up(text: str) -> str | None:
    """The path of an expression that begins with a look-up."""
    function, _, rest = text.partition("(")
    depth = 1
    for at, sign in enumerate(rest if function in ("get", "exists") else ""):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return rest[:at]
    return None


def measure_taps() -> list[Tap]:
    """Through rules, trigger and settling on local Firebase, one after the other."""
    with LocalFirebase.start(clock=START) as firebase:
        bench = Bench(firebase)
        agent = Person("an agent", "bench-agent", {ORG: "agent"})
        wall = Wall(firebase.emulator_host, firebase.project)
        wall.put({f"orgs/{ORG}/members/{agent.uid}": {"roles": ["agent"]}})
        return [_taps(wall, bench, agent, kind=kind, data=data) for kind, data in _COMMANDS.items()]


_COMMANDS: dict[str, dict[str, Any]] = {
    "change_customer": {"name": "Regular", "phone": "+12025550147"},
    "record_interaction": {"interaction_type": "call", "interaction_source": "customer_service"},
}


def _taps(wall: Wall, bench: Bench, agent: Person, *, kind: str, data: dict[str, Any]) -> Tap:
    taken = []
    for number in range(TAPS):
        path = f"orgs/{ORG}/commands/{kind}-{number}"
        began = time.perf_counter()
        assert wall.create(agent, path, a_command(agent, kind, data=data))
        while (bench.client.document(path).get().to_dict() or {}).get("status") is None:
            time.sleep(0.002)
        taken.append(time.perf_counter() - began)
    ordered = sorted(taken)
    return Tap(kind, statistics.median(ordered), ordered[int(len(ordered) * 0.99)])
