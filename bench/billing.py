"""Billed documents per event beside the floors in docs/architecture.md, counted by local Firebase's meter."""

import hashlib
import hmac
import itertools
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

from functions.domain.wake_ups.table import WAKE_UPS
from local.client import LocalFirebase

ORG, SECRET, PHONE = "bench", "a secret of the bench", "+12025550123"
START = "2025-01-25T07:00:00Z"
DUE, BATCH = 20, 500
Bill = tuple[int, int]


@dataclass(frozen=True)
class Flow:
    """What an event was billed (reads, writes), and the floor that was argued for it; None where none was."""

    name: str
    billed: Bill
    floor: Bill | None


class Bench:
    """An organisation on local Firebase, and what its events bill."""

    preset, currency = "cafe", "INR"

    def __init__(self, firebase: LocalFirebase) -> None:
        self.firebase = firebase
        environment = {
            "FIRESTORE_EMULATOR_HOST": firebase.firestore_host,
            "GOOGLE_CLOUD_PROJECT": firebase.project,
        }
        os.environ |= environment
        command = [
            sys.executable,
            "-m",
            "functions.provision",
            ORG,
            "--preset",
            self.preset,
            "--hook-secret",
            SECRET,
        ]
        subprocess.run(command, env=os.environ, check=True, stdout=subprocess.DEVNULL)
        self.client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())

    def post(self, order_id: str, total: str = "387.00", **customer: str) -> dict[str, Any]:
        """Deliver a paid order of this moment."""
        return self.deliver(self.body(order_id, total, **customer))

    def deliver(self, order: dict[str, Any]) -> dict[str, Any]:
        """The answer to a signed order."""
        body = json.dumps(order).encode()
        signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Signature": signature}
        url = f"{self.firebase.functions_url('hooks')}/{ORG}/orders"
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as response:
            answer: dict[str, Any] = json.loads(response.read())
        return answer

    def body(self, order_id: str, total: str, **customer: str) -> dict[str, Any]:
        return {
            "order_id": order_id,
            "source": "pos",
            "status": "paid",
            "currency": self.currency,
            "total": total,
            "ordered_at": START,
            "updated_at": START,
            "outlet_id": "first",
            "customer": customer or {"phone": PHONE},
        }

    def give(self, kind: str, data: dict[str, Any]) -> Bill:
        """What a command bills the functions. Its creation is a write of the client's."""
        self.client.document(f"orgs/{ORG}/members/till").set({"roles": ["agent"]})
        command = {"kind": kind, "data": data, "by_uid": "till", "made_at": START}
        given = self.client.collection(f"orgs/{ORG}/commands").document()
        return self.billed(lambda: given.create(command | {"created_at": datetime.fromisoformat(START)}))

    def save(self, collection: str, id: str, content: dict[str, Any]) -> Bill:
        """What it bills the functions that marketing saves a document of configuration."""
        return self.done("save_configuration", {"collection": collection, "id": id, "content": content})

    def done(self, kind: str, data: dict[str, Any], role: str = "marketing") -> Bill:
        """What a command bills the functions that is done for a member of a role."""
        self.client.document(f"orgs/{ORG}/members/{role}").set({"roles": [role]})
        command = {"kind": kind, "data": data, "by_uid": role, "made_at": START}
        given = self.client.collection(f"orgs/{ORG}/commands").document()
        billed = self.billed(lambda: given.create(command | {"created_at": datetime.fromisoformat(START)}))
        settled = given.get().to_dict() or {}
        assert settled.get("status") == "done", settled
        return billed

    def billed(self, act: Callable[[], object]) -> Bill:
        """What the functions were billed for an act and all that it caused."""
        self.firebase.idle()
        self.firebase.reset_meter()
        act()
        self.firebase.idle(timeout_s=600)
        rows = {name: row for name, row in self.firebase.meter()["by_function"].items() if name != "client"}
        return sum(row["reads"] for row in rows.values()), sum(row["writes"] for row in rows.values())

    def fill(self, customers: int, due: int) -> None:
        """So many customers, of whom so many are due now and the others in a year."""
        now = self.now()
        self.write(
            (f"customers/c{number}", _waiting(now, is_due=number < due)) for number in range(customers)
        )

    def now(self) -> datetime:
        return self.firebase.now()

    def write(self, documents: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Documents by their paths below the organisation, straight to the store; then all is quiet."""
        left = iter(documents)
        while batch := list(itertools.islice(left, BATCH)):
            writing = self.client.batch()
            for path, fields in batch:
                writing.set(self.client.document(f"orgs/{ORG}/{path}"), fields)
            writing.commit()
        self.firebase.idle(timeout_s=600)

    def tick(self) -> Bill:
        return self.billed(lambda: self.firebase.control("POST", "/schedules/tick/run"))


def _waiting(now: datetime, *, is_due: bool) -> dict[str, Any]:
    """A customer who is due since a minute ago, or in a year."""
    wake_at = now - timedelta(minutes=1) if is_due else now + timedelta(days=365)
    stats = {"orders": 1, "last_order_at": wake_at - timedelta(days=30)}
    return {"stats": stats, "due": {"auto:winback_30": wake_at}, "wake_at": wake_at}


def measure() -> list[Flow]:
    """Every flow that this project has so far, each on a fresh local Firebase where the others would disturb it."""
    with LocalFirebase.start(clock=START) as firebase:
        bench = Bench(firebase)
        bench.post("0", phone="+12025550199")
        flows = [
            Flow("the first order of a new customer", bench.billed(lambda: bench.post("1")), None),
            Flow("a repeat order that sends nothing", bench.billed(lambda: bench.post("2")), (1, 3)),
            Flow("the same delivered again", bench.billed(lambda: bench.post("2")), (1, 0)),
            Flow("an anonymous sale", bench.billed(lambda: bench.post("3", name="nobody")), None),
        ]
        customer_id = bench.post("1")["customer_id"]
        flows += _commands(bench, customer_id)
        reads, writes = bench.billed(lambda: bench.post("4", "9000.00"))
        upgrade_without_message = (1, 4)
        message = (reads - upgrade_without_message[0], writes - upgrade_without_message[1])
        flows.append(Flow("a message: caused, claimed, sent", message, (1, 3)))
    return flows + [flow for customers in (1_000, 20_000) for flow in _ticks(customers)]


def _commands(bench: Bench, customer_id: str) -> list[Flow]:
    """What a command bills the functions; its creation is the client's write. The customer agrees to WhatsApp."""
    said = {"channel": "whatsapp", "purposes": ["marketing", "transactional"], "granted": True}
    call = {"interaction_type": "call", "interaction_source": "customer_service"}
    about = {"customer_id": customer_id}
    order = bench.body("5", "387.00", phone=PHONE)
    return [
        Flow("a repeat order by command", bench.give("record_order", order), (2, 4)),
        Flow(
            "an interaction by command",
            bench.give("record_interaction", call | about),
            (2, 3),
        ),
        Flow("a consent by command", bench.give("give_consent", said | about), (2, 3)),
        Flow("a command that is refused", bench.give("give_consent", {}), (0, 1)),
    ]


def _ticks(customers: int) -> list[Flow]:
    """A query that finds nothing bills a read: one for each collection that wakes, and one for lost commands."""
    idle = len(WAKE_UPS) + 1
    with LocalFirebase.start(clock=START) as firebase:
        bench = Bench(firebase)
        bench.post("0", phone="+12025550199")
        bench.fill(customers, DUE)
        due = bench.tick()
        return [
            Flow(f"a tick with {DUE} due of {customers:,}", due, (DUE + idle - 1, 3 * DUE)),
            Flow(f"a tick with none due of {customers:,}", bench.tick(), (idle, 0)),
        ]
