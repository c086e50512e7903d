"""What local Firebase itself costs: a call's way past its watchers, and an idle year on its clock."""

import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
from google.cloud.firestore_v1 import types
from google.cloud.firestore_v1.services.firestore import client as gapic
from google.cloud.firestore_v1.services.firestore.transports.grpc import FirestoreGrpcTransport

from bench.billing import START, Bench
from local.billing.counters import Counters
from local.billing.firestore_meter import Meter
from local.billing.follow_ups import FollowUps
from local.client import LocalFirebase
from local.clock.clock import Clock
from local.clock.timeline import make_timeline
from local.events.deliveries import Deliveries
from local.events.document_events import DocumentEvents
from local.faults.faults import Faults
from local.firestore.background_reads import BackgroundReads
from local.firestore.call_faults import CallFaults
from local.firestore.direct_channel import DirectChannel
from local.firestore.emulator import FirestoreEmulator
from local.firestore.watching import Watcher
from local.hosting.hosting import Hosting
from local.wire.servers import free_port

TURNS, WARM_UP = 1000, 200
YEAR_DAYS = 365
STRAIGHT, PORT, DIRECT = "straight", "port", "direct"
_AS_SERVER = [("authorization", "Bearer owner")]

Call = Callable[[gapic.FirestoreClient, str, int], object]


@dataclass(frozen=True)
class Passage:
    """A call's median seconds straight to the emulator, and by one of the ways past the watchers in the same run."""

    call: str
    way: str
    seconds: float
    straight_seconds: float

    @property
    def added_seconds(self) -> float:
        return self.seconds - self.straight_seconds

    @property
    def ratio(self) -> float:
        return self.seconds / self.straight_seconds


@dataclass(frozen=True)
class Year:
    """A year of one idle organisation, moved through hour by hour."""

    ticks: int
    seconds: float

    @property
    def ticks_per_second(self) -> float:
        return self.ticks / self.seconds


def measure_passages() -> list[Passage]:
    """A small get and a small commit by every way. The ways take turns, each first as often as the others."""
    with _an_emulator() as emulator, _local_firebase_before(emulator) as firebase:
        ways = _open_ways(firebase)
        calls: dict[str, Call] = {"get": _get, "commit": _commit}
        return [
            passage
            for name, call in calls.items()
            for passage in _passages(name, call, ways, project=firebase.project)
        ]


def measure_year() -> Year:
    """On a project whose clock has ticked before, so that nothing is counted that happens once."""
    with LocalFirebase.start(clock=START) as firebase:
        Bench(firebase)
        firebase.advance("1d")
        began = time.perf_counter()
        moved = firebase.advance(f"{YEAR_DAYS}d")
        return Year(moved["ran"], time.perf_counter() - began)


@contextmanager
def _an_emulator() -> Iterator[FirestoreEmulator]:
    """One of our own: before one that it starts, local Firebase watches the emulator's port too."""
    emulator = FirestoreEmulator.start("127.0.0.1", free_port("127.0.0.1", 0, "emulator"), "127.0.0.1:1")
    try:
        emulator.wait_ready()
        yield emulator
    finally:
        emulator.stop()


def _local_firebase_before(emulator: FirestoreEmulator) -> LocalFirebase:
    return LocalFirebase.start(clock=START, environ={"FIRESTORE_EMULATOR_HOST": emulator.address})


def _open_ways(firebase: LocalFirebase) -> dict[str, gapic.FirestoreClient]:
    """The direct channel is built here as local Firebase builds it for the functions in its own process."""
    timeline, faults, counters = make_timeline(Clock(), ThreadPoolExecutor(1)), Faults(), Counters()
    hosting = Hosting([], timeline.activity, counters)
    deliveries = Deliveries("event", hosting=hosting, timeline=timeline, faults=faults, counters=counters)
    events = DocumentEvents(hosting, timeline.activity, faults, deliveries=deliveries)
    straight, port = (
        grpc.insecure_channel(firebase.emulator_host),
        grpc.insecure_channel(firebase.firestore_host),
    )
    meter = Meter(counters, FollowUps(BackgroundReads(firebase.emulator_host, "follow-ups")))
    watchers: list[Watcher] = [meter, events, CallFaults(faults)]
    direct = DirectChannel(grpc.insecure_channel(firebase.emulator_host), port, watchers)
    channels = {STRAIGHT: straight, PORT: port, DIRECT: direct}
    return {
        way: gapic.FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))
        for way, channel in channels.items()
    }


def _passages(name: str, call: Call, ways: dict[str, Any], *, project: str) -> list[Passage]:
    taken: dict[str, list[float]] = {way: [] for way in ways}
    order = list(ways)
    for turn in range(WARM_UP + TURNS):
        order.append(order.pop(0))
        for way in order:
            began = time.perf_counter()
            call(ways[way], project, turn)
            if turn >= WARM_UP:
                taken[way].append(time.perf_counter() - began)
    medians = {way: statistics.median(seconds) for way, seconds in taken.items()}
    return [Passage(name, way, medians[way], medians[STRAIGHT]) for way in (PORT, DIRECT)]


def _get(client: gapic.FirestoreClient, project: str, turn: int) -> object:
    database = f"projects/{project}/databases/(default)"
    asked = types.BatchGetDocumentsRequest(database=database, documents=[f"{database}/documents/bare/one"])
    return list(client.batch_get_documents(asked, metadata=_AS_SERVER))


def _commit(client: gapic.FirestoreClient, project: str, turn: int) -> object:
    database = f"projects/{project}/databases/(default)"
    document = types.Document(
        name=f"{database}/documents/bare/one", fields={"turn": types.Value(integer_value=turn)}
    )
    asked = types.CommitRequest(database=database, writes=[types.Write(update=document)])
    return client.commit(asked, metadata=_AS_SERVER)
