"""`python -m local.firestore.class_archive`: keeps the emulator's classes for the JVMs to come, as `make` asks.

Half of what a start of the emulator costs is loading and verifying its classes: once here, instead of at each start.
"""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from local.firestore.emulator import ARCHIVE, EmulatorError, FirestoreEmulator
from local.wire.servers import free_port

_ENDS_WITHIN_S = 120.0  # it writes 50 MB as it ends
_RULES = """rules_version = '2';
service cloud.firestore { match /databases/{d}/documents { match /{all=**} {
  allow read: if request.auth.uid != null || get(/databases/$(d)/documents/a/b).data.x in ['y'];
} } }"""
_DOCUMENTS = "projects/demo-classes/databases/(default)/documents"


def keep(archive: Path) -> None:
    """Start an emulator, ask it what every test asks, and keep the classes that took. Raises EmulatorError where there
    is no emulator, or its Java keeps none.
    """
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        made = Path(folder) / archive.name
        port = free_port("127.0.0.1", 0, "the emulator")
        keeping = [f"-XX:ArchiveClassesAtExit={made}"]
        emulator = FirestoreEmulator.start("127.0.0.1", port, "127.0.0.1:9", java_options=keeping)
        try:
            emulator.wait_ready()
            _ask(emulator.address)
        finally:
            emulator.stop(_ENDS_WITHIN_S)
        if not made.is_file():
            raise EmulatorError("this Java keeps no classes")
        made.replace(archive)


def _ask(address: str) -> None:
    """A write, reads and a query, as the server and under rules."""
    write = {"update": {"name": f"{_DOCUMENTS}/a/b", "fields": {"x": {"stringValue": "y"}}}}
    query = {"structuredQuery": {"from": [{"collectionId": "a"}], "limit": 1}}
    files = [{"name": "firestore.rules", "content": _RULES}]
    owner = {"Authorization": "Bearer owner"}
    asked: list[tuple[str, str, Mapping[str, Any] | None, Mapping[str, str]]] = [
        ("PUT", "emulator/v1/projects/demo-classes:securityRules", {"rules": {"files": files}}, {}),
        ("POST", f"v1/{_DOCUMENTS}:commit", {"writes": [write]}, owner),
        *(("POST", f"v1/{_DOCUMENTS}:runQuery", query, headers) for headers in ({}, owner)),
        *(("GET", f"v1/{_DOCUMENTS}/a/b", None, headers) for headers in ({}, owner)),
    ]
    with httpx.Client(base_url=f"http://{address}", timeout=60) as client:
        for method, path, body, headers in asked:
            client.request(method, f"/{path}", json=body, headers=headers).raise_for_status()


if __name__ == "__main__":
    try:
        keep(ARCHIVE)
    except (EmulatorError, OSError) as error:
        sys.exit(f"local Firebase will start without kept classes: {error}")
