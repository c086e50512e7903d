"""How many reminders were met: the customer bought the category within a week of the day, before it or after.

A purchase in the week before a reminder's day calls it off, so those days count as met and as due: without them a
customer who came in time would count for nothing. Beside it: what chance would meet.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from demo.grocer.baskets import Basket
from demo.grocer.profiles import remind_after

NEAR = timedelta(days=7)
SEED = 2015
SHUFFLES = 100
# The days on which a member bought a category.
Bought = Mapping[tuple[int, str], Sequence[date]]


@dataclass(frozen=True)
class Due:
    """The day of a reminder: of which category, and which purchase of it is running out."""

    member: int
    category: str
    on: date
    bought_on: date


def bought_in(baskets: Iterable[Basket]) -> Bought:
    found: dict[tuple[int, str], list[date]] = defaultdict(list)
    for basket in baskets:
        for category, _ in basket.counts:
            found[basket.member, category].append(basket.on)
    return found


def called_off(baskets: Iterable[Basket], made: Iterable[Due]) -> list[Due]:
    """The days of reminders that a purchase in the week before called off."""
    known = {(due.member, due.category, due.bought_on) for due in made}
    waiting: dict[tuple[int, str], Due] = {}
    found: list[Due] = []
    for basket in baskets:
        for category, count in basket.counts:
            due = waiting.pop((basket.member, category), None)
            if due is not None and basket.on < due.on <= basket.on + NEAR:
                found.append(due)
            days = remind_after(category, count)
            if days is not None:
                due = Due(basket.member, category, basket.on + timedelta(days), basket.on)
                waiting[basket.member, category] = due
    return [due for due in found if (due.member, due.category, due.bought_on) not in known]


def met(due: Iterable[Due], bought: Bought) -> int:
    """How many of these days have a purchase near them, other than the one that is running out."""
    return sum(_is_met(each.member, each, bought) for each in due)


def share_met_by_chance(due: Sequence[Due], bought: Bought) -> float:
    """The share of the same days that would be met where each was another member's: shuffled, by seed, on average."""
    chance, members = random.Random(SEED), [each.member for each in due]
    count = 0
    for _ in range(SHUFFLES):
        chance.shuffle(members)
        count += sum(_is_met(member, each, bought) for member, each in zip(members, due, strict=True))
    return round(count / SHUFFLES / len(due), 4) if due else 0.0


def _is_met(member: int, due: Due, bought: Bought) -> bool:
    days = bought.get((member, due.category), ())
    return any(abs(day - due.on) <= NEAR and day != due.bought_on for day in days)
