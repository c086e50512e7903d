"""One customer is reached by a campaign: held out, written to, or given to a member to call."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from functions.domain.campaigning.outranking import Placed, placed
from functions.domain.campaigns.assigning import assigned
from functions.domain.campaigns.documents import Campaign, Progress, StandsBecause
from functions.domain.customers.customer import Customer
from functions.domain.customers.touches import CampaignTouch, with_campaign
from functions.domain.kernel.decisions import Reading
from functions.domain.messages.campaign_messages import (
    campaign_message,
    compose_for_campaign,
    recipient_id,
    suppressed,
    variables_of,
    why_no_call,
)
from functions.domain.messages.composing import Composed
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org, zone_of
from functions.domain.settings.campaigns import CampaignChannel

if TYPE_CHECKING:
    from functions.domain.tasks.documents import Task

CALL: Final = "call"
CALL_TYPE: Final = "campaign_call"
# What another way to the customer may still help against.
_CALLED_INSTEAD = frozenset({"no_address", "not_opted_in", "no_channel_left"})


@dataclass(frozen=True)
class ReachedCustomer:
    """What a campaign leaves for a customer: their message, who they are with it counted, and the task of a call."""

    message: Message
    customer: Customer
    task: "Task | None" = None

    @property
    def is_held_out(self) -> bool:
        return self.message.reason in ("holdout", "control_group")

    @property
    def counts(self) -> bool:
        """Whether it takes a place of the budget."""
        return self.message.status == "queued" or self.task is not None


def is_among(campaign: Campaign, customer: Customer) -> bool:
    """Whether a customer is in one of the segments, and in none of those that are left out."""
    mine = set(customer.segment_ids)
    return not mine.isdisjoint(campaign.segment_ids) and mine.isdisjoint(campaign.exclude_segment_ids)


def recipient_ids(campaign_id: str, customer: Customer) -> tuple[str, ...]:
    """Their message's id, and of those who were joined into them: who got one before that gets no second one."""
    return tuple(recipient_id(campaign_id, id) for id in dict.fromkeys((*customer.ids, *customer.joined_ids)))


def reach(
    org: Org, campaign: Campaign, customer: Customer, *, batch_id: str | None = None, now: datetime
) -> ReachedCustomer:
    """What becomes of a customer. Bills nothing by itself. Only those whom the campaign would have reached are held
    out, so that the two groups differ by chance alone.
    """
    control = org.settings.campaigns.control_percent
    part = assigned(org.id_key, campaign, customer.id, control_percent=control)
    message = campaign_message(org, campaign, customer, assigned=part, now=now)
    reached = _reach(org, campaign, customer, message=message, batch_id=batch_id, now=now)
    if not reached.counts:
        return reached
    if part.held_out is not None:
        unsent = message.with_changes(template=None, variant=None)
        reached = _left(suppressed(customer, unsent, part.held_out, now=now))
    return _among_its_results(org, campaign, reached, now=now)


def _reach(
    org: Org, campaign: Campaign, customer: Customer, *, message: Message, batch_id: str | None, now: datetime
) -> ReachedCustomer:
    if campaign.channels[:1] == (CALL,):
        called = _called(org, campaign, customer, message=message, now=now)
        if called.task is not None or not message.among:
            return called
    composed = compose_for_campaign(org, campaign, customer, message=message, batch_id=batch_id, now=now)
    if CALL in campaign.channels[1:] and composed.message.reason in _CALLED_INSTEAD:
        called = _called(org, campaign, customer, message=message, now=now)
        return called if called.task is not None else _left(composed)
    return _left(composed)


def _among_its_results(
    org: Org, campaign: Campaign, reached: ReachedCustomer, *, now: datetime
) -> ReachedCustomer:
    """The customer, whose orders from the message's time on are among the campaign's results."""
    at = reached.message.send_at or reached.message.not_before or now
    touch = CampaignTouch(
        message_id=reached.message.id,
        campaign_id=campaign.id,
        promotes=campaign.promotes,
        offer_id=campaign.offer_id,
        at=at,
        until=at + timedelta(days=org.settings.campaigns.attribution_days),
        is_held_out=reached.is_held_out,
    )
    campaigns = with_campaign(reached.customer.campaigns, touch)
    message = reached.message.with_changes(arm="held_out" if reached.is_held_out else "treated")
    if campaign.kpi is not None:
        from functions.domain.campaigns.kpis import base_of

        ladder = tuple(tier.name for tier in org.settings.loyalty.tiers)
        base = base_of(campaign.kpi, reached.customer, ladder=ladder)
        tier = reached.customer.loyalty.tier
        message = message.with_changes(kpi=campaign.kpi, kpi_base=base, tier_before=tier)
    return replace(reached, message=message, customer=reached.customer.with_changes(campaigns=campaigns))


def placed_of(
    org: Org, campaign: Campaign, customer: Customer, *, batch_id: str | None = None, now: datetime
) -> Reading[Placed[ReachedCustomer]]:
    """What becomes of a customer, in the place of a message of lower priority where the cap leaves no other. Nothing
    gives way to one who is held out. Bills what that does (outranking.py).
    """
    found = yield from placed(
        customer,
        lambda known: reach(org, campaign, known, batch_id=batch_id, now=now),
        lambda reached: (reached.message,),
        priority=campaign.priority,
        now=now,
    )
    if found.gave_way is None or not found.composed.is_held_out:
        return found
    kept = customer.with_changes(campaigns=found.composed.customer.campaigns)
    return Placed(replace(found.composed, customer=kept))


def cost_of(org: Org, reached: ReachedCustomer) -> int:
    """What it costs in money, by the channel that it was planned for."""
    if not reached.counts:
        return 0
    channel: CampaignChannel | None = CALL if reached.task is not None else reached.message.channel
    return org.settings.campaigns.message_cost_minor.get(channel, 0) if channel is not None else 0


def fits(org: Org, campaign: Campaign, progress: Progress, *, reached: ReachedCustomer) -> bool:
    """Whether the budgets have room for it."""
    if not reached.counts:
        return True
    messages, money = campaign.budget_messages, campaign.budget_minor
    has_place = messages is None or progress.reached < messages
    return has_place and (money is None or progress.cost_minor + cost_of(org, reached) <= money)


def counted_in(org: Org, progress: Progress, reached: ReachedCustomer) -> Progress:
    """The progress with a customer who was reached, or not."""
    passed = progress.with_changes(
        passed=progress.passed + 1, cost_minor=progress.cost_minor + cost_of(org, reached)
    )
    if reached.task is not None:
        return passed.with_changes(called=progress.called + 1)
    if reached.message.status == "queued":
        return passed.with_changes(queued=progress.queued + 1)
    if reached.is_held_out:
        return passed.with_changes(held_out=progress.held_out + 1)
    reason = (reached.message.reason or "unknown").partition(":")[0]
    reasons = {**progress.reasons, reason: progress.reasons.get(reason, 0) + 1}
    return passed.with_changes(suppressed=progress.suppressed + 1, reasons=reasons)


def lacking(org: Org, campaign: Campaign) -> StandsBecause | None:
    """What the business has not got any more that the campaign needs, as the reason for which it stops."""
    segments: Iterable[str] = (*campaign.segment_ids, *campaign.exclude_segment_ids)
    if any(id not in org.segments for id in segments):
        return "segment_missing"
    if any(id not in org.templates for id in campaign.templates):
        return "template_missing"
    return "offer_missing" if _promises_nothing(org, campaign) else None


def _promises_nothing(org: Org, campaign: Campaign) -> bool:
    """Whether its offer was removed or is given no more: its code would be refused at the till."""
    offer = org.offers.get(campaign.offer_id or "")
    return campaign.offer_id is not None and (offer is None or not offer.enabled)


def texts_of(org: Org, campaign: Campaign) -> str:
    """A digest of what its templates say and its offer gives: what was approved is what goes out."""
    contents = [org.templates[id].model_dump_json() for id in campaign.templates if id in org.templates]
    if (offer := org.offers.get(campaign.offer_id or "")) is not None:
        contents.append(offer.model_dump_json())
    return hashlib.sha256("\n".join(contents).encode()).hexdigest()[:32]


def _left(composed: Composed) -> ReachedCustomer:
    return ReachedCustomer(composed.message, composed.customer)


def _called(
    org: Org, campaign: Campaign, customer: Customer, *, message: Message, now: datetime
) -> ReachedCustomer:
    """The customer in the pool of calls, with what to say; not where they may not be called."""
    from functions.domain.assignment.pool import pooled
    from functions.domain.automation_texts.calls import with_suggestions
    from functions.domain.tasks.documents import Task
    from functions.domain.tasks.worth import appraised
    from functions.domain.upkeep.ended_calls import watched_call

    at = message.not_before or now
    if (reason := why_no_call(org, customer, message, at=at)) is not None:
        return _left(suppressed(customer, message, reason, now=now))
    task = Task(
        id=f"{message.id}:task",
        task_type=CALL_TYPE,
        customer_id=customer.id,
        due_on=_day(org, customer, at),
        reason=campaign.name,
        created_at=now,
        created_by="system",
        cause=message.id,
    )
    given = variables_of(org, campaign, customer)
    task = with_suggestions(org, task, customer, template=message.template, given=given, now=now)
    task = appraised(org.settings.calls.worth, task, customer)
    task = pooled(org, task, customer, now=now)
    given_out = message.with_changes(task_id=task.id, sent_at=now, not_before=None).now_is("sent", now)
    return ReachedCustomer(given_out, watched_call(org, customer, task), task)


def _day(org: Org, customer: Customer, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(zone_of(org, customer.timezone))):%Y-%m-%d}"
