"""The providers of a world: what they take, what they refuse, and what they report of it later.

Whether what was taken arrives is decided there and then. Reports come late, twice, in any order, or before the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from functions.cloud_tasks.callback_items import enqueue_items
from functions.domain.kernel.errors import (
    Advice,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
)
from functions.domain.providers.content import Outgoing
from functions.domain.providers.events import ProviderEvent, StatusItem
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel

if TYPE_CHECKING:
    from tests.faults.world import World

NAME = "gateway"
MOST_CALLBACK_TRIES = 20
REPORTED_AFTER = (timedelta(0), timedelta(0), timedelta(seconds=5), timedelta(minutes=7), timedelta(hours=3))


@dataclass
class Handover:
    """A message that a provider took. `claimed_at`: when whoever sent it had claimed it; `said`: when the provider
    first reported each status of it.
    """

    message_id: str
    channel: Channel
    provider_message_id: str
    at: datetime
    claimed_at: datetime
    arrives: bool
    said: dict[str, datetime] = field(default_factory=dict)

    def is_said_failed(self, at: datetime) -> bool:
        """Whether the provider has said by then that it did not arrive."""
        return "failed" in self.said and self.said["failed"] <= at


@dataclass
class Gateways:
    """How a world's providers behave. `undelivered`: by channel, how likely what was taken does not arrive.
    `reporting`: how likely they report at all. `advices`: what a refusal may mean.
    """

    undelivered: Mapping[Channel, float] = field(default_factory=dict)
    reporting: float = 0.0
    advices: tuple[Advice, ...] = ("fallback",)
    handovers: list[Handover] = field(default_factory=list)


@dataclass(frozen=True)
class Gateway:
    """The provider of a channel, which takes one message in a call."""

    world: "World"
    channel: Channel
    name: str = NAME

    def send(self, outgoing: Outgoing) -> Sent:
        world = self.world
        return world.call(
            "send",
            lambda: _take(world, outgoing),
            away=ProviderAway(NAME, "Timeout"),
            refused=ProviderRefused(
                NAME, "no such number", advice=world.chance.choice(world.gateways.advices)
            ),
            silent=ProviderSilent(NAME),
        )

    def show_presence(self, message_id: str, *, is_read: bool, is_typing: bool) -> None:
        self._show()

    def stop_typing(self, message_id: str) -> None:
        self._show()

    def _show(self) -> None:
        self.world.call("show", lambda: None, away=ProviderAway(NAME, "Timeout"))


@dataclass(frozen=True)
class BatchGateway(Gateway):
    """One that takes many in a call, each of which may have a fate of its own."""

    most_at_once: int = 500

    def send_all(self, outgoing: Sequence[Outgoing]) -> list[Sent | RegularsError]:
        return [self._one(each) for each in outgoing]

    def _one(self, outgoing: Outgoing) -> Sent | RegularsError:
        try:
            return self.send(outgoing)
        except RegularsError as error:
            return error


def gateway_for(world: "World", channel: Channel) -> Gateway:
    return BatchGateway(world, channel) if channel == "push" else Gateway(world, channel)


def calls_back(world: "World", make: Any) -> None:
    """A provider posts an item until it is taken. `make` makes it at the instant of the first try."""
    item: ProviderEvent = make()
    for _ in range(MOST_CALLBACK_TRIES):
        if world.once(lambda: enqueue_items(world.org.id, NAME, [item])):
            return
    raise AssertionError(f"a callback about {item.id} never got an answer")


def _take(world: "World", outgoing: Outgoing) -> Sent:
    gateways = world.gateways
    one = Handover(
        message_id=outgoing.message_id,
        channel=outgoing.channel,
        provider_message_id=f"{outgoing.channel}-{len(gateways.handovers)}",
        at=world.now,
        claimed_at=_claimed_at(world, outgoing),
        arrives=world.chance.random() >= gateways.undelivered.get(outgoing.channel, 0.0),
    )
    gateways.handovers.append(one)
    if world.chance.random() < gateways.reporting:
        _report(world, one)
    return Sent(NAME, one.provider_message_id, outgoing.content.text)


def _claimed_at(world: "World", outgoing: Outgoing) -> datetime:
    """The last claim that is on record for the channel; now, where there is none."""
    message = world.backend.documents[f"orgs/{world.org.id}/messages/{outgoing.message_id}"]
    claims = [
        step["at"]
        for step in message["history"]
        if step["status"] == "sending" and step["channel"] == outgoing.channel
    ]
    return claims[-1] if claims else world.now


def _report(world: "World", one: Handover) -> None:
    """Some of what there is to report, each at an instant of its own, some of it twice."""
    statuses = ("sent", "delivered", "read") if one.arrives else ("sent", "failed")
    gives_our_id = world.chance.random() < 0.5
    for status in (*statuses, world.chance.choice(statuses)):
        if status == "failed" or world.chance.random() < 0.6:
            when = world.now + world.chance.choice(REPORTED_AFTER)
            make = partial(_status, world, one, status, gives_our_id)
            world.at(when, partial(calls_back, world, make))


def _status(world: "World", one: Handover, status: Any, gives_our_id: bool) -> StatusItem:
    one.said.setdefault(status, world.now)
    return StatusItem(
        provider=NAME,
        id=one.provider_message_id,
        status=status,
        at=world.now,
        message_id=one.message_id if gives_our_id else None,
    )
