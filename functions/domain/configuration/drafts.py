"""An organisation's configuration while a decision changes it, and what that decision writes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.domain.configuration.consequences import Change, consequences
from functions.domain.configuration.documents import (
    ConfigurationDocument,
    ConfigurationVersion,
    SettingsVersion,
)
from functions.domain.configuration.kinds import KINDS
from functions.domain.configuration.loading import removed_revisions_of, revisions_of
from functions.domain.configuration.references import Ref
from functions.domain.configuration.stored import Stored, stored_form
from functions.domain.kernel.decisions import Changes, Document, Get, Reading, get_all
from functions.domain.orgs.documents import FORMER_TEMPLATES
from functions.domain.settings.business import Settings
from functions.domain.settings.types import Setting


class Draft:
    """The configuration of an organisation while a decision changes it. Each document keeps the version before."""

    def __init__(self, before: Stored, *, by: str, now: datetime) -> None:
        self.before, self.by, self.now = before, by, now
        self.document = before.document
        self.documents = dict(before.documents)
        self._removed: list[ConfigurationDocument] = []
        self._versions: list[ConfigurationVersion] = []

    @property
    def after(self) -> Stored:
        """What the configuration would be."""
        return Stored(self.document, self.documents, self.before.former & self.documents.keys())

    @property
    def is_changed(self) -> bool:
        return self.document is not self.before.document or bool(self.before.former)

    def name(self, *, name: str, preset: str) -> None:
        """Have the organisation called this, and of this preset."""
        if (name, preset) != (self.document.name, self.document.preset):
            self.document = self.document.with_changes(name=name, preset=preset)

    def set_settings(self, settings: Settings) -> None:
        was, now = self.document, self.now
        if was.settings:
            self._versions.append(
                SettingsVersion(
                    id=str(was.settings_revision),
                    revision=was.settings_revision,
                    content=was.written_settings,
                    updated_at=was.settings_updated_at,
                    updated_by=was.settings_updated_by,
                )
            )
        self.document = was.with_settings(settings).with_changes(
            settings_revision=was.settings_revision + 1,
            settings_updated_at=now,
            settings_updated_by=self.by,
        )

    def save(self, ref: Ref, content: Setting) -> ConfigurationDocument:
        """Have a document say this, at its next revision."""
        was = self.documents.get(ref)
        revision = self._last_revision(ref) + 1
        saved = self._document(ref, stored_form(content), revision=revision, was=was)
        if was is not None:
            self._keep(ref, was, revision=revision - 1)
        self.documents[ref] = saved
        self._count("revisions", ref, revision=revision)
        self._forget("removed_revisions", ref)
        return saved

    def remove(self, ref: Ref) -> int:
        """Have a document gone, or counted no more where it was deleted by hand; its last revision, at which it stays
        readable.
        """
        revision, was = self._last_revision(ref), self.documents.pop(ref, None)
        if was is not None:
            self._keep(ref, was, revision=revision)
        if was is not None and ref not in self.before.former:
            self._removed.append(was)
        self._count("removed_revisions", ref, revision=revision)
        self._forget("revisions", ref)
        return revision

    def changes(self) -> Reading[Changes]:
        """What there is to write: what changed, what came before it, and the organisation that counts the revisions."""
        if self.before.former:
            self._bring_forward()
        before = self.before.documents
        saved = [document for ref, document in self.documents.items() if document is not before.get(ref)]
        yield from get_all(*(Get(type(kept), kept.id, presumed_missing=True) for kept in self._versions))
        org = self.document.with_changes(updated_at=self.now) if self.is_changed else self.document
        jobs = yield from consequences(Change(self.before, self.after, tuple(saved)), self.now)
        put: tuple[Document, ...] = (*saved, *self._versions, org, *jobs)
        return Changes(put=put, remove=tuple(self._removed))

    def _bring_forward(self) -> None:
        """Templates that still lie in the settings get documents of their own."""
        for ref in self.before.former & self.documents.keys():
            was = self.documents[ref]
            if was is self.before.documents[ref]:
                fields = was.content(KINDS[ref.collection].fields)
                self.documents[ref] = self._document(ref, fields, revision=1, was=was)
                self._count("revisions", ref, revision=1)
        settings = {name: value for name, value in self.document.settings.items() if name != FORMER_TEMPLATES}
        self.document = self.document.with_changes(settings=settings)

    def _document(
        self, ref: Ref, fields: Mapping[str, Any], *, revision: int, was: ConfigurationDocument | None
    ) -> ConfigurationDocument:
        kind = KINDS[ref.collection]
        others = was.others(kind.fields) if was else {}
        counted = {"revision": revision, "updated_at": self.now, "updated_by": self.by}
        return kind.document.model_validate({**others, **fields, **counted, "id": ref.id})

    def _keep(self, ref: Ref, was: ConfigurationDocument, *, revision: int) -> None:
        kind = KINDS[ref.collection]
        self._versions.append(
            kind.version(
                id=f"{ref.id}/versions/{revision}",
                revision=revision,
                content=was.content(kind.fields),
                updated_at=was.updated_at,
                updated_by=was.updated_by,
            )
        )

    def _last_revision(self, ref: Ref) -> int:
        """A revision is never given twice, also where one was written by hand."""
        was = self.documents.get(ref)
        counted = (revisions_of(self.document), removed_revisions_of(self.document))
        return max(was.revision if was else 0, *(revisions.get(ref, 0) for revisions in counted))

    def count(self, ref: Ref, *, revision: int) -> None:
        """Have a document counted, whose revision this is."""
        self._count("revisions", ref, revision=revision)

    def _count(self, where: str, ref: Ref, *, revision: int) -> None:
        counted = getattr(self.document, where)
        by_id = {**_by_id(counted, ref), ref.id: revision}
        self.document = self.document.with_changes(**{where: {**counted, ref.collection: by_id}})

    def _forget(self, where: str, ref: Ref) -> None:
        counted = getattr(self.document, where)
        by_id = {id: revision for id, revision in _by_id(counted, ref).items() if id != ref.id}
        if len(by_id) < len(_by_id(counted, ref)):
            self.document = self.document.with_changes(**{where: {**counted, ref.collection: by_id}})


def _by_id(counted: Mapping[str, Any], ref: Ref) -> dict[str, Any]:
    found = counted.get(ref.collection)
    return found if isinstance(found, dict) else {}
