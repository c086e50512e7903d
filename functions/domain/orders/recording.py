"""An order comes in: recorded once, credited to its buyer, corrected when a newer state of it arrives.

The same decision serves the webhook, the topic `orders` and the command that a till wrote while it was offline.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer, LoyaltyAccount
from functions.domain.customers.identities import Found, find_or_new
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Document, Put, Reading, Value, get
from functions.domain.kernel.errors import Conflict
from functions.domain.loyalty.points import LedgerEntry, points_by_rule, points_for
from functions.domain.orders.contributions import AppliedContribution, apply_contribution, contribution_of
from functions.domain.orders.documents import (
    NO_CONTRIBUTION,
    KnownOrder,
    Order,
    OrderContribution,
    OrderFacts,
    OrderStatus,
    RecordedOrder,
    RecordedState,
)
from functions.domain.orders.restoring import Traces, entry_id, traces_of, with_figures
from functions.domain.orgs.org import Org, is_on


class Receipt(Value):
    """The answer to the sender of an order."""

    order_id: str
    customer_id: str | None
    status: OrderStatus
    points_earned: int
    points_balance: int
    tier: str | None
    replayed: bool


def digest(org: Org, order: Order) -> str:
    """A keyed hash of a state's content: equal for the same content, and telling nothing about it.

    What is absent is left out, so that a field that orders get one day does not make old ones look changed.
    """
    content = order.model_dump_json(exclude_none=True).encode()
    return hmac.new(org.id_key, content, hashlib.sha256).hexdigest()


def record_order(org: Org, order: Order, now: datetime) -> Decision[Receipt]:
    """Take a state of an order into account, once.

    A customer's further order that moves no tier bills 1 read and 3 writes (order, ledger entry, customer); the same
    delivered again 1 read where the instance remembers the order, else 2. A tier upgrade adds 2 writes (interaction,
    message). One whose recorded state was spoilt by hand bills what restoring.py says, once. Raises Conflict for other
    content under the same `updated_at`.
    """
    stored = yield from get(KnownOrder, order.id, presumed_missing=True)
    known = stored.recorded_state if stored else None
    if known is None or order.facts.updated_at > known.facts.updated_at:
        traces = (yield from traces_of(stored)) if stored is not None and known is None else None
        return (yield from _take_in(org, order, known, traces=traces, now=now))
    if order.facts.updated_at == known.facts.updated_at and digest(org, order) != known.digest:
        raise Conflict(f"order {order.id} as of {order.facts.updated_at.isoformat()}")
    return NOTHING, receipt_for(order.external_id, known, replayed=True)


def receipt_for(external_id: str, state: RecordedState, *, replayed: bool) -> Receipt:
    """The answer for a state that was recorded."""
    return Receipt(
        order_id=external_id,
        customer_id=state.contribution.customer_id,
        status=state.facts.status,
        points_earned=state.contribution.points,
        points_balance=state.points_balance,
        tier=state.tier,
        replayed=replayed,
    )


def _take_in(
    org: Org, order: Order, known: RecordedState | None, *, traces: Traces | None = None, now: datetime
) -> Decision[Receipt]:
    found = yield from _buyer(org, order, known, now=now)
    full_points = _full_points(org, order.facts, known)
    before = known.contribution if known else traces.contribution if traces else NO_CONTRIBUTION
    after = _contribution(org, order.facts, found, before=before, full_points=full_points)
    counts = known.entry_counts if known else traces.entry_counts if traces else {}
    book = _OrderChanges(org, order.id, dict(counts), is_lost=traces is not None, now=now)
    if before.customer_id not in (None, after.customer_id):
        yield from _take_back(book, before)
        before = NO_CONTRIBUTION
    counted = yield from _counted(book, found, before, after=after)
    account = counted.account or _answered_account(org, known)
    state = RecordedState(
        facts=order.facts,
        digest=digest(org, order),
        contribution=counted.contribution,
        full_points=full_points,
        buyer_name=order.buyer.name,
        entry_counts=book.entry_counts,
        points_balance=account.points,
        tier=account.tier,
    )
    changes = Changes(
        create=tuple(book.create), put=(Put(_document(order, state), over=KnownOrder), *book.put)
    )
    return changes, receipt_for(order.external_id, state, replayed=False)


@dataclass(frozen=True)
class _Counted:
    """What an order counts for in the end, and the account of its customer; None without one."""

    contribution: OrderContribution
    account: LoyaltyAccount | None = None


class _OrderChanges:
    """What one state of an order changes, while it is worked out."""

    def __init__(
        self, org: Org, order_id: str, entry_counts: dict[str, int], *, is_lost: bool, now: datetime
    ) -> None:
        self.org, self.order_id, self.is_lost, self.now = org, order_id, is_lost, now
        self.entry_counts = entry_counts
        self.create: list[Document] = []
        self.put: list[Document] = []

    def apply_contribution(
        self, found: Found, before: OrderContribution, after: OrderContribution
    ) -> Reading[AppliedContribution]:
        """Count `after` for the customer instead of `before`, with the entry and all that follows."""
        found = yield from with_figures(
            self.org, found, order_id=self.order_id, before=before, is_lost=self.is_lost
        )
        applied = yield from apply_contribution(
            found.customer, before=before, after=after, order_id=self.order_id, now=self.now
        )
        self._move_points(found.customer, applied.points_moved)
        facts = Facts("order_recorded", "orders", self.order_id, self.now)
        reaction = yield from react(self.org, found.before, applied.customer, facts=facts, now=self.now)
        self.create.extend(reaction.create)
        self.put.append(reaction.customer)
        return replace(applied, customer=reaction.customer)

    def _move_points(self, customer: Customer, amount: int) -> None:
        """A ledger entry for points that moved."""
        if amount == 0:
            return
        kind: Literal["earn", "reverse"] = "earn" if amount > 0 else "reverse"
        count = self.entry_counts[kind] = self.entry_counts.get(kind, 0) + 1
        entry = LedgerEntry(
            id=entry_id(self.order_id, kind, count),
            customer_id=customer.id,
            unit="points",
            kind=kind,
            amount=amount,
            cause=self.order_id,
            at=self.now,
        )
        self.create.append(entry)


def _take_back(book: _OrderChanges, before: OrderContribution) -> Reading[None]:
    """The order turns out to be another customer's: its former buyer stands as if it had never been theirs."""
    assert before.customer_id is not None, "what counts for no customer needs no taking back"
    former = yield from get(Customer, before.customer_id)
    if former is not None:
        yield from book.apply_contribution(Found(former, (), former), before, NO_CONTRIBUTION)


def _counted(
    book: _OrderChanges, found: Found | None, before: OrderContribution, *, after: OrderContribution
) -> Reading[_Counted]:
    if not is_on(book.org, "loyalty"):
        after = after.with_changes(points=min(before.points, after.points))
    if found is None:
        return _Counted(after)
    book.create.extend(found.links)
    applied = yield from book.apply_contribution(found, before, after)
    credited_points = before.credited_points + applied.points_moved
    return _Counted(after.with_changes(credited_points=credited_points), applied.customer.loyalty)


def _buyer(org: Org, order: Order, known: RecordedState | None, *, now: datetime) -> Reading[Found | None]:
    if order.buyer.is_anonymous or not is_on(org, "crm"):
        return None
    found = yield from find_or_new(org, order.buyer, now)
    name_was_ours = known is not None and found.customer.name == known.buyer_name
    if order.buyer.name and (found.customer.name is None or name_was_ours):
        return replace(found, customer=found.customer.with_changes(name=order.buyer.name))
    return found


def _full_points(org: Org, facts: OrderFacts, known: RecordedState | None) -> int:
    """What the whole bill earns. A later state of the same bill keeps the rule that it was bought under; with loyalty
    off, no state earns more than the one before.
    """
    if known is not None and known.facts.total_minor == facts.total_minor:
        return known.full_points
    if known is None or is_on(org, "loyalty"):
        return points_for(org, facts.total_minor)
    return min(known.full_points, points_by_rule(org, facts.total_minor))


def _contribution(
    org: Org, facts: OrderFacts, found: Found | None, *, before: OrderContribution, full_points: int
) -> OrderContribution:
    """With the CRM off an order counts for whom it counted, and no further: its next state after that says the rest."""
    if is_on(org, "crm"):
        return contribution_of(facts, found.customer.id if found else None, full_points=full_points)
    return before if before.orders else before.with_changes(ordered_at=facts.ordered_at)


def _answered_account(org: Org, known: RecordedState | None) -> LoyaltyAccount:
    """What a sale without a customer is answered; with the CRM off, what was answered before."""
    if known is None or is_on(org, "crm"):
        return LoyaltyAccount()
    return LoyaltyAccount(points=known.points_balance, tier=known.tier)


def _document(order: Order, state: RecordedState) -> RecordedOrder:
    contribution = state.contribution
    return RecordedOrder(
        id=order.id,
        **dict(order.facts),
        lines=order.lines,
        customer_id=contribution.customer_id,
        points_earned=contribution.points,
        counted_for=contribution.customer_id if contribution.orders else None,
        counted_at=contribution.ordered_at if contribution.orders else None,
        recorded_state=state,
    )
