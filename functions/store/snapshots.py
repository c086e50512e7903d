"""Documents as they were read, by us or by the platform for an event."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Snapshot:
    """A document as it was read: `fields` is None where there is none, `version` its update time."""

    path: str
    fields: Mapping[str, Any] | None
    version: Any


def snapshot_of_event(document: Any) -> Snapshot:
    """An event's document, a snapshot of Google's client, as ours. Its path comes in an HTTP header, which the
    functions' framework reads as Latin-1 (firebase-functions-python issue 220): an id that is not ASCII is put right
    here.
    """
    path = document.reference.path
    with suppress(UnicodeError):
        path = path.encode("latin-1").decode()
    return Snapshot(path, document.to_dict() if document.exists else None, document.update_time)
