"""Stored configuration becomes the organisation that decisions see. What was broken by hand is left out."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import SecretStr, ValidationError

from functions.domain.configuration.kinds import DOCUMENT_ID, KINDS
from functions.domain.configuration.references import Ref
from functions.domain.kernel.errors import Damaged, FieldFault
from functions.domain.kernel.validation import field_faults
from functions.domain.orgs.approvals import REFUSED
from functions.domain.orgs.documents import OrgDocument, OrgSecrets, settings_from
from functions.domain.orgs.org import Org
from functions.domain.settings.business import Settings
from functions.domain.settings.recommendations import LAST_PRIORITY, RecommendationRule, goods_of
from functions.domain.settings.types import STORED, Setting

NO_SECRETS = OrgSecrets(id="", hook_secret="", identity_key="")


def revisions_of(document: OrgDocument) -> dict[Ref, int]:
    """The documents that an organisation has, of the collections that we know, with their revisions."""
    return dict(_revisions(document.revisions))


def removed_revisions_of(document: OrgDocument) -> dict[Ref, int]:
    """The last revisions of documents that were removed."""
    return dict(_revisions(document.removed_revisions))


def content_in(ref: Ref, fields: Mapping[str, Any] | None) -> Setting:
    """What stored fields say, as their collection's model; Damaged where they are missing or were broken by hand."""
    if fields is None:
        raise Damaged(ref.collection, [FieldFault(ref.id, "is not there")])
    known = KINDS[ref.collection].fields
    return validated(ref, {name: value for name, value in fields.items() if name in known}, context=STORED)


def validated(ref: Ref, content: Any, *, context: Mapping[str, Any] | None = None) -> Setting:
    """A content as its collection's model; Damaged where it is not one."""
    try:
        return KINDS[ref.collection].content.model_validate(content, context=context)
    except ValidationError as error:
        raise Damaged(ref.collection, field_faults(error)) from None


def former_contents(document: OrgDocument) -> dict[Ref, Any]:
    """Templates of the former form that have no document yet."""
    known = {**revisions_of(document), **removed_revisions_of(document)}
    refs = {Ref("templates", id): content for id, content in document.former_templates.items()}
    return {ref: content for ref, content in refs.items() if ref not in known}


def org_of(document: OrgDocument, secrets: OrgSecrets, *, contents: Mapping[Ref, Setting]) -> Org:
    """The organisation that its documents describe; Damaged where its settings are not valid."""
    settings = settings_from(document)
    by_collection: dict[str, dict[str, Setting]] = {collection: {} for collection in KINDS}
    for ref, content in contents.items():
        by_collection[ref.collection][ref.id] = content
    return Org.model_validate(
        {
            "id": document.id,
            "name": document.name,
            "preset": document.preset,
            "settings": settings,
            **by_collection,
            "providers": document.providers,
            "served_by": document.served_by,
            "windowless_channels": document.windowless_channels,
            "paused_channels": document.paused_channels,
            "probes_at": {channel: pause.probe_at for channel, pause in (document.pauses or {}).items()},
            "ongoing_campaigns": document.ongoing_campaigns or {},
            "computed_rules": _computed_rules(document, settings),
            "live_prompt": document.live_prompt,
            "refused_templates": {
                key: each.state for key, each in (document.approvals or {}).items() if each.state in REFUSED
            },
            "hook_secret": SecretStr(secrets.hook_secret),
            "identity_key": SecretStr(secrets.identity_key),
            "order_secret": SecretStr(secrets.order_secret) if secrets.order_secret else None,
        }
    )


def _computed_rules(document: OrgDocument, settings: Settings) -> Mapping[str, RecommendationRule]:
    """The pairs that recommend by themselves, after all rules of the business. They lie in its document."""
    wanted = settings.recommendations
    if wanted.affinity != "fill":
        return {}
    days = {"min_days": wanted.fill_min_days, "max_days": wanted.fill_max_days, "priority": LAST_PRIORITY}
    return {
        pair.id: RecommendationRule(
            name=f"{pair.trigger}, {pair.recommend}",
            trigger=goods_of(pair.of, pair.trigger),
            recommend=goods_of(pair.of, pair.recommend),
            **days,
        )
        for pair in document.computed_pairs or ()
    }


def _revisions(written: Mapping[str, Any]) -> Iterator[tuple[Ref, int]]:
    for collection in KINDS:
        by_id = written.get(collection)
        for id, revision in by_id.items() if isinstance(by_id, dict) else ():
            # By hand, and from JavaScript, a whole number may be stored as a double.
            is_whole = isinstance(revision, int) or (isinstance(revision, float) and revision.is_integer())
            if is_whole and DOCUMENT_ID.fullmatch(id):
                yield Ref(collection, id), int(revision)
