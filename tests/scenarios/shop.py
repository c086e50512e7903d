"""A shop on local Firebase: its till, its staff's app, and a look at its documents."""

import hashlib
import hmac
import itertools
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

from functions import provision
from functions.domain.configuration.documents import PresetVersion
from functions.domain.configuration.kinds import KINDS
from local.client import LocalFirebase
from tests.builders import an_order_body

SECRET = "s3cret"
_numbers = itertools.count(1)


class Answer:
    """What the webhook answered."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status, self.headers, self.text = status, headers, body.decode()

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found

    def header(self, name: str) -> str | None:
        """A header's value, however the server writes its name."""
        return next((value for each, value in self.headers.items() if each.lower() == name.lower()), None)


def signature(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Shop:
    """An organisation of its own for each test."""

    def __init__(self, firebase: LocalFirebase, *, is_provisioned: bool = True) -> None:
        self.firebase = firebase
        self.id = f"shop-{next(_numbers)}"
        self.client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
        if is_provisioned:
            self.provision()

    def provision(self) -> None:
        arguments = [self.id, "--preset", "cafe", "--name", "The Shop", "--hook-secret", SECRET]
        assert provision.main(arguments) == 0

    def post(self, **changes: Any) -> Answer:
        """Deliver an order, signed as it should be."""
        return self.post_raw(json.dumps(an_order_body(**changes)).encode())

    def post_now(self, **changes: Any) -> Answer:
        """Deliver an order of this moment: an older one brings no message."""
        at = self.now().isoformat()
        return self.post(**{"ordered_at": at, "updated_at": at} | changes)

    def post_raw(
        self,
        body: bytes,
        *,
        method: str = "POST",
        path: str | None = None,
        signed: str | None = None,
        content_type: str = "application/json",
        door: str = "hooks",
    ) -> Answer:
        """Send just this. `signed` stands for the right signature; an empty one leaves the header out."""
        headers = {"Content-Type": content_type}
        if signed != "":
            headers["X-Signature"] = signed or signature(body)
        url = self.firebase.functions_url(door) + (path or f"/{self.id}/orders")
        request = urllib.request.Request(url, body if method != "GET" else None, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return Answer(response.status, dict(response.headers), response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())

    def write(self, path: str, fields: dict[str, Any]) -> None:
        """What somebody does in Firebase's console: write some fields of a document."""
        self.client.document(f"orgs/{self.id}/{path}").set(fields, merge=True)

    def has_member(self, uid: str, *roles: str) -> None:
        self.write(f"members/{uid}", {"roles": list(roles)})

    def give(self, id: str, kind: str, data: Any, *, by_uid: str = "till", **changes: Any) -> None:
        """What an app does: create a command. `till` is a member who may record orders and speak with customers."""
        if by_uid == "till":
            self.has_member("till", "agent")
        now = self.now()
        command = {"kind": kind, "data": data, "made_at": now, "by_uid": by_uid, "created_at": now}
        self.client.document(f"orgs/{self.id}/commands/{id}").create(command | changes)

    def settled(self, id: str, kind: str, data: Any, **changes: Any) -> dict[str, Any]:
        """A command after all that followed from it."""
        self.give(id, kind, data, **changes)
        self.firebase.idle()
        return self.read(f"commands/{id}")

    def now(self) -> datetime:
        return self.firebase.now()

    def read(self, path: str) -> dict[str, Any]:
        """A document that must be there."""
        found = self.client.document(f"orgs/{self.id}/{path}").get().to_dict()
        assert found is not None, f"{path} is missing"
        return dict(found)

    def all(self, collection: str) -> dict[str, dict[str, Any]]:
        """The documents of a collection by id."""
        found = self.client.collection(f"orgs/{self.id}/{collection}").stream()
        return {document.id: document.to_dict() for document in found}

    def is_empty(self) -> bool:
        """Whether nothing has been stored beside the organisation itself and its configuration."""
        stored = {found.id for found in self.client.document(f"orgs/{self.id}").collections()}
        return stored <= {*KINDS, PresetVersion.collection}

    def customer(self) -> tuple[str, dict[str, Any]]:
        """The only customer, with the id."""
        ((id, fields),) = self.all("customers").items()
        return id, fields

    def messages(self) -> list[dict[str, Any]]:
        """The messages, in the order in which they were made."""
        return sorted(self.all("messages").values(), key=lambda message: message["created_at"])

    def ledger(self) -> list[int]:
        """The amounts of the ledger's entries, in the order in which they were made."""
        return [
            entry["amount"]
            for entry in sorted(self.all("loyalty_transactions").values(), key=lambda e: e["at"])
        ]

    def opted_in(self, **fields: Any) -> str:
        """A customer who bought once and agreed to be written to; their id."""
        customer_id: str = self.post(order_id="first", updated_at="2025-01-25T10:30:05+05:30").json[
            "customer_id"
        ]
        self.write(f"customers/{customer_id}", fields or {"whatsapp_opt_in": True})
        return customer_id
