"""Which versions an organisation counts: an instance loads those alone, the live one and those that passed a trial."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from functions.domain.configuration.prompt_documents import PromptDocument
from functions.domain.kernel.errors import Damaged
from functions.domain.orgs.documents import OrgDocument, settings_from
from functions.domain.settings.experiments import Experiment

COLLECTION: Final = PromptDocument.collection
MOST_COUNTED: Final = 20


def counted(document: OrgDocument) -> Mapping[str, Any]:
    """The revisions of the versions that it counts, by id."""
    found = document.revisions.get(COLLECTION)
    return found if isinstance(found, dict) else {}


def counting(document: OrgDocument, version: PromptDocument, now: datetime) -> OrgDocument:
    """The organisation with a version among those that may be used."""
    by_id = {**counted(document), version.id: version.revision}
    return document.with_changes(revisions={**document.revisions, COLLECTION: by_id}, updated_at=now)


def without(document: OrgDocument, id: str, now: datetime) -> OrgDocument:
    """The organisation with a version not among them. One that an experiment tries stays."""
    if id not in counted(document) or id in _tried(document):
        return document
    return _removed(document, id, now)


def never(document: OrgDocument, id: str, now: datetime) -> OrgDocument:
    """The same, also where an experiment tries it: that one runs no more."""
    return _removed(document, id, now) if id in counted(document) else document


def _removed(document: OrgDocument, id: str, now: datetime) -> OrgDocument:
    by_id = {known: revision for known, revision in counted(document).items() if known != id}
    return document.with_changes(revisions={**document.revisions, COLLECTION: by_id}, updated_at=now)


def _tried(document: OrgDocument) -> frozenset[str]:
    """The ids of the versions that experiments name."""
    from functions.domain.settings.prompts import prompt_id

    arms = (arm for each in experiments_of(document).values() for arm in each.arms.values())
    return frozenset(prompt_id(arm.prompt) for arm in arms if arm.prompt is not None)


def experiments_of(document: OrgDocument) -> Mapping[str, Experiment]:
    """The experiments of an organisation; none where its settings were broken by hand."""
    try:
        return settings_from(document).assistant.experiments
    except Damaged:
        return {}
