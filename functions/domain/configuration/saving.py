"""A business changes what it is set to: checked as a whole, then in effect at once with the version before it kept.

What is wrong never takes effect: every fault is named by its path and reason, and nothing is written. The same change
again writes nothing. Every change writes the organisation, which counts the revisions, so two at once are decided one
after the other.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from functions.domain.configuration.checking import (
    SETTINGS,
    faults_of,
    naming,
    new_faults,
    related_to,
    settings_faults,
)
from functions.domain.configuration.documents import ConfigurationDocument
from functions.domain.configuration.drafts import Draft
from functions.domain.configuration.kinds import DOCUMENT_ID, KINDS, Kind, kind_of
from functions.domain.configuration.loading import removed_revisions_of, revisions_of
from functions.domain.configuration.partial_content import read_partly
from functions.domain.configuration.references import Ref
from functions.domain.configuration.stored import Stored, read_stored
from functions.domain.configuration.storing import storing_faults
from functions.domain.kernel.decisions import NOTHING, Decision, Reading, Value, get
from functions.domain.kernel.errors import Damaged, FieldFault, Malformed, NotFound, Outdated
from functions.domain.orgs.documents import OrgDocument, settings_from
from functions.domain.settings.business import Settings
from functions.domain.settings.types import Setting


class Saved(Value):
    """What stands after a change, and at which revision."""

    id: str
    content: dict[str, Any]
    revision: int
    updated_at: datetime | None
    updated_by: str | None


def save_configuration(
    org_id: str,
    ref: Ref,
    *,
    content: object,
    by: str,
    now: datetime,
    expected_revision: int | None = None,
    place: str = "",
) -> Decision[Saved]:
    """Have a document say this, created where there is none.

    `expected_revision`: the one that the editor has seen (0: none), Outdated where it is another by now. NotFound
    where there is no such collection; Malformed with every fault by its path below `place`, where the content stands
    in what was sent.

    Bills 2 reads and 3 writes (2 where it is new), and 1 read for each document of a collection that names this one's,
    and what `consequences` does.
    """
    kind = kind_of(ref.collection)
    if not DOCUMENT_ID.fullmatch(ref.id):
        raise Malformed(ref.collection, [FieldFault("id", f"is not of the form {DOCUMENT_ID.pattern}")])
    _refuse(ref.collection, _unstorable(content, where=".".join(ref)), where=".".join(ref), place=place)
    stored = yield from read_stored(org_id, lambda document: (ref, *_of(related_to(kind), document)))
    where = ".".join(ref)
    wanted, found = read_partly(kind.content, content, stand_ins=_stand_ins(kind, stored.documents.get(ref)))
    faults = [FieldFault(f"{where}.{fault.path}", fault.message) for fault in found]
    draft = Draft(stored, by=by, now=now)
    if wanted is not None and not faults and ref in stored.existing and wanted == stored.content(ref):
        return NOTHING, _saved(kind, stored.documents[ref])
    _check_revision(where, _revision(stored, ref), expected=expected_revision)
    if wanted is not None:
        draft.save(ref, wanted)
        others = [other for other in stored.documents if other != ref]
        faults += faults_of(draft.after, (ref,))
        faults += new_faults(stored, draft.after, refs=others)
        faults += yield from _compared(ref, before=stored.content(ref), after=wanted)
    _refuse(ref.collection, faults, where=where, place=place)
    changes = yield from draft.changes()
    return changes, _saved(kind, draft.documents[ref])


def remove_configuration(
    org_id: str, ref: Ref, *, by: str, now: datetime, expected_revision: int | None = None
) -> Decision[int]:
    """Have a document gone; its last revision, at which it stays readable. One that was removed already is answered as
    then. NotFound where there never was one; Malformed with the places that name it.

    Bills 2 reads, 2 writes and 1 delete, and 1 read for each document of a collection that may name this one.
    """
    kind = kind_of(ref.collection)
    stored = yield from read_stored(org_id, lambda document: (ref, *_of(related_to(kind), document)))
    if ref not in stored.documents and ref not in stored.existing:
        return NOTHING, removed_at(stored, ref)
    _check_revision(".".join(ref), _revision(stored, ref), expected=expected_revision)
    _refuse(ref.collection, naming(stored, ref))
    draft = Draft(stored, by=by, now=now)
    revision = draft.remove(ref)
    changes = yield from draft.changes()
    return changes, revision


def change_settings(
    org_id: str,
    changes: object,
    *,
    by: str,
    now: datetime,
    expected_revision: int | None = None,
    place: str = "",
) -> Decision[Saved]:
    """Change some of an organisation's settings: a map is changed field by field, anything else is replaced, and null
    brings back the default (RFC 7396).

    Bills 1 read, 1 for each document of configuration, since any may depend on a setting, and 2 writes.
    """
    _refuse(SETTINGS, _unstorable(changes, where=SETTINGS), where=SETTINGS, place=place)
    stored = yield from read_stored(org_id, lambda document: _of(KINDS, document))
    known = stored.document.written_settings
    settings, found = read_partly(Settings, _merged(known, changes), stand_ins=known)
    faults = [FieldFault(f"{SETTINGS}.{fault.path}", fault.message) for fault in found]
    draft = Draft(stored, by=by, now=now)
    if settings is not None and not faults and settings == _settings(stored):
        return NOTHING, _saved_settings(draft.document)
    _check_revision(SETTINGS, stored.document.settings_revision, expected=expected_revision)
    if settings is not None:
        draft.set_settings(settings)
        faults += new_faults(stored, draft.after, refs=tuple(stored.documents))
        known_faults = settings_faults(stored)
        faults += [fault for fault in settings_faults(draft.after) if fault not in known_faults]
    _refuse(SETTINGS, faults, where=SETTINGS, place=place)
    written = yield from draft.changes()
    return written, _saved_settings(draft.document)


def read_configuration(org_id: str, ref: Ref) -> Decision[Saved]:
    """A document as it stands. NotFound where there is none. Bills 2 reads."""
    kind = kind_of(ref.collection)
    stored = yield from read_stored(org_id, lambda document: (ref,))
    if ref not in stored.documents:
        raise NotFound(f"document of {ref.collection}")
    return NOTHING, _saved(kind, stored.documents[ref])


def read_version(ref: Ref, revision: int) -> Decision[Saved]:
    """A document as it stood at a former revision. NotFound where there was none. Bills 1 read."""
    version = yield from get(kind_of(ref.collection).version, f"{ref.id}/versions/{revision}")
    if version is None:
        raise NotFound(f"version of {ref.collection}")
    return NOTHING, Saved(id=ref.id, **version.model_dump())


def read_settings(org_id: str) -> Decision[Saved]:
    """An organisation's settings as they stand. NotFound where there is no such organisation. Bills 1 read."""
    document = yield from get(OrgDocument, org_id)
    if document is None:
        raise NotFound("organisation")
    return NOTHING, _saved_settings(document)


def _of(collections: Collection[str], document: OrgDocument) -> Iterable[Ref]:
    """The documents of some collections."""
    return (ref for ref in revisions_of(document) if ref.collection in collections)


def _compared(ref: Ref, *, before: Setting | None, after: Setting) -> Reading[list[FieldFault]]:
    """What is wrong with a document beside the one that it replaces, and with what it names from now on."""
    kind = kind_of(ref.collection)
    if kind.compared is None:
        return []
    found = yield from kind.compared(ref.id, before, after)
    return [FieldFault(f"{'.'.join(ref)}.{each.path}", each.message) for each in found]


def _stand_ins(kind: Kind, known: ConfigurationDocument | None) -> dict[str, Any]:
    required = {name for name, each in kind.content.model_fields.items() if each.is_required()}
    return {**kind.stand_ins, **(known.content(required) if known else {})}


def _merged(known: object, changes: object) -> object:
    """A JSON merge patch (RFC 7396)."""
    if not isinstance(changes, Mapping):
        return changes
    merged = dict(known) if isinstance(known, Mapping) else {}
    for name, change in changes.items():
        if change is None:
            merged.pop(name, None)
        else:
            merged[name] = _merged(merged.get(name), change)
    return merged


def _settings(stored: Stored) -> Settings | None:
    try:
        return settings_from(stored.document)
    except Damaged:
        return None


def removed_at(stored: Stored, ref: Ref) -> int:
    """The last revision of a document that is gone. NotFound where there never was one."""
    revision = removed_revisions_of(stored.document).get(ref)
    if revision is None:
        raise NotFound(f"document of {ref.collection}")
    return revision


def _revision(stored: Stored, ref: Ref) -> int:
    document = stored.documents.get(ref)
    return document.revision if document else 0


def _check_revision(name: str, current: int, *, expected: int | None) -> None:
    if expected is not None and expected != current:
        raise Outdated(name, current)


def _unstorable(content: object, *, where: str) -> list[FieldFault]:
    return [FieldFault(f"{where}.{fault.path}", fault.message) for fault in storing_faults(content)]


def _refuse(what: str, faults: Sequence[FieldFault], *, where: str = "", place: str = "") -> None:
    """Malformed where there are faults. What would lie at `where` was sent at `place`, so faults are named there."""
    if faults:
        told = [FieldFault(_as_sent(fault.path, where=where, place=place), fault.message) for fault in faults]
        raise Malformed(what, list(dict.fromkeys(told)))


def _as_sent(path: str, *, where: str, place: str) -> str:
    if not where or not path.startswith(f"{where}."):
        return path
    return ".".join(filter(None, (place, path.removeprefix(f"{where}."))))


def saved_of(ref: Ref, document: ConfigurationDocument) -> Saved:
    """A stored document as it stands."""
    return _saved(kind_of(ref.collection), document)


def _saved(kind: Kind, document: ConfigurationDocument) -> Saved:
    return Saved(
        id=document.id,
        content=document.content(kind.fields),
        revision=document.revision,
        updated_at=document.updated_at,
        updated_by=document.updated_by,
    )


def _saved_settings(document: OrgDocument) -> Saved:
    return Saved(
        id=document.id,
        content=document.written_settings,
        revision=document.settings_revision,
        updated_at=document.settings_updated_at,
        updated_by=document.settings_updated_by,
    )
