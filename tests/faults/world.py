"""The platform in memory, with everything that goes wrong on it: crashes, lost answers, slow calls, tasks twice.

The entry points run as they are deployed (queues/, triggers/, scheduled/); only what they reach is ours.
"""

import itertools
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar
from uuid import UUID

from functions.domain.deliveries import LEASE, Sent
from functions.domain.errors import (
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    QueueAway,
    Retryable,
    StoreAway,
)
from functions.domain.order_forms import Order
from functions.domain.orders import record_order
from functions.queues import deliver
from functions.scheduled import tick
from functions.store.commit import Memory, Store
from functions.store.documents import Snapshot
from functions.store.wakes import Cursor, Page
from functions.triggers import messages, recording
from tests.builders import NOON, an_org
from tests.faults.doors import CalledBackend, Found
from tests.faults.mishaps import Crash, Fault, Faults, no_faults
from tests.faults.turns import Turns
from tests.memory import DictBackend

T = TypeVar("T")

CALL_TAKES = timedelta(milliseconds=20)
SLOW_CALL_TAKES = LEASE + timedelta(minutes=1)
TURNS_MEANWHILE = 40
MOST_TASK_TRIES = 8
MOST_DELIVERIES = 20
ORG = an_org(
    winback={
        "steps": [
            {"days": 1, "template": "winback_30", "variables": {"percent": 10}},
            {"days": 2, "template": "winback_60", "variables": {"percent": 10}},
        ],
        "late_by_days": 7,
    }
)


@dataclass
class World:
    """One run. Its seed says who goes on at each call, which event is lost and which task runs twice."""

    seed: int = 0
    faults: Faults = no_faults
    backend: DictBackend = field(default_factory=DictBackend)
    now: datetime = NOON
    lost_events: float = 0.0
    doubled_tasks: float = 0.0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.turns = Turns(self.chance)
        self.calls: list[str] = []
        self.went_wrong: dict[int, Fault] = {}
        self.task_names: set[str] = set()
        self.handed_over: Counter[str] = Counter()
        self.delivered: list[Order] = []
        self._leases = itertools.count(1)

    # What the code under test reaches.

    def call(
        self,
        kind: str,
        act: Callable[[], T],
        *,
        away: Exception,
        refused: Exception | None = None,
        silent: Exception | None = None,
    ) -> T:
        """A call to the outside: others may come first, and it may go wrong.

        `silent` is said where nobody knows whether it took effect; `away` where that is one with its having failed.
        """
        self.turns.next()
        self.calls.append(kind)
        self.now += CALL_TAKES
        fault = self.faults(kind)
        if fault is not None:
            self.went_wrong[len(self.calls) - 1] = fault
        if fault is Fault.CRASH_BEFORE:
            raise Crash
        if fault is Fault.SLOW:
            self._take_long()
        if fault is Fault.AWAY:
            raise away
        if fault is Fault.REFUSED and refused is not None:
            raise refused
        if fault is Fault.SILENT and silent is not None:
            raise silent
        answer = act()
        if fault is Fault.CRASH_AFTER:
            raise Crash
        if fault is Fault.ANSWER_LOST:
            raise silent or away
        return answer

    def _take_long(self) -> None:
        """A lease runs out meanwhile, and the tick comes."""
        self.now += SLOW_CALL_TAKES
        self.tick()
        for _ in range(TURNS_MEANWHILE):
            self.turns.next()

    def store(self) -> Store:
        """A fresh instance's store."""
        backend = CalledBackend(self.backend, self.call, self.created)
        return Store(backend, Memory(), pause=lambda seconds: None)

    def enqueue(self, queue: str, name: str, payload: dict[str, Any]) -> None:
        def take() -> None:
            if name not in self.task_names:
                self.task_names.add(name)
                for _ in range(2 if self.chance.random() < self.doubled_tasks else 1):
                    self.turns.spawn(lambda: self._run_task(payload))

        self.call("enqueue", take, away=QueueAway(queue, "ServiceUnavailable"))

    def send(self, message_id: str, *, to: str, body: str) -> Sent:
        """The provider."""

        def take() -> Sent:
            self.handed_over[message_id] += 1
            return Sent("fake", f"fake:{message_id}", body)

        away, refused = ProviderAway("fake", "Timeout"), ProviderRefused("fake", "no such number")
        return self.call("send", take, away=away, refused=refused, silent=ProviderSilent("fake"))

    def page_of_due(self, collection: str, at: datetime, after: Cursor | None) -> Page:
        def find() -> Page:
            due = [
                (fields["wake_at"], path)
                for path, fields in self.backend.documents.items()
                if f"/{collection}/" in path and fields.get("wake_at") is not None and fields["wake_at"] <= at
            ]
            return Page(tuple(self.backend.snapshot(path) for _, path in sorted(due)), None)

        return self.call("read", find, away=StoreAway("ServiceUnavailable"))

    def unrecorded(self, collection: str) -> tuple[Snapshot, ...]:
        def find() -> tuple[Snapshot, ...]:
            return tuple(
                self.backend.snapshot(path)
                for path, fields in self.backend.documents.items()
                if f"/{collection}/" in path and fields.get("recorded") is False
            )

        return self.call("read", find, away=StoreAway("ServiceUnavailable"))

    def lease(self) -> UUID:
        """The next claimer's own id."""
        return UUID(int=next(self._leases))

    # What the platform does.

    def created(self, path: str) -> None:
        """The event of a new document, where somebody hears it."""
        if "/messages/" in path:
            self.message_appeared(path)

    def message_appeared(self, path: str) -> None:
        """The event of a new message."""
        created = Found(self.backend.snapshot(path))
        self._event(lambda: messages.on_created(created, ORG.id))

    def client_writes(self, path: str, *states: Mapping[str, Any]) -> None:
        """A client writes a document for the server to take in, one state after the other, each with its event."""

        def write_them() -> None:
            for fields in states:
                self.turns.next()
                self.backend.client_writes(path, **{"recorded": False, **fields})
                change = SimpleNamespace(after=Found(self.backend.snapshot(path)))
                self._event(partial(recording.on_written, change))

        self.turns.spawn(write_them)

    def _event(self, handler: Callable[[], Any]) -> None:
        """Firestore triggers are not tried again: a crash loses the event."""
        if self.chance.random() >= self.lost_events:
            self._spawn(handler)

    def _run_task(self, payload: dict[str, Any]) -> None:
        for _ in range(MOST_TASK_TRIES):
            if self._once(lambda: deliver.deliver(payload)):
                return

    def _spawn(self, handler: Callable[[], Any]) -> None:
        """One more handler, which is not tried again."""

        def live() -> None:
            self._once(handler)

        self.turns.spawn(live)

    def _once(self, handler: Callable[[], Any]) -> bool:
        """Whether the handler came to its end, as the platform sees it."""
        try:
            handler()
        except (Crash, Retryable):
            return False
        return True

    def sender_delivers(self, order: Order) -> None:
        """A sender who delivers until there is an answer."""
        self.delivered.append(order)

        def deliver_it() -> None:
            for _ in range(MOST_DELIVERIES):
                if self._once(
                    lambda: self.store().commit(ORG.id, lambda: record_order(ORG, order, self.now))
                ):
                    return
            raise AssertionError(f"{order.id} never got an answer")

        self.turns.spawn(deliver_it)

    def tick(self) -> None:
        """Cloud Scheduler ticks, once and without trying again."""
        at = self.now
        self._spawn(lambda: tick.tick(at))

    def run(self) -> None:
        """Everything that was set off comes to its end."""
        self.turns.run()

    def settle(self, hours: int = 72) -> None:
        """The clock ticks every hour until nobody is left to be woken."""
        for _ in range(hours):
            self.run()
            if not any(map(self._is_waiting, self.backend.documents)):
                return
            self.now += timedelta(hours=1)
            self.tick()
        self.run()

    def _is_waiting(self, path: str) -> bool:
        fields = self.backend.documents[path]
        if fields.get("recorded") is False:
            return True
        wake_at = fields.get("wake_at")
        return wake_at is not None and ("/messages/" in path or wake_at <= self.now)
