"""A request that is a command: carried out and answered at once (domain/commands/at_once.py)."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from functions.cloud_tasks.soon import wake_soon
from functions.domain.commands.at_once import Wish, give_at_once
from functions.domain.commands.documents import Result
from functions.domain.kernel.decisions import Decision, Reading
from functions.domain.kernel.errors import Changed, FieldFault, Malformed, NotFound
from functions.domain.orgs.org import Org
from functions.http.staff_api.entity_tags import names, tag_of
from functions.http.staff_api.operations import Asked, Reply
from functions.store.commit import Committed
from functions.store.firestore import store
from functions.store.orgs import orgs

LONGEST_KEY = 200

Seen = Callable[[], Decision[Any]]
View = Callable[[Org, str, str], Decision[Any]]  # of a uid, the document with an id


def gives(kind: str, named: str | None = None, *, status: int = 200) -> Callable[[Asked], Reply]:
    """The answer of an operation that is a command. `named`: the field with which it names what the path does."""

    def give(asked: Asked) -> Reply:
        fields = {} if named is None else {named: asked.path["id"]}
        return Reply(given(asked, kind, body_of(asked, **fields)).value, status)

    return give


def makes(kind: str, place: str, named: str, *, is_new: bool = False) -> Callable[[Asked], Reply]:
    """The same of one that makes a document of a collection: 201 with where it is. `named`: the field of the answer
    that has its id; with `is_new` a body that names one is heeded as if it did not.
    """

    def make(asked: Asked) -> Reply:
        data = body_of(asked)
        if is_new:
            data.pop(named, None)
        result = given(asked, kind, data).value
        return Reply(result, 201, {"Location": f"{place}/{result[named]}"})

    return make


def changes(kind: str, named: str, view: View) -> Callable[[Asked], Reply]:
    """The same of one that would make the document that it names where it is not there: here it cannot be found. The
    document is looked at in the commit that changes it, so it is read once.
    """

    def change(asked: Asked) -> Reply:
        id = asked.path["id"]

        def seen() -> Decision[Any]:
            return view(asked.org, asked.uid, id)

        data = body_of(asked, **{named: id})
        return Reply(given(asked, kind, data, seen=seen, must_be_there=True).value)

    return change


def given(
    asked: Asked,
    kind: str,
    data: Mapping[str, Any],
    *,
    seen: Seen | None = None,
    must_be_there: bool = False,
) -> Committed[Result]:
    """What a command answers, with the documents that it changed.

    `seen`: how the document stands that `If-Match` is about, and that `must_be_there`. Raises Changed where it is
    another one than the caller read, and what `give_at_once` and `seen` raise.
    """

    def unless() -> Reading[None]:
        if seen is not None and "If-Match" in asked.headers:
            yield from require_seen(asked, seen)
        elif seen is not None and must_be_there:
            yield from seen()

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
