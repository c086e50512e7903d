"""An organisation's configuration as a decision reads it, and what a decision writes where it changes it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.domain.automations.rebuilding import AUTOMATIONS, rebuild_for_automations
from functions.domain.configuration.documents import (
    ConfigurationDocument,
    ConfigurationVersion,
    SettingsVersion,
)
from functions.domain.configuration.kinds import KINDS, Ref
from functions.domain.configuration.loading import (
    NO_SECRETS,
    former_contents,
    org_of,
    removed_revisions_of,
    revisions_of,
    validated,
)
from functions.domain.kernel.decisions import UNKNOWN_AT, Changes, Document, Get, Reading, get, get_all
from functions.domain.kernel.errors import Damaged, NotFound
from functions.domain.orgs.documents import FORMER_TEMPLATES, OrgDocument
from functions.domain.orgs.org import Org
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.business import Settings
from functions.domain.settings.segments import SegmentSettings
from functions.domain.settings.types import Setting

ASSIGNMENT = "assignment"
CRM = "crm"

# What a business saves of these moves the days on which something comes to customers who are there.
SEGMENTS = "segments"
_MOVE_DAYS = frozenset({"consumption_profiles", "recommendation_rules"})


@dataclass(frozen=True)
class Stored:
    """The organisation's document, and those of its configuration that were read. `former`: templates that still lie
    in the settings; they stand among the documents with revision 0, and the next change gives them theirs.
    """

    document: OrgDocument
    documents: Mapping[Ref, ConfigurationDocument]
    former: frozenset[Ref] = frozenset()

    def content(self, ref: Ref) -> Setting | None:
        """A document's content; None where there is none, or somebody broke it."""
        document = self.documents.get(ref)
        if document is None:
            return None
        try:
            return validated(ref, document.content(KINDS[ref.collection].fields))
        except Damaged:
            return None

    @property
    def existing(self) -> frozenset[Ref]:
        """All documents that there are, read or not. One that lies there and is not counted takes no effect."""
        return frozenset(revisions_of(self.document)) | self.former

    @property
    def org(self) -> Org:
        """The organisation with what was read. Damaged where somebody broke its settings."""
        contents = {ref: self.content(ref) for ref in self.documents}
        right = {ref: content for ref, content in contents.items() if content is not None}
        return org_of(self.document, NO_SECRETS, contents=right)


def read_stored(
    org_id: str, wanted: Callable[[OrgDocument], Iterable[Ref]] = lambda document: ()
) -> Reading[Stored]:
    """The organisation and the documents that are wanted of it. NotFound where there is no organisation.

    Bills 1 read, and 1 for each document.
    """
    document = yield from get(OrgDocument, org_id)
    if document is None:
        raise NotFound("organisation")
    return (yield from read_documents(document, wanted(document)))


def read_documents(document: OrgDocument, wanted: Iterable[Ref]) -> Reading[Stored]:
    """An organisation with these of its documents, and all of the former form. Bills 1 read for each."""
    former = former_contents(document)
    refs = tuple(dict.fromkeys((*wanted, *former)))
    found = yield from get_all(
        *(Get(KINDS[ref.collection].document, ref.id, presumed_missing=ref in former) for ref in refs)
    )
    documents = {ref: stored for ref, stored in zip(refs, found, strict=True) if stored is not None}
    documents |= {ref: _as_document(ref, content) for ref, content in former.items() if ref not in documents}
    return Stored(document, documents, frozenset(former))


def _as_document(ref: Ref, content: Any) -> ConfigurationDocument:
    fields = content if isinstance(content, dict) else {}
    return KINDS[ref.collection].document.model_validate({**fields, "id": ref.id})


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
        rebuild: tuple[Document, ...] = ()
        if self._has_new_automations(saved) or self._concerns_all(saved):
            rebuild = yield from self._rebuild_for_automations(saved)
        if self._needs_pool(saved):
            from functions.domain.assignment.pool import opened

            # With the next tick, whatever the clock of the machine that provisions says.
            rebuild = (*rebuild, (yield from opened(UNKNOWN_AT)))
        put: tuple[Document, ...] = (*saved, *self._versions, org, *rebuild)
        return Changes(put=put, remove=tuple(self._removed))

    def _rebuild_for_automations(self, saved: Collection[Document]) -> Reading[tuple[Document, ...]]:
        """What goes through the customers, and through the other documents that these automations watch."""
        from functions.domain.automations.planning_anew import rebuilds_of_subjects

        ids = {document.id for document in saved if document.collection == AUTOMATIONS}
        automations = [each for id, each in self.after.org.automations.items() if id in ids]
        rebuilds: tuple[Document, ...] = ()
        if self._concerns_all(saved) or any(each.watches == "customers" for each in automations):
            rebuilds = yield from rebuild_for_automations(self.now)
        return (*rebuilds, *(yield from rebuilds_of_subjects(automations, self.now)))

    def _needs_pool(self, saved: Collection[Document]) -> bool:
        """Whether tasks of the pool are made from now on, or are handed out in another way."""
        before, after = (
            document.settings.get(ASSIGNMENT) for document in (self.before.document, self.document)
        )
        ids = {document.id for document in saved if document.collection == AUTOMATIONS}
        asked = (
            self.after.content(ref)
            for ref in self.documents
            if ref.collection == AUTOMATIONS and (before != after or ref.id in ids)
        )
        return any(isinstance(each, AutomationSettings) and each.has_pooled_tasks for each in asked)

    def _has_new_automations(self, saved: Collection[Document]) -> bool:
        """Whether customers who are there may be due for something new. A new organisation has no customers."""
        is_there = bool(self.before.document.settings)
        return is_there and any(document.collection == AUTOMATIONS for document in saved)

    def _concerns_all(self, saved: Collection[Document]) -> bool:
        """Whether the customers who are there are scored in another way, or what they bought brings other days."""
        moves_days = any(document.collection in _MOVE_DAYS for document in saved)
        return (
            self._has_other_scores()
            or self._has_other_expiry()
            or self._has_other_members()
            or (moves_days and bool(self.before.document.settings))
        )

    def _has_other_scores(self) -> bool:
        """Whether the customers who are there are scored in another way, or by another day."""
        was = self.before.document
        return bool(was.settings) and _scoring(was) != _scoring(self.document)

    def _has_other_expiry(self) -> bool:
        """Whether the points of the customers who are there expire at another time."""
        was = self.before.document
        return bool(was.settings) and _expiry(was) != _expiry(self.document)

    def _has_other_members(self) -> bool:
        """Whether segments may take other customers: by another filter, another zone, or since the CRM is on again."""
        was, now = self.before.document, self.document
        refs = {ref for ref in (*self.before.documents, *self.documents) if ref.collection == SEGMENTS}
        has_moved = (was.timezone, was.features.get(CRM)) != (now.timezone, now.features.get(CRM))
        is_other = has_moved or any(_filter(self.before, ref) != _filter(self.after, ref) for ref in refs)
        return bool(was.settings) and bool(refs) and is_other

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
        """Whatever somebody wrote by hand, a revision is never given twice."""
        was = self.documents.get(ref)
        counted = (revisions_of(self.document), removed_revisions_of(self.document))
        return max(was.revision if was else 0, *(revisions.get(ref, 0) for revisions in counted))

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


def _scoring(document: OrgDocument) -> tuple[object, str] | None:
    scoring = document.settings.get("scoring")
    return None if scoring is None else (scoring, document.timezone)


def _filter(stored: Stored, ref: Ref) -> object:
    """What a segment takes customers by; None where there is no such segment."""
    found = stored.content(ref)
    return found.filter if isinstance(found, SegmentSettings) else None


def _expiry(document: OrgDocument) -> object:
    loyalty = document.settings.get("loyalty")
    rule = loyalty.get("expiry") if isinstance(loyalty, Mapping) else None
    return None if rule is None else (rule, dict(document.features))


def stored_form(content: Setting) -> dict[str, Any]:
    """A content as it is stored: what it says beyond its model's defaults."""
    return content.model_dump(mode="json", exclude_defaults=True)
