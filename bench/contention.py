"""Orders that meet: all of one customer, beside those of strangers and bare guarded commits in the same run."""

import statistics
import time
import urllib.error
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.billing import ORG, START, Bench
from local.client import LocalFirebase

ORDERS, TURNS = 300, 2
SENDERS = (1, 8)
SAME = "+12025550123"


@dataclass(frozen=True)
class Meeting:
    """So many senders at once; the best turn's rate, its times in milliseconds, and what was answered 5xx in any."""

    what: str
    senders: int
    per_second: float
    median_milliseconds: float
    p99_milliseconds: float
    failures: int


def measure() -> list[Meeting]:
    with LocalFirebase.start(clock=START) as firebase:
        bench = Bench(firebase)
        numbers = iter(range(10**9))
        for number in range(150):
            bench.post(f"warm-{number}", phone=_phone(number))
        acts: dict[str, Callable[[int], object]] = {
            "a bare read and commit of three documents": lambda n: _bare(bench, n),
            "orders of strangers": lambda n: bench.post(f"o{n}", phone=_phone(n)),
            "orders of one customer": lambda n: bench.post(f"o{n}", phone=SAME),
        }
        turns = [
            _meet(firebase, what, act, senders=senders, numbers=[next(numbers) for _ in range(ORDERS)])
            for _ in range(TURNS)
            for what, act in acts.items()
            for senders in SENDERS
        ]
    return [
        _best([turn for turn in turns if (turn.what, turn.senders) == (what, senders)])
        for what in acts
        for senders in SENDERS
    ]


def _meet(
    firebase: LocalFirebase, what: str, act: Callable[[int], object], *, senders: int, numbers: list[int]
) -> Meeting:
    def sent(number: int) -> tuple[float, bool]:
        began = time.perf_counter()
        try:
            act(number)
        except urllib.error.HTTPError:
            return time.perf_counter() - began, False
        return time.perf_counter() - began, True

    began = time.perf_counter()
    with ThreadPoolExecutor(senders) as executor:
        answers = list(executor.map(sent, numbers))
    took = time.perf_counter() - began
    firebase.idle(timeout_s=120)
    times = [seconds * 1000 for seconds, _ in answers]
    return Meeting(
        what,
        senders,
        len(answers) / took,
        statistics.median(times),
        statistics.quantiles(times, n=100)[-1],
        sum(not is_taken for _, is_taken in answers),
    )


def _best(turns: list[Meeting]) -> Meeting:
    best = max(turns, key=lambda turn: turn.per_second)
    return Meeting(
        best.what,
        best.senders,
        best.per_second,
        best.median_milliseconds,
        best.p99_milliseconds,
        sum(turn.failures for turn in turns),
    )


def _bare(bench: Bench, number: int) -> None:
    """What a repeat order reads and writes, of the same size, where no function listens."""
    client, customer = bench.client, bench.client.document(f"bare/{ORG}/customers/{number % 100}")
    fields = {f"field_{n}": "x" * 10 for n in range(20)}
    list(client.get_all([customer]))
    batch = client.batch()
    for name in ("orders", "entries"):
        batch.create(client.document(f"bare/{ORG}/{name}/{number}"), fields)
    batch.set(customer, fields)
    batch.commit()


def _phone(number: int) -> str:
    return f"+1202555{1000 + number % 100:04}"


def main() -> None:
    for row in measure():
        print(
            f"{row.what}, {row.senders} at once: {row.per_second:.0f} a second, "
            f"median {row.median_milliseconds:.0f} ms, 99th percentile {row.p99_milliseconds:.0f} ms, "
            f"{row.failures} failed"
        )


if __name__ == "__main__":
    main()
