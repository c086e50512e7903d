"""What is wrong with a configuration as a whole: what a document's use makes of it, and names that lead nowhere."""

from collections.abc import Collection, Iterable, Iterator

from functions.domain.configuration.kinds import KINDS, Kind
from functions.domain.configuration.references import Ref, Reference
from functions.domain.configuration.settings_references import settings_references
from functions.domain.configuration.stored import Stored
from functions.domain.kernel.errors import Damaged, FieldFault
from functions.domain.orgs.documents import settings_from
from functions.domain.orgs.org import Org
from functions.domain.settings.assistant_model import key_name

SETTINGS = "settings"


def related_to(kind: Kind) -> frozenset[str]:
    """The collections without which a document of this one cannot be checked: those that name it, those that these
    name beside it, and those that it names itself.
    """
    naming = [other for other in KINDS.values() if kind.collection in other.names]
    named = {name for other in naming for name in other.names if name != kind.collection}
    return frozenset({*kind.names, *(other.collection for other in naming), *named})


def faults_of(after: Stored, refs: Collection[Ref]) -> list[FieldFault]:
    """What is wrong with these documents, by the path from the organisation's own: `templates.winback_30.bodies.en`,
    `automations.winback_30.then.0.send`.
    """
    org, existing = after.org, after.existing
    faults: list[FieldFault] = []
    for ref in refs:
        if after.content(ref) is not None:
            faults += _document_faults(org, ref, existing=existing)
    return faults


def new_faults(before: Stored, after: Stored, *, refs: Collection[Ref]) -> list[FieldFault]:
    """What a change breaks: what was wrong already is no reason to refuse it."""
    faults = faults_of(after, refs)
    if not faults:
        return []
    try:
        known = set(faults_of(before, refs))
    except Damaged:  # the settings as they stand, which this change may repair
        known = set()
    return [fault for fault in faults if fault not in known]


def settings_faults(stored: Stored) -> list[FieldFault]:
    """The names in settings that lead nowhere, by their path: `settings.assistant.templates.offer`; and a secret that
    is not the organisation's.
    """
    dangling = _dangling(SETTINGS, _of_settings(stored), existing=stored.existing)
    return [*dangling, *_strange_secrets(stored)]


def _strange_secrets(stored: Stored) -> Iterator[FieldFault]:
    try:
        model = settings_from(stored.document).assistant.model
    except Damaged:
        return
    wanted = key_name(stored.document.id)
    if model is not None and model.api_key.secret != wanted:
        yield FieldFault(f"{SETTINGS}.assistant.model.api_key.secret", f"must be {wanted}")


def naming(stored: Stored, ref: Ref) -> list[FieldFault]:
    """The places that name a document, each as the reason why it may not go."""
    places = [(SETTINGS, each) for each in _of_settings(stored)]
    for other in stored.documents:
        content = stored.content(other)
        if content is not None:
            kind = KINDS[other.collection]
            places += [(".".join(other), each) for each in kind.references(content)]
    return [
        FieldFault(f"{where}.{reference.path}", f"names {ref.id}, which it needs")
        for where, reference in places
        if reference.to == ref
    ]


def _of_settings(stored: Stored) -> tuple[Reference, ...]:
    """What the settings name; nothing of those that somebody broke by hand."""
    try:
        return tuple(settings_references(settings_from(stored.document)))
    except Damaged:
        return ()


def _document_faults(org: Org, ref: Ref, *, existing: Collection[Ref]) -> Iterator[FieldFault]:
    kind, where = KINDS[ref.collection], ".".join(ref)
    for fault in kind.faults(org, ref.id):
        yield FieldFault(f"{where}.{fault.path}", fault.message)
    yield from _dangling(where, kind.references(kind.of(org)[ref.id]), existing=existing)


def _dangling(
    where: str, references: Iterable[Reference], *, existing: Collection[Ref]
) -> Iterator[FieldFault]:
    for reference in references:
        if reference.to not in existing:
            collection, id = reference.to
            yield FieldFault(f"{where}.{reference.path}", f"names {id}, which is not among the {collection}")
