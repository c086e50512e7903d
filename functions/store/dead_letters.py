"""Dead letters: what was accepted and cannot be handled, in parts that are small enough for the store."""

from datetime import UTC, datetime
from typing import Any

from functions.domain.kernel.dead_letters import record_dead_letter
from functions.store.firestore import store

MOST_CHARACTERS = 250_000  # of at most 4 bytes each, in a document that may have 1 MiB


def keep_raw(org_id: str, id: str, *, source: str, raw: str, error: Exception) -> None:
    """Keep a text with its error: one dead letter, or numbered ones where it is long. Raises Retryable.

    The same text under the same id counts an attempt. Bills 1 read and 1 write a dead letter.
    """
    parts = [raw[start : start + MOST_CHARACTERS] for start in range(0, len(raw), MOST_CHARACTERS)] or [""]
    for number, part in enumerate(parts):
        keep_dead_letter(
            org_id,
            id if len(parts) == 1 else f"{id}:{number}",
            source=source,
            payload={"raw": part, "part": number, "parts": len(parts)},
            error=error,
        )


def keep_dead_letter(org_id: str, id: str, *, source: str, payload: Any, error: Exception) -> None:
    """Keep what cannot be handled, with its error. The same id again counts an attempt. Bills 1 read and 1 write.

    Raises Retryable.
    """
    now = datetime.now(UTC)
    store().commit(
        org_id, lambda: record_dead_letter(id, source=source, payload=payload, error=error, now=now)
    )
