"""A campaign: how fast it reaches its customers through local Firebase, what each of them bills, and its memory.

Customers are written straight to the store, as functions keep them. Memory is that of the decisions, over a store that
makes up each page of customers when it is asked for and keeps the campaign alone.
"""

import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bench.billing import ORG, START, Bench, Bill
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Find
from functions.store.documents import Write, path_of, to_fields
from functions.store.snapshots import Snapshot
from local.client import LocalFirebase
from tests.campaigns import a_buyer, a_shop, one_page, stocked
from tests.memory import DictBackend, Version

RECIPIENTS, PAGE = 2_000, 100
SEGMENT, CAMPAIGN = "regular", "rain"
SIZES = (1_000, 100_000)


@dataclass(frozen=True)
class Sent:
    """Seconds from the start of the campaign until its last message has gone; `billed`: for all of it (reads, writes);
    `floor`: the bill of docs/campaigns.md for pages, claims and results, without ticks and reads of the campaign.
    """

    recipients: int
    sent: int
    seconds: float
    billed: Bill
    floor: Bill


@dataclass(frozen=True)
class Held:
    """How much memory the decisions of a campaign's pages held at most, in mebibytes, and the seconds of all pages."""

    recipients: int
    mebibytes: float
    seconds: float


def measure(recipients: int = RECIPIENTS) -> list[Sent]:
    with LocalFirebase.start(clock=START) as firebase:
        bench = Bench(firebase)
        _prepare(bench, recipients)
        bench.done("schedule_campaign", {"campaign_id": CAMPAIGN})
        began = time.perf_counter()
        billed = bench.billed(lambda: firebase.advance("2m"))
        seconds = time.perf_counter() - began
        messages = bench.client.collection(f"orgs/{ORG}/messages").select(["status"]).stream()
        sent = sum(message.to_dict()["status"] == "sent" for message in messages)
        return [Sent(recipients, sent, seconds, billed, _floor(recipients))]


def _prepare(bench: Bench, recipients: int) -> None:
    bench.save("segments", SEGMENT, {"name": "Regulars", "filter": {"in": [SEGMENT, {"var": "tags"}]}})
    bench.save("templates", "news", {"purpose": "marketing", "bodies": {"en": "{{ offer }} waits for you"}})
    bench.firebase.advance("3m")  # a campaign waits until the customers of a new segment are looked for
    now = bench.now()
    bench.write((f"customers/c{number:06}", _regular(number, now)) for number in range(recipients))
    content = {"campaign_id": CAMPAIGN, "name": "Rain", "offer": "A second cup", "mode": "scheduled"}
    bench.done(
        "save_campaign", content | {"segment_ids": [SEGMENT], "channels": ["push"], "template": "news"}
    )


def _regular(number: int, now: datetime) -> dict[str, Any]:
    """A member of the segment, with the app."""
    groups = {"tags": [SEGMENT], "segment_ids": [SEGMENT]}
    app = {"has_app": True, "push_tokens": [f"token-{number}"]}
    return {**groups, **app, "created_at": now, "updated_at": now}


def _floor(recipients: int) -> Bill:
    """Of a page 1 read and 1 write more than its customers' and messages'; of each message a claim and a result."""
    pages = recipients // PAGE + 1
    return recipients + pages + recipients, 2 * recipients + pages + 2 * recipients


def measure_memory(sizes: Sequence[int] = SIZES) -> list[Held]:
    return [_held(size) for size in sizes]


def _held(recipients: int) -> Held:
    backend, org = MadeUp(recipients), a_shop()
    backend.documents, backend.versions = stocked().documents, stocked().versions
    tracemalloc.start()
    began = time.perf_counter()
    while one_page(backend, org):
        pass
    seconds = time.perf_counter() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert backend.messages == recipients, backend.messages
    return Held(recipients, peak / 2**20, seconds)


class MadeUp(DictBackend):
    """A store that makes up its customers when they are read, and counts messages instead of keeping them."""

    def __init__(self, customers: int) -> None:
        super().__init__()
        self.customers, self.messages = customers, 0

    def query(self, org_id: str, query: Find[Any]) -> list[Snapshot]:
        if query.model.collection != "customers":
            return super().query(org_id, query)
        first = 0 if query.start_after is None else int(query.start_after[1][1:]) + 1
        return [_made_up(org_id, n) for n in range(first, min(first + query.limit, self.customers))]

    def write(self, writes: Sequence[Write]) -> list[Any]:
        of = [write.path.split("/")[2] for write in writes]
        self.messages += of.count("messages")
        super().write([write for write, each in zip(writes, of, strict=True) if each == "campaigns"])
        return [Version(1) for _ in writes]


def _made_up(org_id: str, number: int) -> Snapshot:
    buyer = a_buyer(number, id=f"c{number:06}")
    return Snapshot(path_of(org_id, Customer, buyer.id), to_fields(buyer), Version(1))
