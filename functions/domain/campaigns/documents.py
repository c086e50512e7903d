"""A campaign: an offer to segments, sent to each of their customers once or tracked alone, and who redeemed it."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.customers.edits import Edits
from functions.domain.customers.touches import Promoted
from functions.domain.kernel.decisions import Document, Value
from functions.domain.settings.campaigns import CampaignChannel, Handoff
from functions.domain.settings.offer_calendar import Kpi

# scheduled: to who is in the segments when their page comes; ongoing: to who enters later too; tracked_only: to none.
CampaignMode = Literal["tracked_only", "scheduled", "ongoing"]
CampaignStatus = Literal["draft", "scheduled", "running", "paused", "done", "cancelled"]
# Why it stands so: it waits for a leader, or for its segments to be gone through, or stopped by itself.
StandsBecause = Literal[
    "approval_missing",
    "budget",
    "ended",
    "offer_missing",
    "segment_missing",
    "segment_unbuilt",
    "template_missing",
]
USUAL_PRIORITY = 50


class Variant(Value):
    """One of several texts of a campaign; `weight`: its share among them."""

    id: str
    template: str
    weight: int = 1


class Progress(Value):
    """What pages did so far: customers who were `passed`, and of these those whose message was `queued`, who are to be
    `called`, who were `held_out`, and whose message was `suppressed`, by reason. `cost_minor`: of what was queued.
    """

    passed: int = 0
    queued: int = 0
    called: int = 0
    held_out: int = 0
    suppressed: int = 0
    reasons: dict[str, int] = Field(default_factory=dict)
    cost_minor: int = 0

    @property
    def reached(self) -> int:
        """Whom the budget in messages counts."""
        return self.queued + self.called


class ArmResult(Value):
    """What the customers of one group bought in the time of attribution: how many `people` there are, how many of them
    bought, their orders and amount; of these those that this campaign was the last one before, and the first one.
    """

    people: int = 0
    buyers: int = 0
    orders: int = 0
    revenue_minor: int = 0
    last_touch_orders: int = 0
    last_touch_minor: int = 0
    first_touch_orders: int = 0
    first_touch_minor: int = 0


class UpliftResult(Value):
    """How many more of those who were written to bought than of those who were held out: see uplift.py."""

    verdict: Literal["too_few", "more", "less", "no_difference_seen"] = "too_few"
    points: float | None = None
    low: float | None = None
    high: float | None = None
    revenue_minor: int | None = None


class VariantTest(Value):
    """Two variants compared: how likely such a difference is by chance, corrected for several comparisons; None where
    there are too few.
    """

    first: str
    second: str
    p_value: float | None = None


class ReachResult(Value):
    """What became of the messages of those who were written to, and what these did: how many were `sent` (or given out
    as a call), of these `delivered` and of these `read`; how many `failed` or may not have gone out; how many customers
    `clicked`, `replied`, `responded` (one of the two) and `opted_out`. Each rate is a share from 0 to 1; None where
    there is nothing to have a share of.
    """

    sent: int = 0
    delivered: int = 0
    read: int = 0
    failed: int = 0
    clicked: int = 0
    replied: int = 0
    responded: int = 0
    opted_out: int = 0
    delivery_rate: float | None = None
    response_rate: float | None = None
    conversion_rate: float | None = None


class ChannelReach(Value):
    """The same of the messages of one channel, as far as a provider reports."""

    sent: int = 0
    delivered: int = 0
    read: int = 0
    failed: int = 0
    delivery_rate: float | None = None


class OfferResult(Value):
    """What those who were written to redeemed of the campaign's offer, in the time of attribution: how many customers
    did (`redeemers`), their orders that do, and what this took off these. `redemption_rate`: the redeemers' share of
    those who were written to, from 0 to 1; None of nobody.
    """

    redeemers: int = 0
    redemptions: int = 0
    discount_minor: int = 0
    redemption_rate: float | None = None


class KpiResult(Value):
    """The figure by which a campaign is judged, of those whom it was sent to: `numerator` over `denominator`, or a sum
    without one. Shares are 0 to 1, money in the minor unit; None where there is nothing to share. `held_out`: the same
    of those who were held out. `is_met`: whether it is no less than `target`.
    """

    kpi: Kpi
    value: float | None = None
    numerator: int = 0
    denominator: int | None = None
    held_out: float | None = None
    target: float | None = None
    is_met: bool | None = None


class CampaignMetrics(Value):
    """A campaign's results as of `counted_at`; once `is_final` they do not move any more. `cost_minor`: of what was
    planned. `roi`: what the campaign brought for one unit of what it cost (docs/campaigns.md); None without either.
    `kpi`: of one that is judged by a figure. `offer`, `variant_offers`: of one that has an offer.
    """

    counted_at: datetime
    is_final: bool = False
    treated: ArmResult = ArmResult()
    held_out: ArmResult = ArmResult()
    uplift: UpliftResult = UpliftResult()
    variants: dict[str, ArmResult] = Field(default_factory=dict)
    tests: tuple[VariantTest, ...] = ()
    reach: ReachResult = ReachResult()
    variant_reach: dict[str, ReachResult] = Field(default_factory=dict)
    channels: dict[str, ChannelReach] = Field(default_factory=dict)
    offer: OfferResult | None = None
    variant_offers: dict[str, OfferResult] = Field(default_factory=dict)
    cost_minor: int = 0
    roi: float | None = None
    kpi: KpiResult | None = None


class Campaign(Document):
    """See docs/campaigns.md. `segment_ids`: whom it is for, `exclude_segment_ids`: whom not, though they are among
    them. `variables`: what its texts are given beside the rest. `coupon_name`: the coupons of that name are its
    redemptions; without it staff record them. `handoff`: what staff get of who responds.
    `starts_at` and `ends_at` are instants; with `at_local_time` each customer's clock tells when it is so late.

    `status` is that of one that sends; one that is tracked alone has none. `moved_at`: when its last step was made;
    `content_at`: when what it sends or to whom changed last; `approved_texts`: a
    digest of its texts and its offer as they were approved. `after_id`: whom its pages went to last, `pages` how many
    there were; `is_passed`: there is no further one. `is_again`: pages go over customers whom they went to before.
    `last_send_at`: until when what it queued goes out. `metrics`: its results, as counted last. `kpi`, `kpi_target`:
    the figure by which it is judged, and what is aimed at; `promotes`: the goods that this looks for.
    `calendar_entry`: the offer of the year that it comes from; it waits for an approval, however few it goes to.
    """

    collection: ClassVar[str] = "campaigns"
    sparse: ClassVar[frozenset[str]] = frozenset(
        {"wake_at", "metrics", "handoff", "kpi", "kpi_target", "promotes", "calendar_entry"}
    )
    name: str | None = None
    description: str | None = None
    objective: str | None = None
    offer: str | None = None
    offer_id: str | None = None
    promotion_details: str | None = None
    related_product_ids: tuple[str, ...] = ()
    segment_ids: tuple[str, ...] = ()
    exclude_segment_ids: tuple[str, ...] = ()
    mode: CampaignMode = "tracked_only"
    channels: tuple[CampaignChannel, ...] = ()
    template: str | None = None
    variants: tuple[Variant, ...] = ()
    variables: dict[str, str | int | None] = Field(default_factory=dict)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    at_local_time: bool = False
    spread_hours: int | None = None
    budget_minor: int | None = None
    budget_messages: int | None = None
    holdout_percent: float = 0
    priority: int = USUAL_PRIORITY
    coupon_name: str | None = None
    handoff: Handoff | None = None
    kpi: Kpi | None = None
    kpi_target: float | None = None
    promotes: Promoted | None = None
    calendar_entry: str | None = None
    status: CampaignStatus | None = None
    stands_because: StandsBecause | None = None
    audience: int | None = None
    scheduled_at: datetime | None = None
    scheduled_by: str | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    approved_texts: str | None = None
    started_at: datetime | None = None
    done_at: datetime | None = None
    moved_at: datetime | None = None
    content_at: datetime | None = None
    after_id: str | None = None
    pages: int = 0
    is_passed: bool = False
    is_again: bool = False
    last_send_at: datetime | None = None
    progress: Progress = Progress()
    metrics: CampaignMetrics | None = None
    wake_at: datetime | None = None
    created_at: datetime | None = None
    created_by: str | None = None
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)

    @property
    def templates(self) -> tuple[str, ...]:
        """All that it may send."""
        own = (self.template,) if self.template is not None else ()
        return tuple(each.template for each in self.variants) or own

    @property
    def is_listed(self) -> bool:
        """Whether customers who enter one of its segments get it: the organisation keeps a list of such campaigns."""
        return self.mode == "ongoing" and self.status in ("scheduled", "running", "paused")


class CampaignRedemption(Document):
    """`campaign_redemptions/{campaign}:{order}`, so that an order redeems a campaign once."""

    collection: ClassVar[str] = "campaign_redemptions"
    campaign_id: str | None = None
    customer_id: str | None = None
    order_id: str | None = None
    redeemed_at: datetime | None = None
    recorded_by: str | None = None
