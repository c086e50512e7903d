"""A first request for each function: what the platform would send it, about documents that no request was about yet."""

import hashlib
import hmac
import itertools
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import grpc
from google.cloud import firestore
from google.cloud.firestore_v1.services.firestore import client as gapic
from google.cloud.firestore_v1.services.firestore.transports.grpc import FirestoreGrpcTransport
from google.events.cloud.firestore import DocumentEventData

from bench.instances import Request
from functions.cloud_tasks.message_payloads import encode_stored
from functions.domain.customers.customer import Customer, Stats
from functions.domain.messages.outbox import Message
from functions.domain.providers.events import StatusItem
from functions.store.documents import to_fields
from functions.store.snapshots import Snapshot
from local.clock.clock import format_instant
from local.hosting.manifests import DocumentTrigger, Function, ScheduleTrigger, TaskTrigger, TopicTrigger
from local.tokens import make_token

ORG, SECRET, UID = "bench", "a secret of the bench", "a-member"
_AS_SERVER = [("authorization", "Bearer owner")]
_JSON = {"Content-Type": "application/json"}
_CONTACTS = {
    "push": {"push_tokens": ("token",), "has_app": True},
    "whatsapp": {"phone": "+12025550123", "whatsapp_opt_in": True},
    "sms": {"phone": "+12025550123", "sms_opt_in": True},
    "email": {"email": "regular@example.com", "email_opt_in": True},
}


class FirstRequests:
    """Writes what a request is about with the official client, straight to the emulator."""

    def __init__(self, client: firestore.Client, emulator_host: str) -> None:
        self._client = client
        channel = grpc.insecure_channel(emulator_host)
        self._documents_api = gapic.FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))
        self._numbers = itertools.count()
        self._by_name: Mapping[str, Callable[[], Request]] = {
            "hooks": self._order,
            "api": self._customer,
            "wakepage": self._page,
            "takecallback": self._status,
        }
        self._documents: Mapping[str, Callable[[], firestore.DocumentReference]] = {
            "messages": lambda: self._queued_message("whatsapp"),
            "commands": self._command,
        }
        client.document(f"orgs/{ORG}/members/{UID}").set({"roles": ["agent"]})

    def make(self, function: Function) -> Request:
        """A request that the function has work with. KeyError for a function that is not known here."""
        name, trigger = function.name.replace("_", ""), function.trigger
        if isinstance(trigger, DocumentTrigger):
            return self._event(trigger, self._documents[trigger.pattern.split("/")[2]]())
        if isinstance(trigger, TopicTrigger):
            return self._published()
        if isinstance(trigger, ScheduleTrigger):
            return self._tick()
        if isinstance(trigger, TaskTrigger) and name.startswith("deliver"):
            return self._delivery(name.removeprefix("deliver"))
        return self._by_name[name]()

    def _order(self) -> Request:
        body = json.dumps(self._order_body()).encode()
        signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return Request(path=f"/{ORG}/orders", headers=_JSON | {"X-Signature": signature}, body=body)

    def _customer(self) -> Request:
        customer = self._write(Customer(id=self._id()))
        token = make_token(project=self._client.project, uid=UID, at=datetime.now(UTC))
        return Request("GET", f"/{ORG}/customers/{customer.id}", {"Authorization": f"Bearer {token}"})

    def _delivery(self, channel: str) -> Request:
        reference = self._queued_message(channel)
        found = reference.get()
        stored = Snapshot(found.reference.path, found.to_dict(), found.update_time)
        return _task({"org": ORG, "messages": [encode_stored(stored)]})

    def _page(self) -> Request:
        wake_at = self._due_customer()
        after = {"wake_at": (wake_at - timedelta(seconds=1)).isoformat(), "path": f"orgs/{ORG}/customers/-"}
        return _task({"collection": "customers", "at": datetime.now(UTC).isoformat(), "after": after})

    def _status(self) -> Request:
        message = self._queued_message("whatsapp")
        message.update({"status": "sent", "provider": "sandbox", "provider_message_id": message.id})
        item = StatusItem(
            provider="sandbox",
            id=message.id,
            message_id=message.id,
            status="delivered",
            at=datetime.now(UTC),
        )
        return _task({"org": ORG, "provider": "sandbox", "items": [item.model_dump(mode="json")]})

    def _tick(self) -> Request:
        self._due_customer()
        return Request(headers={"X-CloudScheduler-ScheduleTime": format_instant(datetime.now(UTC))})

    def _published(self) -> Request:
        order = {
            "data": b64encode(json.dumps(self._order_body()).encode()).decode(),
            "attributes": {"org": ORG},
        }
        message = order | {"message_id": self._id(), "publish_time": format_instant(datetime.now(UTC))}
        headers = _event_headers("google.cloud.pubsub.topic.v1.messagePublished")
        body = json.dumps({"message": message, "subscription": "orders"})
        return Request(headers=headers | _JSON, body=body.encode())

    def _event(self, trigger: DocumentTrigger, document: firestore.DocumentReference) -> Request:
        stored = self._documents_api.get_document(
            {"name": f"projects/{self._client.project}/databases/(default)/documents/{document.path}"},
            metadata=_AS_SERVER,
        )
        headers = _event_headers(trigger.event_type) | {
            "ce-document": document.path,
            "ce-project": self._client.project,
            "ce-location": "asia-southeast1",
            "ce-database": "(default)",
            "ce-namespace": "(default)",
            "ce-subject": f"documents/{document.path}",
            "content-type": "application/protobuf",
        }
        event = DocumentEventData.pb()()
        event.value.MergeFromString(type(stored).serialize(stored))
        return Request(headers=headers, body=event.SerializeToString())

    def _queued_message(self, channel: str) -> firestore.DocumentReference:
        contact = _CONTACTS[channel]
        customer = Customer(id=self._id(), **contact)
        self._write(customer)
        now = datetime.now(UTC)
        message = Message(
            id=self._id(),
            customer_id=customer.id,
            cause="bench",
            rule="bench",
            template="tier_upgrade",
            purpose="transactional",
            variables={"name": None, "business": "Bench", "tier": "gold", "points": 50},
            locale="en-IN",
            channel=channel,
            to="token" if channel == "push" else customer.phone or customer.email,
            status="queued",
            created_at=now,
            wake_at=now + timedelta(minutes=10),
        )
        return self._write(message)

    def _due_customer(self) -> datetime:
        """When a customer was due, a minute ago."""
        wake_at = datetime.now(UTC) - timedelta(minutes=1)
        stats = Stats(orders=1, last_order_at=wake_at - timedelta(days=30))
        self._write(Customer(id=self._id(), stats=stats, due={"auto:winback_30": wake_at}, wake_at=wake_at))
        return wake_at

    def _command(self) -> firestore.DocumentReference:
        now = datetime.now(UTC)
        command = {"kind": "record_order", "data": self._order_body(), "by_uid": UID, "made_at": now}
        return self._write_fields(f"commands/{self._id()}", command | {"created_at": now})

    def _order_body(self) -> dict[str, Any]:
        at = format_instant(datetime.now(UTC))
        return {
            "order_id": self._id(),
            "source": "pos",
            "status": "paid",
            "currency": "INR",
            "total": "387.00",
            "ordered_at": at,
            "updated_at": at,
            "outlet_id": "first",
            "customer": {"phone": "+12025550123"},
        }

    def _write(self, document: Customer | Message) -> firestore.DocumentReference:
        return self._write_fields(f"{document.collection}/{document.id}", to_fields(document))

    def _write_fields(self, path: str, fields: dict[str, Any]) -> firestore.DocumentReference:
        reference = self._client.document(f"orgs/{ORG}/{path}")
        reference.set(fields)
        return reference

    def _id(self) -> str:
        return f"b{next(self._numbers)}"


def _task(payload: dict[str, Any]) -> Request:
    return Request(headers=_JSON, body=json.dumps({"data": payload}).encode())


def _event_headers(event_type: str) -> dict[str, str]:
    return {
        "ce-specversion": "1.0",
        "ce-id": "1",
        "ce-source": "//bench",
        "ce-type": event_type,
        "ce-time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
