"""An order among the results of the campaigns that its buyer is in (docs/campaigns.md). Loaded where there are any.

A campaign's results are on its messages, one a customer. An order that changes moves the same figures again, so they
are those of the latest states in whatever order these come.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from functions.domain.campaigns.kpis import OF_TIERS, parts_of, rank_of
from functions.domain.customers.customer import Customer
from functions.domain.customers.touches import with_did, without_did
from functions.domain.kernel.decisions import Document, Get, Reading, get_all
from functions.domain.messages.campaign_parts import CampaignResult
from functions.domain.messages.outbox import Message
from functions.domain.orders.documents import OrderContribution, OrderLine
from functions.domain.orgs.org import Org
from functions.domain.redemptions.documents import Redeemed

MOST_ATTRIBUTED = 5


class _Within(NamedTuple):
    """A campaign whose time an order is in. Without an offer where it was not sent: who is held out is no recipient."""

    message_id: str
    is_sent: bool
    offer_id: str | None


def attributed(
    customer: Customer,
    before: OrderContribution,
    after: OrderContribution,
    *,
    lines: Sequence[OrderLine],
    redeemed: Redeemed,
) -> OrderContribution:
    """What the order counts for, with the campaigns whose results it is among: at most the last 5 whose time its date
    is in, before all others those whose offer it redeems. Those that a state of the same buyer and day had stay,
    whatever the customer remembers by now. `redeemed`: what this state redeems.
    """
    if after.ordered_at is None:
        return after
    within = _in_time(customer, before, after, at=after.ordered_at)
    theirs = _of_offer(within, redeemed.offer_id if after.orders else None)
    last = sorted(within, key=theirs.__contains__)[-MOST_ATTRIBUTED:]
    among = [each for each in within if each in last]
    counted = after.with_changes(
        campaigns=tuple(each.message_id for each in among),
        **_touches(among),
        redeemed_by=tuple(each.message_id for each in among if each in theirs),
        discount_minor=redeemed.discount_minor if theirs else 0,
    )
    return _with_lines(customer, before, counted, lines=lines)


def _of_offer(within: Iterable[_Within], offer_id: str | None) -> list[_Within]:
    return [each for each in within if offer_id is not None and each.offer_id == offer_id]


def _touches(among: Sequence[_Within]) -> dict[str, object]:
    """Which of them was sent first and last, and the offers of those that have one."""
    sent = [each.message_id for each in among if each.is_sent]
    return {
        "first_touch": sent[0] if sent else None,
        "last_touch": sent[-1] if sent else None,
        "campaign_offers": {each.message_id: each.offer_id for each in among if each.offer_id is not None},
    }


def _with_lines(
    customer: Customer, before: OrderContribution, after: OrderContribution, *, lines: Sequence[OrderLine]
) -> OrderContribution:
    """With how many lines it counts, without what is returned on it, and which of its campaigns promote goods of them;
    of one that the customer does not remember any more what the state before said.
    """
    if not after.orders or not after.campaigns:
        return after.with_changes(promoted_by=(), line_count=0)
    from functions.domain.offers.discounts import bought_lines

    promotes = {each.message_id: each.promotes for each in customer.campaigns}
    bought = bought_lines(lines)

    def is_promoted(message_id: str) -> bool:
        if message_id not in promotes:
            return message_id in before.promoted_by
        goods = promotes[message_id]
        return goods is not None and any(goods.has(line.product_id, line.category) for line in bought)

    return after.with_changes(promoted_by=tuple(filter(is_promoted, after.campaigns)), line_count=len(bought))


def _in_time(
    customer: Customer, before: OrderContribution, after: OrderContribution, *, at: datetime
) -> list[_Within]:
    """The campaigns, in order of time: those that the customer forgot since the state before are the oldest."""
    within = [
        _Within(each.message_id, not each.is_held_out, None if each.is_held_out else each.offer_id)
        for each in customer.campaigns
        if each.at <= at < each.until
    ]
    remembered = {each.message_id for each in within}
    known = before.campaigns if before.ordered_at == after.ordered_at else ()
    sent = {before.first_touch, before.last_touch, *before.campaign_offers}
    forgotten = [
        _Within(id, id in sent, before.campaign_offers.get(id)) for id in known if id not in remembered
    ]
    return [*forgotten, *within]


def results_moved(before: OrderContribution, after: OrderContribution) -> Reading[tuple[Message, ...]]:
    """The campaigns' messages with what the order counts for now instead of what it counted for. Bills 1 read and 1
    write for each; a message whose time is over, and that is gone, is passed over.
    """
    if _counted(before) == _counted(after):
        return ()
    ids = tuple(dict.fromkeys((*before.campaigns, *after.campaigns)))
    found = yield from get_all(*(Get(Message, id) for id in ids))
    moved: list[Message] = []
    for message in filter(None, found):
        taken = _added(message.result or CampaignResult(), message.id, before, sign=-1)
        moved.append(_judged(message, _added(taken, message.id, after, sign=1)))
    return tuple(moved)


def who_bought(customer: Customer, moved: Iterable[Message]) -> Customer:
    """The customer who knows after which campaigns they bought, for segments that ask it."""
    campaigns = customer.campaigns
    for message in moved:
        has_bought = message.result is not None and message.result.orders > 0
        campaigns = (with_did if has_bought else without_did)(campaigns, message.id, "bought")
    return customer if campaigns == customer.campaigns else customer.with_changes(campaigns=campaigns)


def with_tiers(
    org: Org, customer: Customer, put: Iterable[Document], *, after: OrderContribution
) -> list[Document]:
    """The same documents, the campaigns' messages among them with whether the customer's tier is a higher one since.
    Bills nothing. An order that counts no more makes nobody rise, also where another one, of no campaign, has since.
    """
    ladder = tuple(tier.name for tier in org.settings.loyalty.tiers)
    now = rank_of(customer.loyalty.tier, ladder)

    def raised(document: Document) -> Document:
        if not isinstance(document, Message) or document.kpi not in OF_TIERS or document.result is None:
            return document
        adds = after.orders > 0 and document.id in after.campaigns
        is_higher = now > rank_of(document.tier_before, ladder)
        is_raised = is_higher and (adds or document.result.is_raised)
        return _judged(document, document.result.with_changes(is_raised=is_raised))

    return [raised(document) for document in put]


def _judged(message: Message, result: CampaignResult) -> Message:
    """The message with a result, and the customer's part of the campaign's figure that follows from it."""
    if message.kpi is None:
        return message.with_changes(result=result)
    base, gain = parts_of(message.kpi, message.kpi_base, result)
    return message.with_changes(result=result, kpi_base=base, kpi_gain=gain)


def _counted(contribution: OrderContribution) -> tuple[object, ...]:
    return (
        contribution.campaigns,
        contribution.first_touch,
        contribution.last_touch,
        contribution.orders,
        contribution.spend_minor,
        contribution.promoted_by,
        contribution.line_count,
        contribution.redeemed_by,
        contribution.discount_minor,
    )


def _added(
    result: CampaignResult, message_id: str, contribution: OrderContribution, *, sign: int
) -> CampaignResult:
    """A code says by itself which campaign brought an order: the last touch is that of the code."""
    if message_id not in contribution.campaigns:
        return result
    orders, minor = sign * contribution.orders, sign * contribution.spend_minor
    redeemed_by = contribution.redeemed_by
    last_touch = redeemed_by[-1] if redeemed_by else contribution.last_touch
    is_last, is_first = last_touch == message_id, contribution.first_touch == message_id
    redemptions = sign * (message_id in redeemed_by)
    return CampaignResult(
        orders=result.orders + orders,
        revenue_minor=result.revenue_minor + minor,
        last_touch_orders=result.last_touch_orders + is_last * orders,
        last_touch_minor=result.last_touch_minor + is_last * minor,
        first_touch_orders=result.first_touch_orders + is_first * orders,
        first_touch_minor=result.first_touch_minor + is_first * minor,
        promoted_orders=result.promoted_orders + (message_id in contribution.promoted_by) * orders,
        lines=result.lines + sign * contribution.line_count,
        is_raised=result.is_raised,
        redemptions=result.redemptions + redemptions,
        discount_minor=result.discount_minor + redemptions * contribution.discount_minor,
    )
