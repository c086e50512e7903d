"""A quote: lines of products at their prices, what is given off them, until when it holds, and how far it has come.

A version that was sent never changes. The next one is a document of its own, and takes its place when it is sent.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import Value
from functions.domain.kernel.lenient_forms import Warned
from functions.domain.kernel.subjects import Subject
from functions.domain.kernel.units import number_of

QuoteStatus = Literal["draft", "pending_approval", "approved", "sent", "accepted", "declined", "expired"]
# Where a line's price is from: the product's own, a contract's, or one that a leader set for this quote.
PriceFrom = Literal["list", "contract", "special"]
Step = Literal[
    "created",
    "changed",
    "submitted",
    "approved",
    "refused",
    "withdrawn",
    "sent",
    "accepted",
    "declined",
    "expired",
    "replaced",
    "deal_left",
]
MOST_STEPS = 200  # that a quote remembers, the last ones
VALID_UNTIL = "valid_until"  # the reason by which it wakes
CUSTOMER = "customer"  # who took a step by the link
CLOCK = "clock"
_VERSION = re.compile(r"(.+):v([1-9]\d*)")


def _quantity(text: str) -> str:
    number = number_of(text)
    if number is None or number <= 0:
        raise ValueError("is not a number above zero")
    return text


Quantity = Annotated[str, AfterValidator(_quantity)]
# One that has a day in each time zone, and one before and after it.
At = Annotated[datetime, Field(ge=datetime(1000, 1, 1, tzinfo=UTC), le=datetime(9000, 1, 1, tzinfo=UTC))]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class QuoteLine(Value):
    """`quantity` is kept as text, which is exact; None where it was spoilt. `unit_price_minor`: before what is given
    off. `special_by`: the leader who set a special price. `total_minor`: after the line's own discount.
    """

    product_id: str
    name: str | None = None
    category: str | None = None
    quantity: Quantity | None = None
    unit: str | None = None
    unit_price_minor: int
    price_from: PriceFrom = "list"
    special_by: str | None = None
    discount_percent: Percent = 0
    gross_minor: int = 0
    total_minor: int = 0


class TaxLine(Value):
    """`net_minor`: what the tax is of. `is_included`: it is in the prices, and adds nothing to the total."""

    name: str
    percent: Percent
    net_minor: int
    tax_minor: int
    is_included: bool = False


class QuoteStep(Value):
    """What became of a quote, when, by whom (a uid, `customer`, `clock`), and why where they said it."""

    step: Step
    at: datetime
    by: str
    why: str | None = None


class Quote(Subject):
    """See docs/contracts.md, Collections. `root_id`: its first version. `highest_discount_percent`: the most that a
    line gives off its price, its own and the whole quote's discount together. `author_uids`: who wrote or submitted
    it; none of them decides on it. `net_minor`: after all discounts, before taxes that are added. `answer_reason`: what
    the customer said. `accept_url`: the customer's link. `wanted_on`: the day by which it is wished;
    `requirements`: what the account requires; `warnings`: what there is not, and by how much a credit limit is passed.
    """

    collection: ClassVar[str] = "quotes"
    # Both are always written: without them it is not known how it stands, or what it comes to.
    complete: ClassVar[Mapping[str, tuple[str, ...]]] = {"status": (), "total_minor": ()}
    opportunity_id: str | None = None
    legal_entity_id: str | None = None
    root_id: str | None = None
    version: int = 1
    status: QuoteStatus = "draft"
    lines: tuple[QuoteLine, ...] = ()
    discount_percent: Percent = 0
    highest_discount_percent: Percent = 0
    valid_until: At | None = None
    note: str | None = None
    wanted_on: str | None = None
    requirements: tuple[str, ...] = ()
    warnings: tuple[Warned, ...] = ()
    currency: str | None = None
    gross_minor: int = 0
    discount_minor: int = 0
    net_minor: int = 0
    taxes: tuple[TaxLine, ...] = ()
    total_minor: int = 0
    author_uids: tuple[str, ...] = ()
    submitted_at: datetime | None = None
    submitted_by: str | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    refused_at: datetime | None = None
    sent_at: At | None = None
    answered_at: datetime | None = None
    answer_reason: str | None = None
    order_id: str | None = None
    accept_url: str | None = None
    ended_by: Literal["time", "replaced", "withdrawn"] | None = None
    history: tuple[QuoteStep, ...] = ()
    created_at: At | None = None
    updated_at: At | None = None
    edits: Edits = Field(default_factory=dict)

    @property
    def is_ordered(self) -> bool:
        """Whether it was accepted: its order says so too, whatever became of its status."""
        return self.status == "accepted" or self.order_id is not None

    @property
    def is_unclear(self) -> bool:
        """Whether its status was spoilt after it was sent: it never changes again."""
        return "status" in self.odd_fields and self.sent_at is not None

    @property
    def is_answerable(self) -> bool:
        """Whether an answer of before its last instant would count, one that comes late too."""
        return not self.is_ordered and (
            self.status == "sent" or (self.status == "expired" and self.ended_by == "time")
        )


def version_id(root_id: str, version: int) -> str:
    """The id of a version: the first one's is the quote's own."""
    return root_id if version == 1 else f"{root_id}:v{version}"


def is_version_id(id: str) -> bool:
    """Whether an id is one that the server gives to a later version."""
    return _VERSION.fullmatch(id) is not None


def with_step(quote: Quote, step: Step, *, at: datetime, by: str, why: str | None = None) -> Quote:
    """The quote with a step in its history."""
    taken = QuoteStep(step=step, at=at, by=by, why=why)
    return quote.with_changes(history=(*quote.history, taken)[-MOST_STEPS:])
