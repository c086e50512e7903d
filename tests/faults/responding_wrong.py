"""Mistakes with responses: one to a message that never went out, a customer who is handed over with each, and one who
does not remember theirs.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from functions.domain.kernel.decisions import Changes, Reading
from functions.domain.responses import handing_over, recording
from tests.faults.world import World


def takes_a_reply_for_one_to_what_was_planned_last(world: World, patch: pytest.MonkeyPatch) -> None:
    """It does not ask whether the message went out."""
    patch.setattr(recording, "_went_out", lambda message, channels, at: message.channel in (channels or ()))


def counts_a_channel_s_every_message(world: World, patch: pytest.MonkeyPatch) -> None:
    """What comes by another channel is an answer too."""
    patch.setattr(recording, "_is_among", lambda channel, channels: channel is not None)


def hands_over_with_each_response(world: World, patch: pytest.MonkeyPatch) -> None:
    """Each response counts as the first one, and names its task by when it comes."""
    right: Callable[..., Reading[Changes]] = handing_over._as_task

    def as_task(org: Any, message: Any, customer: Any, **named: Any) -> Reading[Changes]:
        known = message.with_changes(id=f"{message.id}:{world.now.isoformat()}")
        return (yield from right(org, known, customer, **named))

    first: Callable[..., Any] = recording.responded

    def responded(*given: Any, **named: Any) -> Any:
        found = first(*given, **named)
        return None if found is None else replace(found, is_first=True)

    patch.setattr(handing_over, "_as_task", as_task)
    patch.setattr(recording, "responded", responded)
