"""Mistakes on a message's way out: sent before it is claimed, claimed twice, called sent when it is not."""

from datetime import datetime
from typing import Any

import pytest

from functions.domain import deliveries
from functions.domain.decisions import NOTHING, Changes, Decision, get
from functions.domain.deliveries import NotSent, Sent, claim_message, record_outcome
from functions.domain.errors import ProviderAway, ProviderSilent, QueueAway
from functions.domain.messages import Message, Status
from functions.domain.orgs import Org
from functions.domain.wakes import Woken, wake_customer
from functions.queues import deliver, enqueue, wake_page
from functions.store.documents import to_model
from functions.triggers import messages
from tests.faults.world import ORG, World


def names_messages_by_chance(world: World, patch: pytest.MonkeyPatch) -> None:
    """A win-back has a random id, and is made beside the customer's rest and not with it."""

    def wake(org: Org, customer_id: str, now: datetime) -> Decision[Woken]:
        changes, woken = yield from wake_customer(org, customer_id, now)
        renamed = tuple(doc.but(id=f"{doc.id}:{world.chance.random()}") for doc in changes.create)
        return Changes(create=renamed, put=changes.put), woken

    patch.setattr(wake_page, "wake_customer", wake)


def sends_before_it_claims(world: World, patch: pytest.MonkeyPatch) -> None:
    """The provider is asked first, and what became of it is written down afterwards."""

    def send_then_claim(payload: Any) -> None:
        store, id = world.store(), payload["message_id"]
        message = to_model(Message, world.backend.snapshot(f"orgs/kopi/messages/{id}"))
        if message is None or message.status != "queued":
            return
        outcome = deliver._send(ORG, message)
        claim = store.commit(ORG.id, lambda: claim_message(id, "mine", world.now)).value
        if claim is not None:
            store.commit(ORG.id, lambda: record_outcome(claim, outcome, world.now))

    patch.setattr(deliver, "deliver", send_then_claim)


def claims_what_is_claimed(world: World, patch: pytest.MonkeyPatch) -> None:
    """A message that is being sent is taken for one's own, without a look at whose lease it is."""

    def claim(message_id: str, lease_id: str, now: datetime) -> Decision[Message | None]:
        message = yield from get(Message, message_id)
        if message is not None and message.status == "sending":
            return NOTHING, message
        return (yield from claim_message(message_id, lease_id, now))

    patch.setattr(deliver, "claim_message", claim)


def asks_a_silent_provider_again(world: World, patch: pytest.MonkeyPatch) -> None:
    """A provider that did not answer is asked once more, whatever it did with the first."""
    send = deliver._send

    def send_twice(org: Org, message: Message) -> Sent | NotSent:
        try:
            return send(org, message)
        except ProviderSilent:
            return send(org, message)

    patch.setattr(deliver, "_send", send_twice)


def sends_marketing_again_after_the_lease(world: World, patch: pytest.MonkeyPatch) -> None:
    """Whatever was left without an outcome is sent again."""
    patch.setattr(deliveries, "_may_resend", lambda org, message: True)


def records_for_a_lost_lease(world: World, patch: pytest.MonkeyPatch) -> None:
    """Who comes back late writes down their outcome, over what was made of the message meanwhile."""

    def record(claimed: Message, outcome: Sent | NotSent, now: datetime) -> Decision[Status]:
        message = yield from get(Message, claimed.id)
        after = deliveries._after(message or claimed, outcome, now)
        return Changes(put=(after,)), after.status

    patch.setattr(deliver, "record_outcome", record)


def calls_a_failure_sent(world: World, patch: pytest.MonkeyPatch) -> None:
    """A provider that is away is swallowed, so that the queue is not bothered."""

    class Lenient:
        def send(self, message_id: str, *, to: str, body: str) -> Sent:
            try:
                return world.send(message_id, to=to, body=body)
            except ProviderAway:
                return Sent("fake", message_id, body)

    patch.setattr(deliver, "provider_for", lambda channel: Lenient())


def calls_sent_what_it_could_not_enqueue(world: World, patch: pytest.MonkeyPatch) -> None:
    """A queue that is away is swallowed, and the message marked as though it were on its way."""

    def mark(id: str) -> Decision[None]:
        message = yield from get(Message, id)
        sent = message.but(wake_at=None).now_is("sent", world.now) if message else None
        return Changes(put=(sent,) if sent else ()), None

    def enqueue_or_mark(org_id: str, message_id: str, message: Message) -> None:
        try:
            enqueue.enqueue_message(org_id, message_id, message)
        except QueueAway:
            world.store().commit(org_id, lambda: mark(message_id))

    for module in (wake_page, messages):
        patch.setattr(module, "enqueue_message", enqueue_or_mark)


def enqueues_again_under_the_same_name(world: World, patch: pytest.MonkeyPatch) -> None:
    """The sweep asks for a task by the name of the first one, which the queue has had."""

    def enqueue_once(org_id: str, message_id: str, message: Message) -> None:
        enqueue.enqueue_message(org_id, message_id, message.but(enqueued_count=1))

    for module in (wake_page, messages):
        patch.setattr(module, "enqueue_message", enqueue_once)


def never_sweeps(world: World, patch: pytest.MonkeyPatch) -> None:
    """Nobody ticks."""
    patch.setattr(world, "tick", lambda: None)
