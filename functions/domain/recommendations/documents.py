"""A recommendation that was made, and whether the customer bought what it recommends."""

from datetime import datetime
from typing import ClassVar, Literal

from functions.domain.kernel.decisions import UNKNOWN_AT, Document

Status = Literal["made", "met"]


class Recommendation(Document):
    """`recommendations/{customer}:{rule}-{digest of the order}`: by which rule and after which order it was `made`;
    `met` by which order, the first one in time. A rule's success is a count of those that are `met`.
    """

    collection: ClassVar[str] = "recommendations"
    sparse: ClassVar[frozenset[str]] = frozenset({"met_at", "met_order_id"})
    customer_id: str | None = None
    rule_id: str = "unknown"
    status: Status = "made"
    order_id: str | None = None
    made_at: datetime = UNKNOWN_AT
    met_order_id: str | None = None
    met_at: datetime | None = None
