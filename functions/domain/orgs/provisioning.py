"""An organisation is created from a preset, or brought up to date with it: its document, and its secrets beside it."""

from datetime import datetime
from typing import Any

from functions.domain.kernel.decisions import Changes, Decision, Get, get, get_both
from functions.domain.kernel.errors import NotFound
from functions.domain.orgs.documents import TOP_LEVEL, OrgDocument, OrgSecrets
from functions.domain.settings.business import Settings
from functions.domain.settings.types import Channel


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
        secrets = secrets.with_changes(hook_secret=hook_secret)
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
    updated = known.with_changes(
        providers=providers,
        served_by=served_by,
        paused_channels={c: reason for c, reason in known.paused_channels.items() if c in kept},
        gateways_seen_at={c: at for c, at in known.gateways_seen_at.items() if c in kept},
        updated_at=now,
    )
    return Changes(put=(updated,)), None
