"""The organisation as its staff see and change it: its name, and what is switched on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StrictBool

from functions.domain.configuration.kinds import SETTINGS_ROLES
from functions.domain.configuration.saving import change_settings
from functions.domain.kernel.audit import AuditEntry
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Put, get
from functions.domain.kernel.errors import FieldFault, Malformed, NotFound
from functions.domain.kernel.validation import Form, Text, read_form
from functions.domain.orgs.documents import OrgDocument
from functions.domain.staff.permissions import permitted
from functions.domain.staff.readers import ORG_READERS

_SWITCHES: Mapping[str, str] = {"enable_crm": "crm", "enable_loyalty": "loyalty"}


class OrganisationForm(Form):
    """What changes; what is absent stays. `enable_crm` is `features.crm`, `enable_loyalty` is `features.loyalty`."""

    name: Text | None = None
    enable_crm: StrictBool | None = None
    enable_loyalty: StrictBool | None = None
    features: Annotated[dict[str, StrictBool], Field(max_length=20)] | None = None


def shown_organisation(org_id: str, uid: str) -> Decision[dict[str, Any]]:
    """The organisation, to every member. Bills 2 reads. Raises Forbidden."""
    yield from permitted(uid, ORG_READERS)
    return NOTHING, _shown((yield from _document(org_id)))


def change_organisation(org_id: str, uid: str, body: object, *, now: datetime) -> Decision[dict[str, Any]]:
    """The organisation with another name, or other switches, which are settings. Bills 2 reads and 2 writes (the
    audit); where a switch moves what changing settings does. Raises Malformed, and Forbidden to those who
    change no settings.
    """
    yield from permitted(uid, SETTINGS_ROLES)
    form = read_form(OrganisationForm, body, "organisation")
    document, changes = (yield from _document(org_id)), NOTHING
    features = _features(form)
    if features:
        changes, _ = yield from change_settings(org_id, {"features": features}, by=uid, now=now)
        document = next((each for each in changes.put if isinstance(each, OrgDocument)), document)
    if form.name is None or form.name.strip() == document.name:
        return changes, _shown(document)
    if not form.name.strip():
        raise Malformed("organisation", [FieldFault("name", "is needed")])
    named = document.with_changes(name=form.name.strip(), updated_at=now)
    others: tuple[Document | Put, ...] = tuple(
        each for each in changes.put if not isinstance(each, OrgDocument)
    )
    entry = AuditEntry(
        id=f"organisation:{now.isoformat()}",
        who=uid,
        what="change_organisation",
        of=f"orgs/{org_id}",
        at=now,
        by="api",
        before={"name": document.name},
        after={"name": named.name},
    )
    return Changes((*changes.create, entry), (*others, named), changes.remove), _shown(named)


def _document(org_id: str) -> Any:
    document = yield from get(OrgDocument, org_id)
    if document is None:
        raise NotFound("organisation")
    return document


def _features(form: OrganisationForm) -> dict[str, bool]:
    features = dict(form.features or {})
    for name, feature in _SWITCHES.items():
        switch = getattr(form, name)
        if switch is not None and features.get(feature, switch) != switch:
            raise Malformed("organisation", [FieldFault(name, f"says otherwise than features.{feature}")])
        if switch is not None:
            features[feature] = switch
    return features


def _shown(document: OrgDocument) -> dict[str, Any]:
    plain = ("name", "preset", "country", "locale", "timezone", "currency", "features")
    switches = {name: document.features.get(feature, False) for name, feature in _SWITCHES.items()}
    return {"id": document.id, **{name: getattr(document, name) for name in plain}, **switches}
