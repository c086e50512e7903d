"""What a change of a document beside the customer means to automations, told by what it was and what it is."""

from collections.abc import Callable, Mapping
from typing import Any

from functions.domain.kernel.subjects import Watched
from functions.domain.settings.events import WATCHED_BY, Event

# Of a document before (None where it is new) and after a change.
Tells = Callable[[Any, Any], bool]


def _became(name: str, value: str | bool) -> Tells:
    """A field has come to a value."""
    return lambda before, after: (
        getattr(after, name) == value and (before is None or getattr(before, name) != value)
    )


def _came(name: str) -> Tells:
    """A field that was empty is filled."""
    return lambda before, after: (
        getattr(after, name) is not None and (before is None or getattr(before, name) is None)
    )


def _moved(name: str) -> Tells:
    """A field of a document that was there has another value."""
    return lambda before, after: before is not None and getattr(before, name) != getattr(after, name)


def _is_new(before: Any, after: Any) -> bool:
    return before is None


def _has_newer_state(before: Any, after: Any) -> bool:
    """Not by what automations note on it, nor by whose it is: a customer, or staff, said something newer of it."""
    return before is None or bool(before.updated_at != after.updated_at)


def _has_more_locations(before: Any, after: Any) -> bool:
    return bool(after.total_locations > (before.total_locations if before else 0))


def _has_fallen(before: Any, after: Any) -> bool:
    """Whether a wanted product costs less than it did when the list last looked."""
    prices = {each.product_id: each.price_minor for each in (before.items if before else ())}
    return any(
        each.price_minor is not None
        and prices.get(each.product_id) is not None
        and each.price_minor < prices[each.product_id]
        for each in after.items
    )


TELLS: Mapping[Event, Tells] = {
    "order_delivered": _came("delivered_at"),
    "cart_changed": _has_newer_state,
    "price_dropped": _has_fallen,
    "back_in_stock": _came("notified_at"),
    "stock_changed": _moved("stock"),
    "price_changed": _moved("price_minor"),
    "invoice_recorded": _is_new,
    "invoice_paid": _became("status", "paid"),
    "contract_recorded": _is_new,
    "locations_increased": _has_more_locations,
    "opportunity_created": _is_new,
    "stage_changed": _moved("stage"),
    "quote_submitted": _became("status", "pending_approval"),
    "quote_approved": _became("status", "approved"),
    "quote_refused": _moved("refused_at"),
    "quote_sent": _became("status", "sent"),
    "quote_accepted": _became("status", "accepted"),
    "quote_declined": _became("status", "declined"),
    "quote_expired": _became("ended_by", "time"),
    "referral_earned": _came("earned_at"),
    "lead_created": _is_new,
    "lead_stage_changed": _moved("nurturing_stage"),
    "lead_qualified": _became("is_qualified", True),
    "lead_converted": _became("status", "converted"),
    "task_done": _became("status", "done"),
}


def events_of_subject(before: Watched | None, after: Watched) -> frozenset[Event]:
    """What happened to a document beside the customer."""
    return frozenset(
        event
        for event, tells in TELLS.items()
        if WATCHED_BY[event] == after.collection and tells(before, after)
    )
