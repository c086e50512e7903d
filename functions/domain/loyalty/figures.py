"""A customer's figures, worked out again from what they add up: orders that count, and the ledger.

Each decision keeps the figures in step, so this is for a customer whose figures were lost or spoilt, or whose document
was: by hand in Firebase's console, or by a program with admin rights.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar, TypeVar

from functions.domain.customers.customer import Customer, LoyaltyAccount, Stats
from functions.domain.customers.visits import visits_of, with_visits
from functions.domain.kernel.decisions import Document, Find, Reading, Value, find
from functions.domain.loyalty.frequency import bonus_of
from functions.domain.loyalty.points import EntryKind, GivenByOrders, LedgerEntry, Unit
from functions.domain.orgs.org import Org

# More would not fit a function's time: a customer with more keeps the figures that are stored.
MOST_READ = 5_000
FIGURES = frozenset({"stats", "loyalty"})

D = TypeVar("D", bound=Document)


class Counted(Value):
    """What an order counts for; see orders/documents.py, OrderContribution."""

    orders: int = 0
    visits: int = 0
    outlet_id: str | None = None
    spend_minor: int = 0
    points: int = 0
    wallet_minor: int = 0


class State(Value):
    contribution: Counted | None = None


class OrderInFigures(Document):
    """Of a stored order that counts, what it counts for."""

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    counted_at: datetime | None = None
    recorded_state: State | None = None


def refigured(
    org: Org, customer: Customer, *, uncounted_points: int = 0, uncounted_wallet_minor: int = 0
) -> Reading[Customer]:
    """The customer with figures that are the sums of their orders and of their ledger; as they are, where these are
    more than are read.

    `uncounted_points`, `uncounted_wallet_minor`: what the ledger holds for an order whose document no longer says what
    it counts for.
    Bills 1 read for each order that counts and each ledger entry, at the most 5,000 of each; those of who is being
    moved to the customer are among them.
    """
    orders: list[OrderInFigures] = []
    entries: list[LedgerEntry] = []
    for id in customer.ids:
        orders += yield from find(_latest(OrderInFigures, "counted_for", id, by="counted_at"))
        entries += yield from find(_latest(LedgerEntry, "customer_id", id, by="at"))
    if max(len(orders), len(entries)) >= MOST_READ:
        return customer
    counted = [
        (order.counted_at, order.recorded_state.contribution)
        for order in orders
        if order.counted_at and order.recorded_state and order.recorded_state.contribution
    ]
    stats = _stats(customer.stats, counted)
    kept = GivenByOrders(
        points=max(0, sum(one.points for _, one in counted) + uncounted_points),
        bonus_points=_bonus(org, customer.loyalty, entries, orders=stats.orders),
        wallet_minor=max(0, sum(one.wallet_minor for _, one in counted) + uncounted_wallet_minor),
    )
    account = _account(customer.loyalty, entries, kept)
    return customer.with_changes(stats=stats, loyalty=account, odd_fields=customer.odd_fields - FIGURES)


def _bonus(org: Org, known: LoyaltyAccount, entries: Sequence[LedgerEntry], *, orders: int) -> int:
    """What the number of orders gave and keeps: what the ledger has of it, without what is owed since it was spent.
    The account knows that where it was not spoilt, and the rule where it has not changed.
    """
    rule, booked = org.settings.loyalty.frequency, _sum(entries, "points", kind="bonus")
    if rule is None and not known.bonus_points:
        return max(0, booked)
    deserved = bonus_of(rule, orders) if rule is not None else 0
    return max(0, min(booked, max(known.bonus_points, deserved)))


def _account(known: LoyaltyAccount, entries: Sequence[LedgerEntry], kept: GivenByOrders) -> LoyaltyAccount:
    """The account that the ledger adds up to. What orders gave and do not deserve any more is owed, as far as it was
    spent: what was not stands in the balance.
    """
    points, wallet = _sum(entries, "points"), _sum(entries, "wallet_minor")
    given = given_by_bills(entries, "points") + _sum(entries, "points", kind="bonus")
    credit = given_by_bills(entries, "wallet_minor")
    deserved = kept.points + kept.bonus_points
    return known.with_changes(
        points=points,
        lifetime_points=kept.points,
        bonus_points=kept.bonus_points,
        points_owed=max(0, min(given - deserved, given - points)),
        wallet_minor=wallet,
        wallet_earned_minor=kept.wallet_minor,
        wallet_owed_minor=max(0, min(credit - kept.wallet_minor, credit - wallet)),
    )


def given_by_bills(entries: Iterable[LedgerEntry], unit: Unit) -> int:
    """What bills gave by these entries, and was not taken back. A `reverse` above zero gives back what was spent."""
    return sum(
        entry.amount
        for entry in entries
        if entry.unit == unit and (entry.kind == "earn" or (entry.kind == "reverse" and entry.amount < 0))
    )


def _sum(entries: Iterable[LedgerEntry], unit: Unit, kind: EntryKind | None = None) -> int:
    return sum(entry.amount for entry in entries if entry.unit == unit and kind in (None, entry.kind))


def _latest(model: type[D], name: str, value: str, *, by: str) -> Find[D]:
    return Find(model, where=((name, value),), order_by=by, direction="DESCENDING", limit=MOST_READ)


def _stats(known: Stats, counted: Sequence[tuple[datetime, Counted]]) -> Stats:
    orders = sum(one.orders for _, one in counted)
    spend = sum(one.spend_minor for _, one in counted)
    ordered_at = [at for at, _ in counted]
    last = max(ordered_at, default=None)
    visited_at = [at for at, one in counted if one.visits]
    return known.with_changes(
        orders=orders,
        visits=sum(one.visits for _, one in counted),
        outlets=with_visits({}, visits_of(one for _, one in counted)),
        spend_minor=spend,
        aov_minor=(2 * spend + orders) // (2 * orders) if orders else 0,
        first_order_at=min(ordered_at, default=None),
        last_order_at=last,
        last_visit_at=max(visited_at, default=None),
        last_activity_at=max(filter(None, (last, known.last_interaction_at)), default=None),
    )
