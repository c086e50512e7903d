"""A contract of an account: from when until when, how it goes on, and the prices that were agreed."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import Value
from functions.domain.kernel.subjects import Subject

Renewal = Literal["automatic", "by_agreement", "ends"]


class ContractPrice(Value):
    product_id: str
    price_minor: int = 0


class Contract(Subject):
    """See docs/contracts.md, Collections. Days are the business's own."""

    collection: ClassVar[str] = "contracts"
    legal_entity_id: str | None = None
    title: str | None = None
    starts_on: str | None = None
    ends_on: str | None = None
    renewal: Renewal = "by_agreement"
    is_cancelled: bool = False
    prices: tuple[ContractPrice, ...] = ()
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)
