"""A provider that sends nothing: what it would have sent stands on the message, for trying out and for tests."""

from dataclasses import dataclass

from functions.channels.secrets import SecretName
from functions.domain.contents import Outgoing
from functions.domain.outcomes import Sent
from functions.domain.settings import Channel, Setting

NAME = "sandbox"


class SandboxSettings(Setting):
    """It needs nothing to send. `callback_secret` signs its callbacks (functions/callbacks/sandbox.py)."""

    callback_secret: SecretName | None = None


SETTINGS = SandboxSettings


def make(channel: Channel, settings: SandboxSettings) -> "Sandbox":
    return Sandbox(channel)


@dataclass(frozen=True)
class Sandbox:
    """Takes every message. Its id for one is the message's own, so a second handover is seen to be one."""

    channel: Channel
    name: str = NAME

    def send(self, outgoing: Outgoing) -> Sent:
        return Sent(self.name, f"{self.name}:{self.channel}:{outgoing.message_id}", outgoing.content.text)
