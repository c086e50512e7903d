"""A client's document that cannot be taken in: marked with the reason, so that the sweep does not try it for ever."""

from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import ConfigDict

from functions.domain.kernel.dead_letters import reason_of, record_dead_letter
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, get


class ClientDocument(Document):
    """A document as a client wrote it, whatever it holds, and the server's answer on it."""

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True)

    recorded: bool = True
    record_error: Any = None

    @property
    def written(self) -> dict[str, Any]:
        """What the client wrote."""
        return dict(self.model_extra or {})

    def taken_in(self) -> Self:
        return self.with_changes(recorded=True, record_error=None)


class ClientOrder(ClientDocument):
    collection: ClassVar[str] = "orders"


class ClientCustomer(ClientDocument):
    collection: ClassVar[str] = "customers"


class ClientInteraction(ClientDocument):
    collection: ClassVar[str] = "interactions"


def refuse(
    model: type[ClientDocument], id: str, *, written: dict[str, Any], error: Exception, now: datetime
) -> Decision[None]:
    """Mark the document `recorded` with its `record_error`, and keep what was written in `dead_letters`.

    A document that says something else by now is left for its own event, or the sweep. Bills 1 read and 2 writes.
    """
    document = yield from get(model, id)
    if document is None or document.recorded or document.written != written:
        return NOTHING, None
    marked = document.with_changes(recorded=True, record_error=reason_of(error))
    changes, _ = yield from record_dead_letter(
        f"{model.collection}:{id}", source=model.collection, payload=written, error=error, now=now
    )
    return Changes(put=(*changes.put, marked)), None
