"""What hangs on a customer who is a business."""

from datetime import datetime

from pydantic import Field

from functions.domain.kernel.decisions import Value


class DealCounts(Value):
    """How many deals of an account are in each stage, and of each outcome; its open ones by product dimension, and what
    these are worth. `by_standing`: what the first two are summed from (domain/sales/rollups.py).
    """

    by_stage: dict[str, int] = Field(default_factory=dict)
    by_outcome: dict[str, int] = Field(default_factory=dict)
    by_standing: dict[str, int] = Field(default_factory=dict)
    by_dimension: dict[str, int] = Field(default_factory=dict)
    value_minor: int = 0


class AccountPlace(Value):
    """Where an account is: the address of one of its locations, the first that was active with one."""

    location_id: str
    province: str | None = None
    city: str | None = None
    district: str | None = None
    postal_code: str | None = None


class Account(Value):
    """What hangs on a customer who is a business. `pic_id`: the person of its primary contact, `pic_contact_id`, as of
    `pic_at`; `monthly_coffee_kg`: of its active locations together, `place`: of one of them. The rest follows from
    `deals`: `current_stage`, `deal_status` (see domain/sales/rollups.py), and of the open ones the value and the
    product dimensions.
    """

    pic_id: str | None = None
    pic_contact_id: str | None = None
    pic_at: datetime | None = None
    monthly_coffee_kg: float = 0
    place: AccountPlace | None = None
    current_stage: str | None = None
    deal_status: str | None = None
    estimated_deal_value_minor: int = 0
    product_dimensions: tuple[str, ...] = ()
    deals: DealCounts = DealCounts()
