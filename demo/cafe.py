"""The café's side of the demo: its till posts, its staff tick a box, its owner looks at the figures."""

import hashlib
import hmac
import http.client
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

from demo.messages import by_channel, explanations
from demo.purchases import Purchase
from local.client import LocalFirebase

ORG = "cafe"
SECRET = "a secret of the demo"
CASHIER = "cashier"
REQUEST_SECONDS = 60


def provision(firebase: LocalFirebase) -> None:
    """Create the café, as a developer who deploys Regulars would, with its free dessert (S004-22) switched off: the
    figures are those that check.py works out without it.
    """
    environment = os.environ | {
        "FIRESTORE_EMULATOR_HOST": firebase.firestore_host,
        "GOOGLE_CLOUD_PROJECT": firebase.project,
    }
    command = [sys.executable, "-m", "functions.provision", ORG, "--preset", "cafe"]
    command += ["--name", "The Café", "--hook-secret", SECRET]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    os.environ["FIRESTORE_EMULATOR_HOST"] = firebase.firestore_host
    client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
    client.document(f"orgs/{ORG}/automations/dessert_10").update({"enabled": False})


class Till:
    """Posts purchases to the webhook, signed. Each thread keeps a connection of its own."""

    def __init__(self, firebase: LocalFirebase) -> None:
        self._url = urlsplit(firebase.functions_url("hooks"))
        self._connections = threading.local()

    def post(self, purchase: Purchase) -> tuple[int, dict[str, Any]]:
        """The answer's status and body."""
        body = json.dumps(purchase.body()).encode()
        signature = "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Signature": signature}
        connection = self._connection()
        connection.request("POST", f"{self._url.path}/{ORG}/orders", body, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())

    def _connection(self) -> http.client.HTTPConnection:
        if not hasattr(self._connections, "hooks"):
            self._connections.hooks = http.client.HTTPConnection(self._url.netloc, timeout=REQUEST_SECONDS)
        connection: http.client.HTTPConnection = self._connections.hooks
        return connection


@dataclass
class Books:
    """What stands in the café's collections."""

    figures: dict[str, Any]
    versions: dict[str, Any] = field(repr=False)


class Office:
    """Reads Firestore and gives commands as the café's own app would."""

    COLLECTIONS = (
        "commands",
        "orders",
        "customers",
        "identities",
        "loyalty_transactions",
        "interactions",
        "messages",
        "dead_letters",
    )

    def __init__(self, firebase: LocalFirebase) -> None:
        os.environ["FIRESTORE_EMULATOR_HOST"] = firebase.firestore_host
        self._client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
        self._org = self._client.document(f"orgs/{ORG}")
        self._org.collection("members").document(CASHIER).set({"roles": ["agent"]})

    def opt_in(self, customer_id: str, at: datetime) -> None:
        """The cashier ticks the box for WhatsApp."""
        said = {"channel": "whatsapp", "purposes": ["marketing", "transactional"], "granted": True}
        command = {
            "kind": "give_consent",
            "data": said | {"customer_id": customer_id, "at": at, "how": "in_person"},
            "made_at": at,
            "by_uid": CASHIER,
            "created_at": at,
        }
        self._org.collection("commands").document(f"whatsapp:{customer_id}").create(command)

    def books(self) -> Books:
        """Every document of the café, counted, and with the version that it has."""
        documents = {name: list(self._org.collection(name).stream()) for name in self.COLLECTIONS}
        versions = {doc.reference.path: doc.update_time for found in documents.values() for doc in found}
        return Books(
            _figures(
                {name: [d.to_dict() | {"id": d.id} for d in found] for name, found in documents.items()}
            ),
            versions,
        )

    def changes_since(self, books: Books) -> int:
        """How many documents are new, gone, or written since with other content."""
        found = (self._org.collection(name).select([]).stream() for name in self.COLLECTIONS)
        now = {doc.reference.path: doc.update_time for documents in found for doc in documents}
        return sum(books.versions.get(path) != now.get(path) for path in books.versions.keys() | now.keys())


def _figures(documents: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    orders, customers, messages = documents["orders"], documents["customers"], documents["messages"]
    issued = sum(entry["amount"] for entry in documents["loyalty_transactions"] if entry["amount"] > 0)
    return {
        "orders": len(orders),
        "anonymous_orders": sum(order["customer_id"] is None for order in orders),
        "customers": len(customers),
        "repeat_customers": sum(customer["stats"]["orders"] > 1 for customer in customers),
        "points_issued": issued,
        "points_balance": sum(customer["loyalty"]["points"] for customer in customers),
        "tiers": _counts(customer["loyalty"]["tier"] for customer in customers),
        "winbacks": sum(message["rule"].startswith("automation:winback_") for message in messages),
        "messages": _counts(message["status"] for message in messages),
        "suppressed": _counts(m["reason"] for m in messages if m["status"] == "suppressed"),
        "channels": by_channel(messages),
        "explanations": explanations(messages),
    }


def _counts(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
