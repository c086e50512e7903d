"""A channel's gateway, or the account that it sends by, goes down or works again.

A channel pauses on the gateway's own word, or on the first send that is refused for the account's sake. It resumes on
the gateway's own word, when `provision --channels` sets it up again, or when one message that was let through as a
probe was looked at; probes have growing pauses between them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.domain.kernel.dead_letters import DeadLetter, LetterError
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Reading, get
from functions.domain.orgs.documents import OrgDocument, Pause
from functions.domain.orgs.org import Org
from functions.domain.providers.events import GatewayItem
from functions.domain.settings.types import Channel

GATEWAY_DOWN = "gateway_down"
FIRST_PROBE = timedelta(minutes=5)
LONGEST_PROBE = timedelta(hours=1)


@dataclass(frozen=True)
class GatewayNews:
    """What a gateway's word came to. `resumed`: the reason for which its channel was paused until now."""

    is_paused: bool = False
    resumed: str | None = None


@dataclass(frozen=True)
class Paused:
    """What pauses a channel: `put` and `create` belong in the commit of what met it, which may go at `probe_at`.
    `alarm`: whether the owner gets an alarm now.
    """

    probe_at: datetime
    put: tuple[Document, ...] = ()
    create: tuple[Document, ...] = ()
    alarm: bool = False


def record_gateway(org_id: str, item: GatewayItem) -> Decision[GatewayNews]:
    """A gateway that went down pauses the channel that it serves, until it works again: what is queued waits. A report
    that is older than the last one changes nothing. Bills 1 read and 1 write, 1 write more for the alarm.
    """
    org = yield from get(OrgDocument, org_id)
    if org is None or org.served_by.get(item.channel) != item.provider:
        return NOTHING, GatewayNews()
    if item.at < org.gateways_seen_at.get(item.channel, item.at):
        return NOTHING, GatewayNews()
    seen = org.with_changes(gateways_seen_at={**org.gateways_seen_at, item.channel: item.at})
    if item.is_working:
        resumed = org.paused_channels.get(item.channel)
        return Changes(put=(seen.without_pause(item.channel),)), GatewayNews(resumed=resumed)
    reason = item.detail or GATEWAY_DOWN
    is_new = item.channel not in org.paused_channels
    pause = org.pause_of(item.channel) or Pause(since=item.at, probe_at=item.at + FIRST_PROBE)
    letters = (yield from _alarm(item.channel, item.provider, reason, since=item.at)) if is_new else ()
    return Changes(create=letters, put=(seen.with_pause(item.channel, reason, pause),)), GatewayNews(is_new)


def pause_channel(
    org_id: str, channel: Channel, provider: str, *, reason: str, now: datetime, wait: timedelta | None = None
) -> Reading[Paused]:
    """What pauses a channel whose provider refuses every message. Nothing if another provider serves it by now. Bills 1
    read and 2 writes, the read alone while the pause lasts.
    """
    probe_at = now + max(FIRST_PROBE, wait or FIRST_PROBE)
    org = yield from get(OrgDocument, org_id)
    if org is None or org.served_by.get(channel, provider) != provider:
        return Paused(probe_at)
    known = org.pause_of(channel)
    if channel in org.paused_channels and known is not None:
        if known.probe_at > now and wait is None:
            return Paused(known.probe_at)
        probe_at = max(probe_at, known.probe_at)
        later = known.with_changes(probe_at=probe_at)
        return Paused(probe_at, (org.with_pause(channel, reason, later),))
    pause = Pause(since=now, probe_at=probe_at, is_by_send=True)
    letters = yield from _alarm(channel, provider, reason, since=now)
    return Paused(probe_at, (org.with_pause(channel, reason, pause),), letters, alarm=True)


def take_probe(org: Org, channel: Channel, now: datetime) -> Reading[OrgDocument | None]:
    """The organisation's document with the next probe put off, if a probe of a paused channel is due: the message whose
    commit writes it goes through. Bills 1 read where a probe seems due, nothing otherwise.
    """
    if now < org.probes_at.get(channel, now):
        return None
    document = yield from get(OrgDocument, org.id)
    if document is None or channel not in document.paused_channels:
        return None
    pause = document.pause_of(channel) or Pause(since=now, probe_at=now)
    if now < pause.probe_at:
        return None
    wait = min(FIRST_PROBE * 2 ** min(pause.probes + 1, 10), LONGEST_PROBE)
    later = pause.with_changes(probe_at=now + wait, probes=pause.probes + 1)
    return document.with_pause(channel, document.paused_channels[channel], later)


def resume_channel(org: Org, channel: Channel) -> Reading[tuple[Document, ...]]:
    """What resumes a channel that was paused when its probe went out. Bills 1 read where it was, nothing otherwise."""
    if channel not in org.paused_channels:
        return ()
    document = yield from get(OrgDocument, org.id)
    if document is None or channel not in document.paused_channels:
        return ()
    return (document.without_pause(channel),)


def _alarm(
    channel: Channel, provider: str, reason: str, *, since: datetime
) -> Reading[tuple[DeadLetter, ...]]:
    """What tells the owner that a channel stands still, and why; nothing where the same word has come before."""
    id = f"channel_paused:{channel}:{since:%Y%m%dT%H%M%S%f}"
    if (yield from get(DeadLetter, id, presumed_missing=True)) is not None:
        return ()
    letter = DeadLetter(
        id=id,
        source=f"gateway:{provider}",
        payload={"channel": channel, "provider": provider, "reason": reason},
        error=LetterError(code="channel_paused", message=f"{channel} waits: {provider} answers {reason}"),
        at=since,
    )
    return (letter,)
