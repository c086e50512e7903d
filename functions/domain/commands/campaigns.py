"""`save_campaign` and `record_redemption`: an offer that is tracked, and that a customer took it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.domain.campaigns.documents import Campaign, CampaignMode, CampaignRedemption
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import edited, refuse, require, require_owner
from functions.domain.commands.requests import Request, instant_of, read_customer
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, get
from functions.domain.kernel.errors import FieldFault, Malformed
from functions.domain.kernel.validation import DocumentId, Form, Instant, LongText, OptionalId, OptionalText
from functions.domain.orders.documents import RecordedOrder
from functions.domain.orgs.org import Org

FIELDS = ("name", "offer", "segment_ids", "mode", "starts_at", "ends_at", "coupon_name")
MOST_SEGMENTS = 20


class CampaignForm(Form):
    """Fields of a campaign. One that is absent stays as it is, one that is null goes. Without an id it is new."""

    campaign_id: OptionalId = None
    name: OptionalText = None
    offer: LongText | None = None
    segment_ids: Annotated[tuple[DocumentId, ...], Field(max_length=MOST_SEGMENTS)] = ()
    mode: CampaignMode = "tracked_only"
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    coupon_name: OptionalText = None


class RedemptionForm(Form):
    """`order_id`: the id of the order's document; without it the redemption is one of its own."""

    campaign_id: DocumentId
    customer_id: DocumentId
    order_id: OptionalId = None
    redeemed_at: Instant | None = None


def save_campaign(org: Org, request: Request[CampaignForm], now: datetime) -> Decision[Result]:
    """The campaign with these fields. Bills 1 read and 1 write, the read alone where all of it is late. Of a field the
    change that was made last holds.

    Malformed at each segment that there is not, at `name` and `offer` where it would have none, and at `ends_at` where
    it would end before it begins.
    """
    form = request.data
    id = form.campaign_id or f"command:{request.command_id}:campaign"
    known = yield from get(Campaign, id, presumed_missing=form.campaign_id is None)
    if faults := list(_segment_faults(org, form)):
        raise Malformed("command", faults)
    saved = edited(known or Campaign(id=id), request, FIELDS)
    if saved.document == known:
        return NOTHING, saved.result(campaign_id=id)
    campaign = saved.document.with_changes(updated_at=now)
    if known is None:
        campaign = campaign.with_changes(created_at=now, created_by=request.giver.uid)
    require(campaign, "name", "offer")
    if campaign.starts_at and campaign.ends_at and campaign.ends_at <= campaign.starts_at:
        raise refuse("ends_at", "is not after starts_at")
    return Changes(put=(campaign,)), saved.result(campaign_id=id)


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


def _segment_faults(org: Org, form: CampaignForm) -> Iterator[FieldFault]:
    for number, id in enumerate(form.segment_ids):
        if id not in org.segments:
            yield FieldFault(f"segment_ids.{number}", "names no segment")


def _require_running(campaign: Campaign, at: datetime) -> None:
    if campaign.starts_at is not None and at < campaign.starts_at:
        raise refuse("campaign_id", "has not begun then")
    if campaign.ends_at is not None and at >= campaign.ends_at:
        raise refuse("campaign_id", "is over then")
