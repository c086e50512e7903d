"""Orders a second through the local stack, beside bare guarded commits of as many documents in the same run."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from bench.billing import ORG, START, Bench
from local.client import LocalFirebase

ORDERS = 400
SENDERS = 4


@dataclass(frozen=True)
class Speed:
    """Orders a second with all that they cause, and commits of three documents a second without any of it."""

    orders_per_second: float
    commits_per_second: float

    @property
    def ratio(self) -> float:
        return self.orders_per_second / self.commits_per_second


def measure() -> Speed:
    with LocalFirebase.start(clock=START) as firebase:
        bench = Bench(firebase)
        for number in range(ORDERS // 4):
            bench.post(f"warm-{number}", phone=_phone(number))
        firebase.idle()
        orders = _per_second(lambda number: bench.post(f"o{number}", phone=_phone(number)), firebase)
        commits = _per_second(lambda number: _commit(bench, number), firebase)
    return Speed(orders, commits)


def _per_second(act: Any, firebase: LocalFirebase) -> float:
    began = time.perf_counter()
    with ThreadPoolExecutor(SENDERS) as senders:
        list(senders.map(act, range(ORDERS)))
    firebase.idle(timeout_s=120)
    return ORDERS / (time.perf_counter() - began)


def _commit(bench: Bench, number: int) -> None:
    """What an order writes, of the same size, where no function listens."""
    batch = bench.client.batch()
    for name in ("order", "entry", "customer"):
        fields = {f"field_{n}": "x" * 10 for n in range(20)}
        batch.create(bench.client.document(f"bare/{ORG}/{name}/{number}"), fields)
    batch.commit()


def _phone(number: int) -> str:
    return f"+1202555{100 + number % 100:04}"
