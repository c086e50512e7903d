"""A provider that takes every message."""

from dataclasses import dataclass

from functions.domain.providers.content import Outgoing
from functions.domain.providers.send_results import Sent
from functions.domain.settings.types import Channel
from tests.unit.providers.post.settings import PostSettings


@dataclass(frozen=True)
class Post:
    channel: Channel
    settings: PostSettings
    name: str = "post"

    def send(self, outgoing: Outgoing) -> Sent:
        return Sent(self.name, "1", outgoing.content.text)


def make(channel: Channel, settings: PostSettings) -> Post:
    return Post(channel, settings)
