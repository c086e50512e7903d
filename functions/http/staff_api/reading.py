"""A request that only reads: what its decision shows."""

from collections.abc import Callable, Sequence
from typing import Any

from functions.domain.kernel.decisions import Decision
from functions.domain.orgs.org import Org
from functions.http.staff_api.entity_tags import names, tag_of
from functions.http.staff_api.operations import Asked, Reply
from functions.store.firestore import store
from functions.store.snapshots import Snapshot


def read(asked: Asked, decide: Callable[[], Decision[Any]], known: Sequence[Snapshot] = ()) -> Any:
    """What a decision shows. `known`: documents that are read already."""
    return store().commit(asked.org.id, decide, known=known).value


def shows(view: Callable[[Org, str, str], Decision[Any]]) -> Callable[[Asked], Reply]:
    """The answer of an operation that shows the document with the path's id."""
    return lambda asked: shown(asked, read(asked, lambda: view(asked.org, asked.uid, asked.path["id"])))


def tagged(value: Any, **beside: Any) -> Reply:
    """A document with its tag, and what is answered beside it."""
    return Reply({**value, **beside}, headers={"ETag": tag_of(value)})


def shown(asked: Asked, value: Any) -> Reply:
    """A document with its tag; 304 where the caller has it as it stands."""
    tag = tag_of(value)
    if names(asked.headers.get("If-None-Match", ""), tag, weakly=True):
        return Reply(None, 304, {"ETag": tag})
    return tagged(value)
