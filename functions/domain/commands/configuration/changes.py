"""`save_configuration`, `remove_configuration`, `change_settings`: staff change what their business is set to.

A late one (it was made while a phone was offline) counts as of when it is settled. With `revision`, the one that its
giver has seen, it is refused where another one is current by then.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from functions.domain.commands.documents import Result
from functions.domain.commands.requests import Request
from functions.domain.configuration.by_staff import Edit, Editor
from functions.domain.configuration.kinds import SAVED
from functions.domain.configuration.references import Ref
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.validation import DocumentId, Form, Whole
from functions.domain.orgs.org import Org


def _collection(name: str) -> str:
    if name not in SAVED:
        raise ValueError(f"is not one of: {', '.join(SAVED)}")
    return name


CollectionName = Annotated[str, Field(strict=True), AfterValidator(_collection)]


class SavingForm(Form):
    collection: CollectionName
    id: DocumentId
    content: dict[str, Any]
    revision: Whole | None = None


class RemovalForm(Form):
    collection: CollectionName
    id: DocumentId
    revision: Whole | None = None


class SettingsForm(Form):
    """`changes`: a map is changed field by field, anything else is replaced, null is the default (RFC 7396)."""

    changes: dict[str, Any]
    revision: Whole | None = None


def save_by_command(org: Org, request: Request[SavingForm], now: datetime) -> Decision[Result]:
    """Save a document. Forbidden where the giver's role may not save this collection's. Bills what saving it does."""
    data = request.data
    editor = Editor(org.id, request.giver.uid, now)
    edit = Edit(data.content, data.revision, place="content")
    changes, saved = yield from editor.save(Ref(data.collection, data.id), edit)
    return changes, {"id": saved.id, "revision": saved.revision}


def remove_by_command(org: Org, request: Request[RemovalForm], now: datetime) -> Decision[Result]:
    """Remove a document. Forbidden where the giver's role may not. Bills what removing it does."""
    data = request.data
    editor = Editor(org.id, request.giver.uid, now)
    changes, revision = yield from editor.remove(Ref(data.collection, data.id), revision=data.revision)
    return changes, {"id": data.id, "revision": revision}


def change_settings_by_command(org: Org, request: Request[SettingsForm], now: datetime) -> Decision[Result]:
    """Change settings. Bills what changing them does."""
    editor = Editor(org.id, request.giver.uid, now)
    edit = Edit(request.data.changes, request.data.revision, place="changes")
    changes, saved = yield from editor.change_settings(edit)
    return changes, {"revision": saved.revision}
