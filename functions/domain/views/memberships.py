"""All that a customer's membership is, in one answer: balance, tier, history, what they took for points, what comes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from functions.domain.conditions.days import Day
from functions.domain.customers.customer import Customer
from functions.domain.customers.interactions import Interaction
from functions.domain.kernel.decisions import NOTHING, Decision, Find, Get, Reading, find, get_all
from functions.domain.loyalty.benefits import membership_of, progress_of
from functions.domain.loyalty.points import LedgerEntry
from functions.domain.orgs.org import Org, zone_of
from functions.domain.staff.readers import readers_of
from functions.domain.views.of_customer import LISTS, customer_with_reader

HISTORY = 50
MOST_NAMED = 10
_COMMAND = "command:"
_ACCOUNT = frozenset({"points", "lifetime_points", "bonus_points", "points_owed", "wallet_minor", "expiring"})


def customer_membership(org: Org, uid: str, customer_id: str, *, now: datetime) -> Decision[dict[str, Any]]:
    """A customer's membership: balance, tier and what it gives, `progress` to the next one, the last 50 entries of the
    ledger, what they redeemed among these and which rewards most often, and their next anniversary.

    Bills 2 reads, 1 for each entry (1 at the least), and 1 for each of the last 10 redemptions at the desk, whose
    reward stands on its interaction. Raises what reading the customer's ledger does.
    """
    rows = [readers_of(model.collection) for model in (Customer, LedgerEntry)]
    _, customer = yield from customer_with_reader(org, uid, customer_id, rows=rows)
    of_customer = (("customer_id", customer.id),)
    entries = yield from find(Find(LedgerEntry, of_customer, "at", "DESCENDING", HISTORY))
    redemptions = [entry for entry in entries if entry.kind == "redeem"]
    rewards = yield from _rewards(redemptions)
    account = customer.loyalty
    return NOTHING, {
        "id": customer.id,
        **account.model_dump(mode="json", include=set(_ACCOUNT)),
        **membership_of(org, customer),
        "progress": progress_of(org, customer),
        "history": [_shown(entry) for entry in entries],
        "redemptions": [{**_shown(entry), "reward": rewards.get(entry.id)} for entry in redemptions],
        "preferred_rewards": _preferred(rewards.values()),
        "rewards_in_reach": [
            reward.model_dump(mode="json")
            for reward in org.settings.loyalty.rewards
            if reward.points <= account.points
        ],
        **_dates(org, customer, now),
    }


def _rewards(redemptions: Sequence[LedgerEntry]) -> Reading[dict[str, str]]:
    """What was given for points at the desk, by ledger entry. A bill that was paid with points names no reward."""
    at_desk = [entry for entry in redemptions if entry.cause.startswith(_COMMAND)][:MOST_NAMED]
    if not at_desk:
        return {}
    found = yield from get_all(*(Get(Interaction, f"{entry.cause}:points") for entry in at_desk))
    named = zip(at_desk, found, strict=True)
    return {entry.id: told.outcome for entry, told in named if told is not None and told.outcome}


def _preferred(rewards: Iterable[str]) -> list[dict[str, Any]]:
    """The rewards that were taken, the one that was taken most often first."""
    return [{"name": name, "count": count} for name, count in Counter(rewards).most_common()]


def _shown(entry: LedgerEntry) -> dict[str, Any]:
    return dict(LISTS["ledger"].show(entry) or {})


def _dates(org: Org, customer: Customer, now: datetime) -> dict[str, str | None]:
    """Since when they are a customer, and the day in their own calendar on which that returns next; today counts."""
    starts = [at for at in (customer.created_at, customer.stats.first_order_at) if at is not None]
    if not starts:
        return {"member_since": None, "anniversary_on": None}
    zone = ZoneInfo(zone_of(org, customer.timezone))
    since, today = min(starts).astimezone(zone).date(), now.astimezone(zone).date()
    day = Day(since.month, since.day, since)
    first = max(since.year + 1, today.year)
    days = [day.in_year(year) for year in (first, first + 1)]
    return {
        "member_since": min(starts).isoformat(),
        "anniversary_on": next(each for each in days if each >= today).isoformat(),
    }
