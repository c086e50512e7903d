"""An order comes in: recorded once, credited to its buyer, corrected when a newer state of it arrives.

The same decision serves the webhook, the topic `orders` and the command that a till wrote while it was offline.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from functions.domain.automations.react import react
from functions.domain.customers.customer import Customer, LoyaltyAccount, standing_customer
from functions.domain.customers.identities import Found, find_or_new
from functions.domain.customers.newcomers import with_suppressions
from functions.domain.customers.reactions import Facts
from functions.domain.joins.joining import with_joined
from functions.domain.kernel.decisions import Changes, Decision, Document, Put, Reading, Value, get
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.loyalty.figures import FIGURES, refigured
from functions.domain.loyalty.points import LedgerEntry, Movement, entry_key
from functions.domain.orders.contributions import (
    AppliedContribution,
    answered_account,
    apply_contribution,
    contribution_now,
    earning_of,
    recorded,
)
from functions.domain.orders.documents import (
    NO_CONSENTS,
    NO_CONTRIBUTION,
    KnownOrder,
    Order,
    OrderContribution,
    OrderStatus,
    RecordedOrder,
    RecordedState,
)
from functions.domain.orders.states import (
    as_first_dated,
    delivered_before,
    first_delivered,
    is_news,
    ledger_of,
)
from functions.domain.orgs.org import Org, is_on, is_watched


class Receipt(Value):
    """The answer to the sender of an order."""

    order_id: str
    customer_id: str | None
    status: OrderStatus
    points_earned: int
    points_balance: int
    tier: str | None
    replayed: bool
    warnings: tuple[Warned, ...] = ()

    def as_answered(self) -> dict[str, Any]:
        """What the sender is answered: warnings only where there are any."""
        return self.model_dump(exclude=set() if self.warnings else {"warnings"})


def record_order(org: Org, order: Order, now: datetime) -> Decision[Receipt]:
    """Take a state of an order into account, once.

    A new customer's first order bills 4 reads and 4 writes: 2 of the reads look their phone up in the suppression list.
    A further order that moves no tier bills 1 read and 3 writes (order, ledger entry, customer), and 1 more for the
    entry of cashback and of points by frequency each; the same delivered again 1 read where the instance remembers the
    order, else 2. A tier upgrade adds 2 writes (interaction, message), points that pay what is owed 1 (their entry).
    Raises Conflict for another state under the same `updated_at` where neither is further on in an order's life.
    """
    stored = yield from get(KnownOrder, order.id, presumed_missing=True)
    known = stored.recorded_state if stored else None
    if known is None or is_news(order, known, digest=digest(org, order), now=now):
        book = yield from _opened(org, order, stored, now=now)
        return (yield from _take_in(org, order, book, now=now))
    warnings = stored.warnings if stored else ()
    earlier = delivered_before(order, stored)
    changes = Changes(put=(earlier,) if earlier else ())
    if earlier is not None and is_watched(org, earlier.collection):
        from functions.domain.orders.watching import with_automations

        changes = yield from with_automations(
            org, changes, earlier, before=stored, at=order.facts.updated_at, now=now
        )
    return changes, receipt_for(order.external_id, known, warnings=warnings, replayed=True)


def digest(org: Org, order: Order) -> str:
    """A keyed hash of a state's content as it was sent: equal for the same content, and telling nothing about it.

    What is absent is left out, so that a field that orders get one day does not make old ones look changed; so are the
    instants that stand in for those that are not believed.
    """
    facts = order.facts.with_changes(
        ordered_at=order.claimed_ordered_at or order.facts.ordered_at,
        updated_at=order.claimed_updated_at or order.facts.updated_at,
    )
    as_sent = order.with_changes(facts=facts, claimed_ordered_at=None, claimed_updated_at=None, warnings=())
    content = as_sent.model_dump_json(exclude_none=True, exclude_defaults=True).encode()
    return hmac.new(org.id_key, content, hashlib.sha256).hexdigest()


def receipt_for(
    external_id: str, state: RecordedState, *, warnings: tuple[Warned, ...], replayed: bool
) -> Receipt:
    """The answer for a state that was recorded."""
    return Receipt(
        order_id=external_id,
        customer_id=state.contribution.customer_id,
        status=state.facts.status,
        points_earned=state.contribution.points,
        points_balance=state.points_balance,
        tier=state.tier,
        replayed=replayed,
        warnings=warnings,
    )


def _opened(org: Org, order: Order, stored: KnownOrder | None, *, now: datetime) -> Reading["_OrderChanges"]:
    """Where the order stands before this state. Bills the reads of `ledger_of` where a stored order lost its state."""
    book = _OrderChanges(org, order, stored, now=now)
    if stored is not None and book.known is None:
        book.is_state_lost = True
        book.before, book.entry_counts = yield from ledger_of(stored)
    return book


def _take_in(org: Org, order: Order, book: "_OrderChanges", *, now: datetime) -> Decision[Receipt]:
    known, before = book.known, book.before
    if order.claimed_ordered_at is not None:
        order = as_first_dated(order, known)
    found = yield from _buyer(org, order, known, now=now)
    tier = found.customer.loyalty.tier if found else None
    earning = earning_of(org, order.facts, known, tier=tier)
    customer_id = found.customer.id if found else None
    after = contribution_now(org, order.facts, customer_id, before=before, earning=earning)
    if before.customer_id not in (None, after.customer_id):
        before = yield from _of_former_buyer(book, found, before, after=after)
    counted = yield from _counted(book, found, before, after=after)
    account = counted.account or answered_account(org, known)
    state = RecordedState(
        facts=order.facts,
        claimed_ordered_at=order.claimed_ordered_at,
        claimed_updated_at=order.claimed_updated_at,
        furthest_claim=_furthest_claim(order, known),
        digest=digest(org, order),
        contribution=counted.contribution,
        full_points=earning.full_points,
        earned_by=earning.rule,
        cashback_by=earning.cashback_by,
        buyer_name=order.buyer.name,
        entry_counts=book.entry_counts,
        points_balance=account.points,
        tier=account.tier,
        delivered_at=_delivered_at(order, known),
    )
    document = recorded(order, state, book.stored)
    changes = Changes(create=tuple(book.create), put=(Put(document, over=KnownOrder), *book.put))
    if is_watched(org, document.collection):
        from functions.domain.orders.watching import with_automations

        changes = yield from with_automations(
            org, changes, document, before=book.stored, at=book.happened_at, now=now
        )
    return changes, receipt_for(order.external_id, state, warnings=order.warnings, replayed=False)


def _delivered_at(order: Order, known: RecordedState | None) -> datetime | None:
    is_new = known is None and order.facts.status != "delivered"
    return None if is_new else first_delivered(order.facts, known)


def _furthest_claim(order: Order, known: RecordedState | None) -> datetime | None:
    """The latest instant that the order's states claimed and that was not believed."""
    claims = (order.claimed_updated_at, known.furthest_claim if known else None)
    return max(filter(None, claims), default=None)


@dataclass(frozen=True)
class _Counted:
    """What an order counts for in the end, and the account of its customer; None without one."""

    contribution: OrderContribution
    account: LoyaltyAccount | None = None


class _OrderChanges:
    """What one state of an order changes, while it is worked out."""

    def __init__(self, org: Org, order: Order, stored: KnownOrder | None, *, now: datetime) -> None:
        self.org, self.order, self.order_id, self.now = org, order, order.id, now
        self.stored = stored
        known = stored.recorded_state if stored else None
        # An order whose first state comes now may be an import: it is as old as its purchase.
        self.happened_at = order.facts.ordered_at if known is None else order.facts.updated_at
        self.known = known
        self.before = known.contribution if known else NO_CONTRIBUTION
        self.is_state_lost = False
        self.entry_counts: dict[str, int] = dict(known.entry_counts) if known else {}
        self.create: list[Document] = []
        self.put: list[Document] = []

    def apply_contribution(
        self, found: Found, before: OrderContribution, after: OrderContribution
    ) -> Reading[AppliedContribution]:
        """Count `after` for the customer instead of `before`, with the entry and all that follows."""
        customer = yield from self._with_figures(found, before)
        applied = yield from apply_contribution(
            self.org,
            customer,
            before=before,
            after=after,
            did_count=self._did_count(before),
            order_id=self.order_id,
            now=self.now,
        )
        for movement in applied.movements:
            self._book(found.customer, movement)
        customer = applied.customer
        if self.org.consumption_profiles or customer.consumption is not None:
            from functions.domain.orders.consumed import with_consumption

            customer = yield from with_consumption(
                self.org, customer, self.order, before=before, after=after, is_back=found.is_back
            )
        facts = Facts("order_recorded", "orders", self.order_id, self.happened_at)
        reacting = react(self.org, found.before, customer, facts=facts, now=self.now)
        # Only an order that another customer had before has changed anything that the reaction could read.
        reaction = yield from seeing((*self.create, *self.put), reacting) if self.put else reacting
        self.create.extend(reaction.create)
        reacted = (reaction.customer, *reaction.others)
        self.put = [*(not_among(reacted, self.put) if self.put else ()), *reacted]
        return replace(applied, customer=reaction.customer)

    def _with_figures(self, found: Found, before: OrderContribution) -> Reading[Customer]:
        """The customer, with figures worked out again where they were lost."""
        are_lost = self.is_state_lost or found.is_back
        if not are_lost and FIGURES.isdisjoint(found.customer.odd_fields):
            return found.customer
        lost = before if self.is_state_lost else NO_CONTRIBUTION
        return (
            yield from refigured(
                self.org,
                found.customer,
                uncounted_points=lost.points,
                uncounted_wallet_minor=lost.wallet_minor,
            )
        )

    def _did_count(self, before: OrderContribution) -> int:
        """Whether the order was one of the customer's orders; of a lost state the document's own field says it."""
        if not self.is_state_lost or self.stored is None or before.customer_id is None:
            return before.orders
        return int(self.stored.counted_for is not None)

    def _book(self, customer: Customer, movement: Movement) -> None:
        """A ledger entry for what moved. The first of a kind is `{order}:{kind}`, the next `...:2`."""
        key = entry_key(movement.unit, movement.kind)
        count = self.entry_counts[key] = self.entry_counts.get(key, 0) + 1
        entry = LedgerEntry(
            id=f"{self.order_id}:{key}" + (f":{count}" if count > 1 else ""),
            customer_id=customer.id,
            unit=movement.unit,
            kind=movement.kind,
            amount=movement.amount,
            cause=self.order_id,
            at=self.now,
        )
        self.create.append(entry)


def _of_former_buyer(
    book: _OrderChanges, found: Found | None, before: OrderContribution, *, after: OrderContribution
) -> Reading[OrderContribution]:
    """What the order counted for, of this buyer and who was joined into them; it is taken back from anyone else."""
    former_id = str(before.customer_id)
    is_joined = found is not None and former_id in found.customer.joined_ids
    former = None if is_joined else (yield from standing_customer(former_id))
    if is_joined or (former is not None and former.id == after.customer_id):
        return before.with_changes(customer_id=after.customer_id)
    yield from _take_back(book, former, before)
    return NO_CONTRIBUTION


def _take_back(book: _OrderChanges, former: Customer | None, before: OrderContribution) -> Reading[None]:
    """The order turns out to be another customer's: its former buyer stands as if it had never been theirs."""
    if former is not None:
        yield from book.apply_contribution(Found(former, (), former), before, NO_CONTRIBUTION)


def _counted(
    book: _OrderChanges, found: Found | None, before: OrderContribution, *, after: OrderContribution
) -> Reading[_Counted]:
    if not is_on(book.org, "loyalty"):
        after = after.with_changes(
            points=min(before.points, after.points),
            wallet_minor=min(before.wallet_minor, after.wallet_minor),
        )
    if found is None:
        return _Counted(after)
    book.create.extend(found.links)
    book.put.extend(found.repairs)
    applied = yield from book.apply_contribution(found, before, after)
    return _Counted(after, applied.customer.loyalty)


def _buyer(org: Org, order: Order, known: RecordedState | None, *, now: datetime) -> Reading[Found | None]:
    if order.buyer.is_anonymous or not is_on(org, "crm"):
        return None
    found = yield from find_or_new(org, order.buyer, now)
    if found is None:
        return None
    if found.others:
        facts = Facts("order_recorded", RecordedOrder.collection, order.id, order.facts.updated_at)
        found = yield from with_joined(org, found, order.buyer, facts=facts, now=now)
    customer, buyer = found.customer, order.buyer
    if any((buyer.name, buyer.group, buyer.account_id)) or order.consents != NO_CONSENTS:
        from functions.domain.orders.buyers import with_buyer_fields

        customer = with_buyer_fields(customer, order, known, now=now)
    if found.before is None or found.links or found.repairs:
        customer = yield from with_suppressions(org, found.before, customer)
    return replace(found, customer=customer)
