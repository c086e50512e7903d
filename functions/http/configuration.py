"""Staff read and change what their business is set to: `api/{org}/settings`, `api/{org}/templates/{id}`."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Request, Response, jsonify

from functions.domain.configuration.by_staff import Edit, Editor, shown
from functions.domain.configuration.kinds import Ref
from functions.domain.configuration.saving import Saved
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import FieldFault, Malformed, Outdated
from functions.domain.kernel.json_bodies import NotJson, read_json
from functions.http.bodies import body_of
from functions.http.responses import malformed, not_allowed, not_json, refusal, too_large
from functions.store.firestore import store
from functions.store.orgs import orgs

MOST_BYTES = 256 * 1024
SETTINGS = "settings"
_REVISION = re.compile("[0-9]{1,15}")


@dataclass(frozen=True)
class Route:
    """What a path names: the settings, a document, or a document's former version."""

    collection: str
    id: str = ""
    revision: int | None = None

    @property
    def ref(self) -> Ref:
        return Ref(self.collection, self.id)

    @property
    def methods(self) -> tuple[str, ...]:
        if self.collection == SETTINGS:
            return ("GET", "PATCH")
        return ("GET", "PUT", "DELETE") if self.revision is None else ("GET",)


def answer(request: Request, org_id: str, *, route: Route, uid: str) -> Response:
    """The answer to a member of staff. 400 tells every fault by its path, 409 that another change came first. Raises
    Forbidden, NotFound and Retryable.
    """
    if request.method not in route.methods:
        return not_allowed(*route.methods)
    if body_of(request, most_bytes=MOST_BYTES) is None:
        return too_large(MOST_BYTES)
    editor = Editor(org_id, uid, datetime.now(UTC))
    try:
        answered = store().commit(org_id, lambda: _asked(editor, route, request=request))
        orgs().note(answered.known)
        return jsonify(answered.value)
    except NotJson:
        return not_json()
    except Malformed as error:
        return malformed("invalid_configuration", f"{error.what} cannot be saved so", error)
    except Outdated as error:
        return refusal(409, error.code, str(error), revision=error.revision)


def _asked(editor: Editor, route: Route, *, request: Request) -> Decision[dict[str, Any]]:
    """What the method asks of the route, as it is answered."""
    if request.method == "DELETE":
        changes, revision = yield from editor.remove(route.ref, revision=_seen(request))
        return changes, {"id": route.id, "revision": revision}
    changes, saved = yield from _read_or_saved(editor, route, request=request)
    return changes, shown(saved)


def _read_or_saved(editor: Editor, route: Route, *, request: Request) -> Decision[Saved]:
    is_read = request.method == "GET"
    if route.collection == SETTINGS:
        return (yield from editor.read_settings() if is_read else editor.change_settings(_edit(request)))
    if route.revision is not None:
        return (yield from editor.read_version(route.ref, route.revision))
    if is_read:
        return (yield from editor.read(route.ref))
    return (yield from editor.save(route.ref, _edit(request)))


def _edit(request: Request) -> Edit:
    return Edit.parse(read_json(request.get_data()))


def _seen(request: Request) -> int | None:
    """`?revision=3`: the revision that the person who removes it has seen. Malformed where it is no revision: they
    would have a document removed that they have not seen.
    """
    text = request.args.get("revision")
    if text is not None and not _REVISION.fullmatch(text):
        raise Malformed("removal", [FieldFault("revision", "is not the number that was read")])
    return None if text is None else int(text)
