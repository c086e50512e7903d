"""Orders a second, beside Google's client writing the same documents straight to an emulator in the same run.

The cases take turns, so that a slow moment of the machine hits all of them alike; the figure is the median of the
rounds. Each thread keeps a connection of its own, as a till does.
"""

import hashlib
import hmac
import http.client
import itertools
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from google.cloud import firestore

from bench.billing import ORG, SECRET, START, Bench
from bench.cold_start import ROOT, platform
from bench.emulator import client_of
from bench.instances import running
from local.client import LocalFirebase
from local.hosting.hosting import load_functions

ORDERS, ROUNDS, CUSTOMERS = 200, 5, 100
SENDERS = (1, 8)
BARE, STACK, FRAMEWORK, SAME = (
    "Google's client, straight to the emulator",
    "the webhook on local Firebase",
    "the webhook alone in functions-framework",
    "the webhook on local Firebase, all of one customer",
)
# What a sender does with the number of an order; the status of its answer.
Act = Callable[[int], int]


@dataclass(frozen=True)
class Speed:
    """So many senders at once: the median round's orders a second, times of one, and answers of 503 in all rounds."""

    case: str
    senders: int
    per_second: float
    bare_per_second: float
    median_seconds: float
    p99_seconds: float
    unavailable: int

    @property
    def ratio(self) -> float:
        return self.per_second / self.bare_per_second


@dataclass(frozen=True)
class _Round:
    per_second: float
    seconds: Sequence[float]
    unavailable: int


def measure(orders: int = ORDERS, rounds: int = ROUNDS) -> list[Speed]:
    """Every case with every number of senders."""
    with ExitStack() as stack:
        acts = _acts(stack)
        numbers = itertools.count()
        taken: dict[tuple[str, int], list[_Round]] = {(c, n): [] for n in SENDERS for c in acts}
        for turn in range(rounds + 1):
            for (case, senders), found in taken.items():
                one = _round(acts[case], senders, [next(numbers) for _ in range(orders)])
                if turn:
                    found.append(one)
    return [_speed(case, senders, taken) for case, senders in taken]


def _acts(stack: ExitStack) -> dict[str, Act]:
    """The cases, each ready. Local Firebase has an emulator of its own, which the bare client leaves alone."""
    firebase = stack.enter_context(LocalFirebase.start(clock=START))
    Bench(firebase)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    environ = stack.enter_context(platform(folder, load_functions(ROOT)))
    client = client_of(environ["FIRESTORE_EMULATOR_HOST"], environ["GCLOUD_PROJECT"])
    instance = stack.enter_context(running(ROOT, "hooks", takes_events=False, environ=environ))
    stack_till = Till(firebase.functions_url("hooks"))
    alone = Till(f"http://127.0.0.1:{instance.port}")
    return {
        BARE: lambda number: _bare(client, number),
        STACK: lambda number: stack_till.post(number, _phone(number)),
        FRAMEWORK: lambda number: alone.post(number, _phone(number)),
        SAME: lambda number: stack_till.post(number, _phone(0)),
    }


class Till:
    """Posts signed orders."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._connections = threading.local()

    def post(self, number: int, phone: str) -> int:
        """The answer's status."""
        body = json.dumps(_order(number, phone)).encode()
        signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Signature": signature}
        connection = self._connection()
        connection.request("POST", f"{self._url.path}/{ORG}/orders", body, headers)
        response = connection.getresponse()
        response.read()
        return response.status

    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self._connections, "hooks"):
            self._connections.hooks = http.client.HTTPConnection(self._url.netloc, timeout=60)
        connection: http.client.HTTPConnection = self._connections.hooks
        return connection


def _round(act: Act, senders: int, numbers: Sequence[int]) -> _Round:
    def timed(number: int) -> tuple[float, int]:
        began = time.perf_counter()
        status = act(number)
        return time.perf_counter() - began, status

    began = time.perf_counter()
    with ThreadPoolExecutor(senders) as executor:
        answers = list(executor.map(timed, numbers))
    took = time.perf_counter() - began
    odd = {status for _, status in answers} - {200, 201, 503}
    assert not odd, f"answers of {odd}"
    unavailable = sum(status == 503 for _, status in answers)
    return _Round((len(answers) - unavailable) / took, [seconds for seconds, _ in answers], unavailable)


def _speed(case: str, senders: int, taken: dict[tuple[str, int], list[_Round]]) -> Speed:
    rounds = taken[case, senders]
    return Speed(
        case=case,
        senders=senders,
        per_second=statistics.median(one.per_second for one in rounds),
        bare_per_second=statistics.median(one.per_second for one in taken[BARE, senders]),
        median_seconds=statistics.median(statistics.median(one.seconds) for one in rounds),
        p99_seconds=statistics.median(statistics.quantiles(one.seconds, n=100)[-1] for one in rounds),
        unavailable=sum(one.unavailable for one in rounds),
    )


def _bare(client: firestore.Client, number: int) -> int:
    """What a further order of a customer reads and writes: one document, three documents, as many fields."""
    fields = {f"field_{count}": "x" * 10 for count in range(20)}
    customer = client.document(f"bare/{ORG}/customers/{number % CUSTOMERS}")
    customer.get()
    batch = client.batch()
    for name in ("orders", "entries"):
        batch.create(client.document(f"bare/{ORG}/{name}/{number}"), fields)
    batch.set(customer, fields)
    batch.commit()
    return 200


def _order(number: int, phone: str) -> dict[str, object]:
    return {
        "order_id": f"o{number}",
        "source": "pos",
        "status": "paid",
        "currency": "INR",
        "total": "100.00",
        "ordered_at": START,
        "updated_at": START,
        "outlet_id": "first",
        "customer": {"phone": phone},
    }


def _phone(number: int) -> str:
    return f"+1202555{100 + number % CUSTOMERS:04}"
