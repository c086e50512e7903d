"""What became of a campaign's messages, and what their customers did: a part of its results (results.py).

It is counted from where each message stands and from what its customer did, both kept once for each recipient. What the
customers redeemed of an offer goes beside these (offers.py).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from functions.domain.campaigns.documents import ArmResult, Campaign, ChannelReach, ReachResult
from functions.domain.kernel.tallies import Tally
from functions.domain.messages.outbox import Message
from functions.domain.settings.types import Channel

Found = Mapping[str, int]
_Where = tuple[tuple[str, Any], ...]
# One that was delivered was sent, and one that was read was delivered.
_STATUSES: Final = ("sent", "delivered", "read", "failed", "unknown")
_RESPONSES: Final = ("clicked", "replied", "responded", "opted_out")


def reach_tallies(campaign: Campaign) -> dict[str, Tally]:
    """What is counted: 5 figures of each of its channels, 4 of all, and 9 of each variant."""
    return dict(_tallies(campaign))


def reach_of(
    campaign: Campaign, found: Found, *, treated: ArmResult, variants: Mapping[str, ArmResult]
) -> dict[str, Any]:
    """The parts of the results: of all messages, of each variant's, and of each channel's."""
    channels = {each: _statuses(found, f"channel.{each}") for each in channels_of(campaign)}
    of_all = {name: sum(each[name] for each in channels.values()) for name in ("sent", *_ENDS)}
    of_all["sent"] += campaign.progress.called
    return {
        "reach": _reach(of_all, _responses(found, "reach"), treated, calls=campaign.progress.called),
        "variant_reach": {
            id: _reach(_statuses(found, f"reach.{id}"), _responses(found, f"reach.{id}"), arm)
            for id, arm in variants.items()
        },
        "channels": {
            each: ChannelReach(**figures, delivery_rate=_delivery(figures))
            for each, figures in channels.items()
        },
    }


def channels_of(campaign: Campaign) -> tuple[str, ...]:
    """By which its messages may have gone."""
    own = tuple(each for each in campaign.channels if each != "call")
    return own if campaign.channels else get_args(Channel)


_ENDS: Final = ("delivered", "read", "failed")


def _tallies(campaign: Campaign) -> Iterator[tuple[str, Tally]]:
    treated: _Where = (("campaign_id", campaign.id), ("arm", "treated"))
    for channel in channels_of(campaign):
        yield from _by_status(f"channel.{channel}", (*treated, ("channel", channel)))
    yield from _by_response("reach", treated)
    for variant in campaign.variants:
        own = (*treated, ("variant", variant.id))
        yield from _by_status(f"reach.{variant.id}", own)
        yield from _by_response(f"reach.{variant.id}", own)


def _by_status(name: str, where: _Where) -> Iterator[tuple[str, Tally]]:
    for status in _STATUSES:
        yield f"{name}.{status}", Tally(Message, (*where, ("status", status)))


def _by_response(name: str, where: _Where) -> Iterator[tuple[str, Tally]]:
    for did in _RESPONSES:
        yield f"{name}.{did}", Tally(Message, (*where, (f"response.has_{did}", True)))


def _statuses(found: Found, name: str) -> dict[str, int]:
    sent, delivered, read, failed, unknown = (found.get(f"{name}.{each}", 0) for each in _STATUSES)
    return {
        "sent": sent + delivered + read,
        "delivered": delivered + read,
        "read": read,
        "failed": failed + unknown,
    }


def _responses(found: Found, name: str) -> dict[str, int]:
    return {each: found.get(f"{name}.{each}", 0) for each in _RESPONSES}


def _reach(
    statuses: Mapping[str, int], responses: Mapping[str, int], arm: ArmResult, *, calls: int = 0
) -> ReachResult:
    return ReachResult(
        **statuses,
        **responses,
        delivery_rate=_delivery(statuses, calls=calls),
        response_rate=_share(responses["responded"], statuses["sent"]),
        conversion_rate=_share(arm.buyers, arm.people),
    )


def _delivery(statuses: Mapping[str, int], *, calls: int = 0) -> float | None:
    """Of those that a provider was asked to deliver; a call is none."""
    return _share(statuses["delivered"], statuses["sent"] + statuses["failed"] - calls)


def _share(part: int, whole: int) -> float | None:
    return round(min(part / whole, 1.0), 4) if whole > 0 else None
