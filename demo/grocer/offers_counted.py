"""What the offers' results must be, from the baskets and the messages alone: nothing of Regulars is used here."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from demo.grocer.baskets import Basket, phone_of
from demo.grocer.offers import COSTS

Documents = list[dict[str, Any]]
IN_TIME, AWAY_AFTER = timedelta(days=28), timedelta(days=30)
# By orders alone, as in expected.py.
TIERS = (3, 6, 12)
SPICES, NEW = "spices", "yogurt"


@dataclass(frozen=True)
class Purchase:
    """A basket, and what was paid for it."""

    member: int
    at: datetime
    minor: int
    categories: frozenset[str]
    lines: int


@dataclass(frozen=True)
class Recipient:
    """A member's message of a campaign. `arm`: treated, held_out, or none where they could not be written to."""

    campaign_id: str
    member: int
    arm: str | None
    at: datetime
    channel: str | None
    was_written_to: bool


@dataclass(frozen=True)
class Person:
    """A customer of a campaign: what they had bought before their message was planned, and in its time."""

    at: datetime
    before: tuple[Purchase, ...]
    bought: tuple[Purchase, ...]

    @property
    def has_bought(self) -> bool:
        return bool(self.bought)

    @property
    def is_away(self) -> bool:
        return bool(self.before) and self.at - self.before[-1].at >= AWAY_AFTER

    @property
    def tier(self) -> int:
        return _tier(len(self.before))

    @property
    def is_raised(self) -> bool:
        return _tier(len(self.before) + len(self.bought)) > self.tier

    def times(self, category: str) -> int:
        """How many of the baskets have goods of a category."""
        return sum(category in each.categories for each in self.bought)


People = Sequence[Person]
# Of which people it is a share, and which of them count.
SHARES: Mapping[str, tuple[Callable[[Person], bool], Callable[[Person], bool]]] = {
    "first_order_conversion": (lambda one: not one.before, lambda one: one.has_bought),
    "cross_sell_rate": (lambda one: True, lambda one: one.times(SPICES) > 0),
    "membership_adoption": (lambda one: one.tier == 0, lambda one: one.is_raised),
    "trial_to_repeat": (lambda one: one.times(NEW) > 0, lambda one: one.times(NEW) > 1),
    "reactivation": (lambda one: one.is_away, lambda one: one.has_bought),
    "retention": (lambda one: bool(one.before), lambda one: one.has_bought),
    "upgrade_rate": (lambda one: one.tier < len(TIERS), lambda one: one.is_raised),
}


def purchases_of(baskets: Sequence[Basket], posted: Sequence[Mapping[str, Any]]) -> list[Purchase]:
    """The baskets as the till posted them, with what was taken off."""
    return [
        Purchase(
            basket.member,
            basket.at,
            int(Decimal(body["total"]) * 100),
            frozenset(category for category, _ in basket.counts),
            basket.lines,
        )
        for basket, body in zip(baskets, posted, strict=True)
    ]


def recipients_of(
    messages: Documents, customers: Documents, purchases: Iterable[Purchase]
) -> list[Recipient]:
    """Whom the campaigns' messages are to; members are known by their phones."""
    by_phone = {phone_of(each.member): each.member for each in purchases}
    members = {each["id"]: by_phone[each["phone"]] for each in customers}
    return [
        Recipient(
            each["campaign_id"],
            members[each["customer_id"]],
            each.get("arm"),
            each["created_at"],
            each.get("channel"),
            each["status"] != "suppressed",
        )
        for each in messages
        if each.get("campaign_id")
    ]


def wrong_offers(
    found: Mapping[str, Mapping[str, Any]], recipients: Iterable[Recipient], purchases: Iterable[Purchase]
) -> list[str]:
    """Each of the campaigns' figures that is not what the baskets say; and who was held out and written to anyway."""
    by_member: dict[int, list[Purchase]] = {}
    for each in purchases:
        by_member.setdefault(each.member, []).append(each)
    lines: list[str] = []
    for id, figures in found.items():
        sent = [each for each in recipients if each.campaign_id == id]
        wanted = _counted(figures["kpi"], sent, by_member)
        lines += [
            f"offers.campaigns.{id}.{name}: {figures[name]}, expected {wanted[name]}"
            for name in wanted
            if figures[name] != wanted[name]
        ]
        written = sum(each.arm == "held_out" and each.was_written_to for each in sent)
        lines += [f"offers.campaigns.{id}: {written} were held out and written to"] * (written > 0)
    return lines


def sent_twice(recipients: Iterable[Recipient]) -> int:
    """How many messages a member has of a campaign beyond the first one."""
    count = Counter((each.campaign_id, each.member) for each in recipients)
    return sum(times - 1 for times in count.values())


def _counted(
    kpi: str, sent: Sequence[Recipient], by_member: Mapping[int, Sequence[Purchase]]
) -> dict[str, Any]:
    treated, held_out = (
        [_person(each.at, by_member[each.member]) for each in sent if each.arm == arm]
        for arm in ("treated", "held_out")
    )
    return {
        "recipients": len(treated),
        "held_out": len(held_out),
        "value": _value(kpi, treated),
        "value_of_held_out": _value(kpi, held_out),
        **_sums(treated),
        **{f"held_out_{name}": value for name, value in _sums(held_out).items()},
        "cost_minor": sum(COSTS[each.channel or ""] for each in sent if each.arm == "treated"),
    }


def _person(at: datetime, purchases: Iterable[Purchase]) -> Person:
    mine = tuple(purchases)
    return Person(
        at,
        tuple(each for each in mine if each.at < at),
        tuple(each for each in mine if at <= each.at < at + IN_TIME),
    )


def _sums(people: People) -> dict[str, int]:
    return {
        "buyers": sum(one.has_bought for one in people),
        "orders": sum(len(one.bought) for one in people),
        "revenue_minor": sum(each.minor for one in people for each in one.bought),
    }


def _value(kpi: str, people: People) -> float | None:
    sums = _sums(people)
    lines = sum(each.lines for one in people for each in one.bought)
    match kpi:
        case "order_volume":
            return float(sums["orders"])
        case "revenue":
            return float(sums["revenue_minor"])
        case "new_leads":
            return 0.0  # the data has no friends who were brought, and no forms
        case "aov":
            return _share(sums["revenue_minor"], sums["orders"])
        case "basket_size":
            return _share(lines, sums["orders"])
    is_of, counts = SHARES[kpi]
    of_them = [one for one in people if is_of(one)]
    return _share(sum(counts(one) for one in of_them), len(of_them))


def _share(numerator: int, denominator: int) -> float | None:
    return round(numerator / denominator, 4) if denominator else None


def _tier(orders: int) -> int:
    return sum(orders >= least for least in TIERS)
