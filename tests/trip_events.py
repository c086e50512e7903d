"""The events of tests/trips.py: an instance of the functions over a dict, and what each event leads it to do."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask, Response

from functions.cloud_tasks import enqueue
from functions.domain.configuration.provisioning import Preset, provision_org
from functions.domain.customers.customer import Customer
from functions.domain.imports.rows import Reading
from functions.domain.kernel.decisions import Document
from functions.domain.messages.outbox import Message
from functions.domain.orders.parsing import parse_order
from functions.domain.orders.recording import record_order
from functions.domain.orgs.channels import set_up_channels
from functions.domain.orgs.documents import OrgSecrets
from functions.domain.orgs.org import Org
from functions.domain.providers.events import ITEM, ProviderEvent
from functions.domain.staff.members import Member
from functions.http import hooks
from functions.importer.running import Importing
from functions.presets import load
from functions.queues import delivery_payloads, wake_page
from functions.queues.deliver import deliver
from functions.queues.take_callback import take_callback
from functions.queues.take_turn import take_payload
from functions.store import firestore
from functions.store.documents import path_of
from functions.store.orgs import orgs
from functions.store.pages import Page
from functions.triggers.commands import on_created as command_created
from functions.triggers.messages import on_created
from tests.builders import CAFE, an_order_body
from tests.campaigns import a_buyer, a_campaign
from tests.memory import DictBackend, Version
from tests.provider_events import a_status, an_inbound
from tests.unit.domain.imports.sheets import INDIA, a_row, an_import

ORG, GROCER, AGENCY = "kopi", "bazar", "umrah"
SECRET = "s3cret"
CALLBACK_SECRET = "SANDBOX_CALLBACK_SECRET"
RISES = "5000.00"  # the total of a first order that takes a customer of the café to gold
APP = Flask(__name__)


class Instance:
    """An instance of the functions over a dict. What it puts on Cloud Tasks stays in `tasks`."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.backend = DictBackend()
        self.tasks: list[Any] = []
        self.number = 0
        patch.setattr(firestore, "backend", lambda: self.backend)
        patch.setattr(delivery_payloads, "DatetimeWithNanoseconds", Version)
        patch.setattr(wake_page, "page_of_due", self._due)
        patch.setattr(enqueue, "create_task", lambda: self._create_task)
        patch.setenv("GCLOUD_PROJECT", "trips")
        patch.setenv("CLOUD_TASKS_EMULATOR_HOST", "none")
        patch.setenv(CALLBACK_SECRET, SECRET)
        for org_id, preset in (ORG, CAFE), (GROCER, load("grocer")), (AGENCY, load("umrah")):
            self._provision(org_id, preset)
        self._post("orders", self._order_body())

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

    def coupon_posted(self) -> Callable[[], object]:
        """The third order of a grocer's customer, with a coupon: they become silver, and move to another segment."""
        phone = {"phone": f"+1202555{100 + self.number:04}"}
        for _ in range(2):
            self._post("orders", self._grocer_body(customer=phone), org_id=GROCER)
        body = self._grocer_body(customer=phone, coupon_code="MORE")
        return lambda: self._post("orders", body, org_id=GROCER)

    def turn_due(self) -> Callable[[], object]:
        """The assistant's turn after a customer's first text at a travel agency."""
        self.number += 1
        sender = {"phone": f"+1202555{100 + self.number:04}", "name": "A pilgrim"}
        text = an_inbound(
            id=f"chat-{self.number}", at=datetime.now(UTC), sender=sender, text="Assalamualaikum, info umrah"
        )
        self._reports(text, org_id=AGENCY)()
        take_callback(self.tasks[-1], 0)
        payload = self.tasks[-1]
        return lambda: take_payload(payload)

    def stage_moved(self) -> Callable[[], object]:
        """A sales representative's phone moves a deal to another column of the board."""
        self.number += 1
        now, id = datetime.now(UTC), f"move-{self.number}"
        self.backend.put(Member(id="rep", roles=("sales_rep",)), ORG)
        self.backend.put(Customer(id="buyer", owner_uid="rep", created_at=now, updated_at=now), ORG)
        self._given(f"begin-{self.number}", {"customer_id": "buyer", "title": "Beans"}, now)
        settled = self.backend.documents[f"orgs/{ORG}/commands/begin-{self.number}"]
        deal = settled["result"]["opportunity_id"]
        moved = {"opportunity_id": deal, "stage": "qualified"}
        return lambda: self._given(id, moved, now)

    def _given(self, id: str, data: dict[str, Any], now: datetime) -> None:
        """The event of a command that a phone wrote."""
        path = f"orgs/{ORG}/commands/{id}"
        fields = {"kind": "change_opportunity", "data": data, "by_uid": "rep", "status": "pending"}
        self.backend.client_writes(path, **fields, made_at=now, created_at=now)
        command_created(self.backend.snapshot(path))

    def page_of_campaign(self) -> Callable[[], object]:
        """A page of ten recipients."""
        self.number += 1
        now, org = datetime.now(UTC), orgs().get(GROCER)
        id, segment = f"campaign-{self.number}", next(iter(org.segments))
        for each in range(10):
            buyer = a_buyer(each, id=f"c{self.number}-{each}", segment_ids=(segment,))
            self.backend.put(buyer.with_changes(whatsapp_opt_in=True), GROCER)
        template = next(name for name, each in org.templates.items() if each.purpose == "marketing")
        due = a_campaign(id=id, segment_ids=(segment,), template=template, starts_at=now, wake_at=now)
        self.backend.put(due, GROCER)
        return lambda: wake_page.wake_page("campaigns", now)

    def row_of_import(self) -> Callable[[], object]:
        """A row of a customer who is not known yet."""
        self.number += 1
        org, opened = orgs().get(ORG), an_import("customers", id=f"import-{self.number}")
        row = a_row(org, "customers", {"name": "A regular", "phone": f"+1202555{100 + self.number:04}"})
        reading = Reading(org, "customers", INDIA)
        return lambda: Importing(firestore.store(), reading, opened).take(row)

    def _due(self, collection: str, at: datetime, after: object) -> Page:
        """The page of what is due, as Firestore's query finds it."""
        found = [
            self.backend.snapshot(path)
            for path, fields in self.backend.documents.items()
            if path.split("/")[-2] == collection and fields.get("wake_at") and fields["wake_at"] <= at
        ]
        self.backend.billed.reads += max(1, len(found))
        return Page(tuple(found), None)

    def _grocer_body(self, **changes: Any) -> dict[str, Any]:
        lines = [{"product_id": "rice", "name": "Rice", "quantity": "1", "unit_price": "1500.00"}]
        return self._order_body(currency="BDT", total="1500.00", lines=lines, **changes)

    def _task_of(self, post: Callable[[], object]) -> Callable[[], object]:
        post()
        payload = self.tasks[-1]
        return lambda: take_callback(payload, 0)

    def _records(self, body: dict[str, Any], org: Org | None = None) -> Callable[[], object]:
        org, now = org or orgs().get(ORG), datetime.now(UTC)
        order = parse_order(org, body, now)
        return lambda: firestore.store().commit(ORG, lambda: record_order(org, order, now))

    def _reports(self, event: ProviderEvent, org_id: str = ORG) -> Callable[[], object]:
        body = [ITEM.dump_python(event, mode="json")]
        return lambda: self._post("sandbox", body, org_id=org_id)

    def _order_body(self, **changes: Any) -> dict[str, Any]:
        self.number += 1
        now = datetime.now(UTC).isoformat()
        times = {"ordered_at": now, "updated_at": now}
        return an_order_body(order_id=str(self.number), **times, **changes)

    def _paths(self, model: type[Document]) -> list[str]:
        """The documents of a collection, the newest last."""
        return [path for path in self.backend.documents if path.startswith(path_of(ORG, model, ""))]

    def _post(self, what: str, body: object, org_id: str = ORG) -> Response:
        content = json.dumps(body).encode()
        signature = "sha256=" + hmac.new(SECRET.encode(), content, hashlib.sha256).hexdigest()
        headers = {"X-Signature": signature}
        with APP.test_request_context(
            f"/{org_id}/{what}", method="POST", data=content, content_type="application/json", headers=headers
        ) as context:
            response = hooks.answer(context.request)
        assert response.status_code in (200, 201), response.get_data()
        return response

    def _create_task(self, request: Any, **call: Any) -> bytes:
        self.tasks.append(json.loads(request.task.http_request.body)["data"])
        return b""

    def _provision(self, org_id: str, preset: Preset) -> None:
        store, now = firestore.store(), datetime.now(UTC)
        spare = OrgSecrets(id=org_id, hook_secret=SECRET, identity_key="k" * 64)
        store.commit(
            org_id,
            lambda: provision_org(org_id, preset=preset, name=None, hook_secret=None, spare=spare, now=now),
        )
        sandbox = {"sandbox": {"callback_secret": {"secret": CALLBACK_SECRET}}}
        store.commit(org_id, lambda: set_up_channels(org_id, providers=sandbox, served_by={}, now=now))
