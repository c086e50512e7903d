"""An organisation is created from a preset, or brought up to date with it: its document, and its secrets beside it."""

from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field, SecretStr, ValidationError

from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Get, get, get_both
from functions.domain.kernel.errors import Damaged, NotFound
from functions.domain.kernel.validation import field_faults
from functions.domain.orgs.org import Org, Settings
from functions.domain.providers.events import GatewayItem
from functions.domain.settings.types import Channel

GATEWAY_DOWN = "gateway_down"
TOP_LEVEL = ("country", "locale", "timezone", "currency", "features")


class OrgDocument(Document):
    """`orgs/{org}`: the fields of design §4 at the top, all other settings below `settings`.

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


def provision_org(
    org_id: str,
    *,
    preset: str,
    settings: Settings,
    name: str | None,
    hook_secret: str | None,
    spare: OrgSecrets,
    now: datetime,
) -> Decision[OrgSecrets]:
    """Create or update an organisation. One that exists keeps its name and secrets unless new ones are given; its
    identity key never changes, since every customer's id hangs on it. `spare` are fresh secrets for a new one.

    Bills 2 reads and at most 2 writes.
    """
    known, kept = yield from get_both(Get(OrgDocument, org_id), Get(OrgSecrets, org_id))
    secrets = kept or spare
    if hook_secret is not None:
        secrets = secrets.but(hook_secret=hook_secret)
    fields = settings.model_dump(mode="json")
    updated = OrgDocument(
        id=org_id,
        name=name or (known.name if known else org_id),
        preset=preset,
        **{field: fields.pop(field) for field in TOP_LEVEL},
        settings=fields,
        providers=known.providers if known else {},
        served_by=known.served_by if known else {},
        paused_channels=known.paused_channels if known else {},
        gateways_seen_at=known.gateways_seen_at if known else {},
        created_at=known.created_at if known else now,
        updated_at=now,
    )
    return Changes(put=(updated, secrets)), secrets


def set_up_channels(
    org_id: str, *, providers: dict[str, dict[str, Any]], served_by: dict[Channel, str], now: datetime
) -> Decision[None]:
    """Have an organisation's channels served by these providers and by no others; a channel that none of them serves
    goes back to the sandbox, and one that changes hands is no longer paused. NotFound where there is no such
    organisation. Bills 1 read and 1 write.
    """
    known = yield from get(OrgDocument, org_id)
    if known is None:
        raise NotFound("organisation")
    kept = [channel for channel in known.served_by if known.served_by[channel] == served_by.get(channel)]
    updated = known.but(
        providers=providers,
        served_by=served_by,
        paused_channels={c: reason for c, reason in known.paused_channels.items() if c in kept},
        gateways_seen_at={c: at for c, at in known.gateways_seen_at.items() if c in kept},
        updated_at=now,
    )
    return Changes(put=(updated,)), None


def record_gateway(org_id: str, item: GatewayItem) -> Decision[None]:
    """A gateway that went down pauses the channel that it serves, until it says that it works again: what is queued
    waits. A report that is older than the last one changes nothing. Bills 1 read and 1 write.
    """
    org = yield from get(OrgDocument, org_id)
    if org is None or org.served_by.get(item.channel) != item.provider:
        return NOTHING, None
    if item.at < org.gateways_seen_at.get(item.channel, item.at):
        return NOTHING, None
    paused = {c: reason for c, reason in org.paused_channels.items() if c != item.channel}
    if not item.is_working:
        paused[item.channel] = item.detail or GATEWAY_DOWN
    seen_at = {**org.gateways_seen_at, item.channel: item.at}
    return Changes(put=(org.but(paused_channels=paused, gateways_seen_at=seen_at),)), None


def org_from(document: OrgDocument, secrets: OrgSecrets) -> Org:
    """The organisation that its two documents describe; Damaged where the settings are not valid."""
    top = {field: getattr(document, field) for field in TOP_LEVEL}
    try:
        settings = Settings.model_validate({**document.settings, **top})
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
