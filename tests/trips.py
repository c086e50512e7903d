"""How many files one event enters: `make trips` writes it into docs/architecture.md.

Each trip runs the code as it is deployed, from its entry point on, over the store in memory, and counts what of
functions/ was entered: files with the lines in them, functions with their lines, and calls from one file into another.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from flask import Flask, Request
from werkzeug.test import EnvironBuilder

from functions.cloud_tasks import callback_items, enqueue
from functions.domain.orgs.org import Org
from functions.domain.providers.events import ProviderEvent
from functions.http import hooks, orders
from functions.http.signatures import sign
from functions.queues import deliver, delivery_payloads, take_callback
from functions.queues.daily_budget import BudgetAllowance
from functions.triggers import messages
from tests.builders import an_order_body, an_org
from tests.faults.fault_injection import Found
from tests.memory import DictBackend, Version, a_store
from tests.provider_events import a_status, an_inbound

ROOT = Path(__file__).resolve().parents[1]
FUNCTIONS = str(ROOT / "functions")
SOME_DAY = datetime(2025, 1, 25, 12, 0, tzinfo=UTC)
GOLD = "9000.00"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- make trips -->\n", "<!-- end of trips -->\n"


@dataclass
class Trip:
    """What one event entered."""

    files: set[str] = field(default_factory=set)
    functions: set[CodeType] = field(default_factory=set)
    hops: int = 0

    def entered(self, frame: FrameType, event: str, _: object) -> None:
        """What the interpreter calls at each call of a function."""
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(FUNCTIONS) or code.co_name.startswith("<"):
            return
        caller = frame.f_back
        if caller is not None and caller.f_code.co_filename != code.co_filename:
            self.hops += 1
        self.files.add(code.co_filename)
        self.functions.add(code)

    @property
    def row(self) -> tuple[int, int, int, int, int]:
        """Files, lines in them, functions, lines of those, calls from one file into another."""
        in_files = sum(len(Path(file).read_text(encoding="utf-8").splitlines()) for file in self.files)
        in_functions = sum(_length(code) for code in self.functions)
        return len(self.files), in_files, len(self.functions), in_functions, self.hops


class World:
    """A café with a regular who agreed to email, its store in memory, and the tasks that are on their way."""

    def __init__(self) -> None:
        self.org, self.backend = an_org(), DictBackend()
        self.store = a_store(self.backend)
        self.tasks: list[dict[str, Any]] = []

    def find(self, org_id: str, max_age_seconds: float = 0.0) -> Org:
        return self.org

    get = find

    def enqueue(self, queue: str, name: str, payload: dict[str, Any], at: datetime | None = None) -> None:
        self.tasks.append(json.loads(json.dumps(payload)))

    def post(self, number: int, total: str) -> None:
        """The webhook of an order."""
        at = (SOME_DAY + timedelta(days=number)).isoformat()
        order = an_order_body(
            order_id=str(number),
            total=total,
            ordered_at=at,
            updated_at=at,
            customer={"email": "regular@example.com"},
        )
        body = json.dumps(order).encode()
        secret = self.org.hook_secret.get_secret_value().encode()
        headers = {"X-Signature": sign(secret, body), "Content-Type": "application/json"}
        posted = EnvironBuilder(
            f"/{self.org.id}/orders", method="POST", data=body, headers=[*headers.items()]
        )
        request = Request(posted.get_environ())
        answer = hooks.answer(request)
        assert answer.status_code == 201, answer.get_data()

    def agree_to_email(self) -> None:
        ((id, _),) = self.backend.all("customers").items()
        self.backend.client_writes(f"orgs/{self.org.id}/customers/{id}", email_opt_in=True)

    def message_appears(self) -> None:
        """The event of the message that the last order caused."""
        ((id, _),) = self.backend.all("messages").items()
        snapshot = self.backend.snapshot(f"orgs/{self.org.id}/messages/{id}")
        messages.on_created(Found(snapshot), self.org.id)

    def deliver(self) -> None:
        deliver.deliver(self.tasks.pop())
        assert self.backend.one("messages")["status"] == "sent"

    def callback(self, event: ProviderEvent) -> None:
        """A provider's report, as its task brings it."""
        callback_items.enqueue_items(self.org.id, "sandbox", [event])
        take_callback.take_callback(self.tasks.pop(), 0)

    def report(self) -> None:
        message = self.backend.one("messages")
        self.callback(
            a_status(id=message["provider_message_id"], at=message["sent_at"] + timedelta(minutes=1))
        )
        assert self.backend.one("messages")["status"] == "delivered"


@contextmanager
def a_world() -> Iterator[World]:
    """The entry points reach this world and nothing else."""
    world = World()
    with pytest.MonkeyPatch.context() as patch, Flask("trips").app_context():
        for module in (orders, deliver, take_callback):
            patch.setattr(module, "store", lambda: world.store)
            patch.setattr(module, "orgs", lambda: world)
        for module in (enqueue, callback_items):
            patch.setattr(module, "enqueue", world.enqueue)
        patch.setattr(deliver, "budget_allowance", lambda: BudgetAllowance(world.store))
        patch.setattr(delivery_payloads, "DatetimeWithNanoseconds", Version)
        yield world


def trips() -> dict[str, Trip]:
    """Each trip by its name, in the order of one regular's story. The code's caches are warm, as in an instance."""
    for _ in range(2):
        taken = dict(_story())
    return taken


def table() -> str:
    """The trips as docs/architecture.md shows them."""
    lines = [
        "| trip | files | lines in them | functions | lines of those | calls between files |",
        "|---|---|---|---|---|---|",
    ]
    for name, trip in trips().items():
        lines.append(f"| {name} | " + " | ".join(f"{number:,}" for number in trip.row) + " |")
    return "\n".join(lines) + "\n"


def page() -> str:
    """docs/architecture.md as it should be."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    return before + BEGIN + table() + END + rest.split(END, 1)[1]


def _story() -> Iterator[tuple[str, Trip]]:
    with a_world() as world:
        world.post(1, "387.00")
        world.agree_to_email()
        yield "a repeat order is stored, nothing to send", _taken(lambda: world.post(2, "120.00"))
        yield "an order raises the tier, a message is queued", _taken(lambda: world.post(3, GOLD))
        yield "a message gets its Cloud Task", _taken(world.message_appears)
        yield "a task is claimed, sent and recorded", _taken(world.deliver)
        yield "a provider's report is recorded", _taken(world.report)
        yield "a customer's text becomes a conversation", _taken(lambda: world.callback(an_inbound()))


def _taken(act: Callable[[], None]) -> Trip:
    trip = Trip()
    sys.setprofile(trip.entered)
    try:
        act()
    finally:
        sys.setprofile(None)
    return trip


def _length(code: CodeType) -> int:
    lines = [line for _, _, line in code.co_lines() if line is not None]
    return max(lines) - min(lines) + 1


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(table())
