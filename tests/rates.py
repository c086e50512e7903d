"""`make rates`: 10,000 WhatsApp messages wait for a provider that takes 80 a second, and 100 emails come behind them.

All instants are of local Firebase's clock, as the messages' own histories tell them. The clock is moved through the
sending; a machine that is slower than it sends fewer messages a second, never more.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import grpc
from google.cloud import tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from functions.region import region
from local.client import LocalFirebase
from tests.scenarios.conftest import START, bound_to
from tests.scenarios.shop import Shop
from tests.scenarios.test_messages import message_fields

WHATSAPP, EMAILS = 10_000, 100
LIMIT = 80
SECOND = timedelta(seconds=1)
_BATCH = 500
_IDLE_WITHIN_S = 500.0


@dataclass(frozen=True)
class Figures:
    """`most_in_a_second`: WhatsApp messages in the fullest second, wherever it begins. `before_last_email`: how many of
    them were out when the last email was. `attempts`: all numbers of attempts that a message took.
    """

    sent: dict[str, int]
    attempts: set[int]
    most_in_a_second: int
    seconds: float
    before_last_email: int


def measure(shop: Shop, *, whatsapp: int, emails: int) -> Figures:
    """Queue the WhatsApp messages while their queue is paused, let it go, queue the emails, and look at all."""
    shop.opted_in()
    fields = message_fields(shop)
    reader = {"email_opt_in": True, "email": "reader@example.com"}
    shop.write("customers/reader", reader)
    shop.firebase.idle()
    channel = grpc.insecure_channel(shop.firebase.tasks_host)
    tasks = tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))
    queue = tasks.queue_path(shop.firebase.project, region(), "deliverwhatsapp")
    tasks.pause_queue(name=queue)
    try:
        _queue_up(shop, fields | {"channel": "whatsapp"}, whatsapp)
        shop.firebase.idle(_IDLE_WITHIN_S)
    finally:
        tasks.resume_queue(name=queue)
        channel.close()
    _queue_up(shop, fields | {"channel": "email", "customer_id": "reader"}, emails)
    shop.firebase.advance(f"{whatsapp // 50 + 10}s")
    shop.firebase.idle(_IDLE_WITHIN_S)
    messages = shop.messages()
    others = [message for message in messages if message["cause"] != fields["cause"]]
    assert not others, f"messages that were not queued here: {others}"
    return _figures(messages)


def most_within(instants: Sequence[datetime], window: timedelta) -> int:
    """How many of the instants the fullest window holds; it ends before the instant that is one window later."""
    ordered, most, start = sorted(instants), 0, 0
    for end, instant in enumerate(ordered):
        while instant - ordered[start] >= window:
            start += 1
        most = max(most, end - start + 1)
    return most


def _queue_up(shop: Shop, fields: dict[str, Any], count: int) -> None:
    for start in range(0, count, _BATCH):
        batch = shop.client.batch()
        for number in range(start, min(start + _BATCH, count)):
            document = shop.client.document(f"orgs/{shop.id}/messages/{fields['channel']}-{number}")
            batch.set(document, fields)
        batch.commit()


def _figures(messages: Sequence[dict[str, Any]]) -> Figures:
    sent = [message for message in messages if message["status"] == "sent"]
    at = {
        channel: sorted(message["sent_at"] for message in sent if message["channel"] == channel)
        for channel in ("whatsapp", "email")
    }
    return Figures(
        sent={channel: len(instants) for channel, instants in at.items()},
        attempts={message["attempts"] for message in messages},
        most_in_a_second=most_within(at["whatsapp"], SECOND),
        seconds=(at["whatsapp"][-1] - at["whatsapp"][0]).total_seconds(),
        before_last_email=sum(instant < at["email"][-1] for instant in at["whatsapp"]),
    )


def main() -> int:
    with LocalFirebase.start(clock=START) as firebase, bound_to(firebase):
        figures = measure(Shop(firebase), whatsapp=WHATSAPP, emails=EMAILS)
    print(f"sent: {figures.sent}, attempts of each: {sorted(figures.attempts)}")
    print(
        f"the fullest second has {figures.most_in_a_second} of {LIMIT}; all took {figures.seconds:.0f} s of the clock"
    )
    print(f"{figures.before_last_email} WhatsApp messages were out when the last email was")
    is_kept = (
        figures.sent == {"whatsapp": WHATSAPP, "email": EMAILS}
        and figures.attempts == {1}
        and figures.most_in_a_second <= LIMIT
        and figures.before_last_email < WHATSAPP // 2
    )
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
