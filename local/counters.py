"""What has been billed so far, per function and for clients, whatever the service that bills it."""

import threading

CLIENT = "client"
KINDS = (
    "reads",
    "writes",
    "deletes",
    "invocations",
    "task_operations",
    "published_messages",
    "published_bytes",
    "delivered_bytes",
)

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

    def reading(self) -> dict[str, dict[str, Row] | Row]:
        """{"total": {kind: count}, "by_function": {name: {kind: count}}}"""
        with self._lock:
            rows = {name: dict(row) for name, row in sorted(self._rows.items())}
        total = {kind: sum(row[kind] for row in rows.values()) for kind in KINDS}
        return {"total": total, "by_function": rows}
