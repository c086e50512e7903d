"""A message whose customer has had enough takes the place of one of lower priority that has not gone yet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading, get
from functions.domain.messages.outbox import Message
from functions.domain.messages.priorities import CAP, OUTRANKED, giving_way, without_touch

T = TypeVar("T")


@dataclass(frozen=True)
class Placed(Generic[T]):
    """What was composed, and the message that gave way to it, if one did."""

    composed: T
    gave_way: Message | None = None


def placed(
    customer: Customer,
    compose: Callable[[Customer], T],
    messages_of: Callable[[T], tuple[Message, ...]],
    *,
    priority: int,
    now: datetime,
) -> Reading[Placed[T]]:
    """What is composed for a customer; where the cap refuses it, and would not without the latest message of a lower
    priority that is still queued for later, that one is suppressed in its favour. Bills nothing where the cap refuses
    nothing, or there is no such message; else 1 read for each that is
    asked about, and 1 write.
    """
    first = compose(customer)
    if not _is_capped(messages_of(first)):
        return Placed(first)
    for touch in giving_way(customer, priority=priority, now=now):
        second = compose(without_touch(customer, touch))
        if _is_capped(messages_of(second)):
            continue
        lower = yield from get(Message, touch.message_id)
        if lower is not None and lower.status == "queued":
            return Placed(second, lower.ended("suppressed", OUTRANKED, now))
    return Placed(first)


def _is_capped(messages: tuple[Message, ...]) -> bool:
    return any(each.reason in (CAP, OUTRANKED) for each in messages)
