"""The platform in memory, with everything that goes wrong on it: crashes, lost answers, slow calls, tasks twice.

The entry points run as they are deployed (queues/, triggers/, scheduled/); only what they reach is ours.
"""

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from functions.domain.commands.documents import SETTLED
from functions.domain.customers.identities import Identity, identity_id
from functions.domain.delivery.claims import LEASE
from functions.domain.kernel.errors import QueueAway, Retryable, StoreAway
from functions.domain.orders.documents import Order
from functions.domain.orders.recording import record_order
from functions.domain.orgs.org import Org
from functions.domain.settings.types import Channel
from functions.scheduled import tick
from functions.store.command_pages import Window
from functions.store.commit import Store
from functions.store.pages import Cursor, Page
from functions.store.snapshots import Snapshot
from functions.triggers import commands, messages
from tests.builders import NOON, UPGRADE, a_command, an_org, winbacks
from tests.faults.chat_models import ChatModel
from tests.faults.fault_injection import CalledBackend
from tests.faults.gateways import Gateway, Gateways, gateway_for
from tests.faults.interleaving import Turns
from tests.faults.mishaps import Crash, Fault, Faults, no_faults
from tests.faults.order_systems import OrderSystem
from tests.faults.task_queues import TaskQueues
from tests.memory import DictBackend, hurried

T = TypeVar("T")

CALL_TAKES = timedelta(milliseconds=20)
SLOW_CALL_TAKES = LEASE + timedelta(minutes=1)
TURNS_MEANWHILE = 40
TURNS_OF_A_THOUGHT = 20
MOST_DELIVERIES = 20
COMMANDS_A_PAGE = 2
AUTOMATIONS = winbacks(1, 2) | UPGRADE
ORG = an_org(messages={}, automations=AUTOMATIONS)


@dataclass(frozen=True)
class Given:
    """A command that a client gave, when, and when it was made by the client's clock."""

    kind: str
    data: dict[str, Any]
    by_uid: str = "till"
    at: datetime = NOON
    made_at: datetime = NOON


@dataclass
class World:
    """One run. Its seed says who goes on at each call, which event is lost and which task runs twice."""

    seed: int = 0
    faults: Faults = no_faults
    backend: DictBackend = field(default_factory=DictBackend)
    now: datetime = NOON
    org: Org = ORG
    gateways: Gateways = field(default_factory=Gateways)
    lost_events: float = 0.0
    doubled_tasks: float = 0.0
    doubled_events: float = 0.0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self._doubling = random.Random(f"events {self.seed}")
        self.turns = Turns(self.chance)
        self.calls: list[str] = []
        self.went_wrong: dict[int, Fault] = {}
        self.queues = TaskQueues(self)
        self.order_system = OrderSystem(self)
        self.model = ChatModel(self)
        self.delivered: list[Order] = []
        self.posts: list[str] = []  # of forms, their ids
        self.given: dict[str, Given] = {}
        self.revoked: dict[str, datetime] = {}
        self.stopped: dict[tuple[str, Channel], datetime] = {}
        self.came_back: dict[str, tuple[datetime, datetime]] = {}  # when they bought, and since when it stood
        self.spoilt: set[str] = set()
        self.erased: dict[str, datetime] = {}  # whom, and by when nothing of them was left
        self.erased_orders: set[str] = set()
        self.split: set[str] = set()
        self.undone: set[str] = set()  # imports
        self.responses: dict[str, set[str]] = {}  # to a campaign, by customer
        self.slow_call_takes = SLOW_CALL_TAKES
        self.former: tuple[Org, datetime] | None = None  # what instances may go by, and until when
        self.owners: dict[str, str] = {}  # whose each message was when it appeared
        self._leases = itertools.count(1)
        self._later: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = itertools.count()

    @property
    def handed_over(self) -> Counter[str]:
        """How often each message was taken by a provider."""
        return Counter(one.message_id for one in self.gateways.handovers)

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
        self._begin_what_is_due()
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
        self.now += self.slow_call_takes
        self._begin_what_is_due()
        self.tick()
        for _ in range(TURNS_MEANWHILE):
            self.turns.next()

    def thinks_for(self, duration: timedelta) -> None:
        """Somebody outside takes so long to answer, while others go on."""
        self.now += duration
        self._begin_what_is_due()
        for _ in range(TURNS_OF_A_THOUGHT if duration else 0):
            self.turns.next()

    def store(self) -> Store:
        """A fresh instance's store."""
        backend = CalledBackend(self.backend, self.call, self.created)
        return hurried(backend)

    def enqueue(self, queue: str, name: str, payload: dict[str, Any], at: datetime | None = None) -> None:
        self.call(
            "enqueue",
            lambda: self.queues.take(queue, name, payload, at),
            away=QueueAway(queue, "ServiceUnavailable"),
        )

    def provider_for(self, org: Org, channel: Channel) -> Gateway:
        return gateway_for(self, channel)

    def page_of_due(self, collection: str, at: datetime, after: Cursor | None) -> Page:
        def find() -> Page:
            due = [
                (fields["wake_at"], path)
                for path, fields in self.backend.documents.items()
                if f"/{collection}/" in path and fields.get("wake_at") is not None and fields["wake_at"] <= at
            ]
            return Page(tuple(self.backend.snapshot(path) for _, path in sorted(due)), None)

        return self.call("read", find, away=StoreAway("ServiceUnavailable"))

    def document_at(self, path: str) -> Snapshot:
        return self.call("read", lambda: self.backend.snapshot(path), away=StoreAway("ServiceUnavailable"))

    def count_commands(self, window: Window, *, is_settled: bool = False) -> int:
        def count() -> int:
            found = map(self.backend.documents.__getitem__, self._commands_in(window))
            return sum(not is_settled or fields.get("status") in SETTLED for fields in found)

        return self.call("read", count, away=StoreAway("ServiceUnavailable"))

    def page_of_commands(self, window: Window, after: Cursor | None) -> Page:
        def find() -> Page:
            later = [path for path in self._commands_in(window) if after is None or path > after.path]
            page = tuple(map(self.backend.snapshot, later[:COMMANDS_A_PAGE]))
            is_last = len(later) <= COMMANDS_A_PAGE
            cursor = None if is_last else Cursor(window.until, page[-1].path)
            return Page(page, cursor)

        return self.call("read", find, away=StoreAway("ServiceUnavailable"))

    def _commands_in(self, window: Window) -> list[str]:
        return sorted(
            path
            for path, fields in self.backend.documents.items()
            if "/commands/" in path and window.since <= fields["created_at"] <= window.until
        )

    def lease(self) -> UUID:
        """The next claimer's own id."""
        return UUID(int=next(self._leases))

    # What the platform does.

    def created(self, path: str) -> None:
        """The event of a new document, where somebody hears it."""
        if path.startswith(f"orgs/{self.org.id}/messages/"):
            self.message_appeared(path)

    def message_appeared(self, path: str) -> None:
        """The event of a new message."""
        created = self.backend.snapshot(path)
        self.owners[path.rpartition("/")[2]] = str((created.fields or {}).get("customer_id"))
        self._event(lambda: messages.on_created(created))

    def gives(self, *given: "Given") -> None:
        """A client gives commands, one after the other, each with its event."""

        def give_them() -> None:
            for one in given:
                self.turns.next()
                id = f"{len(self.given)}"
                self.given[id] = replace(one, at=self.now)
                path = f"orgs/{self.org.id}/commands/{id}"
                command = a_command(
                    one.kind, one.data, by_uid=one.by_uid, made_at=one.made_at, created_at=self.now
                )
                self.backend.client_writes(path, **command)
                self._event(partial(commands.on_created, self.backend.snapshot(path)))

        self.turns.spawn(give_them)

    def revoke(self, uid: str) -> None:
        """A member loses all rights, at a moment of its own."""

        def take_away() -> None:
            self.turns.next()
            path = f"orgs/{self.org.id}/members/{uid}"
            self.backend.documents.pop(path, None)
            self.backend.versions.pop(path, None)
            self.revoked[uid] = self.now

        self.turns.spawn(take_away)

    def _event(self, handler: Callable[[], Any]) -> None:
        """An event comes again until its function ends well, now and then twice, unless it is lost."""
        if self.chance.random() < self.lost_events:
            return
        for _ in range(2 if self._doubling.random() < self.doubled_events else 1):
            self.turns.spawn(partial(self._ended_well, handler))

    def _ended_well(self, handler: Callable[[], Any]) -> bool:
        return any(self.once(handler) for _ in range(MOST_DELIVERIES))

    def spawn(self, handler: Callable[[], Any]) -> None:
        """One more handler, which is not tried again."""

        def live() -> None:
            self.once(handler)

        self.turns.spawn(live)

    def once(self, handler: Callable[[], Any]) -> bool:
        """Whether the handler came to its end, as the platform sees it."""
        try:
            handler()
        except (Crash, Retryable):
            return False
        return True

    def sender_delivers(self, order: Order) -> None:
        """A sender who delivers until there is an answer."""
        self.delivered.append(order)

        def record() -> object:
            org = self.organisation()
            return self.store().commit(org.id, lambda: record_order(org, order, self.now))

        self.until_done(record, order.id)

    def organisation(self, *ages: float) -> Org:
        """As it is, or as an instance still has it from before, unless the latest is asked for."""
        if self.former is not None and not ages and self.now < self.former[1]:
            return self.chance.choice([self.former[0], self.org])
        return self.org

    def until_done(self, act: Callable[[], object], what: str = "it") -> None:
        """Somebody who tries until there is an answer."""

        def try_it() -> None:
            if not self._ended_well(act):
                raise AssertionError(f"{what} never got an answer")

        self.turns.spawn(try_it)

    def has_stopped(self, phone: str, channel: Channel) -> None:
        """A customer's STOP has been taken in."""
        id = identity_id(self.org.id_key, Identity("phone", phone))
        self.stopped.setdefault((id, channel), self.now)

    def tick(self) -> None:
        """Cloud Scheduler ticks, once and without trying again."""
        at = self.now
        self.spawn(lambda: tick.tick(at))

    def at(self, when: datetime, work: Callable[[], None]) -> None:
        """Have work begin at an instant, at once where that has passed."""
        heapq.heappush(self._later, (when, next(self._order), work))
        self._begin_what_is_due()

    def _begin_what_is_due(self) -> None:
        while self._later and self._later[0][0] <= self.now:
            self.turns.spawn(heapq.heappop(self._later)[2])

    def run(self) -> None:
        """Everything that was set off, and that is due, comes to its end."""
        self._begin_what_is_due()
        self.turns.run()

    def settle(self, days: int = 5) -> None:
        """The clock goes on to whatever is next, and ticks every hour, until nobody waits for anything."""
        end, next_tick = self.now + timedelta(days=days), self.now + timedelta(hours=1)
        self.run()
        while self.now < end and (self._later or any(map(self._is_waiting, self.backend.documents))):
            due = min(next_tick, self._later[0][0]) if self._later else next_tick
            self.now = max(self.now, due)
            if self.now >= next_tick:
                next_tick += timedelta(hours=1)
                self.tick_for_somebody()
            self.run()

    def tick_for_somebody(self) -> None:
        """A tick that would find nobody changes nothing, and is left out."""
        due = (fields.get("wake_at") for fields in self.backend.documents.values())
        if any(at is not None and at <= self.now for at in due) or any(
            map(self._is_unsettled, self.backend.documents)
        ):
            self.tick()

    def _is_waiting(self, path: str) -> bool:
        if self._is_unsettled(path):
            return True
        wake_at = self.backend.documents[path].get("wake_at")
        pages = ("messages", "rebuilds", "campaigns", "order_posts", "conversations")
        is_waited_for = any(f"/{each}/" in path for each in pages)
        return wake_at is not None and (is_waited_for or wake_at <= self.now)

    def _is_unsettled(self, path: str) -> bool:
        return "/commands/" in path and self.backend.documents[path].get("status") not in SETTLED
