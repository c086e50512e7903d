"""A business's own app in the demos: it is provisioned, gives commands, and looks at what stands in its collections."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud import firestore

from demo.tills import SECRET
from local.client import LocalFirebase

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


def provision(
    firebase: LocalFirebase, org: str, *, preset: str, name: str, channels: dict[str, Any] | None = None
) -> None:
    """Create an organisation from its preset, as a developer who deploys Regulars would. `channels`: its providers, as
    the file of `--channels` names them.
    """
    environment = os.environ | {
        "FIRESTORE_EMULATOR_HOST": firebase.firestore_host,
        "GOOGLE_CLOUD_PROJECT": firebase.project,
    }
    command = [sys.executable, "-m", "functions.provision", org, "--preset", preset]
    command += ["--name", name, "--hook-secret", SECRET]
    given = json.dumps(channels) if channels is not None else None
    command += ["--channels", "/dev/stdin"] if channels is not None else []
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, input=given, text=True)


@dataclass
class Books:
    """What stands in a business's collections, and the version that each document has."""

    documents: dict[str, list[dict[str, Any]]]
    versions: dict[str, Any] = field(repr=False)


class Office:
    """Reads Firestore and gives commands as an organisation's own app would."""

    def __init__(
        self, firebase: LocalFirebase, org: str, *, collections: Iterable[str] = COLLECTIONS
    ) -> None:
        os.environ["FIRESTORE_EMULATOR_HOST"] = firebase.firestore_host
        self.client = firestore.Client(project=firebase.project, credentials=AnonymousCredentials())
        self.org = self.client.document(f"orgs/{org}")
        self._collections = tuple(collections)

    def appoint(self, uid: str, role: str, **fields: Any) -> None:
        """Make a member of staff."""
        self.org.collection("members").document(uid).set({"roles": [role], **fields})

    def give(
        self,
        kind: str,
        data: dict[str, Any],
        *,
        id: str,
        uid: str,
        at: datetime,
        made_at: datetime | None = None,
    ) -> None:
        """Give a command, by a member and at an instant; `made_at` where their phone was offline since."""
        made, at = (made_at or at).astimezone(UTC), at.astimezone(UTC)
        command = {"kind": kind, "data": data, "made_at": made, "by_uid": uid, "created_at": at}
        self.org.collection("commands").document(id).create(command)

    def documents(self, collection: str) -> list[dict[str, Any]]:
        """Every document of a collection."""
        return _contents(self.org.collection(collection).stream())

    def books(self) -> Books:
        """Every document, and its version."""
        found = {name: list(self.org.collection(name).stream()) for name in self._collections}
        return Books(
            {name: _contents(docs) for name, docs in found.items()},
            {doc.reference.path: doc.update_time for docs in found.values() for doc in docs},
        )

    def changes_since(self, books: Books) -> int:
        """How many documents are new, gone, or written since with other content."""
        found = (self.org.collection(name).select([]).stream() for name in self._collections)
        now = {doc.reference.path: doc.update_time for documents in found for doc in documents}
        return sum(books.versions.get(path) != now.get(path) for path in books.versions.keys() | now.keys())


def _contents(documents: Iterable[firestore.DocumentSnapshot]) -> list[dict[str, Any]]:
    return [(document.to_dict() or {}) | {"id": document.id} for document in documents]
