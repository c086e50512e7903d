"""A channel's gateway goes down or works again."""

from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.orgs.documents import OrgDocument
from functions.domain.providers.events import GatewayItem

GATEWAY_DOWN = "gateway_down"


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
    return Changes(put=(org.with_changes(paused_channels=paused, gateways_seen_at=seen_at),)), None
