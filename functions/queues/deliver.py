"""Messages came due: claim them, hand them to the provider, record what happened. In that order."""

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from functions.cloud_tasks.enqueue import enqueue_message
from functions.cloud_tasks.message_payloads import MessagePayload, decode_payloads
from functions.domain.customers.customer import Customer
from functions.domain.delivery.claims import claim_message, record_send_result
from functions.domain.kernel.dead_letters import record_dead_letter
from functions.domain.kernel.errors import (
    Misconfigured,
    ProviderAway,
    ProviderRefused,
    ProviderSilent,
    RegularsError,
    Retryable,
    Terminal,
    trace_of,
)
from functions.domain.messages.click_tracking import tracked
from functions.domain.messages.content import content_for
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.preferences.choices import preferences_url
from functions.domain.providers.content import Outgoing
from functions.domain.providers.send_results import NotSent, SendResult, Sent
from functions.providers.registry import BatchProvider, Provider, provider_for
from functions.queues.daily_budget import budget_allowance
from functions.queues.send_rate import send_rate_limiter
from functions.store.documents import Snapshot
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Held:
    """A message that this delivery has claimed, with what its commit knows."""

    message: Message
    customer: Customer
    known: tuple[Snapshot, ...]


def deliver(payload: Any) -> None:
    """Deliver the messages that a task names (queues/parcels.py). Raises Retryable so that the queue tries again.

    Bills for each message 1 read and 2 writes: the customer, the claim, the outcome. 1 read more where the message
    did not come with its task.
    """
    org = orgs().get(payload["org"])
    held: list[_Held] = []
    failed: Retryable | None = None
    for parcel in decode_payloads(payload):
        try:
            claimed = _claim(org, parcel)
        except Retryable as error:
            failed = error
            continue
        if claimed is not None:
            held.append(claimed)
    for one, outcome in zip(held, _hand_over(org, held), strict=True):
        if outcome is None:
            continue
        try:
            _record(org, one, outcome)
        except Retryable as error:
            log.warning("what became of a message of %s is not written down: %s", org.id, error.code)
            failed = error
    if failed is not None:
        raise failed


def _claim(org: Org, parcel: MessagePayload) -> _Held | None:
    """Take a message for sending; what has to wait gets its task."""
    lease_id, now = uuid4().hex, datetime.now(UTC)
    has_budget = budget_allowance().take(org, parcel.purpose, now)
    claim = store().commit(
        org.id,
        lambda: claim_message(
            org, parcel.message_id, parcel.customer_id, lease_id=lease_id, now=now, has_budget=has_budget
        ),
        known=parcel.known,
    )
    if claim.value.state != "sending" and has_budget:
        budget_allowance().give_back(org, parcel.purpose, now)
    message, customer = claim.value.message, claim.value.customer
    if claim.value.state == "waiting" and message is not None:
        enqueue_message(org.id, message)
    if claim.value.state != "sending" or message is None or customer is None:
        return None
    return _Held(message, customer, claim.known)


def _hand_over(org: Org, held: Sequence[_Held]) -> list[SendResult | None]:
    """Meets the outside world, message by message or many in one call; whatever it says becomes an outcome. None:
    nobody knows, and the message's lease decides.
    """
    if not held:
        return []
    channel = held[0].message.channel
    assert channel is not None, "a claimed message has a channel"
    try:
        provider = provider_for(org, channel)
    except Misconfigured as error:
        return [_outcome_of(org, error)] * len(held)
    ready = [_prepare(org, one) for one in held]
    if isinstance(provider, BatchProvider) and len(held) > 1:
        return _send_all(org, provider, ready)
    return [each if isinstance(each, NotSent) else _send(org, provider, each) for each in ready]


def _prepare(org: Org, held: _Held) -> Outgoing | NotSent:
    message = held.message
    assert message.channel is not None, "a claimed message has a channel"
    assert message.to is not None, "a claimed message has an address"
    url = _unsubscribe_url(org, message)
    try:
        content = content_for(org, message, held.customer, datetime.now(UTC), unsubscribe_url=url)
    except Terminal as error:
        log.warning("a message of %s has no content: %s", org.id, error)
        return NotSent(reason_for(error), "stop")
    return Outgoing(
        org_id=org.id,
        message_id=message.id,
        channel=message.channel,
        purpose=message.purpose,
        business=org.name,
        to=message.to,
        content=tracked(org, message, content),
        tokens=held.customer.push_tokens,
    )


def _unsubscribe_url(org: Org, message: Message) -> str | None:
    """The way out of marketing, on every channel: in a mail's headers, and wherever a template shows it."""
    if message.purpose != "marketing":
        return None
    return preferences_url(org, message.customer_id, message.channel)


def _send_all(
    org: Org, provider: BatchProvider, ready: Sequence[Outgoing | NotSent]
) -> list[SendResult | None]:
    """In calls of as many as the provider takes."""
    going = [each for each in ready if isinstance(each, Outgoing)]
    said: list[SendResult | None] = []
    for start in range(0, len(going), provider.most_at_once):
        said += _send_page(org, provider, going[start : start + provider.most_at_once])
    answers = iter(said)
    return [each if isinstance(each, NotSent) else next(answers) for each in ready]


def _send_page(org: Org, provider: BatchProvider, page: Sequence[Outgoing]) -> list[SendResult | None]:
    try:
        return [_outcome_of(org, said) for said in provider.send_all(page)]
    except Exception as error:
        _bury(org, provider, page[0], error)
        return [None] * len(page)


def _send(org: Org, provider: Provider, outgoing: Outgoing) -> SendResult | None:
    send_rate_limiter().wait(org.id, outgoing.channel)
    try:
        return provider.send(outgoing)
    except RegularsError as error:
        return _outcome_of(org, error)
    except Exception as error:
        _bury(org, provider, outgoing, error)
        return None


def _bury(org: Org, provider: Provider, outgoing: Outgoing, error: Exception) -> None:
    """A mistake of ours in a provider's code, kept once for all that went in one call; leases decide for them."""
    log.error("a provider's code failed, and may have sent a message of %s:\n%s", org.id, trace_of(error))
    letter, payload = f"deliver:{outgoing.message_id}", {"org": org.id, "message_id": outgoing.message_id}
    try:
        store().commit(
            org.id,
            lambda: record_dead_letter(
                letter, source=provider.name, payload=payload, error=error, now=datetime.now(UTC)
            ),
        )
    except Retryable as away:  # raised here, it would lose what became of the message's neighbours
        log.error("a mistake in %s could not be kept: %s", provider.name, away.code)


def _outcome_of(org: Org, said: Sent | RegularsError) -> SendResult | None:
    """What a provider said, as an outcome; None where nobody knows."""
    if isinstance(said, Sent):
        return said
    if isinstance(said, ProviderSilent):
        log.warning("nobody knows whether a message of %s was taken: its lease decides", org.id)
        return None
    if isinstance(said, ProviderAway):
        return NotSent(said.reason, "pause" if said.is_down else "retry", said.retry_after, said.provider)
    if isinstance(said, ProviderRefused):
        return NotSent(said.reason, said.advice, None, said.provider, said.dead_tokens)
    if isinstance(said, Misconfigured):
        log.error("a channel of %s is not set up: %s", org.id, said.reason)
        return NotSent(said.code, "retry", None, said.provider)
    return NotSent(said.code, "retry" if isinstance(said, Retryable) else "stop")


def _record(org: Org, held: _Held, outcome: SendResult) -> None:
    now, jitter = datetime.now(UTC), random.random()
    recorded = store().commit(
        org.id,
        lambda: record_send_result(org, held.message, outcome, now=now, jitter=jitter),
        known=held.known,
    )
    log.info("message of %s by %s: %s", org.id, held.message.channel, recorded.value.status)
    if recorded.value.enqueue is not None:
        enqueue_message(org.id, recorded.value.enqueue)


def reason_for(error: Terminal) -> str:
    """A refusal in a word, with the variable's name where one is missing."""
    variable = getattr(error, "variable", None)
    return f"{error.code}:{variable}" if variable else error.code
