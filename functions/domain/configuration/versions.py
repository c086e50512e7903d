"""The versions of a document of configuration: what it said before, listed, and brought back."""

from collections.abc import Iterator
from datetime import datetime

from functions.domain.configuration.kinds import kind_of
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import Saved, read_version, removed_at, save_configuration
from functions.domain.configuration.stored import read_stored
from functions.domain.kernel.decisions import NOTHING, Decision, Get, get_all

MOST_LISTED = 20


def list_versions(org_id: str, ref: Ref, *, before: int | None = None) -> Decision[tuple[Saved, ...]]:
    """The 20 newest versions of a document, the present one first; with `before` those that are older than it. Of one
    that was removed the versions stay. Bills 2 reads and 1 for each former version. NotFound where there never was one.
    """
    kind = kind_of(ref.collection)
    stored = yield from read_stored(org_id, lambda document: (ref,))
    document = stored.documents.get(ref)
    newest = document.revision if document is not None else removed_at(stored, ref)
    from_here = newest if before is None else min(newest, before - 1)
    asked = range(from_here, max(from_here - MOST_LISTED, 0), -1)
    is_there = document is not None and document.revision in asked
    former = [number for number in asked if not is_there or number != newest]
    found = yield from get_all(*(Get(kind.version, f"{ref.id}/versions/{number}") for number in former))

    def listed() -> Iterator[Saved]:
        if document is not None and is_there:
            yield Saved(
                id=ref.id,
                content=document.content(kind.fields),
                revision=document.revision,
                updated_at=document.updated_at,
                updated_by=document.updated_by,
            )
        yield from (Saved(**{**each.model_dump(), "id": ref.id}) for each in found if each is not None)

    return NOTHING, tuple(listed())


def restore_version(org_id: str, ref: Ref, revision: int, *, by: str, now: datetime) -> Decision[Saved]:
    """Have a document say again what it said at a revision, as a new one: checked as any save is, since what was right
    then may not be by now. One that was removed comes back. Bills 1 read more than a save. NotFound, Malformed.
    """
    _, version = yield from read_version(ref, revision)
    return (yield from save_configuration(org_id, ref, content=version.content, by=by, now=now))
