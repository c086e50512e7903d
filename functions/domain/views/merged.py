"""Documents of several kinds in one list, the newest first, in pages."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from functions.domain.kernel.decisions import UNKNOWN_AT, Document, Find, Reading
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.orgs.org import Org
from functions.domain.orgs.signed_tokens import read_token, sign_token
from functions.domain.views.pages import Wanted

_TICK = timedelta(microseconds=1)  # as exact as Firestore keeps instants


@dataclass(frozen=True)
class Merging:
    """A list: of what it is, so that its cursor is no other's; its `kinds`, in this order where several happened in one
    instant; the query of each kind that is asked for, the newest first.
    """

    of: tuple[str, ...]
    kinds: tuple[str, ...]
    queries: Mapping[str, Find[Any]]


@dataclass(frozen=True)
class _Place:
    """An entry's place in the list. Of one instant those of an earlier kind come first, of one kind the higher ids."""

    at: datetime | None
    kind: int
    id: str

    @property
    def recency(self) -> tuple[Any, ...]:
        """Higher for what comes earlier in the list; what has lost its instant comes last."""
        return self.at is not None, self.at or UNKNOWN_AT, -self.kind, self.id


@dataclass(frozen=True)
class Entry:
    """A document of a merged list, with its kind and its instant."""

    kind: str
    document: Document
    place: _Place

    @property
    def at(self) -> datetime | None:
        return self.place.at


def merged(org: Org, merging: Merging, *, wanted: Wanted) -> Reading[tuple[list[Entry], str | None]]:
    """A page of the list, and the cursor of the next one; None after the last.

    Bills for each kind at most as many reads as the page has rows, 1 at the least. Raises Malformed at `cursor`.
    """
    after = None if wanted.cursor is None else _read(org, merging, wanted.cursor)
    sized = {kind: replace(query, limit=wanted.limit) for kind, query in merging.queries.items()}
    places = {kind: _from(merging.kinds.index(kind), query, after) for kind, query in sized.items()}
    asked = {kind: query for kind, query in places.items() if query is not None}
    found: Sequence[Any] = (yield tuple(asked.values())) if asked else ()
    entries = [
        _entry(merging, kind, document) for kind, rows in zip(asked, found, strict=True) for document in rows
    ]
    shown = sorted(entries, key=lambda entry: entry.place.recency, reverse=True)[: wanted.limit]
    more = len(shown) == wanted.limit
    return shown, _cursor(org, merging, shown[-1].place) if more else None


def _from(number: int, query: Find[Any], after: _Place | None) -> Find[Any] | None:
    """A kind's rows after a place, by its number; None where the kind has none that could be."""
    if after is None:
        return query
    if number == after.kind:
        return replace(query, start_after=(after.at, after.id))
    if number > after.kind:
        return replace(query, start_after=(after.at, ""))
    return None if after.at is None else replace(query, start_after=(after.at - _TICK, ""))


def _entry(merging: Merging, kind: str, document: Document) -> Entry:
    at = getattr(document, merging.queries[kind].order_by)
    return Entry(kind, document, _Place(at, merging.kinds.index(kind), document.id))


def _cursor(org: Org, merging: Merging, place: _Place) -> str:
    at = place.at.isoformat() if place.at is not None else None
    return sign_token(org, "cursor", json.dumps([*merging.of, at, place.kind, place.id]))


def _read(org: Org, merging: Merging, cursor: str) -> _Place:
    text = read_token(org, "cursor", cursor)
    parts = json.loads(text) if text is not None else []
    if tuple(parts[: len(merging.of)]) != merging.of:
        raise Malformed("query", [FieldFault("cursor", "is not the cursor of this list")])
    at, kind, id = parts[len(merging.of) :]
    return _Place(datetime.fromisoformat(at) if at is not None else None, kind, id)
