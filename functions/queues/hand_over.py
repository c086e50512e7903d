"""Claimed messages go to their providers, and each answer becomes a send result."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from functions.domain.delivery.recipients import Recipient
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
from functions.domain.settings.types import Channel
from functions.providers.contract import BatchProvider, Provider
from functions.providers.registry import provider_for
from functions.queues.failures import alarm_owner, keep_failure
from functions.queues.send_rate import send_rate_limiter
from functions.store.snapshots import Snapshot

log = logging.getLogger(__name__)

BUG = "bug"  # as dead letters call it


@dataclass(frozen=True)
class Claimed:
    """A message that this delivery holds, whom it is for, and the snapshots that the claim's commit left."""

    message: Message
    recipient: Recipient
    known: tuple[Snapshot, ...]

    @property
    def channel(self) -> Channel:
        assert self.message.channel is not None, "a claimed message has a channel"
        return self.message.channel


def hand_over(org: Org, claimed: Sequence[Claimed]) -> list[SendResult | None]:
    """Give the messages to the providers of their channels. The results are in the messages' order.

    None if the provider may or may not have taken the message: it stays `sending` until its lease expires. A mistake of
    our own becomes a dead letter of its message, and the others go on.
    """
    results: dict[str, SendResult | None] = {}
    for channel in dict.fromkeys(each.channel for each in claimed):
        messages = [each for each in claimed if each.channel == channel]
        for each, result in zip(messages, _to_channel(org, channel, messages), strict=True):
            results[each.message.id] = result
    return [results[each.message.id] for each in claimed]


def _to_channel(org: Org, channel: Channel, claimed: Sequence[Claimed]) -> list[SendResult | None]:
    try:
        provider = provider_for(org, channel)
    except Misconfigured as error:
        return [_result_of(org, each.message.id, error) for each in claimed]
    except Exception as error:
        return [_failed_before(org, each.message, error) for each in claimed]
    ready = [_prepare(org, each) for each in claimed]
    if isinstance(provider, BatchProvider) and len(claimed) > 1:
        return _send_all(org, provider, ready)
    return _send_each(org, provider, ready)


def _send_each(org: Org, provider: Provider, ready: Sequence[Outgoing | NotSent]) -> list[SendResult | None]:
    """One after the other. Once the provider refuses every message, the rest is not handed over."""
    results: list[SendResult | None] = []
    down: NotSent | None = None
    for each in ready:
        result = each if isinstance(each, NotSent) else down or _send(org, provider, each)
        if isinstance(result, NotSent) and result.advice == "pause":
            down = result
        results.append(result)
    return results


def _prepare(org: Org, claimed: Claimed) -> Outgoing | NotSent:
    message = claimed.message
    assert message.to is not None, "a claimed message has an address"
    try:
        url = _unsubscribe_url(org, message)
        content = content_for(org, message, claimed.recipient, now=datetime.now(UTC), unsubscribe_url=url)
        content = tracked(org, message, content)
    except Terminal as error:
        reason = reason_for(error)
        log.warning("content_failed org=%s message=%s reason=%s", org.id, message.id, reason)
        return NotSent(reason, "stop")
    except Exception as error:
        return _failed_before(org, message, error)
    devices = claimed.recipient.push_devices
    return Outgoing(
        org_id=org.id,
        message_id=message.id,
        channel=claimed.channel,
        purpose=message.purpose,
        business=org.name,
        to=message.to,
        content=content,
        tokens=tuple(device.value for device in devices),
        fids=frozenset(device.value for device in devices if device.kind == "fid"),
    )


def _unsubscribe_url(org: Org, message: Message) -> str | None:
    """The way out of marketing, on every channel: in a mail's headers, and wherever a template shows it."""
    if message.purpose != "marketing" or message.is_to_staff:
        return None
    return preferences_url(org, message.customer_id, message.channel)


def reason_for(error: Terminal) -> str:
    """The code of a refusal, with the variable's name where one is missing."""
    variable = getattr(error, "variable", None)
    return f"{error.code}:{variable}" if variable else error.code


def _send_all(
    org: Org, provider: BatchProvider, ready: Sequence[Outgoing | NotSent]
) -> list[SendResult | None]:
    """In calls of as many as the provider takes."""
    outgoing = [each for each in ready if isinstance(each, Outgoing)]
    results: list[SendResult | None] = []
    for start in range(0, len(outgoing), provider.most_at_once):
        page = outgoing[start : start + provider.most_at_once]
        down = next((each for each in results if isinstance(each, NotSent) and each.advice == "pause"), None)
        results += [down] * len(page) if down is not None else _send_page(org, provider, page)
    remaining = iter(results)
    return [each if isinstance(each, NotSent) else next(remaining) for each in ready]


def _send_page(org: Org, provider: BatchProvider, page: Sequence[Outgoing]) -> list[SendResult | None]:
    try:
        answers = provider.send_all(page)
        return [_result_of(org, each.message_id, answer) for each, answer in zip(page, answers, strict=True)]
    except Exception as error:
        _failed_within(org, provider, page, error=error)
        return [None] * len(page)


def _send(org: Org, provider: Provider, outgoing: Outgoing) -> SendResult | None:
    send_rate_limiter().wait(org.id, outgoing.channel)
    try:
        return provider.send(outgoing)
    except RegularsError as error:
        return _result_of(org, outgoing.message_id, error)
    except Exception as error:
        _failed_within(org, provider, [outgoing], error=error)
        return None


def _result_of(org: Org, message_id: str, answer: Sent | RegularsError) -> SendResult | None:
    """A provider's answer as a send result; None if the provider may or may not have taken the message."""
    match answer:
        case Sent():
            return answer
        case ProviderSilent():
            log.warning(
                "delivery_unconfirmed org=%s provider=%s message=%s", org.id, answer.provider, message_id
            )
            return None
        case ProviderAway():
            if answer.needs_owner:
                alarm_owner(org.id, answer.provider, answer.reason, error=answer)
            wait, provider = answer.retry_after, answer.provider
            return NotSent(answer.reason, "pause" if answer.is_down else "retry", wait, provider)
        case ProviderRefused():
            return NotSent(answer.reason, answer.advice, None, answer.provider, answer.dead_tokens)
        case Misconfigured():
            log.error(
                "provider_misconfigured org=%s provider=%s reason=%s", org.id, answer.provider, answer.reason
            )
            return NotSent(answer.code, "pause", None, answer.provider)
        case _:
            return NotSent(answer.code, "retry" if isinstance(answer, Retryable) else "stop")


def _failed_before(org: Org, message: Message, error: Exception) -> NotSent:
    """A mistake of ours before the provider was asked: the message can go later, when the code is mended."""
    log.error("preparation_failed org=%s message=%s trace=%s", org.id, message.id, trace_of(error))
    keep_failure(org.id, [message.id], source="deliver", error=error)
    return NotSent(BUG, "retry")


def _failed_within(org: Org, provider: Provider, page: Sequence[Outgoing], *, error: Exception) -> None:
    """A mistake of ours in a provider's code, after which each message of the call may have been sent."""
    log.error("provider_code_failed org=%s provider=%s trace=%s", org.id, provider.name, trace_of(error))
    keep_failure(org.id, [each.message_id for each in page], source=provider.name, error=error)
