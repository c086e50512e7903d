"""A provider that sends nothing: what it would have sent stands on the message, for trying out and for tests."""

from collections.abc import Sequence
from dataclasses import dataclass

from functions.domain.kernel.errors import RegularsError
from functions.domain.providers.content import Outgoing
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from functions.providers.sandbox.settings import NAME, SandboxSettings

MOST_AT_ONCE = 500


def make(channel: Channel, settings: SandboxSettings) -> "Sandbox":
    return Sandbox(channel)


@dataclass(frozen=True)
class Sandbox:
    """Takes every message, many in one call. Its id for one is the message's own, so a second handover is seen."""

    channel: Channel
    name: str = NAME
    most_at_once: int = MOST_AT_ONCE

    def send(self, outgoing: Outgoing) -> Sent:
        return Sent(self.name, f"{self.name}:{self.channel}:{outgoing.message_id}", outgoing.content.text)

    def send_all(self, outgoing: Sequence[Outgoing]) -> list[Sent | RegularsError]:
        return [self.send(each) for each in outgoing]
