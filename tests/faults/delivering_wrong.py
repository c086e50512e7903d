"""Mistakes on a message's way out: sent before it is claimed, claimed twice, called sent when it is not."""

from datetime import datetime
from typing import Any

import pytest

from functions.cloud_tasks import enqueue
from functions.domain.automations.wake import Woken, wake_customer
from functions.domain.customers.customer import Customer
from functions.domain.delivery import sweep as sweeps
from functions.domain.delivery.claims import Claim, claim_message, record_send_result
from functions.domain.delivery.fallback import Recorded
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Get, get, get_both
from functions.domain.kernel.errors import ProviderAway, QueueAway
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.providers.content import Outgoing
from functions.domain.providers.send_results import SendResult, Sent
from functions.domain.settings.types import Channel
from functions.domain.wake_ups import table
from functions.providers.contract import Provider
from functions.queues import deliver, hand_over, take_callback, wake_page
from functions.queues.delivery_payloads import MessagePayload, decode_payloads
from functions.store.documents import to_model
from functions.store.snapshots import Snapshot
from functions.triggers import messages
from tests.faults.world import World


def names_messages_by_chance(world: World, patch: pytest.MonkeyPatch) -> None:
    """A win-back has a random id, and is made beside the customer's rest and not with it."""

    def wake(org: Org, customer_id: str, now: datetime, batch_id: str | None = None) -> Decision[Woken]:
        changes, woken = yield from wake_customer(org, customer_id, now, batch_id=batch_id)
        renamed = tuple(doc.with_changes(id=f"{doc.id}:{world.chance.random()}") for doc in changes.create)
        return Changes(create=renamed, put=changes.put), woken

    patch.setattr(table, "wake_customer", wake)


def sends_before_it_claims(world: World, patch: pytest.MonkeyPatch) -> None:
    """The provider is asked first, and what became of it is written down afterwards."""

    def send_then_claim(payload: Any) -> None:
        for content in decode_payloads(payload):
            send_one(content)

    def send_one(payload: MessagePayload) -> None:
        message = to_model(Message, world.backend.snapshot(f"orgs/kopi/messages/{payload.message_id}"))
        customer = to_model(Customer, world.backend.snapshot(f"orgs/kopi/customers/{payload.customer_id}"))
        if message is None or customer is None or message.status != "queued":
            return
        (outcome,) = hand_over.hand_over(world.org, [hand_over.Claimed(message, customer, ())])
        claim = world.store().commit(
            "kopi",
            lambda: claim_message(world.org, message.id, customer.id, lease_id="mine", now=world.now),
        )
        claimed = claim.value.message
        if claim.value.state == "sending" and claimed is not None and outcome is not None:
            deliver._record(world.org, hand_over.Claimed(claimed, customer, ()), outcome)

    patch.setattr(deliver, "deliver", send_then_claim)


def claims_what_is_claimed(world: World, patch: pytest.MonkeyPatch) -> None:
    """A message that is being sent is taken for one's own, without a look at whose lease it is."""

    def claim(org: Org, message_id: str, customer_id: str, **given: Any) -> Decision[Claim]:
        message, customer = yield from get_both(Get(Message, message_id), Get(Customer, customer_id))
        if message is not None and message.status == "sending":
            return NOTHING, Claim("sending", message, customer)
        return (yield from claim_message(org, message_id, customer_id, **given))

    patch.setattr(deliver, "claim_message", claim)


def asks_a_silent_provider_again(world: World, patch: pytest.MonkeyPatch) -> None:
    """A provider that did not answer is asked once more, whatever it did with the first."""
    send = hand_over._send

    def send_twice(org: Org, provider: Provider, outgoing: Outgoing) -> Any:
        said = send(org, provider, outgoing)
        return send(org, provider, outgoing) if said is None else said

    patch.setattr(hand_over, "_send", send_twice)


def sends_marketing_again_after_the_lease(world: World, patch: pytest.MonkeyPatch) -> None:
    """Whatever was left without an outcome is sent again."""
    patch.setattr(sweeps, "_may_resend", lambda org, message: True)


def records_for_a_lost_lease(world: World, patch: pytest.MonkeyPatch) -> None:
    """Who comes back late calls the message sent, whatever was made of it meanwhile."""

    def record(
        org: Org, claimed: Message, outcome: SendResult, *, now: datetime, jitter: float
    ) -> Decision[Recorded]:
        message = yield from get(Message, claimed.id)
        if isinstance(outcome, Sent):
            sent = (message or claimed).with_changes(wake_at=None, body=outcome.body).now_is("sent", now)
            return Changes(put=(sent,)), Recorded("sent")
        return (yield from record_send_result(org, claimed, outcome, now=now, jitter=jitter))

    patch.setattr(deliver, "record_send_result", record)


def calls_a_failure_sent(world: World, patch: pytest.MonkeyPatch) -> None:
    """A provider that is away is swallowed, so that the queue is not bothered."""

    class Lenient:
        name = "lenient"

        def __init__(self, channel: Channel) -> None:
            self._channel = channel

        def send(self, outgoing: Outgoing) -> Sent:
            try:
                return world.provider_for(world.org, self._channel).send(outgoing)
            except ProviderAway:
                return Sent(self.name, outgoing.message_id, outgoing.content.text)

    patch.setattr(hand_over, "provider_for", lambda org, channel: Lenient(channel))


def calls_sent_what_it_could_not_enqueue(world: World, patch: pytest.MonkeyPatch) -> None:
    """A queue that is away is swallowed, and the message marked as though it were on its way."""

    def mark(id: str) -> Decision[None]:
        message = yield from get(Message, id)
        sent = message.with_changes(wake_at=None).now_is("sent", world.now) if message else None
        return Changes(put=(sent,) if sent else ()), None

    def enqueue_or_mark(org_id: str, message: Message) -> None:
        try:
            enqueue.enqueue_message(org_id, message)
        except QueueAway:
            world.store().commit(org_id, lambda: mark(message.id))

    _enqueues_by(patch, enqueue_or_mark)


def enqueues_again_under_the_same_name(world: World, patch: pytest.MonkeyPatch) -> None:
    """A further try asks for a task by the name of the first one, which the queue has had."""

    def enqueue_once(org_id: str, message: Message) -> None:
        enqueue.enqueue_message(org_id, message.with_changes(enqueued_count=1))

    _enqueues_by(patch, enqueue_once)


def never_sweeps(world: World, patch: pytest.MonkeyPatch) -> None:
    """Nobody ticks."""
    patch.setattr(world, "tick", lambda: None)


def _enqueues_by(patch: pytest.MonkeyPatch, enqueue_message: Any) -> None:
    def enqueue_stored(org_id: str, stored: Snapshot) -> None:
        message = to_model(Message, stored)
        assert message is not None, "a queued message exists"
        enqueue_message(org_id, message)

    for module in (wake_page, deliver, take_callback):
        patch.setattr(module, "enqueue_message", enqueue_message)
    patch.setattr(messages, "enqueue_stored", enqueue_stored)
