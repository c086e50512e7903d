"""Which providers serve an organisation's channels."""

from datetime import datetime
from typing import Any

from functions.domain.kernel.decisions import Changes, Decision, get
from functions.domain.kernel.errors import NotFound
from functions.domain.orgs.documents import OrgDocument
from functions.domain.settings.types import Channel


def set_up_channels(
    org_id: str,
    *,
    providers: dict[str, dict[str, Any]],
    served_by: dict[Channel, str],
    windowless: tuple[Channel, ...] = (),
    now: datetime,
) -> Decision[None]:
    """Have an organisation's channels served by these providers and by no others; a channel that none of them serves
    goes back to the sandbox, and one that changes hands, or that a refused send paused, is no longer paused.
    `windowless`: the channels whose provider takes free text at any time. NotFound if there is no such organisation.
    Bills 1 read and 1 write.
    """
    known = yield from get(OrgDocument, org_id)
    if known is None:
        raise NotFound("organisation")
    kept = [channel for channel in known.served_by if known.served_by[channel] == served_by.get(channel)]
    for channel in known.paused_channels:
        if channel not in kept or _is_by_send(known, channel):
            known = known.without_pause(channel)
    updated = known.with_changes(
        providers=providers,
        served_by=served_by,
        windowless_channels=windowless,
        gateways_seen_at={c: at for c, at in known.gateways_seen_at.items() if c in kept},
        updated_at=now,
    )
    return Changes(put=(updated,)), None


def _is_by_send(org: OrgDocument, channel: Channel) -> bool:
    """Whether a refused send paused a channel, which its new settings may have mended."""
    pause = org.pause_of(channel)
    return pause is not None and pause.is_by_send
