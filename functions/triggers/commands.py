"""A client wrote a document with `recorded: false`: take it in, or say on it why not."""

import logging
from datetime import UTC, datetime
from typing import Any

from functions.domain.commands.customers import record_customer
from functions.domain.commands.interactions import record_interaction
from functions.domain.kernel.client_documents import (
    ClientCustomer,
    ClientDocument,
    ClientInteraction,
    refuse,
)
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import Terminal
from functions.domain.orgs.org import Org
from functions.store.documents import Place, Snapshot, place_of, to_model
from functions.store.firestore import snapshot_of_event, store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)

MODELS: dict[str, type[ClientDocument]] = {
    "customers": ClientCustomer,
    "interactions": ClientInteraction,
}


def on_written(change: Any) -> None:
    """The event of a document that a client may have written. What the server wrote itself is left unread."""
    after = change.after
    if after is None:
        return
    snapshot = snapshot_of_event(after)
    if snapshot.fields is not None and snapshot.fields.get("recorded") is False:
        record_snapshot(snapshot)


def record_snapshot(snapshot: Snapshot) -> None:
    """Take in a client's document. Raises Retryable; what can never be taken in is marked and kept."""
    place = place_of(snapshot.path)
    if place is None:
        return
    now = datetime.now(UTC)
    try:
        org = orgs().get(place.org_id)
        store().commit(org.id, lambda: _decision(org, place, now), known=(snapshot,))
    except Terminal as error:
        log.warning(
            "document_refused org=%s collection=%s error=%s", place.org_id, place.collection, error.code
        )
        _refuse(snapshot, place, error, now)


def _decision(org: Org, place: Place, now: datetime) -> Decision[None]:
    if place.collection == "customers":
        return record_customer(org, place.id, now)
    return record_interaction(org, place.id, now)


def _refuse(snapshot: Snapshot, place: Place, error: Terminal, now: datetime) -> None:
    model = MODELS[place.collection]
    refused = to_model(model, snapshot)
    if refused is not None:
        store().commit(
            place.org_id,
            lambda: refuse(model, place.id, written=refused.written, error=error, now=now),
            known=(snapshot,),
        )
