"""What one state of an order changes, worked out step by step before it is committed (recording.py)."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from functions.domain.automations.react import follows_purchases, react
from functions.domain.customers.customer import Customer
from functions.domain.customers.identities import Found
from functions.domain.customers.reactions import Facts, Reaction
from functions.domain.kernel.decisions import Document, Reading
from functions.domain.kernel.pending import not_among, seeing
from functions.domain.loyalty.figures import FIGURES
from functions.domain.loyalty.points import LedgerEntry, Movement, entry_key
from functions.domain.orders.contributions import AppliedContribution, apply_contribution
from functions.domain.orders.documents import NO_CONTRIBUTION, KnownOrder, Order, OrderContribution
from functions.domain.orgs.org import Org
from functions.domain.redemptions.documents import NOTHING_REDEEMED

if TYPE_CHECKING:
    from functions.domain.orders.redeeming import Redeeming


class OrderChanges:
    """What one state of an order changes, while it is worked out. `redeeming`: where it redeems something, or did."""

    def __init__(self, org: Org, order: Order, stored: KnownOrder | None, *, now: datetime) -> None:
        self.org, self.order, self.order_id, self.stored, self.now = org, order, order.id, stored, now
        known = stored.recorded_state if stored else None
        # An order whose first state comes now may be an import: it is as old as its purchase.
        self.happened_at = order.facts.ordered_at if known is None else order.facts.updated_at
        self.known = known
        self.before = known.contribution if known else NO_CONTRIBUTION
        self.is_state_lost = False
        self.redeeming: Redeeming | None = None
        self.entry_counts: dict[str, int] = dict(known.entry_counts) if known else {}
        self.create: list[Document] = []
        self.put: list[Document] = []

    def apply_contribution(
        self, found: Found, before: OrderContribution, after: OrderContribution
    ) -> Reading[AppliedContribution]:
        """Count `after` for the customer instead of `before`, with the entry and all that follows."""
        customer, did_count = found.customer, before.orders
        if self.is_state_lost or found.is_back or not FIGURES.isdisjoint(customer.odd_fields):
            from functions.domain.orders.lost_figures import restored

            customer, did_count = yield from restored(self, found, before)
        movements: tuple[Movement, ...] = ()
        if self.redeeming is not None:
            customer, movements = yield from self.redeeming.applied(
                customer, before=before, after=after, did_count=did_count
            )
        after = self._attributed(customer, before, after)
        applied = yield from apply_contribution(
            self.org,
            customer,
            before=before,
            after=after,
            did_count=did_count,
            order_id=self.order_id,
            now=self.now,
        )
        for movement in (*movements, *applied.movements):
            self._book(customer, movement)
        customer = yield from self._move_results(applied.customer, before, after)
        if follows_purchases(self.org, customer):
            from functions.domain.orders.consumed import with_consumption

            customer = yield from with_consumption(
                self.org, customer, self.order, before=before, after=after, is_back=found.is_back
            )
        facts = Facts("order_recorded", "orders", self.order_id, self.happened_at)
        reacting = react(self.org, found.before, customer, facts=facts, now=self.now)
        # Only an order that another customer had before has changed anything that the reaction could read.
        reaction = yield from seeing((*self.create, *self.put), reacting) if self.put else reacting
        self._note(reaction, after)
        return replace(applied, customer=reaction.customer)

    def _note(self, reaction: Reaction, after: OrderContribution) -> None:
        """What followed from the change, over what was changed before it."""
        self.create.extend(reaction.create)
        reacted = (reaction.customer, *reaction.others)
        self.put = [*(not_among(reacted, self.put) if self.put else ()), *reacted]
        if self.before.campaigns or after.campaigns:
            from functions.domain.orders.attributing import with_tiers

            self.put = with_tiers(self.org, reaction.customer, self.put, after=after)

    def _attributed(
        self, customer: Customer, before: OrderContribution, after: OrderContribution
    ) -> OrderContribution:
        """What the order counts for, with its buyer's campaigns among whose results it is."""
        if not customer.campaigns and not before.campaigns:
            return after
        from functions.domain.orders.attributing import attributed

        redeemed = self.redeeming.redemption.redeemed if self.redeeming is not None else NOTHING_REDEEMED
        return attributed(customer, before, after, lines=self.order.lines, redeemed=redeemed)

    def _move_results(
        self, customer: Customer, before: OrderContribution, after: OrderContribution
    ) -> Reading[Customer]:
        """What the order counts for in the results of its buyer's campaigns, and the buyer who knows of it."""
        if not before.campaigns and not after.campaigns:
            return customer
        from functions.domain.orders.attributing import results_moved, who_bought

        moved = yield from results_moved(before, after)
        self.put.extend(moved)
        return who_bought(customer, moved)

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
