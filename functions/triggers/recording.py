"""A client wrote a document with `recorded: false`: take it in, or say on it why not."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from functions.domain.customer_forms import record_customer
from functions.domain.decisions import Decision
from functions.domain.errors import Terminal
from functions.domain.interaction_forms import record_interaction
from functions.domain.order_forms import parse_order_document
from functions.domain.orders import record_order
from functions.domain.orgs import Org
from functions.domain.refusals import ClientDocument, CustomerMark, InteractionMark, OrderMark, refuse
from functions.store.documents import Snapshot
from functions.store.firestore import snapshot_of, store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)

MARKS: dict[str, type[ClientDocument]] = {
    "orders": OrderMark,
    "customers": CustomerMark,
    "interactions": InteractionMark,
}


def on_written(change: Any) -> None:
    """The event of a document that a client may have written. What the server wrote itself is left unread."""
    after = change.after
    if after is None:
        return
    snapshot = snapshot_of(after)
    if snapshot.fields is not None and snapshot.fields.get("recorded") is False:
        record_snapshot(snapshot)


def record_snapshot(snapshot: Snapshot) -> None:
    """Take in a client's document. Raises Retryable; what can never be taken in is marked and kept."""
    _, org_id, collection, id = snapshot.path.split("/")
    fields = dict(snapshot.fields or {})
    now = datetime.now(UTC)
    try:
        org = orgs().get(org_id)
        store().commit(org_id, _decision(org, collection, id, fields, now), known=(snapshot,))
    except Terminal as error:
        log.warning("cannot take in a document of %s in %s: %s", collection, org_id, error.code)
        mark, cause = MARKS[collection], error
        store().commit(org_id, lambda: refuse(mark, id, payload=fields, error=cause, now=now))


def _decision(
    org: Org, collection: str, id: str, fields: dict[str, Any], now: datetime
) -> Callable[[], Decision[Any]]:
    if collection == "orders":
        order = parse_order_document(org, id, fields, now)
        return lambda: record_order(org, order, now)
    if collection == "customers":
        return lambda: record_customer(org, id, now)
    return lambda: record_interaction(id, fields)
