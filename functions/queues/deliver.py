"""Messages came due: claim them, hand them to the provider, record what happened. In that order."""

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from functions.cloud_tasks.enqueue import enqueue_message
from functions.domain.delivery.claims import Claim, claim_message, record_send_result
from functions.domain.kernel.decisions import Decision
from functions.domain.kernel.errors import Retryable, trace_of
from functions.domain.orgs.features import campaign_of
from functions.domain.orgs.org import Org
from functions.domain.providers.send_results import SendResult
from functions.queues.daily_budget import budget_allowance
from functions.queues.delivery_payloads import MessagePayload, decode_payloads
from functions.queues.failures import keep_failure
from functions.queues.hand_over import Claimed, hand_over
from functions.queues.pauses import log_pause, note_pauses, release
from functions.store.commit import Committed
from functions.store.firestore import store
from functions.store.orgs import orgs

log = logging.getLogger(__name__)


def deliver(payload: Any) -> None:
    """Deliver the messages of a task (cloud_tasks/message_payloads.py), each by itself. Raises Retryable, when all were
    tried, so that the queue tries again. A task that can never be read, or of an organisation that was broken by hand,
    becomes a dead letter and is not tried again: its messages stay queued, and the sweep has them.

    Bills for each message 1 read and 2 writes: the customer (or the member of staff), the claim, the result. 1 read
    more where the task does not carry the message.
    """
    opened = _opened(payload)
    if opened is None:
        return
    org, messages = opened
    deferred: list[Retryable] = []
    claimed: list[Claimed] = []
    for message in messages:
        with _alone(org, message.message_id, deferred):
            claimed += _claim(org, message)
    for each, result in zip(claimed, hand_over(org, claimed), strict=True):
        with _alone(org, each.message.id, deferred):
            _record(org, each, result)
    if deferred:
        raise deferred[-1]


def _opened(payload: Any) -> tuple[Org, list[MessagePayload]] | None:
    try:
        return orgs().get(payload["org"]), decode_payloads(payload)
    except Retryable:
        raise
    except Exception as error:
        log.error("delivery_unreadable trace=%s", trace_of(error))
        if isinstance(payload, dict) and isinstance(payload.get("org"), str):
            listed = payload.get("messages")
            parts = listed if isinstance(listed, list) else []
            ids = [str(part.get("id")) for part in parts if isinstance(part, dict)]
            keep_failure(payload["org"], ids or ["task"], source="deliver", error=error)
        return None


@contextmanager
def _alone(org: Org, message_id: str, deferred: list[Retryable]) -> Iterator[None]:
    """What fails with one message leaves its neighbours: it is deferred, or kept as a dead letter."""
    try:
        yield
    except Retryable as error:
        log.warning("delivery_deferred org=%s message=%s error=%s", org.id, message_id, error.code)
        deferred.append(error)
    except Exception as error:
        log.error("delivery_failed org=%s message=%s trace=%s", org.id, message_id, trace_of(error))
        keep_failure(org.id, [message_id], source="deliver", error=error)


def _claim(org: Org, message: MessagePayload) -> list[Claimed]:
    """Take a message for sending. Empty where it is not to be sent now; one that has to wait gets a task."""
    now = datetime.now(UTC)
    committed = _commit_claim(org, message, now)
    claim = committed.value
    note_pauses(org.id, committed.known)
    if claim.state == "sending" and claim.message is not None and claim.recipient is not None:
        return [Claimed(claim.message, claim.recipient, committed.known)]
    if claim.state == "waiting" and claim.message is not None:
        enqueue_message(org.id, claim.message)
    return []


def _commit_claim(org: Org, message: MessagePayload, now: datetime) -> Committed[Claim]:
    """The claim. The place in the day's budget that it takes is given back unless the message is to be sent."""
    lease_id = uuid4().hex
    has_budget = budget_allowance().take(org, message.purpose, now, rule=message.rule)
    is_sending = False
    try:
        committed = store().commit(
            org.id,
            _claiming(org, message, lease_id=lease_id, now=now, has_budget=has_budget),
            known=message.known,
        )
        is_sending = committed.value.state == "sending"
        return committed
    finally:
        if has_budget and not is_sending:
            budget_allowance().give_back(org, message.purpose, now, rule=message.rule)


def _claiming(
    org: Org, message: MessagePayload, *, lease_id: str, now: datetime, has_budget: bool
) -> Callable[[], Decision[Claim]]:
    """The decision that claims; of a campaign's message one that asks how its campaign stands."""

    def claim() -> Decision[Claim]:
        return claim_message(
            org,
            message.message_id,
            message.customer_id,
            member_uid=message.member_uid,
            lease_id=lease_id,
            now=now,
            has_budget=has_budget,
        )

    id = campaign_of(message.rule)
    if id is None:
        return claim
    from functions.domain.delivery.campaign_claims import claim_of_campaign  # models, for campaigns alone
    from functions.queues.campaign_looks import campaign_looks

    campaign = campaign_looks().look(store(), org.id, id, now=now)
    return lambda: claim_of_campaign(org, message.message_id, campaign, claiming=claim(), now=now)


def _record(org: Org, claimed: Claimed, result: SendResult | None) -> None:
    if result is None:
        return
    now, jitter = datetime.now(UTC), random.random()
    recorded = store().commit(
        org.id,
        lambda: record_send_result(org, claimed.message, result, now=now, jitter=jitter),
        known=claimed.known,
    )
    note_pauses(org.id, recorded.known)
    status = recorded.value.status
    if recorded.value.alarm is not None:
        provider = getattr(result, "provider", None) or "unknown"
        log_pause(org.id, claimed.channel, provider, reason=recorded.value.alarm)
    log.info(
        "send_recorded org=%s message=%s channel=%s status=%s",
        org.id,
        claimed.message.id,
        claimed.channel,
        status,
    )
    if recorded.value.resumed is not None:
        release(org.id, claimed.channel, recorded.value.resumed)
    if recorded.value.enqueue is not None:
        enqueue_message(org.id, recorded.value.enqueue)
