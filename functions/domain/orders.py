"""An order comes in: recorded once, credited to its buyer, corrected when a newer state of it arrives.

The same decision serves the webhook, the topic `orders` and the document that a till wrote while it was offline.
"""

import hashlib
import hmac
from datetime import datetime

from functions.domain.credits import settle
from functions.domain.customers import Buyer, Customer, Found, find_or_new
from functions.domain.decisions import NOTHING, Changes, Decision, Document, Reading, Value, get
from functions.domain.errors import Conflict
from functions.domain.identities import KnownIdentity
from functions.domain.loyalty import LedgerEntry, points_for, points_kept
from functions.domain.order_documents import (
    NO_CREDIT,
    Credit,
    OrderLine,
    OrderStatus,
    RecordedOrder,
    SalesChannel,
    Source,
    Taken,
    VisitType,
)
from functions.domain.orgs import Org
from functions.domain.upgrades import tier_change


class Order(Value):
    """One state of an order, as of `updated_at`. Amounts are in the currency's minor unit."""

    source: Source
    external_id: str
    channel: SalesChannel | None
    status: OrderStatus
    ordered_at: datetime
    updated_at: datetime
    currency: str
    total_minor: int
    refunded_minor: int
    outlet_id: str | None
    visit_type: VisitType | None
    lines: tuple[OrderLine, ...]
    buyer: Buyer

    @property
    def id(self) -> str:
        return f"{self.source}:{self.external_id}"

    @property
    def counts(self) -> bool:
        """Whether it stands: it was paid, and not all of it was given back."""
        is_kept = self.refunded_minor < self.total_minor
        return self.status in ("paid", "delivered") or (self.status == "refunded" and is_kept)


class Receipt(Value):
    """The answer to whoever delivered an order."""

    order_id: str
    customer_id: str | None
    status: OrderStatus
    points_earned: int
    points_balance: int
    tier: str | None
    replayed: bool


def digest(org: Org, order: Order) -> str:
    """A keyed hash of a state's content: equal for the same content, and telling nothing about it."""
    return hmac.new(org.id_key, order.model_dump_json().encode(), hashlib.sha256).hexdigest()


def record_order(org: Org, order: Order, now: datetime) -> Decision[Receipt]:
    """Take a state of an order into account, once.

    A first order of a known customer that moves no tier bills 1 read and 3 writes (order, ledger entry, customer);
    the same delivered again 1 read where the instance remembers the order, else 2. A tier upgrade adds 2 writes
    (interaction, message). Raises Conflict for other content under the same `updated_at`.
    """
    stored = yield from get(RecordedOrder, order.id, presumed_missing=True)
    known = stored.taken if stored else None
    if stored and known and order.updated_at <= known.updated_at:
        if order.updated_at == known.updated_at and digest(org, order) != known.digest:
            raise Conflict(f"order {order.id} as of {order.updated_at.isoformat()}")
        receipt = receipt_for(order, stored, known, replayed=True)
        return (NOTHING if stored.recorded else Changes(put=(stored.but(recorded=True),))), receipt
    return (yield from _take_in(org, order, known, now))


def receipt_for(order: Order, stored: RecordedOrder, taken: Taken, *, replayed: bool) -> Receipt:
    """The answer for a state that is stored."""
    return Receipt(
        order_id=order.external_id,
        customer_id=stored.customer_id,
        status=stored.status,
        points_earned=stored.points_earned,
        points_balance=taken.points_balance,
        tier=taken.tier,
        replayed=replayed,
    )


def _take_in(org: Org, order: Order, known: Taken | None, now: datetime) -> Decision[Receipt]:
    found = yield from _buyer(org, order, known, now)
    before = known.credit if known else NO_CREDIT
    full_points = _full_points(org, order, known)
    after = _credit(order, found, full_points)
    bookings = _Bookings(order, known, now)
    if before.customer_id is not None and before.customer_id != after.customer_id:
        yield from _leave(org, before, bookings, now)
        before = NO_CREDIT
    customer = None
    if found is not None:
        settled = yield from settle(
            org, found.customer, before=before, after=after, order_id=order.id, now=now
        )
        customer = settled.customer
        bookings.move_points(customer, settled.points_moved)
        bookings.create += found.links
        bookings.create += yield from tier_change(org, found.customer, customer, order.id, now)
        bookings.put.append(customer)
        after = after.but(credited_points=before.credited_points + settled.points_moved)
    taken = Taken(
        updated_at=order.updated_at,
        digest=digest(org, order),
        credit=after,
        total_minor=order.total_minor,
        full_points=full_points,
        buyer_name=order.buyer.name,
        entry_counts=bookings.entry_counts,
        points_balance=customer.loyalty.points if customer else 0,
        tier=customer.loyalty.tier if customer else None,
    )
    recorded = _document(order, after, taken)
    changes = Changes(create=tuple(bookings.create), put=(recorded, *bookings.put))
    return changes, receipt_for(order, recorded, taken, replayed=False)


class _Bookings:
    """What the changes of one state add up to, while they are worked out."""

    def __init__(self, order: Order, known: Taken | None, now: datetime) -> None:
        self.order_id, self.now = order.id, now
        self.entry_counts = dict(known.entry_counts) if known else {}
        self.create: tuple[Document | KnownIdentity, ...] = ()
        self.put: list[Document] = []

    def move_points(self, customer: Customer, amount: int) -> None:
        """A ledger entry for points that moved. The first of a kind is `{order}:{kind}`, the next `...:2`."""
        if amount == 0:
            return
        kind = "earn" if amount > 0 else "reverse"
        count = self.entry_counts[kind] = self.entry_counts.get(kind, 0) + 1
        entry = LedgerEntry(
            id=f"{self.order_id}:{kind}" + (f":{count}" if count > 1 else ""),
            customer_id=customer.id,
            unit="points",
            kind="earn" if amount > 0 else "reverse",
            amount=amount,
            cause=self.order_id,
            at=self.now,
        )
        self.create += (entry,)


def _buyer(org: Org, order: Order, known: Taken | None, now: datetime) -> Reading[Found | None]:
    if order.buyer.is_anonymous or not org.settings.features.crm:
        return None
    found = yield from find_or_new(org, order.buyer, now)
    name_was_ours = known is not None and found.customer.name == known.buyer_name
    if order.buyer.name and (found.customer.name is None or name_was_ours):
        return Found(found.customer.but(name=order.buyer.name), found.links)
    return found


def _leave(org: Org, before: Credit, bookings: _Bookings, now: datetime) -> Reading[None]:
    """The order turns out to be somebody else's: its former buyer gets back to how they stood without it."""
    assert before.customer_id is not None
    former = yield from get(Customer, before.customer_id)
    if former is None:
        return
    settled = yield from settle(
        org, former, before=before, after=NO_CREDIT, order_id=bookings.order_id, now=now
    )
    bookings.move_points(former, settled.points_moved)
    bookings.create += yield from tier_change(org, former, settled.customer, bookings.order_id, now)
    bookings.put.append(settled.customer)


def _full_points(org: Org, order: Order, known: Taken | None) -> int:
    """What the whole bill earns. A later state of the same bill keeps the rule that it was bought under."""
    if known is not None and known.total_minor == order.total_minor:
        return known.full_points
    return points_for(org, order.total_minor)


def _credit(order: Order, found: Found | None, full_points: int) -> Credit:
    if found is None or not order.counts:
        return Credit(customer_id=found.customer.id if found else None, ordered_at=order.ordered_at)
    return Credit(
        customer_id=found.customer.id,
        ordered_at=order.ordered_at,
        orders=1,
        visits=1 if order.outlet_id or order.visit_type else 0,
        spend_minor=order.total_minor - order.refunded_minor,
        points=points_kept(full_points, total_minor=order.total_minor, refunded_minor=order.refunded_minor),
    )


def _document(order: Order, credit: Credit, taken: Taken) -> RecordedOrder:
    return RecordedOrder(
        id=order.id,
        customer_id=credit.customer_id,
        status=order.status,
        ordered_at=order.ordered_at,
        updated_at=order.updated_at,
        currency=order.currency,
        total_minor=order.total_minor,
        refunded_minor=order.refunded_minor,
        points_earned=credit.points,
        lines=order.lines,
        outlet_id=order.outlet_id,
        visit_type=order.visit_type,
        channel=order.channel,
        counts=order.counts,
        taken=taken,
    )
