"""Staff change and read configuration: what saving.py does, for those whose role allows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from functions.domain.configuration.kinds import SETTINGS_ROLES, kind_of
from functions.domain.configuration.references import Ref
from functions.domain.configuration.saving import (
    Saved,
    change_settings,
    read_configuration,
    read_settings,
    read_version,
    remove_configuration,
    save_configuration,
)
from functions.domain.configuration.versions import list_versions, restore_version
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.staff.permissions import permitted

_OURS = frozenset({"id", "revision", "updated_at", "updated_by"})


@dataclass(frozen=True)
class Edit:
    """What a member sends to be saved. `revision`: the one that they have seen, None where they do not say. `place`:
    where the content stands in what they sent.
    """

    content: object
    revision: int | None = None
    place: str = ""

    @classmethod
    def parse(cls, body: object) -> Self:
        """A content, as it was read with our own fields beside it or without them. Raises Malformed."""
        if not isinstance(body, Mapping):
            return cls(body)
        revision = body.get("revision")
        if revision is not None and (isinstance(revision, bool) or not isinstance(revision, int)):
            raise Malformed("edit", [FieldFault("revision", "is not the number that was read")])
        return cls({name: value for name, value in body.items() if name not in _OURS}, revision)


@dataclass(frozen=True)
class Editor:
    """A member of staff, who changes their organisation's configuration. Each bills 1 read for the member too."""

    org_id: str
    uid: str
    now: datetime

    def save(self, ref: Ref, edit: Edit) -> Decision[Saved]:
        yield from permitted(self.uid, kind_of(ref.collection).roles)
        return (
            yield from save_configuration(
                self.org_id,
                ref,
                content=edit.content,
                by=self.uid,
                now=self.now,
                expected_revision=edit.revision,
                place=edit.place,
            )
        )

    def remove(self, ref: Ref, *, revision: int | None = None) -> Decision[int]:
        yield from permitted(self.uid, kind_of(ref.collection).roles)
        return (
            yield from remove_configuration(
                self.org_id, ref, by=self.uid, now=self.now, expected_revision=revision
            )
        )

    def change_settings(self, edit: Edit) -> Decision[Saved]:
        yield from permitted(self.uid, SETTINGS_ROLES)
        return (
            yield from change_settings(
                self.org_id,
                edit.content,
                by=self.uid,
                now=self.now,
                expected_revision=edit.revision,
                place=edit.place,
            )
        )

    def read(self, ref: Ref) -> Decision[Saved]:
        yield from permitted(self.uid, kind_of(ref.collection).roles)
        return (yield from read_configuration(self.org_id, ref))

    def read_version(self, ref: Ref, revision: int) -> Decision[Saved]:
        yield from permitted(self.uid, kind_of(ref.collection).roles)
        return (yield from read_version(ref, revision))

    def list_versions(self, ref: Ref, *, before: int | None = None) -> Decision[tuple[Saved, ...]]:
        yield from permitted(self.uid, kind_of(ref.collection).roles)
        return (yield from list_versions(self.org_id, ref, before=before))

    def restore(self, ref: Ref, revision: int) -> Decision[Saved]:
        yield from permitted(self.uid, kind_of(ref.collection).roles)
        return (yield from restore_version(self.org_id, ref, revision, by=self.uid, now=self.now))

    def read_settings(self) -> Decision[Saved]:
        yield from permitted(self.uid, SETTINGS_ROLES)
        return (yield from read_settings(self.org_id))


def shown(saved: Saved) -> dict[str, Any]:
    """A document as it is answered: its content, and our own fields beside it."""
    ours = {"id": saved.id, "revision": saved.revision, "updated_by": saved.updated_by}
    return {**saved.content, **ours, "updated_at": saved.updated_at and saved.updated_at.isoformat()}
