"""Organisations as former versions of this code left them (tests/data/former), whole, with fictional people.

`roaster` was made by 2d401f72, `grocer` by 6c0824a6, `dairy` by f4141da0, `umrah` by d944a63d: each provisioned from
that version's preset, and lived on by that version's commands and chats.
"""

import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.memory import DictBackend

FOLDER = Path(__file__).parent / "data" / "former"
NAMES = sorted(path.name.removesuffix(".json.gz") for path in FOLDER.glob("*.json.gz"))


def documents_of(name: str) -> dict[str, dict[str, Any]]:
    """The documents of one by their path; it is the organisation `kopi`."""
    found: dict[str, dict[str, Any]] = json.loads(
        gzip.decompress((FOLDER / f"{name}.json.gz").read_bytes()), object_hook=_with_instants
    )
    return found


def an_organisation(name: str) -> DictBackend:
    backend = DictBackend()
    for path, fields in documents_of(name).items():
        backend.client_writes(path, **fields)
    return backend


def _with_instants(value: dict[str, Any]) -> Any:
    return datetime.fromisoformat(value["$at"]) if value.keys() == {"$at"} else value
