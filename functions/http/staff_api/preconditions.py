"""`If-Match` of a change whose own commit does not compare: the document is read as its GET shows it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import Headers

from functions.domain.kernel.errors import Changed, NotFound
from functions.http.staff_api.entity_tags import names, tag_of
from functions.http.staff_api.operations import Asked, Operation, Reply

Reads = Callable[[], tuple[Operation, Mapping[str, Any]] | None]
_CHANGES = ("PUT", "PATCH", "DELETE")


def require_match(asked: Asked, operation: Operation, reads: Reads) -> None:
    """Raises Changed where `If-Match` names another state than the one that stands, or where none stands or can be read
    at the path: no caller has a tag of it. Bills what reading the document does.

    What changes between this reading and the commit is not seen: of the fields of a campaign the later change holds.
    """
    expected = asked.headers.get("If-Match")
    if expected is None or operation.compares or operation.method not in _CHANGES:
        return
    found = reads()
    if found is None or not names(expected, _tag(replace(asked, path=found[1], headers=Headers()), found[0])):
        raise Changed


def _tag(asked: Asked, reading: Operation) -> str:
    """Raises Changed if there is no document, and what reading it raises."""
    try:
        reply: Any = reading.answer(asked)
    except NotFound:
        raise Changed from None
    return str(reply.headers.get("ETag") or tag_of(reply.value)) if isinstance(reply, Reply) else ""
