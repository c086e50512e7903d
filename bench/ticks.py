"""What a tick takes that finds nothing due among so many documents, beside its three queries by Google's client.

The tick and the bare queries take turns on the same emulator; the figure is the median.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from google.cloud import firestore
from google.cloud.firestore_v1.base_query import FieldFilter

from bench.billing import ORG, START, Bench
from bench.emulator import an_emulator, client_of
from local.client import LocalFirebase

DOCUMENTS = (1_000, 14_000)
TURNS, PAGE, BATCH = 9, 100, 500


@dataclass(frozen=True)
class Tick:
    """Median seconds with so many customers, none of whom is due."""

    documents: int
    seconds: float
    bare_seconds: float

    @property
    def ratio(self) -> float:
        return self.seconds / self.bare_seconds


def measure() -> list[Tick]:
    return [_measure(documents) for documents in DOCUMENTS]


def _measure(documents: int) -> Tick:
    with an_emulator() as emulator:
        address = {"FIRESTORE_EMULATOR_HOST": emulator.address}
        with LocalFirebase.start(clock=START, environ=address) as firebase:
            Bench(firebase)
            client = client_of(emulator.address, firebase.project)
            _fill(client, documents)
            now = datetime.fromisoformat(START)
            seconds, bare_seconds = [], []
            for turn in range(TURNS + 1):
                tick = _timed(lambda: firebase.control("POST", "/schedules/tick/run"))
                bare = _timed(lambda: _ask(client, now))
                if turn:
                    seconds.append(tick)
                    bare_seconds.append(bare)
    return Tick(documents, statistics.median(seconds), statistics.median(bare_seconds))


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _ask(client: firestore.Client, now: datetime) -> None:
    for collection in ("customers", "messages", "rebuilds"):
        due = client.collection_group(collection).where(filter=FieldFilter("wake_at", "<=", now))
        list(due.order_by("wake_at").order_by("__name__").limit(PAGE).stream())


def _fill(client: firestore.Client, documents: int) -> None:
    wake_at = datetime.fromisoformat(START).astimezone(UTC) + timedelta(days=365)
    for start in range(0, documents, BATCH):
        batch = client.batch()
        for number in range(start, min(start + BATCH, documents)):
            fields = {"due": {"auto:winback_30": wake_at}, "wake_at": wake_at}
            batch.set(client.document(f"orgs/{ORG}/customers/c{number}"), fields)
        batch.commit()
