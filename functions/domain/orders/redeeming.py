"""An order that redeems something, or did: what it takes and gives back in its own commit, and what its sender is
answered. Entered only where a state asks for it or the known one has something.
"""

from collections.abc import Sequence
from datetime import datetime

from functions.domain.coupons.bills import Bill
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Document, Reading
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.kernel.money import to_major
from functions.domain.loyalty.points import LedgerEntry, Movement
from functions.domain.orders.documents import (
    NO_CONTRIBUTION,
    KnownOrder,
    Order,
    OrderContribution,
    OrderFacts,
)
from functions.domain.orgs.org import Org, is_on
from functions.domain.redemptions.accounts import moved
from functions.domain.redemptions.cases import Case, left_alone, part_of
from functions.domain.redemptions.deciding import decided
from functions.domain.redemptions.documents import (
    NO_REDEMPTION,
    NOTHING_ASKED,
    NOTHING_REDEEMED,
    Redeemed,
    Redemption,
)


class Redeeming:
    """What a state of an order changes of what it redeems, while it is worked out. `known`: what the order redeems
    until now; `has_left_buyer`: it was given back, since the order turned out to be another customer's.
    """

    def __init__(self, org: Org, order: Order, known: Redemption | None, *, now: datetime) -> None:
        self.org, self.order, self.now = org, order, now
        self.known = known or NO_REDEMPTION
        self.has_left_buyer = False
        self.redemption = self.known
        self.changed: tuple[Document, ...] = ()
        self.warnings: tuple[Warned, ...] = ()

    def applied(
        self, customer: Customer, *, before: OrderContribution, after: OrderContribution, did_count: int
    ) -> Reading[tuple[Customer, tuple[Movement, ...]]]:
        """The customer after what this state redeems, and the movements of their ledger: all is given back to one for
        whom the order counts no more. `did_count`: whether it was one of their orders, 1 or 0. Bills what `decided`
        does.
        """
        if after.customer_id is None:
            return _with_account(customer, self.known.redeemed, NOTHING_REDEEMED)
        is_same_buyer = before.customer_id == after.customer_id and not self.has_left_buyer
        known = self.known if is_same_buyer else NO_REDEMPTION
        yield from self._decide(
            customer, known, earned=before if is_same_buyer else NO_CONTRIBUTION, did_count=did_count
        )
        return _with_account(customer, known.redeemed, self.redemption.redeemed)

    def applied_to_none(self, *, before: OrderContribution) -> Reading[None]:
        """The same of a sale to no customer; while the CRM is off all stays as it was."""
        if not is_on(self.org, "crm"):
            self.warnings = left_alone(self.known, self.order.asked or NOTHING_ASKED)
            return
        is_same_buyer = before.customer_id is None and not self.has_left_buyer
        yield from self._decide(None, self.known if is_same_buyer else NO_REDEMPTION)

    def _decide(
        self,
        customer: Customer | None,
        known: Redemption,
        *,
        earned: OrderContribution = NO_CONTRIBUTION,
        did_count: int = 0,
    ) -> Reading[None]:
        facts = self.order.facts
        others = customer.stats.orders - did_count if customer is not None else 0
        case = Case(
            org=self.org,
            order_id=self.order.id,
            bill=Bill(facts.total_minor, facts.ordered_at, self.order.lines),
            refunded_minor=facts.refunded_minor,
            asked=self.order.asked or NOTHING_ASKED,
            customer=customer,
            known=known,
            formerly=self.known.redeemed,
            is_over=_why_over(facts),
            now=self.now,
            earned_points=earned.points,
            earned_wallet_minor=earned.wallet_minor,
            channel=facts.channel,
            outlet_id=facts.outlet_id,
            other_orders=others,
        )
        what = yield from decided(case)
        self.redemption, self.warnings = what.redemption, what.warnings
        self.changed = (*what.coupons, *what.counts)

    @property
    def kept(self) -> Redemption | None:
        """What is kept with the order; None where it neither asks for anything nor has it."""
        is_none = self.redemption.asked == NOTHING_ASKED and self.redemption.redeemed == NOTHING_REDEEMED
        return None if is_none else self.redemption


def _with_account(
    customer: Customer, before: Redeemed, after: Redeemed
) -> tuple[Customer, tuple[Movement, ...]]:
    account, movements = moved(customer.loyalty, before=before, after=after)
    return customer.with_changes(loyalty=account), movements


def _why_over(facts: OrderFacts) -> str | None:
    """Why an order takes nothing; None for one that was paid and stands."""
    if facts.status == "pending":
        return "is redeemed when the order is paid"
    if facts.status == "cancelled":
        return "the order is cancelled"
    if facts.status == "refunded" and facts.refunded_minor >= facts.total_minor:
        return "the order was refunded"
    return None


def of_ledger(stored: KnownOrder, entries: Sequence[LedgerEntry]) -> Redemption | None:
    """What an order redeems whose state was lost, by its ledger entries and by its own field."""
    taken = {
        unit: -sum(entry.amount for entry in entries if entry.unit == unit and _is_redemption(entry))
        for unit in ("points", "wallet_minor")
    }
    coupon = part_of(stored.redeemed, "coupon_code") if stored.redeemed is not None else NOTHING_REDEEMED
    if not any(taken.values()) and coupon.coupon_code is None:
        return None
    return Redemption(redeemed=coupon.with_changes(**taken))


def _is_redemption(entry: LedgerEntry) -> bool:
    return entry.kind == "redeem" or (entry.kind == "reverse" and entry.amount > 0)


def answered(redeemed: Redeemed, currency: str) -> dict[str, int | str]:
    """What a sender is answered: what was redeemed alone, money as text in the major unit."""
    found: dict[str, int | str] = {}
    if redeemed.points:
        found |= {"points": redeemed.points, "points_value": _text(redeemed.points_minor, currency)}
    if redeemed.coupon_code is not None:
        found |= {
            "coupon_code": redeemed.coupon_code,
            "discount": _text(redeemed.discount_minor, currency),
        }
    if redeemed.wallet_minor:
        found["wallet"] = _text(redeemed.wallet_minor, currency)
    return found


def _text(minor: int, currency: str) -> str:
    return f"{to_major(minor, currency):f}"
