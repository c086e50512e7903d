"""How an organisation is stored: its document, and its secrets beside it."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field, SecretStr, ValidationError

from functions.domain.kernel.decisions import Document
from functions.domain.kernel.errors import Damaged
from functions.domain.kernel.validation import field_faults
from functions.domain.orgs.org import Org
from functions.domain.settings.business import Settings
from functions.domain.settings.types import STORED, Channel

TOP_LEVEL = ("country", "locale", "timezone", "currency", "features")


class OrgDocument(Document):
    """`orgs/{org}`: the fields of docs/contracts.md at the top, all other settings below `settings`.

    `gateways_seen_at`: when a channel's gateway last told how it is.
    """

    collection: ClassVar[str] = "orgs"
    at_root: ClassVar[bool] = True
    name: str
    preset: str
    country: str
    locale: str
    timezone: str
    currency: str
    features: dict[str, bool]
    settings: dict[str, Any]
    providers: dict[str, dict[str, Any]] = Field(default_factory=dict)
    served_by: dict[Channel, str] = Field(default_factory=dict)
    paused_channels: dict[Channel, str] = Field(default_factory=dict)
    gateways_seen_at: dict[Channel, datetime] = Field(default_factory=dict)
    created_at: datetime
    updated_at: datetime


class OrgSecrets(Document):
    """`org_secrets/{org}`: beside the organisation and not in it, so that no member can ever read them."""

    collection: ClassVar[str] = "org_secrets"
    at_root: ClassVar[bool] = True
    hook_secret: str
    identity_key: str


def org_from(document: OrgDocument, secrets: OrgSecrets) -> Org:
    """The organisation that its two documents describe; Damaged where the settings are not valid."""
    top = {field: getattr(document, field) for field in TOP_LEVEL}
    try:
        settings = Settings.model_validate({**document.settings, **top}, context=STORED)
    except ValidationError as error:
        raise Damaged("orgs", field_faults(error)) from None
    return Org(
        id=document.id,
        name=document.name,
        preset=document.preset,
        settings=settings,
        providers=document.providers,
        served_by=document.served_by,
        paused_channels=document.paused_channels,
        hook_secret=SecretStr(secrets.hook_secret),
        identity_key=SecretStr(secrets.identity_key),
    )
