"""Several messages want one customer's last place under the cap: the one of higher priority goes.

A campaign has a priority of its own; whatever else is marketing counts as the usual one.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from functions.domain.campaigns.documents import USUAL_PRIORITY
from functions.domain.customers.customer import Customer
from functions.domain.customers.touches import MarketingTouch
from functions.domain.orgs.org import Org, zone_of

CAP: Final = "frequency_cap"
OUTRANKED: Final = "outranked"


def priority_of(touch: MarketingTouch) -> int:
    return touch.priority if touch.priority is not None else USUAL_PRIORITY


def refused_for(org: Org, customer: Customer, reason: str, *, priority: int, at: datetime) -> str:
    """Why a message was refused: where the cap is filled, and a message of higher priority is among those that fill
    it, that one outranks it.
    """
    if reason != CAP:
        return reason
    week = _week(org, customer, at)
    above = (touch for touch in customer.marketing_touches if _week(org, customer, touch.at) == week)
    return OUTRANKED if any(priority_of(touch) > priority for touch in above) else reason


def giving_way(customer: Customer, *, priority: int, now: datetime) -> list[MarketingTouch]:
    """The touches that may give their place to a message of a higher priority: those below it that have not gone yet,
    the latest first.
    """
    lower = (touch for touch in customer.marketing_touches if _is_below(touch, priority, now))
    return sorted(lower, key=lambda touch: (touch.at, touch.message_id), reverse=True)


def without_touch(customer: Customer, touch: MarketingTouch) -> Customer:
    return customer.with_changes(marketing_touches=_others(customer.marketing_touches, touch))


def _others(touches: Iterable[MarketingTouch], one: MarketingTouch) -> tuple[MarketingTouch, ...]:
    return tuple(each for each in touches if each.message_id != one.message_id)


def _is_below(touch: MarketingTouch, priority: int, now: datetime) -> bool:
    return priority_of(touch) < priority and touch.at > now and touch.group is None


def _week(org: Org, customer: Customer, at: datetime) -> tuple[int, int]:
    local = at.astimezone(ZoneInfo(zone_of(org, customer.timezone)))
    return local.isocalendar()[:2]
