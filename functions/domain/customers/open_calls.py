"""Which tasks of staff about a customer end by themselves, and with what: a purchase, another tier, a cancelled order.

They stand on the customer, so that the order that takes a task's reason away finds it without a query.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from functions.domain.kernel.decisions import Value

MOST_OPEN = 20
Ends = Literal["reminder", "recommendation", "purchase", "tier", "order"]


class OpenCall(Value):
    """`ends`: with a purchase of what a reminder was of (`product_keys`) or of what the recommendation `of` names, with
    any purchase after `bought_at`, when the customer is in another tier than `of`, or when the order `of` does not
    count any more.
    """

    task_id: str
    ends: Ends
    product_keys: tuple[str, ...] = ()
    bought_at: datetime | None = None
    of: str | None = None


def with_call(calls: Iterable[OpenCall], call: OpenCall) -> tuple[OpenCall, ...]:
    """The calls with this one; of more than 20 the latest."""
    return (*without_calls(calls, call.task_id), call)[-MOST_OPEN:]


def without_calls(calls: Iterable[OpenCall], *task_ids: str) -> tuple[OpenCall, ...]:
    """The calls but for those of these tasks."""
    return tuple(each for each in calls if each.task_id not in task_ids)


def both_calls(one: Iterable[OpenCall], other: Iterable[OpenCall]) -> tuple[OpenCall, ...]:
    """Those of two customers who are joined, each once."""
    return tuple({each.task_id: each for each in (*other, *one)}.values())[-MOST_OPEN:]
