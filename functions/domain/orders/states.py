"""Which of two states of an order is the later one, in whatever order they come."""

from datetime import datetime

from functions.domain.kernel.errors import Conflict
from functions.domain.orders.documents import Order, OrderFacts, OrderStatus, RecordedState

_STAGES: dict[OrderStatus, int] = {"pending": 0, "paid": 1, "delivered": 2, "cancelled": 3, "refunded": 3}


def is_news(order: Order, known: RecordedState, *, digest: str) -> bool:
    """Whether a state takes the place of the known one: it is later, or of the same instant and further on in an
    order's life, since shops' clocks tick in seconds. False for a stale state and for the same one again. Raises
    Conflict where two differ and neither is further. `digest`: of the order's content.
    """
    claimed, known_at = _compared_instants(order, known)
    if claimed != known_at:
        return claimed > known_at
    if digest == known.digest:
        return False
    if _is_further(order.facts, known.facts):
        return True
    if _is_further(known.facts, order.facts):
        return False
    raise Conflict(f"order {order.id} as of {order.facts.updated_at.isoformat()}")


def _compared_instants(order: Order, known: RecordedState) -> tuple[datetime, datetime]:
    """The two states' instants by one clock: the till's own where both were ahead of ours, or where it says the same
    instant again; else the believed ones.
    """
    sent = order.claimed_updated_at or order.facts.updated_at
    known_sent = known.claimed_updated_at or known.facts.updated_at
    are_both_ahead = order.claimed_updated_at is not None and known.claimed_updated_at is not None
    if are_both_ahead or sent == known_sent:
        return sent, known_sent
    return order.facts.updated_at, known.facts.updated_at


def _is_further(facts: OrderFacts, than: OrderFacts) -> bool:
    """Whether a state is further on: pending, paid, delivered, then cancelled or refunded; more refunded than less."""
    stage, known_stage = _STAGES[facts.status], _STAGES[than.status]
    if stage != known_stage:
        return stage > known_stage
    return facts.status == than.status and facts.refunded_minor > than.refunded_minor
