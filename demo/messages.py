"""What became of the demo's messages: by channel, and in the words that the staff would read."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, get_args

from functions.domain.messages.explanations import reasons
from functions.domain.messages.outbox import Message
from functions.domain.settings.types import Channel

MOST_EXPLANATIONS = 3
WENT = {"sent", "delivered", "read"}


def by_channel(documents: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """For each channel: how many went out on it, how many of those were held first, and how many it could not be used
    for though no other could either, by reason.
    """
    messages = [Message.model_validate(document) for document in documents]
    return {channel: _figures(channel, messages) for channel in get_args(Channel)}


def explanations(documents: Sequence[dict[str, Any]]) -> list[tuple[str, int]]:
    """The commonest reasons in words, and how many messages each is true of."""
    said = Counter(
        sentence for document in documents for sentence in reasons(Message.model_validate(document))
    )
    return said.most_common(MOST_EXPLANATIONS)


def _figures(channel: str, messages: list[Message]) -> dict[str, Any]:
    on_it = [message for message in messages if message.channel == channel]
    reasons = Counter(
        skipped.reason
        for message in messages
        if message.status == "suppressed"
        for skipped in message.skipped
        if skipped.channel == channel
    )
    return {
        "sent": sum(message.status in WENT for message in on_it),
        "held": sum(_was_held(message) for message in on_it),
        "suppressed": dict(reasons.most_common()),
    }


def _was_held(message: Message) -> bool:
    return any(step.status == "queued" and step.detail == "quiet_hours" for step in message.history)
