"""What came in and cannot be handled, as the text that it was, in letters small enough for the store."""

from datetime import UTC, datetime

from functions.domain.kernel.dead_letters import record_dead_letter
from functions.store.firestore import store

MOST_CHARACTERS = 250_000  # of at most 4 bytes each, in a document that may have 1 MiB


def keep_raw(org_id: str, id: str, *, source: str, raw: str, error: Exception) -> None:
    """Bury a text with its error: one letter, or numbered ones where it is long. Raises Retryable.

    The same text under the same id counts an attempt. Bills 1 read and 1 write a letter.
    """
    parts = [raw[start : start + MOST_CHARACTERS] for start in range(0, len(raw), MOST_CHARACTERS)] or [""]
    for number, part in enumerate(parts):
        _keep(
            org_id,
            id if len(parts) == 1 else f"{id}:{number}",
            source=source,
            payload={"raw": part, "part": number, "parts": len(parts)},
            error=error,
        )


def _keep(org_id: str, id: str, *, source: str, payload: dict[str, str | int], error: Exception) -> None:
    now = datetime.now(UTC)
    store().commit(
        org_id, lambda: record_dead_letter(id, source=source, payload=payload, error=error, now=now)
    )
