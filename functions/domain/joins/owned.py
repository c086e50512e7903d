"""Documents that say whose they are, and that move with their customer when two become one.

The ledger is not among them (transfers.py), nor are a conversation's messages: they belong to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from functions.domain.customers.visits import visits_of
from functions.domain.kernel.decisions import Document, Put, Value
from functions.domain.kernel.pending import not_among, place_of
from functions.domain.sales.opportunities import DealShare


class Owned(Document):
    """Of a document, whose it is."""

    collection: ClassVar[str] = "interactions"
    is_part: ClassVar[bool] = True
    customer_id: str | None = None

    def given_to(self, customer_id: str) -> "Owned":
        """The same document as another customer's."""
        return self.with_changes(customer_id=customer_id)


class OwnedMessage(Owned):
    collection: ClassVar[str] = "messages"


class OwnedConversation(Owned):
    collection: ClassVar[str] = "conversations"


class OwnedDevice(Owned):
    collection: ClassVar[str] = "devices"


class OwnedIdentity(Owned):
    collection: ClassVar[str] = "identities"


class OwnedContribution(Value):
    """What an order counts for, and for whom; see orders/documents.py."""

    customer_id: str | None = None
    orders: int = 0
    visits: int = 0
    outlet_id: str | None = None
    spend_minor: int = 0
    points: int = 0
    wallet_minor: int = 0


@dataclass(frozen=True)
class OrderSums:
    """What orders count for together. `outlets`: visits by outlet."""

    orders: int
    visits: int
    spend_minor: int
    points: int
    wallet_minor: int
    outlets: Mapping[str, int]


class OwnedState(Value):
    contribution: OwnedContribution | None = None


class OwnedOrder(Owned):
    collection: ClassVar[str] = "orders"
    counted_for: str | None = None
    recorded_state: OwnedState | None = None

    def given_to(self, customer_id: str) -> "OwnedOrder":
        """The same order as another customer's, in whose figures it is from now on if it was in the former one's."""
        state, changes = self.recorded_state, dict[str, Any](customer_id=customer_id)
        if self.counted_for == self.customer_id:
            changes["counted_for"] = customer_id
        if state is not None and state.contribution is not None:
            contribution = state.contribution.with_changes(customer_id=customer_id)
            changes["recorded_state"] = state.with_changes(contribution=contribution)
        return self.with_changes(**changes)


class OwnedCart(Owned):
    collection: ClassVar[str] = "carts"


class OwnedWishlist(Owned):
    collection: ClassVar[str] = "wishlists"


class OwnedStockNotice(Owned):
    collection: ClassVar[str] = "stock_notices"


class OwnedCoupon(Owned):
    collection: ClassVar[str] = "coupons"


class OwnedReferral(Owned):
    collection: ClassVar[str] = "referrals"


class OwnedTask(Owned):
    collection: ClassVar[str] = "tasks"


class OwnedRecommendation(Owned):
    collection: ClassVar[str] = "recommendations"


class OwnedLegalEntity(Owned):
    collection: ClassVar[str] = "legal_entities"


class OwnedBrand(Owned):
    collection: ClassVar[str] = "brands"


class OwnedContract(Owned):
    collection: ClassVar[str] = "contracts"


class OwnedInvoice(Owned):
    collection: ClassVar[str] = "invoices"


class OwnedContact(Owned):
    collection: ClassVar[str] = "contacts"
    is_primary: bool = False


class OwnedLocation(Owned):
    """`counted_kg`: what its account's coffee has of it."""

    collection: ClassVar[str] = "locations"
    counted_kg: float = 0


class OwnedOpportunity(Owned):
    """`counted`: what its account's deals have of it."""

    collection: ClassVar[str] = "opportunities"
    counted: DealShare | None = None
    territory_id: str | None = None


class OwnedLead(Owned):
    collection: ClassVar[str] = "leads"


class OwnedQuote(Owned):
    collection: ClassVar[str] = "quotes"


class OwnedNote(Owned):
    collection: ClassVar[str] = "notes"


class OwnedFeedback(Owned):
    collection: ClassVar[str] = "feedback"


class OwnedCampaignRedemption(Owned):
    collection: ClassVar[str] = "campaign_redemptions"


class OwnedOrderPost(Owned):
    collection: ClassVar[str] = "order_posts"


class OwnedBooking(Owned):
    collection: ClassVar[str] = "bookings"


class OwnedPilgrim(Owned):
    collection: ClassVar[str] = "pilgrims"


def summed(orders: Iterable[OwnedOrder]) -> OrderSums:
    """What orders count for together; one that is in no customer's figures counts for nothing."""
    states = [order.recorded_state for order in orders if order.counted_for == order.customer_id]
    counted = [state.contribution for state in states if state is not None and state.contribution is not None]
    figures = ("orders", "visits", "spend_minor", "points", "wallet_minor")
    sums = {name: sum(getattr(one, name) for one in counted) for name in figures}
    return OrderSums(**sums, outlets=visits_of(counted))


def with_reacted(
    handed_over: Sequence[Document], reacted: Iterable[Document | Put]
) -> tuple[Document | Put, ...]:
    """Documents that change hands, with what reactions put: one that is among both changes hands as these left it."""
    owners = {place_of(each): getattr(each, "customer_id", None) for each in handed_over}
    later = tuple(
        each.with_changes(customer_id=owners[place_of(each)])
        if isinstance(each, Document) and place_of(each) in owners
        else each
        for each in reacted
    )
    return (*not_among(later, handed_over), *later)


OWNED: tuple[type[Owned], ...] = (
    OwnedIdentity,
    OwnedOrder,
    OwnedConversation,
    OwnedMessage,
    Owned,
    OwnedDevice,
    OwnedCart,
    OwnedWishlist,
    OwnedStockNotice,
    OwnedCoupon,
    OwnedReferral,
    OwnedTask,
    OwnedRecommendation,
    OwnedLegalEntity,
    OwnedBrand,
    OwnedLocation,
    OwnedContact,
    OwnedContract,
    OwnedInvoice,
    OwnedOpportunity,
    OwnedLead,
    OwnedQuote,
    OwnedNote,
    OwnedFeedback,
    OwnedCampaignRedemption,
    OwnedOrderPost,
    OwnedBooking,
    OwnedPilgrim,
)
