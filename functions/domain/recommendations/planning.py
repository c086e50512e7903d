"""What a customer is recommended, and when: by each rule after the first purchase that asks for it, one at a time."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from functions.domain.consumption.lasting import on_wall, remind_on
from functions.domain.customers.customer import Customer
from functions.domain.customers.recommendations import (
    BoughtGoods,
    Made,
    RecentPurchase,
    Recommendations,
)
from functions.domain.orgs.org import Org, zone_of
from functions.domain.settings.recommendations import Goods, RecommendationRule

_MIDNIGHT = "00:00"


@dataclass(frozen=True)
class Candidate:
    """What a rule recommends after a purchase, from one instant until before another. `goods`: what of the purchase
    the rule goes by. `is_computed`: the rule is none of the business's own.
    """

    rule_id: str
    rule: RecommendationRule
    purchase: RecentPurchase
    goods: BoughtGoods
    opens_at: datetime
    closes_at: datetime
    is_computed: bool = False

    @property
    def place(self) -> tuple[bool, int, str, tuple[datetime, str]]:
        """Of several the first one comes: the business's own, then those that fill their gaps."""
        return self.is_computed, self.rule.priority, self.rule_id, self.purchase.place


def next_recommendation_at(org: Org, customer: Customer, now: datetime) -> datetime | None:
    """When the next recommendation comes; past where it is overdue and may still come."""
    held_until = _held_until(org, customer)
    times = [
        max(each.opens_at, held_until) if held_until else each.opens_at
        for each in _candidates(org, customer)
        if each.closes_at > now and (held_until is None or each.closes_at > held_until)
    ]
    return min(times, default=None)


def due_candidates(org: Org, customer: Customer, now: datetime) -> Sequence[Candidate]:
    """What the customer may be recommended now, the best first; none while another recommendation holds them."""
    held_until = _held_until(org, customer)
    return () if held_until is not None and held_until > now else open_candidates(org, customer, now)


def open_candidates(org: Org, customer: Customer, now: datetime) -> Sequence[Candidate]:
    """What has its days now, the best first."""
    found = [each for each in _candidates(org, customer) if each.opens_at <= now < each.closes_at]
    return sorted(found, key=lambda each: each.place)


def again_at(org: Org, customer: Customer, now: datetime) -> datetime:
    """When what did not suit is looked at again: on the next day."""
    zone, hour = _zone(org, customer), org.settings.recommendations.hour
    return on_wall(remind_on(now, 1, zone), hour, zone) or now + timedelta(days=1)


def today(org: Org, customer: Customer, now: datetime) -> date:
    """The customer's day."""
    return now.astimezone(_zone(org, customer)).date()


def recommending_after(
    org: Org, bought: Iterable[tuple[str | None, str | None]]
) -> Sequence[RecommendationRule]:
    """The rules that recommend something after one of these, given as product and category; the first by priority."""
    goods = [BoughtGoods(product_id=product_id, category=category) for product_id, category in bought]
    found = [
        (id not in org.recommendation_rules, rule.priority, id, rule)
        for id, rule in org.all_recommendation_rules.items()
        if rule.enabled
        and any(
            rule.trigger.has(each.product_id, each.category) and not _leaves_no_gap(org, id, each)
            for each in goods
        )
    ]
    return [rule for *_, rule in sorted(found, key=lambda each: each[:3])]


def made_of(
    org: Org,
    customer: Customer,
    candidate: Candidate,
    *,
    called: str | None = None,
    product_ids: tuple[str, ...] | None = None,
    now: datetime,
) -> Made:
    """The record of a recommendation that comes now. It is named by its rule and purchase: these have one alone."""
    order_id, goods = candidate.purchase.order_id, candidate.goods
    name = f"{candidate.rule_id}-{hashlib.sha256(order_id.encode()).hexdigest()[:12]}"
    return Made(
        rule_id=candidate.rule_id,
        name=name,
        recommendation=f"{customer.id}:{name}",
        order_id=order_id,
        bought_at=candidate.purchase.bought_at,
        product=goods.name or goods.category or goods.product_id or candidate.rule_id,
        on=f"{now.astimezone(_zone(org, customer)):%Y-%m-%d}",
        at=now,
        called=called,
        product_ids=product_ids,
    )


def stands(org: Org, known: Recommendations | None, name: str) -> bool:
    """Whether the purchase after which something was recommended stands, and that has not been bought since."""
    made = known.named(name) if known else None
    rule = org.all_recommendation_rules.get(made.rule_id) if made else None
    if known is None or made is None or rule is None or not rule.enabled:
        return False
    is_there = known.is_full or any(each.order_id == made.order_id for each in known.purchases)
    return is_there and not _is_bought_since(known, rule.recommend, made.bought_at)


def _candidates(org: Org, customer: Customer) -> Iterator[Candidate]:
    known, zone = customer.recommendations or Recommendations(), _zone(org, customer)
    hour = org.settings.recommendations.hour
    for id, rule, purchase, goods in _matches(org, known):
        opens_at = on_wall(remind_on(purchase.bought_at, rule.min_days, zone), hour, zone)
        closes_at = on_wall(remind_on(purchase.bought_at, rule.max_days + 1, zone), _MIDNIGHT, zone)
        if opens_at is None or closes_at is None:
            continue
        left_out = known.left_out_of(id)
        if left_out is not None and purchase.bought_at <= left_out.at:
            opens_at = max(opens_at, left_out.again_at)
        if opens_at < closes_at:
            is_computed = id not in org.recommendation_rules
            yield Candidate(id, rule, purchase, goods, opens_at, closes_at, is_computed)


def _matches(
    org: Org, known: Recommendations
) -> Iterator[tuple[str, RecommendationRule, RecentPurchase, BoughtGoods]]:
    """The purchases after which a rule has something to recommend that was not bought since."""
    rules = [(id, rule) for id, rule in sorted(org.all_recommendation_rules.items()) if rule.enabled]
    for id, rule in rules:
        for purchase in known.purchases:
            goods = _goods_of(purchase, rule.trigger)
            if (
                goods is None
                or _leaves_no_gap(org, id, goods)
                or org.in_major(purchase.spend_minor) < rule.min_order
            ):
                continue
            is_past = _has_had(known, id, purchase)
            if not is_past and not _is_bought_since(known, rule.recommend, purchase.bought_at):
                yield id, rule, purchase, goods


def _goods_of(purchase: RecentPurchase, wanted: Goods) -> BoughtGoods | None:
    return next((each for each in purchase.goods if wanted.has(each.product_id, each.category)), None)


def _leaves_no_gap(org: Org, rule_id: str, goods: BoughtGoods) -> bool:
    """Whether the rule is none of the business's own, and one of these says what comes after the goods; one that is not
    enabled says that nothing does.
    """
    own = org.recommendation_rules
    speaks = (rule.trigger.has(goods.product_id, goods.category) for rule in own.values())
    return rule_id not in own and any(speaks)


def _has_had(known: Recommendations, rule_id: str, purchase: RecentPurchase) -> bool:
    """Whether the rule has recommended after this purchase, or after one before it when this one was known of."""
    made = known.made_by(rule_id)
    return made is not None and (purchase.bought_at <= made.at or purchase.order_id == made.order_id)


def _is_bought_since(known: Recommendations, goods: Goods, since: datetime) -> bool:
    return any(each.bought_at >= since and _goods_of(each, goods) for each in known.purchases)


def _held_until(org: Org, customer: Customer) -> datetime | None:
    """Until when nothing is recommended: something was, or the customer was reminded of what runs out."""
    zone, hour = _zone(org, customer), org.settings.recommendations.hour
    last = customer.recommendations.last if customer.recommendations else None
    reminder = customer.consumption.reminder if customer.consumption else None
    waits = [(last.on, org.settings.recommendations.every_days)] if last else []
    waits += [(reminder.on, org.settings.reminders.gather_days + 1)] if reminder else []
    noons = ((on_wall(day, "12:00", zone), days) for day, days in waits)
    times = (on_wall(remind_on(noon, days, zone), hour, zone) for noon, days in noons if noon)
    return max(filter(None, times), default=None)


def _zone(org: Org, customer: Customer) -> ZoneInfo:
    return ZoneInfo(zone_of(org, customer.timezone))
