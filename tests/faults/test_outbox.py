"""The sentences about what went out are true of what breaks a rule, and silent about what keeps it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.builders import NOON, a_customer, a_message
from tests.faults.gateways import Handover
from tests.faults.message_flows import a_business
from tests.faults.outbox import broken_messages
from tests.faults.world import World

LATE = NOON + timedelta(hours=4)  # 21:30 in Kolkata
RULES = a_business(
    "push",
    "whatsapp",
    quiet_hours={"start": "21:00", "end": "09:00"},
    caps={"overall": {"day": 1}},
    daily_budget=2,
)


def told(
    *, message_id: str = "m", channel: Any = "push", at: datetime = NOON, failed_at: datetime | None = None
) -> Handover:
    said = {} if failed_at is None else {"failed": failed_at}
    return Handover(message_id, channel, f"{channel}-{at}", at, at, arrives=failed_at is None, said=said)


def sentences(*handovers: Handover, stopped_at: datetime | None = None) -> set[str]:
    """What is said of these handovers, each message of which has a life that explains them."""
    world = World(org=RULES)
    customers = {"m": "somebody", "other": "somebody", "third": "anybody"}
    for id in {one.message_id for one in handovers}:
        made = [one for one in handovers if one.message_id == id]
        history = [step for one in made for step in steps_of(one)]
        world.backend.put(
            a_message(
                id=id,
                cause=id,
                customer_id=customers[id],
                status="sent",
                channel=made[-1].channel,
                tried=[one.channel for one in made[:-1]],
                attempts=1,
                history=history,
                wake_at=None,
            )
        )
    granted = {"granted": stopped_at is None, "at": NOON, "how": "keyword", "by": "customer"}
    for id in customers.values():
        world.backend.put(a_customer(id=id, consents={"push": {"marketing": granted}}))
    if stopped_at is not None:
        world.stopped["somebody", "push"] = stopped_at
    world.gateways.handovers += handovers
    return {sentence.replace("customer ", "") for sentence in broken_messages(world)}


def steps_of(one: Handover) -> list[dict[str, Any]]:
    return [
        {"status": status, "at": one.claimed_at, "channel": one.channel}
        for status in ("queued", "sending", "sent")
    ]


SECOND = NOON + timedelta(minutes=5)


@pytest.mark.parametrize(
    ("handovers", "stopped_at", "said"),
    [
        ([told()], None, set()),
        ([told(at=LATE)], None, {"somebo was told in quiet hours, at 21:30"}),
        ([told()], NOON, {"somebo was told by push after their STOP"}),
        ([told()], SECOND, set()),
        ([told(channel="whatsapp")], NOON, set()),
        ([told(), told(message_id="third", at=SECOND)], None, set()),
        ([told(), told(message_id="other", at=SECOND)], None, {"somebo was told 2 things on 2025-01-25"}),
        ([told(), told(message_id="other", at=NOON + timedelta(days=1))], None, set()),
        ([told(failed_at=SECOND), told(message_id="other", at=SECOND)], None, set()),
        ([told(failed_at=SECOND), told(channel="whatsapp", at=SECOND)], None, set()),
        (
            [told(failed_at=SECOND + timedelta(seconds=1)), told(channel="whatsapp", at=SECOND)],
            None,
            {"m told its 2 times"},
        ),
        (
            [told(failed_at=SECOND), told(at=SECOND, channel="whatsapp"), told(message_id="third", at=NOON)],
            None,
            {"3 messages of a budget of 2 went on 2025-01-25"},
        ),
    ],
    ids=[
        "by day",
        "in quiet hours",
        "after STOP",
        "before STOP",
        "STOP elsewhere",
        "two people",
        "two at once",
        "two days",
        "the first one failed",
        "the next channel after a failure",
        "the next channel before the failure",
        "three of two",
    ],
)
def test_what_is_said_of_handovers(
    handovers: list[Handover], stopped_at: datetime | None, said: set[str]
) -> None:
    assert sentences(*handovers, stopped_at=stopped_at) == said
