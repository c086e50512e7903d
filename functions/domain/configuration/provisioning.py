"""An organisation is created from a preset, or a preset's new version is brought into it without undoing what the
business changed. One commit: it may be repeated, run twice at once, and die in the middle.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain, takewhile
from typing import Any

from pydantic import ValidationError

from functions.domain.configuration.checking import SETTINGS, faults_of, new_faults, settings_faults
from functions.domain.configuration.documents import ConfigurationDocument, PresetVersion
from functions.domain.configuration.drafts import Draft
from functions.domain.configuration.kinds import KINDS, SAVED
from functions.domain.configuration.loading import revisions_of, validated
from functions.domain.configuration.merging import (
    ABSENT,
    Difference,
    Merged,
    differences,
    merge_document,
    merge_settings,
    with_own,
)
from functions.domain.configuration.preset_prompts import bring_prompts, misnamed_prompts
from functions.domain.configuration.preset_versions import (
    content_of,
    document_form,
    new_bases,
    read_bases,
    refs_of,
    settings_form,
)
from functions.domain.configuration.references import Ref
from functions.domain.configuration.safeguards import Allowance, require_allowed, require_identity_key
from functions.domain.configuration.settings_references import settings_references
from functions.domain.configuration.stored import Stored, read_documents, stored_form
from functions.domain.kernel.decisions import Changes, Decision, Get, get_both
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import field_faults
from functions.domain.orgs.documents import DATA_VERSION, TOP_LEVEL, OrgDocument, OrgSecrets
from functions.domain.settings.business import Settings
from functions.domain.settings.types import Setting

Documents = Mapping[Ref, ConfigurationDocument]

_EVER = datetime(2000, 1, 1, tzinfo=UTC)  # what is checked and not stored needs no time of its own


@dataclass(frozen=True)
class Preset:
    """What a preset brings: settings, and documents of configuration. A version of the prompt is live at once in a new
    organisation, and in another one among those that may be tried (domain/prompts/); it never changes.
    """

    name: str
    settings: Settings
    contents: Mapping[Ref, Setting]


@dataclass(frozen=True)
class Provisioned:
    """What provisioning did, by `settings` and `templates/winback_30`. `kept`: where the business's own stays against
    the preset's.
    """

    secrets: OrgSecrets
    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[Difference, ...] = ()


def provision_org(
    org_id: str,
    *,
    preset: Preset,
    name: str | None,
    hook_secret: str | None,
    order_secret: str | None = None,
    spare: OrgSecrets,
    now: datetime,
    is_reset: bool = False,
    allowed: Collection[Allowance] = (),
) -> Decision[Provisioned]:
    """Create or update an organisation. One that exists keeps its name and secrets unless new ones are given; its
    identity key never changes, since every customer's id hangs on it. `spare` are fresh secrets for a new one.

    `is_reset`: the preset's everywhere. Documents that no preset brought are the business's own, and stay.
    Malformed for what cannot be undone and is not `allowed`.

    Bills 2 reads, 1 for each collection and for the settings, and 1 for each document; of writes 1 for each document
    that changes and for what it was before, and 3 at the most for the organisation. The same again bills no write.
    """
    known, secrets = yield from get_both(Get(OrgDocument, org_id), Get(OrgSecrets, org_id))
    bases = yield from read_bases()
    was_provisioned = known is not None or any(bases.values())
    yield from require_identity_key(org_id, known, secrets, was_provisioned=was_provisioned, allowed=allowed)
    given = {"hook_secret": hook_secret, "order_secret": order_secret}
    secrets = (secrets or spare).with_changes(
        **{key: each for key, each in given.items() if each is not None}
    )
    version = {} if was_provisioned else {"data_version": DATA_VERSION}
    document = (known or _new_document(org_id, preset, now=now)).with_changes(**version)
    stored = yield from read_documents(document, (*revisions_of(document), *preset.contents))
    merger = _Merger(stored, preset, bases=bases, is_reset=is_reset)
    draft = merger.draft(now)
    bring_prompts(draft, preset.contents, is_new=known is None)
    draft.name(name=name or document.name, preset=preset.name)
    require_allowed(known, draft.document, allowed=allowed)
    changes = yield from draft.changes()
    put = (*changes.put, *new_bases(preset.name, preset.settings, preset.contents), secrets)
    return Changes(put=put, remove=changes.remove), merger.report(draft, secrets)


class _Merger:
    """Brings a preset into what is stored."""

    def __init__(
        self,
        stored: Stored,
        preset: Preset,
        *,
        bases: Mapping[str, PresetVersion | None],
        is_reset: bool,
    ) -> None:
        self.stored, self.preset, self.is_reset = stored, preset, is_reset
        self.base_settings = settings_form(content_of(bases[SETTINGS]))
        self.bases = {
            Ref(collection, id): document_form(Ref(collection, id), content)
            for collection in SAVED
            for id, content in content_of(bases[collection]).items()
        }
        self.kept: dict[Ref | None, tuple[Difference, ...]] = {}

    def draft(self, now: datetime) -> Draft:
        """The two together. A document of the preset that would not fit what the business has is not brought in."""
        draft = self._merged(now, frozenset())
        misfits = {_ref_of(fault) for fault in self._faults(draft)} & self.stored.documents.keys()
        if misfits:
            draft = self._merged(now, misfits)
        if faults := self._faults(draft):
            raise Malformed(f"preset {self.preset.name}", faults)
        return draft

    def report(self, draft: Draft, secrets: OrgSecrets) -> Provisioned:
        counted = self.stored.existing
        before = {ref: document for ref, document in self.stored.documents.items() if ref in counted}
        after = draft.documents
        shared = after.keys() & before.keys()
        changed = [ref for ref in shared if _says_other(ref, before=before, after=after)]
        is_set = draft.document.settings_revision > max(self.stored.document.settings_revision, 1)
        return Provisioned(
            secrets=secrets,
            created=_names(after, after.keys() - before.keys()),
            updated=((SETTINGS,) if is_set else ()) + _names(after, changed),
            removed=_names(before, before.keys() - after.keys()) + self._former_settings(),
            kept=tuple(sorted(chain.from_iterable(self.kept.values()), key=lambda each: each.path)),
        )

    def _former_settings(self) -> tuple[str, ...]:
        return tuple(f"{SETTINGS}.{path}" for path in self.stored.document.former_settings)

    def _merged(self, now: datetime, misfits: Collection[Ref]) -> Draft:
        draft = Draft(self.stored, by=f"preset:{self.preset.name}", now=now)
        settings = self._settings()
        if self._is_other(settings):
            draft.set_settings(settings)
        refs = refs_of(self.bases, self.preset.contents)
        naming = [ref for ref in refs if KINDS[ref.collection].names]
        for ref in naming:
            self._merge(draft, ref, is_named=False, is_misfit=ref in misfits)
        named = {*_named_by_documents(draft), *(each.to for each in settings_references(settings))}
        for ref in (ref for ref in refs if ref not in naming):
            self._merge(draft, ref, is_named=ref in named, is_misfit=ref in misfits)
        return draft

    def _is_other(self, settings: Settings) -> bool:
        """Whether what is stored says something else, or holds what settings say no more."""
        document = self.stored.document
        written = settings_form(document.written_settings)
        return written != settings.model_dump(mode="json") or bool(document.former_settings)

    def _settings(self) -> Settings:
        mine, theirs = settings_form(self.stored.document.written_settings), self.preset.settings
        if self.is_reset or not self.stored.document.settings:
            return theirs
        presets = theirs.model_dump(mode="json")
        merged = merge_settings(base=self.base_settings, mine=mine, theirs=presets)
        settings, content = _valid(merged.content, mine)
        self.kept[None] = _below(SETTINGS, tuple(differences(content, presets)))
        return settings

    def _merge(self, draft: Draft, ref: Ref, *, is_named: bool, is_misfit: bool) -> None:
        base, mine, theirs = self.bases.get(ref, ABSENT), self._mine(ref), self._theirs(ref)
        merged = Merged(theirs) if self.is_reset else merge_document(base=base, mine=mine, theirs=theirs)
        content = mine if is_misfit else merged.content
        if content is ABSENT and is_named:
            content = _first_present(mine, theirs)
        is_mine = content == mine and mine != theirs
        self.kept[ref] = _below(".".join(ref), tuple(differences(mine, theirs))) if is_mine else ()
        self._draft(draft, ref, mine=mine, content=content)

    def _draft(self, draft: Draft, ref: Ref, *, mine: Any, content: Any) -> None:
        """What is to be written so that the content stands. A document that nothing counts any more is written anew."""
        is_counted = ref in self.stored.existing
        if content is ABSENT and (mine is not ABSENT or is_counted):
            draft.remove(ref)
        elif content is not ABSENT and (content != mine or not is_counted):
            draft.save(ref, validated(ref, content))

    def _mine(self, ref: Ref) -> Any:
        """What the business has. Where nothing counts a document any more, its organisation was deleted around it: what
        is right of those that stayed behind is the business's still.
        """
        document = self.stored.documents.get(ref)
        if document is None or (ref not in self.stored.existing and self.stored.content(ref) is None):
            return ABSENT
        return document_form(ref, document.content(KINDS[ref.collection].fields))

    def _theirs(self, ref: Ref) -> Any:
        content = self.preset.contents.get(ref)
        return ABSENT if content is None else stored_form(content)

    def _faults(self, draft: Draft) -> list[FieldFault]:
        return new_faults(self.stored, draft.after, refs=tuple(draft.documents))


def _valid(content: Any, mine: Any) -> tuple[Settings, Any]:
    """The settings of a merged content, and the content. Where the two sides together are wrong (the business moved the
    start of a span and the preset its end), the business's own stays there. Malformed where that is wrong itself.
    """
    while True:
        try:
            return Settings.model_validate(content), content
        except ValidationError as error:
            own = content
            for each in error.errors(include_url=False, include_input=False):
                names = takewhile(lambda part: isinstance(part, str), each["loc"])
                own = with_own(own, mine, tuple(map(str, names)))
            if own == content:
                raise Malformed(SETTINGS, field_faults(error)) from None
            content = own


def _new_document(org_id: str, preset: Preset, *, now: datetime) -> OrgDocument:
    top = {name: getattr(preset.settings, name) for name in TOP_LEVEL if name != "features"}
    return OrgDocument(
        id=org_id,
        name=org_id,
        preset=preset.name,
        **top,
        features={},
        settings={},
        created_at=now,
        updated_at=now,
    )


def _says_other(ref: Ref, *, before: Documents, after: Documents) -> bool:
    fields = KINDS[ref.collection].fields
    return before[ref].content(fields) != after[ref].content(fields)


def _named_by_documents(draft: Draft) -> Iterator[Ref]:
    after = draft.after
    for ref in draft.documents:
        if (content := after.content(ref)) is not None:
            yield from (reference.to for reference in KINDS[ref.collection].references(content))


def _first_present(*contents: Any) -> Any:
    return next((content for content in contents if content is not ABSENT), ABSENT)


def _below(place: str, kept: tuple[Difference, ...]) -> tuple[Difference, ...]:
    return tuple(replace(each, path=".".join(filter(None, (place, each.path)))) for each in kept)


def _names(documents: Iterable[Ref], among: Collection[Ref]) -> tuple[str, ...]:
    return tuple(".".join(ref) for ref in documents if ref in among)


def _ref_of(fault: FieldFault) -> Ref:
    collection, id, *_ = *fault.path.split("."), ""
    return Ref(collection, id)


def preset_faults(preset: Preset) -> list[FieldFault]:
    """What is wrong with a preset as a whole, by the path in its organisation."""
    draft = Draft(Stored(_new_document(preset.name, preset, now=_EVER), {}), by=preset.name, now=_EVER)
    draft.set_settings(preset.settings)
    for ref in refs_of(preset.contents):
        draft.save(ref, preset.contents[ref])
    misnamed = misnamed_prompts(preset.contents)
    return [*misnamed, *faults_of(draft.after, tuple(draft.documents)), *settings_faults(draft.after)]
