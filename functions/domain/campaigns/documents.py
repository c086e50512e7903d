"""A campaign that is tracked: an offer that goes out by other ways, to whom, and who redeemed it. Nothing is sent."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import Document

CampaignMode = Literal["tracked_only"]


class Campaign(Document):
    """`segment_ids`: whom it is for. `coupon_name`: the coupons of that name are its redemptions; without it staff
    record them.
    """

    collection: ClassVar[str] = "campaigns"
    name: str | None = None
    offer: str | None = None
    segment_ids: tuple[str, ...] = ()
    mode: CampaignMode = "tracked_only"
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    coupon_name: str | None = None
    created_at: datetime | None = None
    created_by: str | None = None
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)


class CampaignRedemption(Document):
    """`campaign_redemptions/{campaign}:{order}`, so that an order redeems a campaign once."""

    collection: ClassVar[str] = "campaign_redemptions"
    campaign_id: str | None = None
    customer_id: str | None = None
    order_id: str | None = None
    redeemed_at: datetime | None = None
    recorded_by: str | None = None
