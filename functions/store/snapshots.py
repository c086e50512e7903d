"""Documents as they were read, by us or by the platform for an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Snapshot:
    """A document as it was read: `fields` is None where there is none, `version` its update time."""

    path: str
    fields: Mapping[str, Any] | None
    version: Any
