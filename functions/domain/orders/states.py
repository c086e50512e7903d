"""Which of two states of an order holds, in whatever order they arrive.

The later `updated_at` holds. Shops' clocks tick in seconds: of two states of one instant the one further on in an
order's life holds. A clock that is too far ahead is not believed: its states are ordered among themselves by what it
claims, and among others by their arrival, unless what is known is further on.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Literal

from functions.domain.kernel.decisions import Find, Reading, find
from functions.domain.kernel.errors import Conflict
from functions.domain.loyalty.figures import given_by_bills
from functions.domain.loyalty.points import LedgerEntry, entry_key
from functions.domain.orders.documents import (
    KnownOrder,
    Order,
    OrderContribution,
    OrderFacts,
    OrderStatus,
    RecordedState,
)
from functions.domain.redemptions.documents import Redemption

# How far a till's clock may be ahead of ours and still be believed.
FURTHEST_AHEAD = timedelta(minutes=10)
CAUGHT_UP_WITHIN = timedelta(hours=1)
Standing = Literal["newer", "older", "conflict"]
_STEPS: dict[OrderStatus, int] = {"pending": 0, "paid": 1, "delivered": 2, "cancelled": 3, "refunded": 3}


def is_further(one: OrderFacts, other: OrderFacts) -> bool:
    """Whether a state is further on in an order's life: pending, paid, delivered, then cancelled or refunded; more
    refunded is further. Of a cancellation and a refund neither is.
    """
    if _STEPS[one.status] != _STEPS[other.status]:
        return _STEPS[one.status] > _STEPS[other.status]
    return one.status == other.status == "refunded" and one.refunded_minor > other.refunded_minor


def is_news(order: Order, known: RecordedState, *, digest: str, now: datetime) -> bool:
    """Whether a state takes the place of the known one. False for a stale state and for the same one again. Raises
    Conflict where two of one instant differ and neither is further. `digest`: of the order's content.
    """
    if digest == known.digest:
        return False
    stands = _standing(order, known, now)
    if stands == "conflict":
        raise Conflict(f"order {order.id} as of {order.facts.updated_at.isoformat()}")
    return stands == "newer"


def _standing(order: Order, known: RecordedState, now: datetime) -> Standing:
    """How a state with other content stands to the known one."""
    known_claim, furthest = known.claimed_updated_at, known.furthest_claim or known.claimed_updated_at
    if furthest is None and known.facts.updated_at > now + FURTHEST_AHEAD:
        known_claim = furthest = known.facts.updated_at  # recorded when a year ahead was believed
    if order.claimed_updated_at is not None:
        return _of_wrong_clock(
            order.facts,
            order.claimed_updated_at,
            known.facts,
            furthest=furthest,
            is_wrong=known_claim is not None,
        )
    if known_claim is not None:
        arrived = known.facts.with_changes(updated_at=min(known.facts.updated_at, now))
        return _after_wrong_clock(order.facts, arrived, known_claim)
    return _by_instant(order.facts, known.facts)


def _by_instant(facts: OrderFacts, known: OrderFacts) -> Standing:
    if facts.updated_at != known.updated_at:
        return "newer" if facts.updated_at > known.updated_at else "older"
    return _by_life(facts, known)


def _by_life(facts: OrderFacts, known: OrderFacts) -> Standing:
    if is_further(facts, known):
        return "newer"
    return "older" if is_further(known, facts) else "conflict"


def _of_wrong_clock(
    facts: OrderFacts, claim: datetime, known: OrderFacts, *, furthest: datetime | None, is_wrong: bool
) -> Standing:
    """`is_wrong`: the known state is of a wrong clock too."""
    if furthest is not None and claim < furthest:
        return "older"
    if claim == furthest:
        return _by_life(facts, known) if is_wrong else "older"
    return "older" if not is_wrong and is_further(known, facts) else "newer"


def _after_wrong_clock(facts: OrderFacts, known: OrderFacts, known_claim: datetime) -> Standing:
    """A right clock's state after a wrong clock's, of which only the arrival is known: it was made before that. One
    that is near to what the wrong clock claimed may be an earlier state of it, which time has caught up with.
    """
    may_be_earlier = is_further(known, facts) and known_claim - facts.updated_at < CAUGHT_UP_WITHIN
    if facts.updated_at > known.updated_at and not may_be_earlier:
        return "newer"
    return "newer" if is_further(facts, known) else "older"


def first_delivered(facts: OrderFacts, known: RecordedState | None) -> datetime | None:
    """As of which state the order was delivered first; None where it was not yet."""
    states = (known.facts, facts) if known is not None else (facts,)
    delivered = [state.updated_at for state in states if state.status == "delivered"]
    if known is not None and known.delivered_at is not None:
        delivered.append(known.delivered_at)
    return min(delivered, default=None)


def delivered_before(order: Order, stored: KnownOrder | None) -> KnownOrder | None:
    """The stored order where an older state, which changes nothing else, says that it was delivered earlier; None
    otherwise. What automations have acted on keeps its date: another one would be another delivery to them.
    """
    known = stored.recorded_state if stored else None
    if stored is None or known is None or order.claimed_updated_at is not None:
        return None
    at = first_delivered(order.facts, known)
    if at == known.delivered_at or order.facts.status != "delivered":
        return None
    if known.delivered_at is not None and stored.runs:
        return None
    return stored.with_changes(delivered_at=at, recorded_state=known.with_changes(delivered_at=at))


def as_first_dated(order: Order, known: RecordedState | None) -> Order:
    """A date of purchase that was not believed keeps the instant that stood in for it when it first came."""
    if known is None or order.claimed_ordered_at != known.claimed_ordered_at:
        return order
    facts = order.facts.with_changes(ordered_at=known.facts.ordered_at)
    return order.with_changes(facts=facts)


def ledger_of(
    stored: KnownOrder,
) -> Reading[tuple[OrderContribution, Redemption | None, dict[str, int]]]:
    """What an order counts for whose state was lost (it was overwritten in Firebase's console) and what it redeems, as
    the ledger has it, and how many entries of each kind it has. Bills 1 read an entry, 1 at the least.
    """
    from functions.domain.orders.redeeming import of_ledger

    query = Find(LedgerEntry, where=(("cause", stored.id),), order_by="at", direction="DESCENDING", limit=100)
    entries = yield from find(query)
    owner = entries[0].customer_id if entries else stored.counted_for or stored.customer_id
    theirs = [entry for entry in entries if entry.customer_id == owner]
    contribution = OrderContribution(
        customer_id=owner,
        points=given_by_bills(theirs, "points"),
        wallet_minor=given_by_bills(theirs, "wallet_minor"),
    )
    counts = Counter(entry_key(entry.unit, entry.kind) for entry in entries)
    return contribution, of_ledger(stored, theirs), dict(counts)
