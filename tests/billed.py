"""Of the meter's reading, what Firestore bills."""

from collections.abc import Mapping
from typing import Any

DOCUMENTS = ("reads", "writes", "deletes")


def documents_billed(reading: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """By function, those that were billed for any document."""
    rows = {name: {kind: row[kind] for kind in DOCUMENTS} for name, row in reading["by_function"].items()}
    return {name: row for name, row in rows.items() if any(row.values())}
