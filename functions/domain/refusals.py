"""A client's document that cannot be taken in: marked with the reason, so that the sweep does not try it for ever."""

from datetime import datetime
from typing import Any

from functions.domain.dead_letters import bury, reason_of
from functions.domain.decisions import Changes, Decision, Document, get


class ClientDocument(Document):
    """Of a document that a client wrote, what the server answers with. The subclass names the collection."""

    recorded: bool = True
    record_error: str | None = None


class OrderMark(ClientDocument):
    collection = "orders"


class CustomerMark(ClientDocument):
    collection = "customers"


class InteractionMark(ClientDocument):
    collection = "interactions"


def refuse(
    mark: type[ClientDocument], id: str, *, payload: Any, error: Exception, now: datetime
) -> Decision[None]:
    """Mark the document `recorded` with its `record_error`, and keep what was written in `dead_letters`.

    Bills 2 reads and 2 writes.
    """
    changes, _ = yield from bury(
        f"{mark.collection}:{id}", source=mark.collection, payload=payload, error=error, now=now
    )
    document = yield from get(mark, id)
    if document is None:
        return changes, None
    marked = document.but(recorded=True, record_error=reason_of(error))
    return Changes(put=(*changes.put, marked)), None
