"""Staff read and change what their business is set to: `/settings`, `/templates/{id}` and each other collection of
configuration.
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from functions.cloud_tasks.soon import wake_soon
from functions.domain.configuration.by_staff import Edit, Editor, shown
from functions.domain.configuration.kinds import KINDS, SAVED, SETTINGS_ROLES
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import Saved
from functions.domain.explaining.explanations import About
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.views.automations import automation_story
from functions.http.staff_api.entity_tags import tag_of
from functions.http.staff_api.giving import require_seen
from functions.http.staff_api.operations import Asked, Operation, Reply
from functions.http.staff_api.queries import ExplanationQuery, RevisionQuery
from functions.http.staff_api.reading import read
from functions.http.staff_api.replies import ConfigurationAnswer, DocumentAnswer, RemovalAnswer
from functions.store.firestore import store
from functions.store.orgs import orgs
from functions.store.tallies import tallied

_REVISION = re.compile("[0-9]{1,15}")
_INVALID = "invalid_configuration"
SEGMENTS = "segments"
# Shown beside a document, and no part of it.
_FIGURES: Mapping[str, frozenset[str]] = {
    SEGMENTS: frozenset({"built_at", "member_count", "progress", "snapshot"}),
    "packages": frozenset({"seats_reserved", "seats_confirmed", "seats_left", "overbooked", "quota_status"}),
}


def editor_of(asked: Asked) -> Editor:
    """Who asks, as an editor."""
    return Editor(asked.org.id, asked.uid, asked.now)


def committed(asked: Asked, decide: Callable[[], Decision[Any]]) -> Any:
    """What a change of configuration gives. This instance goes by it at once, and who has to be gone through anew is
    gone through soon.
    """
    done = store().commit(asked.org.id, decide)
    orgs().note(done.known)
    wake_soon(done.known)
    return done.value


def as_seen(
    asked: Asked, read: Callable[[], Decision[Saved]], change: Callable[[], Decision[Any]]
) -> Callable[[], Decision[Any]]:
    """The change, in one commit with the reading of what `If-Match` names."""

    def seen() -> Decision[Any]:
        changes, saved = yield from read()
        return changes, shown(saved)

    def decide() -> Decision[Any]:
        yield from require_seen(asked, seen)
        return (yield from change())

    return decide


def _saved(asked: Asked, decide: Callable[[], Decision[Saved]]) -> Reply:
    return Reply(shown(committed(asked, decide)))


def _read_settings(asked: Asked) -> Reply:
    return _saved(asked, editor_of(asked).read_settings)


def _change_settings(asked: Asked) -> Reply:
    edit, editor = Edit.parse(asked.body), editor_of(asked)
    return _saved(asked, as_seen(asked, editor.read_settings, lambda: editor.change_settings(edit)))


def _ref(asked: Asked) -> Ref:
    return Ref(asked.path["collection"], asked.path["id"])


def _read(asked: Asked) -> Reply:
    document = shown(committed(asked, lambda: editor_of(asked).read(_ref(asked))))
    if asked.path["collection"] != SEGMENTS:
        return Reply(document)
    # The tag is the document's, since that is what a change with If-Match is of; so it says nothing of the figures.
    return Reply({**_with_figures(asked), **document}, headers={"ETag": tag_of(document)})


def _with_figures(asked: Asked) -> Mapping[str, Any]:
    """The segment as a row of their list."""
    from functions.domain.views.segments import segment_shown, segment_tallies, with_figures

    id = asked.path["id"]
    row = read(asked, lambda: segment_shown(asked.org.id, id))
    return with_figures(row, tallied(asked.org.id, segment_tallies([id])))


def edit_of(asked: Asked, collection: str) -> Edit:
    """The body as it was read, without what is shown beside the document. Raises Malformed."""
    figures = _FIGURES.get(collection)
    if figures is None or not isinstance(asked.body, Mapping):
        return Edit.parse(asked.body)
    return Edit.parse({name: value for name, value in asked.body.items() if name not in figures})


def _read_version(asked: Asked) -> Reply:
    return _saved(asked, lambda: editor_of(asked).read_version(_ref(asked), asked.path["revision"]))


def _save(asked: Asked) -> Reply:
    edit, editor, ref = edit_of(asked, asked.path["collection"]), editor_of(asked), _ref(asked)
    return _saved(asked, as_seen(asked, lambda: editor.read(ref), lambda: editor.save(ref, edit)))


def _remove(asked: Asked) -> Reply:
    seen, editor, ref = _seen(asked), editor_of(asked), _ref(asked)
    remove = as_seen(asked, lambda: editor.read(ref), lambda: editor.remove(ref, revision=seen))
    revision = committed(asked, remove)
    return Reply({"id": asked.path["id"], "revision": revision})


def _seen(asked: Asked) -> int | None:
    """`?revision=3`: the revision that the person who removes it has seen. Malformed where it is no revision: they
    would have a document removed that they have not seen.
    """
    text = asked.query.get("revision")
    if text is not None and not _REVISION.fullmatch(text):
        raise Malformed("removal", [FieldFault("revision", "is not the number that was read")])
    return None if text is None else int(text)


def _explain(asked: Asked) -> Reply:
    about = About(asked.query.get("customer"), asked.query.get("of"))
    story = automation_story
    return Reply(
        read(asked, lambda: story(asked.org, asked.uid, asked.path["id"], about=about, now=asked.now))
    )


def of_kind(collection: str) -> tuple[Operation, ...]:
    """What each collection of configuration answers: one document by its id, and its former versions."""
    kind = KINDS[collection]
    one = f"/<any({collection}):collection>/<string(maxlength=100):id>"
    version = f"{one}/versions/<int(max=999999999):revision>"
    noun = re.sub("ies$", "y", collection).removesuffix("s").replace("_", " ")
    say = f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    operation = partial(Operation, roles=frozenset(kind.roles), invalid=_INVALID)
    return (
        operation("GET", one, f"Read {say}", _read, ConfigurationAnswer),
        operation("PUT", one, f"Save {say}", _save, ConfigurationAnswer, form=kind.content, compares=True),
        operation("DELETE", one, f"Remove {say}", _remove, RemovalAnswer, query=RevisionQuery, compares=True),
        operation("GET", version, f"Read a former {noun}", _read_version, ConfigurationAnswer),
    )


_APART = frozenset({"packages"})  # more read one than save it (packages.py)
OPERATIONS = (
    Operation(
        "GET",
        "/settings",
        "Read the settings",
        _read_settings,
        ConfigurationAnswer,
        roles=frozenset(SETTINGS_ROLES),
    ),
    Operation(
        "PATCH",
        "/settings",
        "Change settings by name",
        _change_settings,
        ConfigurationAnswer,
        roles=frozenset(SETTINGS_ROLES),
        invalid=_INVALID,
        compares=True,
    ),
    Operation(
        "GET",
        "/automations/<string(maxlength=100):id>/explanation",
        "Why an automation did or did not run for a customer",
        _explain,
        DocumentAnswer,
        query=ExplanationQuery,
        reads="automations",
        invalid="invalid_question",
    ),
    *(each for collection in SAVED if collection not in _APART for each in of_kind(collection)),
)
