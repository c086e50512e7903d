"""A call of the store beside the same call by Google's client, straight to the emulator in the same run.

The two take turns, so that a slow moment of the machine hits both alike. CPU is this process's, without the emulator's.
"""

import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

from functions.store.documents import Create
from functions.store.firestore import Firestore
from functions.store.stubs import Stubs
from local.client import LocalFirebase

TURNS, CALLS_A_TURN = 8, 150
THREADS = (1, 8)


@dataclass(frozen=True)
class StoreCall:
    """Median milliseconds of one call by so many threads at once, ours and the client's."""

    call: str
    threads: int
    milliseconds: float
    cpu_milliseconds: float
    client_milliseconds: float
    client_cpu_milliseconds: float

    @property
    def ratio(self) -> float:
        return self.milliseconds / self.client_milliseconds

    @property
    def cpu_ratio(self) -> float:
        return self.cpu_milliseconds / self.client_cpu_milliseconds


Call = Callable[[int], object]


def measure() -> list[StoreCall]:
    with LocalFirebase.start(options=("--no-functions", "--no-index-check")) as firebase:
        os.environ["FIRESTORE_EMULATOR_HOST"] = firebase.emulator_host
        client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
        store = Firestore(Stubs(firebase.project, firebase.emulator_host))
        store.write([Create(path, _fields(0)) for path in (_path("read", 0), _path("read", 1))])
        calls: dict[str, tuple[Call, Call]] = {
            "read one document": (
                lambda _: store.read([_path("read", 0)]),
                lambda _: list(client.get_all([client.document(_path("read", 0))])),
            ),
            "read two documents": (
                lambda _: store.read([_path("read", 0), _path("read", 1)]),
                lambda _: list(client.get_all([client.document(_path("read", n)) for n in (0, 1)])),
            ),
            "commit three documents": (
                lambda n: store.write([Create(_path(name, n), _fields(n)) for name in ("a", "b", "c")]),
                lambda n: _commit(client, n),
            ),
        }
        return [
            _beside(name, ours, theirs, threads=threads)
            for name, (ours, theirs) in calls.items()
            for threads in THREADS
        ]


def _beside(name: str, ours: Call, theirs: Call, *, threads: int) -> StoreCall:
    taken: dict[Call, list[tuple[float, float]]] = {ours: [], theirs: []}
    with ThreadPoolExecutor(threads) as executor:
        for turn in range(TURNS + 1):
            for call, samples in taken.items():
                sample = _sample(executor, call)
                if turn:
                    samples.append(sample)
    medians = [statistics.median(column) for call in taken.values() for column in zip(*call, strict=True)]
    return StoreCall(name, threads, *medians)


def _sample(executor: ThreadPoolExecutor, call: Call) -> tuple[float, float]:
    """Milliseconds of one call, and how much of the processor they took."""
    numbers = [next(_numbers) for _ in range(CALLS_A_TURN)]
    began, cpu_began = time.perf_counter(), time.process_time()
    list(executor.map(call, numbers))
    took, cpu_took = time.perf_counter() - began, time.process_time() - cpu_began
    return took / CALLS_A_TURN * 1000, cpu_took / CALLS_A_TURN * 1000


_numbers = iter(range(10**9))


def _commit(client: Any, number: int) -> None:
    batch = client.batch()
    for name in ("d", "e", "f"):
        batch.create(client.document(_path(name, number)), _fields(number))
    batch.commit()


def _path(name: str, number: int) -> str:
    return f"orgs/bench/{name}/{number}"


def _fields(number: int) -> dict[str, Any]:
    """About what an order has."""
    texts = {f"field_{n}": "x" * 10 for n in range(16)}
    return texts | {"at": datetime.now(UTC), "number": number, "nested": {"a": 1, "b": [1, 2], "c": None}}


def main() -> None:
    for row in measure():
        print(
            f"{row.call}, {row.threads} at once: {row.milliseconds:.2f} ms, {row.ratio:.2f} of the client's; "
            f"CPU {row.cpu_milliseconds:.2f} ms, {row.cpu_ratio:.2f} of the client's"
        )


if __name__ == "__main__":
    main()
