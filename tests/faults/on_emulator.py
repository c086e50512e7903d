"""Random schedules on local Firebase: orders from everywhere at once while the wire fails, and then what always holds.

`python -m tests.faults --only emulator` runs them, with `--schedules 1 --seed 7` one of them again. What is sent, when,
under which faults, and what they strike follows from the seed; how calls at once overtake one another does not.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore, pubsub_v1

from functions.domain.commands.documents import SETTLED
from functions.domain.configuration.provisioning import Preset, provision_org
from functions.domain.configuration.references import Ref
from functions.domain.customers.customer import Customer
from functions.domain.messages.composing import compose
from functions.domain.messages.outbox import Message
from functions.domain.orders.documents import Order
from functions.domain.orders.parsing import parse_order
from functions.domain.orgs.documents import OrgSecrets
from functions.domain.settings.types import Setting
from functions.store.commit import Memory, Store
from functions.store.documents import path_of, to_fields
from functions.store.firestore import Firestore
from functions.store.stubs import Stubs
from local.client import LocalFirebase
from tests.builders import CAFE, a_command
from tests.faults.command_flows import put_staff
from tests.faults.emulator_schedules import VARIABLES, Schedule, evening, plan
from tests.faults.flows import put_regular
from tests.faults.gateways import Handover
from tests.faults.invariants import broken
from tests.faults.outbox import TERMINAL
from tests.faults.reports import Line, Wanted
from tests.faults.world import ORG, Given, World
from tests.local.requests_to import request
from tests.scenarios.shop import signature

SENDERS = 6
MOST_DELIVERIES = 50
MOST_HOURS = 18
STORED = (
    "commands",
    "customers",
    "orders",
    "loyalty_transactions",
    "interactions",
    "messages",
    "dead_letters",
)


def _contents() -> dict[Ref, Setting]:
    """The café's documents, with the world's own automations in place of its."""
    others = {ref: each for ref, each in CAFE.contents.items() if ref.collection != "automations"}
    return {**others, **{Ref("automations", id): each for id, each in ORG.automations.items()}}


@dataclass(frozen=True)
class Lived:
    """What became of a schedule: how many calls functions made under faults, what struck, how many messages ended in
    which status, what does not hold.
    """

    seed: int
    calls: int
    struck: Counter[str]
    messages: Counter[str]
    violations: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Where schedules are lived through: on the functions of a source, in a project, on this emulator or a new one."""

    source: Path = Path()
    project: str = "demo-regulars"
    emulator: str = ""


def run(*, first_seed: int, count: int, place: Place = Place()) -> Iterator[Lived]:
    """Live through so many schedules, each in an organisation of its own, on one local Firebase."""
    start = evening(first_seed) - timedelta(hours=1)
    shared = {"FIRESTORE_EMULATOR_HOST": place.emulator} if place.emulator else {}
    with (
        LocalFirebase.start(
            source=place.source, clock=start, project=place.project, environ=shared
        ) as firebase,
        _clients(firebase) as (client, publisher),
    ):
        for seed in range(first_seed, first_seed + count):
            firebase.move_to(evening(seed))
            yield _Life(firebase, client, publisher, seed, plan(seed)).live()


@contextmanager
def _clients(firebase: LocalFirebase) -> Iterator[tuple[Any, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRESTORE_EMULATOR_HOST", firebase.firestore_host)
        patch.setenv("PUBSUB_EMULATOR_HOST", firebase.pubsub_host)
        client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
        publisher = pubsub_v1.PublisherClient(credentials=AnonymousCredentials())
    yield client, publisher
    publisher.stop()
    publisher.transport.close()
    client.close()


@dataclass
class _Life:
    """One schedule on the real stack. What is stored is put into a World, to be judged as one."""

    firebase: LocalFirebase
    client: Any
    publisher: Any
    seed: int
    schedule: Schedule
    regulars: list[Customer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.org_id = f"schedule-{self.seed}"
        self.world = World(self.seed)

    def live(self) -> Lived:
        self._provision()
        self.firebase.faults(**self.schedule.faults)
        self._send_all()
        self.firebase.advance(f"{self.schedule.minutes_of_faults}m")
        calls = int(self.firebase.control("GET", "/faults")["calls"])
        struck = Counter(strike["fault"] for strike in self.firebase.strikes())
        self.firebase.faults()
        self._come_to_rest()
        messages = Counter(message["status"] for message in self.world.backend.all("messages").values())
        violations = tuple(broken(self.world))
        self._put_to_sleep()
        return Lived(self.seed, calls, struck, messages, violations)

    def _provision(self) -> None:
        """An organisation with the world's own settings and keys, and the customers who have the app."""
        spare = OrgSecrets(
            id=self.org_id,
            hook_secret=ORG.hook_secret.get_secret_value(),
            identity_key=ORG.identity_key.get_secret_value(),
        )
        backend = Firestore(Stubs(self.firebase.project, self.firebase.firestore_host))
        Store(backend, Memory()).commit(
            self.org_id,
            lambda: provision_org(
                self.org_id,
                preset=Preset(ORG.preset, ORG.settings, _contents()),
                name=ORG.name,
                hook_secret=None,
                spare=spare,
                now=datetime.now(UTC),
            ),
        )
        put_staff(self.world)
        self.regulars = [put_regular(self.world, phone) for phone in self.schedule.regulars]
        for path, fields in self.world.backend.documents.items():
            self.client.document(path.replace(f"orgs/{ORG.id}/", f"orgs/{self.org_id}/")).set(fields)

    def _send_all(self) -> None:
        work: list[Callable[[], None]] = [partial(self._post, body) for body in self.schedule.posted]
        work += [partial(self._publish, body) for body in self.schedule.published]
        work += [partial(self._write_at_till, bodies) for bodies in self.schedule.tills]
        work += [partial(self._queue, template) for template in self.schedule.queued]
        random.Random(f"senders {self.seed}").shuffle(work)
        with ThreadPoolExecutor(SENDERS) as senders:
            for sent in [senders.submit(each) for each in work]:
                sent.result()
        self.firebase.idle()

    def _post(self, body: dict[str, Any]) -> None:
        """What a sender does: deliver again until there is an answer."""
        self._note(body)
        content = json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "X-Signature": signature(content)}
        url = f"{self.firebase.functions_url('hooks')}/{self.org_id}/orders"
        for _ in range(MOST_DELIVERIES):
            status, _, answer = request("POST", url, content, headers)
            if status < 500:
                break
        if status not in (200, 201):
            self.world.turns.surprises.append(AssertionError(f"{body['order_id']}: {status} {answer!r}"))

    def _publish(self, body: dict[str, Any]) -> None:
        self._note(body)
        topic = self.publisher.topic_path(self.firebase.project, "orders")
        self.publisher.publish(topic, json.dumps(body).encode(), org=self.org_id).result(timeout=30)

    def _write_at_till(self, bodies: tuple[dict[str, Any], ...]) -> None:
        """A till gives the states of one order as commands, one after the other."""
        for body in bodies:
            at = self._note(body).facts.updated_at
            given = self.client.collection(f"orgs/{self.org_id}/commands").document()
            self.world.given[given.id] = Given("record_order", body, at=at)
            given.create(a_command("record_order", body, created_at=at))

    def _queue(self, template: str) -> None:
        """A message appears, as if something had just caused it."""
        composed = compose(
            ORG,
            self.regulars[0],
            id=f"test:{template}",
            cause=f"test:{template}",
            rule="a test",
            template=template,
            variables=VARIABLES[template],
            now=evening(self.seed),
        )
        message = composed.message
        self.client.document(path_of(self.org_id, Message, message.id)).set(to_fields(message))

    def _note(self, body: dict[str, Any]) -> Order:
        order = parse_order(ORG, body, datetime.fromisoformat(body["updated_at"]))
        self.world.delivered.append(order)
        return order

    def _come_to_rest(self) -> None:
        """Retries and held events come within minutes, sweeps and lost commands by the hour.

        What is not at rest before the next schedule's evening never will be.
        """
        self.firebase.advance("11m")
        for _ in range(MOST_HOURS):
            self.firebase.idle()
            self._read()
            if not any(map(self._is_waiting, self.world.backend.documents.values())):
                return
            self.firebase.advance("1h")

    def _read(self) -> None:
        """The organisation's documents, where the invariants look for those of their own one, as of the last tick."""
        now = self.firebase.now()
        self.world.now = now.replace(minute=0, second=0, microsecond=0)
        self.world.backend.documents.clear()
        self.world.gateways.handovers.clear()
        for collection in STORED:
            for found in self.client.collection(f"orgs/{self.org_id}/{collection}").stream():
                self.world.backend.documents[f"orgs/{ORG.id}/{collection}/{found.id}"] = found.to_dict()
        for id, message in self.world.backend.all("messages").items():
            self.world.gateways.handovers += _handed_over(id, message)

    def _is_waiting(self, fields: dict[str, Any]) -> bool:
        """A command that is not settled, a message that is not at its end, somebody whom a tick missed."""
        is_message = "enqueued_count" in fields
        wake_at = fields.get("wake_at")
        return (
            ("by_uid" in fields and fields.get("status") not in SETTLED)
            or (is_message and fields["status"] not in TERMINAL)
            or (wake_at is not None and wake_at <= self.world.now)
        )

    def _put_to_sleep(self) -> None:
        """Nobody of this organisation wakes during somebody else's schedule."""
        for id, customer in self.world.backend.all("customers").items():
            if "wake_at" in customer:
                asleep = {"wake_at": firestore.DELETE_FIELD, "due": {}}
                self.client.document(f"orgs/{self.org_id}/customers/{id}").update(asleep)


def _handed_over(id: str, message: Mapping[str, Any]) -> Iterator[Handover]:
    """What the sandbox took, as the message says it: each `sent` followed a claim."""
    claimed_at = None
    for step in message["history"]:
        if step["status"] == "sending":
            claimed_at = step["at"]
        if step["status"] == "sent":
            yield Handover(id, step["channel"], id, step["at"], claimed_at or step["at"], arrives=True)


def report(wanted: Wanted) -> Iterator[Line]:
    """What the schedules came to, and how much was tried and went wrong on the way."""
    began = time.monotonic()
    calls, struck, messages = 0, Counter[str](), Counter[str]()
    for lived in run(first_seed=wanted.first_seed, count=wanted.schedules):
        calls += lived.calls
        struck += lived.struck
        messages += lived.messages
        for violation in lived.violations:
            yield Line(f"  seed {lived.seed}: {violation}", is_violation=True)
    seconds = time.monotonic() - began
    yield Line(f"  {wanted.schedules} schedules, {calls:,} calls of functions, {seconds:.0f} s")
    yield Line("  struck: " + ", ".join(f"{fault} {times}" for fault, times in sorted(struck.items())))
    yield Line("  messages: " + ", ".join(f"{status} {count}" for status, count in sorted(messages.items())))
