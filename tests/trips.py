"""`python -m tests.trips`: which files of functions/ one event enters, and how many lines run.

Each trip is run over the store in memory, on an instance that has served such an event before, and every call is
noted. docs/architecture.md has the table.
"""

import hashlib
import hmac
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from flask import Flask, Response

from functions.cloud_tasks import enqueue
from functions.domain.configuration.provisioning import provision_org
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Document
from functions.domain.messages.outbox import Message
from functions.domain.orders.parsing import parse_order
from functions.domain.orders.recording import record_order
from functions.domain.orgs.channels import set_up_channels
from functions.domain.orgs.documents import OrgSecrets
from functions.domain.orgs.org import Org
from functions.domain.providers.events import ITEM, ProviderEvent
from functions.http import hooks
from functions.queues import delivery_payloads
from functions.queues.deliver import deliver
from functions.queues.take_callback import take_callback
from functions.store import firestore
from functions.store.documents import path_of
from functions.store.orgs import orgs
from functions.triggers.messages import on_created
from tests.builders import CAFE, an_order_body
from tests.memory import DictBackend, Version
from tests.provider_events import a_status, an_inbound

FUNCTIONS = f"{Path(__file__).resolve().parents[1] / 'functions'}{os.sep}"
ORG, SECRET = "kopi", "s3cret"
CALLBACK_SECRET = "SANDBOX_CALLBACK_SECRET"
RISES = "5000.00"  # the total of a first order that takes a customer of the café to gold


@dataclass(frozen=True)
class Trip:
    """What one event entered: files below functions/, and the code of the functions that ran."""

    name: str
    files: tuple[str, ...]
    functions: frozenset[CodeType]

    @property
    def lines(self) -> int:
        """How many lines the functions that ran have."""
        return sum(1 + _last_line(code) - code.co_firstlineno for code in self.functions)

    @property
    def row(self) -> str:
        """As docs/architecture.md has it: small changes of the code leave it as it is."""
        return f"| {self.name} | {len(self.files)} | {round(self.lines, -2)} |"


class Instance:
    """An instance of the functions over a dict. What it puts on Cloud Tasks stays in `tasks`."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.backend = DictBackend()
        self.tasks: list[Any] = []
        self.number = 0
        patch.setattr(firestore, "backend", lambda: self.backend)
        patch.setattr(delivery_payloads, "DatetimeWithNanoseconds", Version)
        patch.setattr(enqueue, "create_task", lambda: self._create_task)
        patch.setenv("GCLOUD_PROJECT", "trips")
        patch.setenv("CLOUD_TASKS_EMULATOR_HOST", "none")
        patch.setenv(CALLBACK_SECRET, SECRET)
        self._provision()
        self._post("orders", self._order_body())

    def trip(self, name: str, prepare: Callable[[], Callable[[], object]]) -> Trip:
        """An event's trip; one like it has gone before."""
        prepare()()
        return traced(name, prepare())

    def repeat_order(self) -> Callable[[], object]:
        return self._records(self._order_body())

    def plain_repeat_order(self) -> Callable[[], object]:
        """An order at a business that waits for nothing."""
        plain = orgs().get(ORG).model_copy(update={"automations": {}})
        return self._records(self._order_body(), org=plain)

    def repeat_order_posted(self) -> Callable[[], object]:
        body = self._order_body()
        return lambda: self._post("orders", body)

    def upgrade(self) -> Callable[[], object]:
        """A customer who agreed to WhatsApp buys for so much that their tier rises."""
        phone = {"phone": f"+1202555{100 + self.number:04}"}
        self._records(self._order_body(customer=phone))()
        for path in self._paths(Customer):
            self.backend.client_writes(path, whatsapp_opt_in=True)
        return self._records(self._order_body(total=RISES, customer=phone))

    def message_appears(self) -> Callable[[], object]:
        self.upgrade()()
        created = self.backend.snapshot(self._paths(Message)[-1])
        return lambda: on_created(created)

    def task_of_message(self) -> Callable[[], object]:
        self.message_appears()()
        payload = self.tasks[-1]
        return lambda: deliver(payload)

    def status_posted(self) -> Callable[[], object]:
        self.task_of_message()()
        message = self.backend.documents[self._paths(Message)[-1]]
        return self._reports(a_status(id=message["provider_message_id"], at=datetime.now(UTC)))

    def text_posted(self) -> Callable[[], object]:
        self.number += 1
        return self._reports(an_inbound(id=f"in-{self.number}", at=datetime.now(UTC)))

    def task_of_status(self) -> Callable[[], object]:
        return self._task_of(self.status_posted())

    def task_of_text(self) -> Callable[[], object]:
        return self._task_of(self.text_posted())

    def _task_of(self, post: Callable[[], object]) -> Callable[[], object]:
        post()
        payload = self.tasks[-1]
        return lambda: take_callback(payload, 0)

    def _records(self, body: dict[str, Any], org: Org | None = None) -> Callable[[], object]:
        org, now = org or orgs().get(ORG), datetime.now(UTC)
        order = parse_order(org, body, now)
        return lambda: firestore.store().commit(ORG, lambda: record_order(org, order, now))

    def _reports(self, event: ProviderEvent) -> Callable[[], object]:
        body = [ITEM.dump_python(event, mode="json")]
        return lambda: self._post("sandbox", body)

    def _order_body(self, **changes: Any) -> dict[str, Any]:
        self.number += 1
        now = datetime.now(UTC).isoformat()
        times = {"ordered_at": now, "updated_at": now}
        return an_order_body(order_id=str(self.number), **times, **changes)

    def _paths(self, model: type[Document]) -> list[str]:
        """The documents of a collection, the newest last."""
        return [path for path in self.backend.documents if path.startswith(path_of(ORG, model, ""))]

    def _post(self, what: str, body: object) -> Response:
        content = json.dumps(body).encode()
        signature = "sha256=" + hmac.new(SECRET.encode(), content, hashlib.sha256).hexdigest()
        headers = {"X-Signature": signature}
        with APP.test_request_context(
            f"/{ORG}/{what}", method="POST", data=content, content_type="application/json", headers=headers
        ) as context:
            response = hooks.answer(context.request)
        assert response.status_code in (200, 201), response.get_data()
        return response

    def _create_task(self, request: Any, **call: Any) -> bytes:
        self.tasks.append(json.loads(request.task.http_request.body)["data"])
        return b""

    def _provision(self) -> None:
        store, now = firestore.store(), datetime.now(UTC)
        spare = OrgSecrets(id=ORG, hook_secret=SECRET, identity_key="k" * 64)
        cafe = CAFE  # without its dessert, whose condition each visit is asked
        store.commit(
            ORG,
            lambda: provision_org(ORG, preset=cafe, name=None, hook_secret=None, spare=spare, now=now),
        )
        sandbox = {"sandbox": {"callback_secret": {"secret": CALLBACK_SECRET}}}
        store.commit(ORG, lambda: set_up_channels(ORG, providers=sandbox, served_by={}, now=now))


APP = Flask(__name__)


def trips() -> list[Trip]:
    """All trips, in the order of an event's life."""
    _forget_instance()
    try:
        with pytest.MonkeyPatch.context() as patch:
            return _trips_of(Instance(patch))
    finally:
        _forget_instance()


def _trips_of(instance: Instance) -> list[Trip]:
    named: Sequence[tuple[str, Callable[[], Callable[[], object]]]] = (
        ("repeat order → stored", instance.plain_repeat_order),
        ("the same, automations plan anew → stored", instance.repeat_order),
        ("the same, posted → stored, answered", instance.repeat_order_posted),
        ("order → tier rises, message queued", instance.upgrade),
        ("message → Cloud Task", instance.message_appears),
        ("task → claimed, sent, recorded", instance.task_of_message),
        ("status callback → task", instance.status_posted),
        ("task → status recorded", instance.task_of_status),
        ("inbound text → task", instance.text_posted),
        ("task → text in its conversation", instance.task_of_text),
    )
    return [instance.trip(name, prepare) for name, prepare in named]


def traced(name: str, act: Callable[[], object]) -> Trip:
    """Run an act, and note each function of functions/ that it calls."""
    entered: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(FUNCTIONS):
            entered.add(frame.f_code)

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    files = {code.co_filename.removeprefix(FUNCTIONS) for code in entered}
    ran = frozenset(code for code in entered if not code.co_name.startswith("<"))
    return Trip(name, tuple(sorted(files)), ran)


def _last_line(code: CodeType) -> int:
    return max(line for _, _, line in code.co_lines() if line is not None)


def _forget_instance() -> None:
    for made_once in (firestore.store, orgs):
        made_once.cache_clear()


def main() -> None:
    found = trips()
    for trip in found:
        print(f"{trip.name}: {len(trip.files)} files, {len(trip.functions)} functions, {trip.lines} lines")
        print("".join(f"    {file}\n" for file in trip.files), end="")
    print("\n".join(trip.row for trip in found))


if __name__ == "__main__":
    main()
