"""What the staff API's lists bill and take among few customers and among many: the documents must be the same.

Customers are written straight to the emulator, past the functions, as these keep them. What Firestore counts by itself
(a segment's members, the dashboard) bills 1 read for each 1,000 index entries, so its floor grows with them.
"""

import json
import statistics
import time
import urllib.request
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from google.cloud import firestore

from bench.billing import ORG, START, Bench, Bill
from bench.emulator import an_emulator, client_of
from functions.domain.customers.search import search_keys
from functions.domain.insights.dashboard import dashboard_tallies
from local.client import LocalFirebase
from local.tokens import make_token

CUSTOMERS = (250, 1_000)
TURNS, ROWS, BATCH, WRITERS = 7, 25, 500, 4
UID, ENTRIES_A_READ = "manager", 1_000
_SEGMENTS = 5  # of the café's preset
_IN_SEGMENT = 10  # every tenth


@dataclass(frozen=True)
class Listed:
    """What a request billed beside what it has to, and its median."""

    request: str
    customers: int
    billed: Bill
    floor: Bill
    seconds: float


def measure(sizes: Sequence[int] = CUSTOMERS, turns: int = TURNS, rows: int = ROWS) -> list[Listed]:
    """Pages of so many rows, among so many customers each. The dashboard's median is of one that was counted before."""
    return [row for customers in sizes for row in _measure(customers, turns, rows)]


def _measure(customers: int, turns: int, rows: int) -> list[Listed]:
    with an_emulator() as emulator:
        address = {"FIRESTORE_EMULATOR_HOST": emulator.address}
        with LocalFirebase.start(clock=START, environ=address) as firebase:
            bench = Bench(firebase)
            client = client_of(emulator.address, firebase.project)
            client.document(f"orgs/{ORG}/members/{UID}").set({"roles": ["manager"]})
            fill(client, customers)
            _asked(firebase, "customers?limit=1")  # by now the instance knows the organisation
            return [
                _row(bench, path, floor, customers=customers, turns=turns)
                for path, floor in floors(customers, rows).items()
            ]


def floors(customers: int, rows: int) -> Mapping[str, Bill]:
    """What each request has to bill: the member, its rows, and what is counted."""
    page, of_few = (1 + min(rows, customers), 0), (1 + min(rows, customers // _IN_SEGMENT), 0)
    sizes = [customers, *[0] * (_SEGMENTS - 1), customers // _IN_SEGMENT]
    limit = f"limit={rows}"
    return {
        f"customers?{limit}": page,
        f"customers?search=guest&{limit}": page,
        f"customers?search=5550007&{limit}": (1 + 1, 0),
        f"customers?tag=tenth&{limit}": of_few,
        f"customers?segment=regulars&order=spend&{limit}": of_few,
        f"customers?min_spend=1&{limit}": page,
        "customers/g000007": (2, 0),
        "customers/g000007/loyalty": (3, 0),
        "segments": (3 + _SEGMENTS + sum(map(_counted, sizes)), 0),
        "dashboard": (2 + _dashboard(customers) + 1, 1),
    }


def _counted(entries: int) -> int:
    return max(1, -(-entries // ENTRIES_A_READ))


def _dashboard(customers: int) -> int:
    """All, buyers, those who bought again and visits are counted over the customers; new ones over a week's."""
    over = {"all": customers, "buyers": customers, "repeat_buyers": customers // 2, "visits": customers}
    new = {"new": min(customers, _NEW)}
    return sum(_counted((over | new).get(name, 0)) for name in dashboard_tallies(datetime.now(UTC)))


_NEW = 7 * 24  # one an hour


def _row(bench: Bench, path: str, floor: Bill, *, customers: int, turns: int) -> Listed:
    billed = bench.billed(lambda: _asked(bench.firebase, path))
    seconds = []
    for _ in range(turns):
        began = time.perf_counter()
        _asked(bench.firebase, path)
        seconds.append(time.perf_counter() - began)
    return Listed(path, customers, billed, floor, statistics.median(seconds))


def _asked(firebase: LocalFirebase, path: str) -> Any:
    now = firebase.now()
    token = make_token(project=firebase.project, uid=UID, at=now)
    request = urllib.request.Request(
        f"{firebase.functions_url('api')}/{ORG}/{path}", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=120) as response:
        return json.loads(response.read())


def fill(client: firestore.Client, customers: int) -> None:
    """Customers as functions keep them: every tenth has a tag and is a regular, half bought twice."""
    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(lambda start: _written(client, start, customers), range(0, customers, BATCH)))


def _written(client: firestore.Client, start: int, customers: int) -> None:
    batch = client.batch()
    for number in range(start, min(start + BATCH, customers)):
        batch.set(client.document(f"orgs/{ORG}/customers/g{number:06}"), _customer(number))
    batch.commit()


def _customer(number: int) -> dict[str, Any]:
    name, phone = f"Guest {number:06}", f"+1202{5_550_000 + number:07}"
    at = datetime.fromisoformat(START).astimezone(UTC) - timedelta(hours=number)
    is_tenth = number % _IN_SEGMENT == 0
    return {
        "name": name,
        "phone": phone,
        "search": list(search_keys(name, phone)),
        "tags": ["tenth"] if is_tenth else [],
        "segment_ids": ["regulars"] if is_tenth else [],
        "stats": {"orders": 1 + number % 2, "visits": 1, "spend_minor": 100 + number, "last_visit_at": at},
        "loyalty": {"points": 0, "lifetime_points": 0},
        "due": {},
        "created_at": at,
        "updated_at": at,
    }
