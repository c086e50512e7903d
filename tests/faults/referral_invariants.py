"""What always holds of referrals, worked out from the orders as they are stored: who was brought by a code has one
document, earned while their first order counts, and one coupon at the most is given for it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.faults.referral_flows import CIRCLE, WAITS
from tests.faults.world import World

SEEN_BY = timedelta(hours=12)  # two ticks after its hour


def broken_referrals(world: World) -> Iterator[str]:
    """What does not hold of the referrals of a world that came to rest."""
    if world.org is not CIRCLE:
        return
    owners = {each["referral_code"]: id for id, each in world.backend.all("customers").items()}
    referrals = world.backend.all("referrals")
    brought = {id: each for id, each in world.backend.all("customers").items() if each.get("referral")}
    if referrals.keys() != brought.keys():
        yield f"referrals {sorted(referrals)} are not those of {sorted(brought)}"
        return
    for id, customer in brought.items():
        yield from _named(world, id, customer, owners=owners)
        yield from _earned(world, id, customer, referrals[id])
    yield from _all_named(world, brought, owners=owners)
    yield from _rewarded(world, referrals)


def _named(world: World, id: str, customer: Mapping[str, Any], *, owners: Mapping[str, str]) -> Iterator[str]:
    """By the code that an order of theirs named, and never by their own."""
    code, by = customer["referral"]["code"], customer["referred_by"]
    if by == id:
        yield f"customer {id[:6]} brought themselves"
    kept_by = world.backend.all("referrals")[id]["customer_id"]
    if (owners[code], kept_by) != (by, by):
        yield f"customer {id[:6]} was brought by {by[:6]}, and not by whose code it is, {owners[code][:6]}"
    if code not in _codes_of(world, customer):
        yield f"customer {id[:6]} never named {code}"


def _all_named(world: World, brought: Mapping[str, Any], *, owners: Mapping[str, str]) -> Iterator[str]:
    """Who named one code with every order, and another's, was brought."""
    for id, customer in world.backend.all("customers").items():
        codes = set(_codes_of(world, customer))
        is_one_of_another = len(codes) == 1 and None not in codes and owners[min(codes)] != id
        if is_one_of_another and id not in brought and not _is_bringer(brought, id):
            yield f"customer {id[:6]} named a code with each order, and was brought by no one"


def _is_bringer(brought: Mapping[str, Any], id: str) -> bool:
    """Whether they brought another one, who then does not bring them."""
    return any(each["referred_by"] == id for each in brought.values())


def _codes_of(world: World, customer: Mapping[str, Any]) -> list[Any]:
    return [
        order.buyer.referral_code
        for order in world.delivered
        if order.buyer.value("phone") == customer["phone"]
    ]


def _earned(world: World, id: str, customer: Mapping[str, Any], referral: Mapping[str, Any]) -> Iterator[str]:
    first = min(
        (order["counted_at"] for order in _orders(world, id) if order["counted_for"] == id), default=None
    )
    named_at = customer["referral"]["named_at"]
    at = first if first is not None and first >= named_at else None
    found = (customer["referral"]["earned_at"], referral["earned_at"])
    if found != (at, at):
        yield f"the referral of {id[:6]} is earned as of {found}, and should be as of {at}"
    if (referral["status"] == "earned") != (at is not None):
        yield f"the referral of {id[:6]} is {referral['status']}, earned as of {at}"


def _rewarded(world: World, referrals: Mapping[str, Any]) -> Iterator[str]:
    """At most once, not for what was taken back before, and no later than it is due."""
    ran = [each for each in world.backend.all("interactions").values() if each["automation_id"] == "reward"]
    times = Counter(each["about"].removeprefix("referrals/") for each in ran)
    if len(world.backend.all("coupons")) != len(ran):
        yield f"{len(world.backend.all('coupons'))} coupons were given for {len(ran)} rewards"
    for id, referral in referrals.items():
        if times[id] > 1:
            yield f"the referral of {id[:6]} was rewarded {times[id]} times"
        due = referral["earned_at"] + WAITS if referral["earned_at"] is not None else None
        changed_at = max(order["updated_at"] for order in _orders(world, id))
        if due is not None and changed_at < due and due + SEEN_BY <= world.now and not times[id]:
            yield f"the referral of {id[:6]} was due at {due}, and not rewarded"
    for each in ran:
        id = each["about"].removeprefix("referrals/")
        if referrals[id]["status"] != "earned" and _is_settled_by(world, id, each["performed_at"]):
            yield f"the referral of {id[:6]} was rewarded after it was taken back"


def _is_settled_by(world: World, id: str, at: datetime) -> bool:
    """Whether no order of a friend's changed any more in the hour before, or after."""
    return all(order["updated_at"] + timedelta(hours=1) < at for order in _orders(world, id))


def _orders(world: World, customer_id: str) -> list[dict[str, Any]]:
    return [each for each in world.backend.all("orders").values() if each["customer_id"] == customer_id]
