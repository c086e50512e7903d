"""Lists in pages. A cursor says after which row the next page begins; it is signed, so that a client can neither make
one nor use one of another list.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from functions.domain.kernel.decisions import BY_ID, Document, Find, Reading, find
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import number_in
from functions.domain.orgs.org import Org
from functions.domain.orgs.signed_tokens import read_token, sign_token

D = TypeVar("D", bound=Document)

MOST_ROWS = 100
ROWS = 25


@dataclass(frozen=True)
class Wanted:
    """Which page of a list is asked for: of how many rows, after which one."""

    limit: int = ROWS
    cursor: str | None = None

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "Wanted":
        """`limit` and `cursor` of a query. Raises Malformed."""
        limit = number_in(query.get("limit", str(ROWS)), 1, MOST_ROWS)
        if limit is None:
            raise Malformed("query", [FieldFault("limit", f"must be a number from 1 to {MOST_ROWS}")])
        return cls(limit, query.get("cursor") or None)


def page(
    org: Org, query: Find[D], wanted: Wanted, *, show: Callable[[D], Mapping[str, Any] | None]
) -> Reading[dict[str, Any]]:
    """The rows as they are shown, under `items`, and the cursor of the next page under `next`, None after the last one.
    What `show` gives None for is left out, and billed.

    Bills 1 read a row, 1 at the least. Raises Malformed at `cursor`.
    """
    after = None if wanted.cursor is None else _read(org, query, wanted.cursor)
    rows = yield from find(replace(query, limit=wanted.limit, start_after=after))
    more = len(rows) == wanted.limit
    return {
        "items": [dict(shown) for row in rows if (shown := show(row)) is not None],
        "next": _cursor(org, query, rows[-1]) if more else None,
    }


def _cursor(org: Org, query: Find[Any], row: Document) -> str:
    value: Any = None if query.order_by == BY_ID else row
    for name in query.order_by.split(".") if value is row else ():
        value = getattr(value, name)
    if isinstance(value, datetime):
        value = {"at": value.isoformat()}
    return sign_token(org, "cursor", json.dumps([_list_of(query), value, row.id]))


def _read(org: Org, query: Find[Any], cursor: str) -> tuple[Any, str]:
    text = read_token(org, "cursor", cursor)
    parts = json.loads(text) if text is not None else []
    if len(parts) != 3 or parts[0] != _list_of(query):
        raise Malformed("query", [FieldFault("cursor", "is not the cursor of this list")])
    _, value, id = parts
    return (datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value), id


def _list_of(query: Find[Any]) -> str:
    """What a list is, so that its cursor is no other's."""
    what = [query.collection, query.where, query.containing, query.order_by, query.direction]
    what += [query.at_least, query.at_most] if query.at_least or query.at_most else []
    return hashlib.sha256(json.dumps(what, default=str).encode()).hexdigest()[:12]
