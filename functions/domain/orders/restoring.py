"""What an order and its customer counted, worked out again where somebody spoilt it in Firebase's console.

The ledger says what an order was credited, by ids that follow from the order's; the customer's other orders say what is
in the figures beside it. So an order document that was set whole there is not counted twice by its next delivery.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from functions.domain.customers.customer import FIGURES, Customer, LoyaltyAccount, Stats
from functions.domain.customers.identities import Found
from functions.domain.kernel.decisions import Document, Find, Get, Reading, find, get_all
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.loyalty.tiers import tier_for
from functions.domain.orders.documents import KnownOrder, OrderContribution, RecordedState
from functions.domain.orgs.org import Org

MOST_ORDERS = 500
MOST_ENTRIES = 50  # of a kind
KINDS = ("earn", "reverse")


class FiguresOrder(Document):
    """Of a stored order that counts, what it counts for: as it was recorded, or as its own fields say."""

    collection: ClassVar[str] = "orders"
    whole: ClassVar[frozenset[str]] = KnownOrder.whole
    counted_at: datetime | None = None
    total_minor: int = 0
    refunded_minor: int = 0
    outlet_id: str | None = None
    visit_type: str | None = None
    points_earned: int = 0
    recorded_state: RecordedState | None = None

    @property
    def contribution(self) -> OrderContribution:
        if self.recorded_state is not None:
            return self.recorded_state.contribution
        return OrderContribution(
            ordered_at=self.counted_at,
            orders=1,
            visits=1 if self.outlet_id or self.visit_type else 0,
            spend_minor=max(0, self.total_minor - self.refunded_minor),
            points=max(0, self.points_earned),
            credited_points=max(0, self.points_earned),
        )


@dataclass(frozen=True)
class Traces:
    """What the ledger and the document still tell of an order whose recorded state is gone."""

    contribution: OrderContribution
    entry_counts: Mapping[str, int]


def traces_of(stored: KnownOrder) -> Reading[Traces]:
    """What an order was credited, and for whom it counted. What it adds to the figures beside points is left out: those
    are summed up again without it. Bills 1 read for each ledger entry of the order, and 2.
    """
    entries = yield from _entries_of(stored.id)
    latest = max(entries.values(), key=lambda entry: entry.at, default=None)
    customer_id = latest.customer_id if latest else stored.counted_for or stored.customer_id
    credited = sum(entry.amount for entry in entries.values() if entry.customer_id == customer_id)
    before = OrderContribution(customer_id=customer_id, points=max(0, credited), credited_points=credited)
    return Traces(before, dict(sorted(entries)))


def _entries_of(order_id: str) -> Reading[dict[tuple[str, int], LedgerEntry]]:
    """The ledger entries of an order by kind and number."""
    entries: dict[tuple[str, int], LedgerEntry] = {}
    for number in range(1, MOST_ENTRIES + 1):
        found = yield from get_all(*(Get(LedgerEntry, entry_id(order_id, kind, number)) for kind in KINDS))
        if not any(found):
            break
        entries |= {(kind, number): entry for kind, entry in zip(KINDS, found, strict=True) if entry}
    return entries


def entry_id(order_id: str, kind: str, number: int) -> str:
    """The first of a kind is `{order}:{kind}`, the next `...:2`."""
    return f"{order_id}:{kind}" + (f":{number}" if number > 1 else "")


def with_figures(
    org: Org, found: Found, *, order_id: str, before: OrderContribution, is_lost: bool
) -> Reading[Found]:
    """The customer with figures that are the sum of their orders, this one as `before`, where they are spoilt or do not
    tell what this order is in them; else as found.

    Bills 1 read for each of the customer's orders that count, at most MOST_ORDERS + 1; with more the figures stay.
    """
    known = found.before
    if known is None or not (is_lost or _are_spoilt(known)):
        return found
    where = (("counted_for", known.id),)
    orders = yield from find(Find(FiguresOrder, where, "counted_at", "DESCENDING", MOST_ORDERS + 1))
    if len(orders) > MOST_ORDERS:
        return found
    others = [order.contribution for order in orders if order.id != order_id]
    restored = _restored(org, known, [*others, before])
    figures = {"stats": restored.stats, "loyalty": restored.loyalty, "spoilt": ()}
    return replace(found, customer=found.customer.with_changes(**figures), before=restored)


def _are_spoilt(customer: Customer) -> bool:
    return any(path == wrong or path.startswith(f"{wrong}.") for path in FIGURES for wrong in customer.spoilt)


def _restored(org: Org, customer: Customer, counted: Sequence[OrderContribution]) -> Customer:
    instants = [each.ordered_at for each in counted if each.orders and each.ordered_at is not None]
    orders, spend = sum(each.orders for each in counted), sum(each.spend_minor for each in counted)
    last = max(instants, default=None)
    stats = customer.stats.with_changes(
        orders=orders,
        visits=sum(each.visits for each in counted),
        spend_minor=spend,
        aov_minor=(2 * spend + orders) // (2 * orders) if orders else 0,
        first_order_at=min(instants, default=None),
        last_order_at=last,
        last_activity_at=max(filter(None, (last, customer.stats.last_interaction_at)), default=None),
    )
    account = _account(customer, counted)
    if "loyalty" in customer.spoilt or "loyalty.tier" in customer.spoilt:
        account = account.with_changes(tier=_tier(org, stats, account))
    return customer.with_changes(stats=stats, loyalty=account, spoilt=())


def _account(customer: Customer, counted: Sequence[OrderContribution]) -> LoyaltyAccount:
    """Points that were not spoilt stand: a balance may hold what no order gave."""
    wrong = {"loyalty", "loyalty.points"} & set(customer.spoilt)
    lifetime = {"loyalty", "loyalty.lifetime_points"} & set(customer.spoilt)
    changes = {"points": max(0, sum(each.credited_points for each in counted))} if wrong else {}
    if lifetime:
        changes["lifetime_points"] = sum(each.points for each in counted)
    return customer.loyalty.with_changes(**changes)


def _tier(org: Org, stats: Stats, account: LoyaltyAccount) -> str | None:
    """The tier that the figures satisfied already: to find it again is no upgrade."""
    return tier_for(org, stats, account.lifetime_points)
