"""`save_campaign` and `record_redemption`: what is offered to whom, and that a customer took it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StrictBool, StrictInt

from functions.domain.campaign_runs.pages import waits_for_approval
from functions.domain.campaigning.entries import listing
from functions.domain.campaigns.documents import (
    USUAL_PRIORITY,
    Campaign,
    CampaignMode,
    CampaignRedemption,
    Variant,
)
from functions.domain.campaigns.times import TASK_WITHIN, next_look
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import Edited, edited, refuse, require, require_owner
from functions.domain.commands.requests import Request, instant_of, read_customer
from functions.domain.configuration.documents import OfferDocument
from functions.domain.customers.touches import Promoted
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import DocumentId, Form, Instant, LongText, OptionalId, OptionalText
from functions.domain.orders.documents import RecordedOrder
from functions.domain.orgs.org import Org
from functions.domain.settings.campaigns import CampaignChannel, Handoff
from functions.domain.settings.offer_calendar import OF_GOODS, Kpi
from functions.domain.settings.types import named_once

# What says what is sent, to whom and when: an approval is of these, and they stand still once it has begun.
CONTENT: Final = (
    *("segment_ids", "exclude_segment_ids", "mode", "channels", "template", "variants", "variables", "offer"),
    *("offer_id", "starts_at", "at_local_time", "spread_hours", "holdout_percent", "priority"),
    *("kpi", "promotes"),
)
# What may change while it runs too.
BESIDE: Final = (
    *("name", "description", "objective", "promotion_details", "related_product_ids", "coupon_name"),
    *("ends_at", "budget_minor", "budget_messages", "handoff", "kpi_target"),
)
FIELDS: Final = (*CONTENT, *BESIDE)
MOST_SEGMENTS: Final = 20
MOST_VARIANTS: Final = 10
MOST_VARIABLES: Final = 20
MOST_PRODUCTS: Final = 50
LONGEST_SPREAD: Final = 24  # hours; a message is not welcome for much longer
_Ids = Annotated[tuple[DocumentId, ...], Field(max_length=MOST_SEGMENTS)]
_Channels = Annotated[tuple[CampaignChannel, ...], AfterValidator(named_once("a channel"))]


class VariantForm(Form):
    """`weight`: its share beside the others' weights."""

    id: DocumentId
    template: DocumentId
    weight: Annotated[StrictInt, Field(ge=1, le=1000)] = 1


def _told_apart(variants: tuple[VariantForm, ...]) -> tuple[VariantForm, ...]:
    if len({each.id for each in variants}) < len(variants):
        raise ValueError("names a variant twice")
    return variants


_Category = Annotated[str, Field(min_length=1, max_length=100)]
_Variants = Annotated[tuple[VariantForm, ...], Field(max_length=MOST_VARIANTS), AfterValidator(_told_apart)]


class PromotedForm(Form):
    """The goods by which a campaign is judged."""

    product_ids: Annotated[tuple[DocumentId, ...], Field(max_length=MOST_PRODUCTS)] = ()
    categories: Annotated[tuple[_Category, ...], Field(max_length=MOST_PRODUCTS)] = ()


class CampaignForm(Form):
    """Fields of a campaign. One that is absent stays as it is, one that is null goes. Without an id it is new."""

    campaign_id: OptionalId = None
    name: OptionalText = None
    description: LongText | None = None
    objective: OptionalText = None
    offer: LongText | None = None
    offer_id: OptionalId = None
    promotion_details: LongText | None = None
    related_product_ids: Annotated[tuple[DocumentId, ...], Field(max_length=MOST_PRODUCTS)] = ()
    segment_ids: _Ids = ()
    exclude_segment_ids: _Ids = ()
    mode: CampaignMode = "tracked_only"
    channels: _Channels = ()
    template: OptionalId = None
    variants: _Variants = ()
    variables: Annotated[dict[DocumentId, OptionalText | StrictInt], Field(max_length=MOST_VARIABLES)] = (
        Field(default_factory=dict)
    )
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    at_local_time: StrictBool = False
    spread_hours: Annotated[StrictInt, Field(ge=1, le=LONGEST_SPREAD)] | None = None
    budget_minor: Annotated[StrictInt, Field(ge=0, le=10**12)] | None = None
    budget_messages: Annotated[StrictInt, Field(ge=0, le=10**9)] | None = None
    holdout_percent: Annotated[float, Field(strict=True, ge=0, le=90)] = 0
    priority: Annotated[StrictInt, Field(ge=1, le=100)] = USUAL_PRIORITY
    coupon_name: OptionalText = None
    handoff: Handoff | None = None
    kpi: Kpi | None = None
    kpi_target: Annotated[float, Field(strict=True, ge=0, le=10**12)] | None = None
    promotes: PromotedForm | None = None


class RedemptionForm(Form):
    """`order_id`: the id of the order's document; without it the redemption is one of its own."""

    campaign_id: DocumentId
    customer_id: DocumentId
    order_id: OptionalId = None
    redeemed_at: Instant | None = None


def save_campaign(org: Org, request: Request[CampaignForm], now: datetime) -> Decision[Result]:
    """The campaign with these fields. Bills 1 read and 1 write, the read alone where all of it is late; 1 read and 1
    write more where one that takes in who enters later is scheduled. Of a field the change that was made last holds. A
    change of what is sent, to whom or when takes an approval away. An offer that this instance does not know bills 1
    read more.

    Malformed at each segment and template and the offer that there is not, at `name` where it would have none (and at
    `offer` of one that is tracked), at `ends_at` where it would end before it begins, and at what may not
    change since it has begun.
    """
    form = request.data
    id = form.campaign_id or f"command:{request.command_id}:campaign"
    known = yield from get(Campaign, id, presumed_missing=form.campaign_id is None)
    if faults := list(_reference_faults(org, form)):
        raise Malformed("command", faults)
    if known is None or form.offer_id != known.offer_id:
        yield from _require_offer(org, form.offer_id)
    variants = tuple(Variant(**each.model_dump()) for each in form.variants)
    promotes = Promoted(**form.promotes.model_dump()) if form.promotes is not None else None
    saved = edited(known or Campaign(id=id), request, FIELDS, variants=variants, promotes=promotes)
    if saved.document == known:
        return NOTHING, saved.result(campaign_id=id)
    campaign = _changed(org, known, saved, now=now)
    if known is None:
        campaign = campaign.with_changes(created_at=now, created_by=request.giver.uid)
    _require_whole(campaign)
    listed = yield from listing(org, known, campaign)
    return Changes(put=(campaign, *listed)), saved.result(campaign_id=id)


def _changed(org: Org, known: Campaign | None, saved: Edited[Campaign], *, now: datetime) -> Campaign:
    """The campaign after a save, with what a change of its content means to where it stands."""
    campaign = saved.document.with_changes(updated_at=now)
    before = known or Campaign(id=campaign.id)
    changed = [name for name in FIELDS if getattr(before, name) != getattr(campaign, name)]
    content = [name for name in changed if name in CONTENT]
    _require_open(before, changed, content)
    if content:
        campaign = campaign.with_changes(content_at=now, approved_at=None, approved_by=None)
    if campaign.mode == "tracked_only":
        return campaign.with_changes(status=None, wake_at=None)
    if campaign.status is None:
        return campaign.with_changes(status="draft")
    return _woken(org, campaign, changed, now=now) if changed else campaign


def _woken(org: Org, campaign: Campaign, changed: list[str], *, now: datetime) -> Campaign:
    """The campaign looked at anew where its times, or what it waits for, may have moved."""
    if campaign.status == "scheduled":
        because = "approval_missing" if waits_for_approval(org, campaign) else None
        return campaign.with_changes(wake_at=next_look(org, campaign, now), stands_because=because)
    if campaign.status == "running" and campaign.is_passed and "ends_at" in changed:
        return campaign.with_changes(wake_at=now + TASK_WITHIN)
    return campaign


def _require_whole(campaign: Campaign) -> None:
    require(campaign, "name", *(("offer",) if campaign.mode == "tracked_only" else ()))
    if campaign.kpi in OF_GOODS and campaign.promotes is None:
        raise refuse("promotes", "is needed for this kpi")
    if campaign.starts_at and campaign.ends_at and campaign.ends_at <= campaign.starts_at:
        raise refuse("ends_at", "is not after starts_at")


def _require_offer(org: Org, id: str | None) -> Reading[None]:
    """Malformed where there is no such offer. One that this instance does not know may be new: 1 read."""
    if id is None or id in org.offers:
        return
    if (yield from get(OfferDocument, id)) is None:
        raise refuse("offer_id", "names no offer")


def _require_open(known: Campaign, changed: list[str], content: list[str]) -> None:
    if known.status in ("done", "cancelled") and changed:
        raise refuse(changed[0], "may not change: the campaign is over")
    has_begun = known.started_at is not None or known.status == "paused"
    if has_begun and content:
        raise refuse(content[0], "may not change: the campaign has begun")
    if known.status == "scheduled" and "mode" in content:
        raise refuse("mode", "may not change: the campaign is scheduled")


def record_redemption(org: Org, request: Request[RedemptionForm], now: datetime) -> Decision[Result]:
    """That a customer took a campaign's offer, once for each order. Bills 2 reads and 1 write, 1 read more for the
    order; what an order redeemed before the reads alone. A late one is as of when it was made.

    Malformed where there is no such campaign, where its coupons count its redemptions, outside its time, and where the
    order is another customer's.
    """
    form = request.data
    campaign = yield from get(Campaign, form.campaign_id)
    if campaign is None:
        raise refuse("campaign_id", "names no campaign")
    if campaign.coupon_name is not None:
        raise refuse("campaign_id", "counts its coupons: redeem one with the order")
    customer = yield from read_customer(request.giver, form.customer_id)
    if form.order_id is not None:
        order = yield from get(RecordedOrder, form.order_id)
        if order is None:
            raise refuse("order_id", "names no order")
        require_owner(order.customer_id, customer, path="order_id")
    at = instant_of(form.redeemed_at, request, path="redeemed_at", now=now)
    _require_running(campaign, at)
    id = f"{campaign.id}:{form.order_id or f'command:{request.command_id}'}"
    known = yield from get(CampaignRedemption, id, presumed_missing=True)
    result: Result = {"redemption_id": id, "campaign_id": campaign.id}
    if known is not None:
        return NOTHING, {**result, "replayed": True}
    redemption = CampaignRedemption(
        id=id,
        campaign_id=campaign.id,
        customer_id=customer.id,
        order_id=form.order_id,
        redeemed_at=at,
        recorded_by=request.giver.uid,
    )
    return Changes(create=(redemption,)), result


def _reference_faults(org: Org, form: CampaignForm) -> Iterator[FieldFault]:
    for path in ("segment_ids", "exclude_segment_ids"):
        for number, id in enumerate(getattr(form, path)):
            if id not in org.segments:
                yield FieldFault(f"{path}.{number}", "names no segment")
    named = {"template": form.template} | {
        f"variants.{number}.template": each.template for number, each in enumerate(form.variants)
    }
    for path, id in named.items():
        if id is not None and id not in org.templates:
            yield FieldFault(path, "names no template")


def _require_running(campaign: Campaign, at: datetime) -> None:
    if campaign.starts_at is not None and at < campaign.starts_at:
        raise refuse("campaign_id", "has not begun then")
    if campaign.ends_at is not None and at >= campaign.ends_at:
        raise refuse("campaign_id", "is over then")
