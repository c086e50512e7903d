"""Orders that automations watch: when one was delivered, and what it was. Entered only where an automation does."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field, model_validator

from functions.domain.automations.subjects import react_to
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import Changes, Put, Reading
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.kernel.subjects import Subject
from functions.domain.orders.documents import KnownOrder, RecordedOrder
from functions.domain.orgs.org import Org

_NOTED = ("runs", "met", "due", "wake_at")
_FACTS = (
    *("status", "ordered_at", "updated_at", "currency", "total_minor", "refunded_minor"),
    *("outlet_id", "visit_type", "channel"),
)


class DeliveredOrder(Subject):
    """Of a stored order what automations see. One that was cancelled, or refunded in full, counts as never delivered:
    what waited for that has no reason left. `undone_at`: when such a one was delivered: its place among others.
    """

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    status: str | None = None
    ordered_at: datetime | None = None
    updated_at: datetime | None = None
    delivered_at: datetime | None = None
    currency: str | None = None
    total_minor: int = 0
    refunded_minor: int = 0
    outlet_id: str | None = None
    visit_type: str | None = None
    channel: str | None = None
    undone_at: datetime | None = Field(default=None, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _without_what_is_undone(cls, fields: Any) -> Any:
        is_undone = isinstance(fields, Mapping) and _is_undone(fields)
        return (
            {**fields, "delivered_at": None, "undone_at": fields.get("delivered_at")} if is_undone else fields
        )


def _is_undone(fields: Mapping[str, Any]) -> bool:
    """Whether nothing of an order stands."""
    if fields.get("status") != "refunded":
        return fields.get("status") == "cancelled"
    total, refunded = fields.get("total_minor"), fields.get("refunded_minor")
    is_kept_in_part = isinstance(total, int) and isinstance(refunded, int) and refunded < total
    return not is_kept_in_part


def with_automations(
    org: Org,
    changes: Changes,
    after: KnownOrder | RecordedOrder,
    *,
    before: KnownOrder | None,
    at: datetime,
    now: datetime,
) -> Reading[Changes]:
    """The changes with what automations of orders do about an order that is among them. `at`: as of when it changed.

    Bills 1 read of the customer where the changes have none of theirs, and what runs.
    """
    facts = Facts("order_recorded", after.collection, after.id, at)
    was = _seen(before) if before is not None and before.recorded_state is not None else None
    reacting = react_to(org, was, _seen(after), facts=facts, now=now)
    reaction = yield from seeing((*changes.create, *changes.put), reacting)
    noted = after.with_changes(**{name: getattr(reaction.subject, name) for name in _NOTED})
    document = Put(noted, over=KnownOrder) if isinstance(noted, RecordedOrder) else noted
    others = not_among((after, *reaction.put), changes.put)
    return Changes(
        create=(*changes.create, *reaction.create),
        put=(document, *others, *reaction.put),
        remove=changes.remove,
    )


def _seen(order: KnownOrder | RecordedOrder) -> DeliveredOrder:
    state = order.recorded_state
    facts: dict[str, Any] = {name: getattr(state.facts, name) for name in _FACTS} if state else {}
    noted = {name: getattr(order, name) for name in _NOTED}
    return DeliveredOrder(
        id=order.id, customer_id=order.customer_id, delivered_at=order.delivered_at, **facts, **noted
    )
