"""A request that is a command: carried out and answered at once (domain/commands/at_once.py)."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from functions.cloud_tasks.soon import wake_soon
from functions.domain.commands.at_once import Wish, give_at_once
from functions.domain.commands.documents import Result
from functions.domain.kernel.decisions import Decision, Reading
from functions.domain.kernel.errors import Changed, FieldFault, Malformed, NotFound
from functions.http.staff_api.entity_tags import names, tag_of
from functions.http.staff_api.operations import Asked
from functions.store.commit import Committed
from functions.store.firestore import store
from functions.store.orgs import orgs

LONGEST_KEY = 200

Seen = Callable[[], Decision[Any]]


def given(asked: Asked, kind: str, data: Mapping[str, Any], *, seen: Seen | None = None) -> Committed[Result]:
    """What a command answers, with the documents that it changed.

    `seen`: how the document stands that `If-Match` is about. Raises Changed where it is another one than the caller
    read, and what `give_at_once` raises.
    """

    def unless() -> Reading[None]:
        if seen is not None:
            yield from require_seen(asked, seen)

    wish = Wish(kind, data, asked.uid, secrets.token_hex(12), _key(asked), unless)
    committed = store().commit(asked.org.id, lambda: give_at_once(asked.org, wish, asked.now))
    orgs().note(committed.known)
    wake_soon(committed.known)
    return committed


def require_seen(asked: Asked, seen: Seen) -> Reading[None]:
    """Raises Changed where `If-Match` names another document than `seen` shows, or that is not there any more."""
    expected = asked.headers.get("If-Match")
    if expected is None:
        return
    try:
        _, now = yield from seen()
    except NotFound:
        raise Changed from None
    if not names(expected, tag_of(now)):
        raise Changed


def body_of(asked: Asked, **fields: Any) -> dict[str, Any]:
    """The body with the fields that the path gives. Raises Malformed where it is no object."""
    body = {} if asked.body is None else asked.body
    if not isinstance(body, Mapping):
        raise Malformed("body", [FieldFault("body", "must be an object")])
    return {**body, **fields}


def _key(asked: Asked) -> str | None:
    key = asked.headers.get("Idempotency-Key", "").strip()
    if len(key) > LONGEST_KEY:
        raise Malformed("request", [FieldFault("Idempotency-Key", f"has more than {LONGEST_KEY} characters")])
    return key or None
