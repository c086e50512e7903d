"""What the reports of all mail providers have in common: fields that must be there, and parts that cannot be read."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from functions.domain.providers.events import BrokenItem


def text_of(event: Mapping[str, Any], name: str) -> str:
    """A field's text. ValueError where there is none."""
    value = event.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name}: must be text")
    return value


def at_of(event: Mapping[str, Any], name: str) -> datetime:
    """A field's instant, as ISO 8601 or in seconds since 1970. ValueError where there is none."""
    value = event.get(name)
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        at = datetime.fromisoformat(text_of(event, name))
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"{name}: must be an instant") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def broken(provider: str, id: object, reason: str, raw: Any) -> BrokenItem:
    """A part that cannot be read, by its own id or, where it has none, by what it says."""
    if not isinstance(id, str) or not id:
        id = hashlib.sha256(repr(raw).encode("utf-8", "replace")).hexdigest()[:40]
    return BrokenItem(provider=provider, id=id, reason=reason, raw=raw)
