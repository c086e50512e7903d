"""What of offers is counted, and the batches in which their codes are made."""

from datetime import datetime
from typing import ClassVar, Final

from functions.domain.kernel.decisions import Document

CODES_A_PAGE: Final = 400


class OfferCount(Document):
    """`offer_counts/{offer}`: how many orders redeem an offer at this moment, and how much it takes off them. Kept in
    the commit of each order.
    """

    collection: ClassVar[str] = "offer_counts"
    redemptions: int = 0
    discount_minor: int = 0


class CodeBatch(Document):
    """Codes of an offer that are made together, each good once for any sale; `made` of `count` until now. `skipped`:
    numbers whose code was another coupon's already, and that have none.
    """

    collection: ClassVar[str] = "coupon_batches"
    sparse: ClassVar[frozenset[str]] = frozenset({"wake_at", "skipped"})
    offer_id: str | None = None
    name: str | None = None
    count: int = 0
    made: int = 0
    skipped: tuple[int, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    created_at: datetime | None = None
    created_by: str | None = None
    wake_at: datetime | None = None

    @property
    def made_count(self) -> int:
        """How many are made, also where that field was spoilt by hand: of a batch that waits for no page, all."""
        is_spoilt = "made" in self.odd_fields and self.wake_at is None
        return self.count if is_spoilt else self.made


class OfferOrder(Document):
    """Of an order, whose it counts for and when it was bought: to count a customer's own of an offer."""

    collection: ClassVar[str] = "orders"
    is_part: ClassVar[bool] = True
    counted_for: str | None = None
    ordered_at: datetime | None = None
