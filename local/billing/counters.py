"""What has been billed so far, per function and for clients, whatever the service that bills it."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

CLIENT = "client"
DOCUMENTS = ("reads", "writes", "deletes")
CALLS = (
    "invocations",
    "task_operations",
    "published_messages",
    "published_bytes",
    "delivered_bytes",
)
KINDS = (*DOCUMENTS, *CALLS)

Row = dict[str, int]


class Counters:
    """Adds up, from any thread."""

    def __init__(self) -> None:
        # A stream that is collected as garbage is booked by whichever thread meets it, be it one that holds the lock.
        self._lock = threading.RLock()
        self._rows: dict[str, Row] = {}

    def add(self, caller: str | None, **counts: int) -> None:
        """Book what a function caused, or a client where the caller is None."""
        name = caller or CLIENT
        with self._lock:
            for kind, count in counts.items():
                if count:
                    if name not in self._rows:
                        self._rows[name] = dict.fromkeys(KINDS, 0)
                    self._rows[name][kind] += count

    def reset(self) -> None:
        with self._lock:
            self._rows = {}

    def rows(self) -> dict[str, Row]:
        """Everything, by function."""
        with self._lock:
            return {name: dict(row) for name, row in sorted(self._rows.items())}

    def reading(self) -> dict[str, Any]:
        """{"total": {reads, writes, deletes}, "by_function": {name: the same}, "calls": the same of all else}

        A function stands where it was billed for any.
        """
        rows = self.rows()
        return {**_part(rows, DOCUMENTS), "calls": _part(rows, CALLS)}


def _part(rows: Mapping[str, Row], kinds: Sequence[str]) -> dict[str, Any]:
    parts = {name: {kind: row[kind] for kind in kinds} for name, row in rows.items()}
    by_function = {name: part for name, part in parts.items() if any(part.values())}
    total = {kind: sum(part[kind] for part in parts.values()) for kind in kinds}
    return {"total": total, "by_function": by_function}
