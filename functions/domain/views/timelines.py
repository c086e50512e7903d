"""All that happened with a customer in one list, the newest first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import NOTHING, UNKNOWN_AT, Decision, Document, Find, Reading
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.orgs.org import Org, is_on
from functions.domain.orgs.signed_tokens import read_token, sign_token
from functions.domain.staff.members import Member
from functions.domain.staff.readers import readers_of
from functions.domain.views.of_customer import LISTS, customer_with_reader
from functions.domain.views.pages import Wanted

# In this order where several happened in one instant.
KINDS = ("orders", "interactions", "messages", "notes", "feedback", "ledger")
_TICK = timedelta(microseconds=1)  # as exact as Firestore keeps instants


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
class _Entry:
    place: _Place
    document: Document


def timeline(org: Org, uid: str, customer_id: str, *, wanted: Wanted) -> Decision[dict[str, Any]]:
    """A page of orders, interactions, messages, notes, feedback and ledger entries of a customer: each with its `kind`
    and its instant `at`, as far as the member reads that kind.

    Bills 2 reads, and for each kind at most as many as the page has rows, 1 at the least. Raises what reading the
    customer does, and Malformed at `cursor`.
    """
    after = None if wanted.cursor is None else _read(org, customer_id, wanted.cursor)
    rows = (readers_of(Customer.collection),)
    member, customer = yield from customer_with_reader(org, uid, customer_id, rows=rows)
    kinds = [kind for kind in KINDS if _is_open(org, member, customer, kind=kind)]
    entries = yield from _found(kinds, customer.id, wanted.limit, after=after)
    shown = sorted(entries, key=lambda entry: entry.place.recency, reverse=True)[: wanted.limit]
    return NOTHING, {
        "items": [_shown(entry) for entry in shown],
        "next": _cursor(org, customer_id, shown[-1].place) if len(shown) == wanted.limit else None,
    }


def _found(
    kinds: Sequence[str], customer_id: str, limit: int, *, after: _Place | None
) -> Reading[list[_Entry]]:
    """Of each kind the rows after a place that could stand on a page of so many."""
    queries = {kind: _query(kind, customer_id, limit, after=after) for kind in kinds}
    asked = {kind: query for kind, query in queries.items() if query is not None}
    found = (yield tuple(asked.values())) if asked else ()
    return [_entry(kind, document) for kind, rows in zip(asked, found, strict=True) for document in rows]


def _is_open(org: Org, member: Member, customer: Customer, *, kind: str) -> bool:
    readers = readers_of(LISTS[kind].model.collection)
    if readers.feature is not None and not is_on(org, readers.feature):
        return False
    return member.may_read(readers, owner_uid=customer.owner_uid, territory_id=customer.territory_id)


def _query(kind: str, customer_id: str, limit: int, *, after: _Place | None) -> Find[Any] | None:
    """A kind's rows after a place; None where the kind has none that could be."""
    listed, number = LISTS[kind], KINDS.index(kind)
    query = Find(listed.model, (("customer_id", customer_id),), listed.order_by, "DESCENDING", limit)
    if after is None:
        return query
    if number == after.kind:
        return replace(query, start_after=(after.at, after.id))
    if number > after.kind:
        return replace(query, start_after=(after.at, ""))
    return None if after.at is None else replace(query, start_after=(after.at - _TICK, ""))


def _entry(kind: str, document: Document) -> _Entry:
    at = getattr(document, LISTS[kind].order_by)
    return _Entry(_Place(at, KINDS.index(kind), document.id), document)


def _shown(entry: _Entry) -> dict[str, Any]:
    kind, at = KINDS[entry.place.kind], entry.place.at
    shown = LISTS[kind].show(entry.document) or {}
    return {**shown, "kind": kind, "at": at.isoformat() if at is not None else None}


def _cursor(org: Org, customer_id: str, place: _Place) -> str:
    at = place.at.isoformat() if place.at is not None else None
    return sign_token(org, "cursor", json.dumps(["timeline", customer_id, at, place.kind, place.id]))


def _read(org: Org, customer_id: str, cursor: str) -> _Place:
    text = read_token(org, "cursor", cursor)
    parts = json.loads(text) if text is not None else []
    if parts[:2] != ["timeline", customer_id]:
        raise Malformed("query", [FieldFault("cursor", "is not the cursor of this list")])
    _, _, at, kind, id = parts
    return _Place(datetime.fromisoformat(at) if at is not None else None, kind, id)
