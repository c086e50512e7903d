"""What always holds of what orders redeem, by the documents and by what was delivered."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.faults.redeeming_flows import GIFT
from tests.faults.world import World

NOTHING = {"points": 0, "coupon_code": None, "wallet_minor": 0}
Documents = Mapping[str, Mapping[str, Any]]


def broken_redemptions(world: World) -> Iterator[str]:
    """In words what does not hold."""
    orders, entries = world.backend.all("orders"), world.backend.all("loyalty_transactions")
    yield from _wallets(world.backend.all("customers"), entries)
    yield from _coupons(world.backend.all("coupons"), orders)
    for id, order in orders.items():
        yield from _booked(id, order, entries)
        if order.get("redeemed") and not _stands(order):
            yield f"order {id} does not stand and redeems {order['redeemed']}"
        yield from _answered(id, order)


def spare_points(world: World) -> Counter[str]:
    """By customer what they have beside what orders earned: what they were given, less what their orders redeem."""
    found: Counter[str] = Counter()
    for entry in world.backend.all("loyalty_transactions").values():
        if entry["unit"] == "points" and entry["cause"].startswith(GIFT):
            found[entry["customer_id"]] += entry["amount"]
    for order in world.backend.all("orders").values():
        found[order["customer_id"]] -= _redeemed(order)["points"]
    return found


def _redeemed(order: Mapping[str, Any]) -> Mapping[str, Any]:
    return order.get("redeemed") or NOTHING


def _stands(order: Mapping[str, Any]) -> bool:
    is_kept_in_part = order["status"] == "refunded" and order["refunded_minor"] < order["total_minor"]
    return order["status"] in ("paid", "delivered") or is_kept_in_part


def _wallets(customers: Documents, entries: Documents) -> Iterator[str]:
    sums: Counter[str] = Counter()
    for entry in entries.values():
        if entry["unit"] == "wallet_minor":
            sums[entry["customer_id"]] += entry["amount"]
    for id, customer in customers.items():
        wallet = customer["loyalty"].get("wallet_minor", 0)
        if wallet != sums[id] or wallet < 0:
            yield f"customer {id[:6]} has {wallet} in the wallet, the ledger {sums[id]}"


def _coupons(coupons: Documents, orders: Documents) -> Iterator[str]:
    """A redeemed coupon is one order's, and that one has it."""
    having: dict[str, list[str]] = {}
    for id, order in orders.items():
        # The code that all use is no coupon's (offer_invariants.py).
        is_for_all = _redeemed(order).get("offer_id") and _redeemed(order)["coupon_code"] not in coupons
        if (code := _redeemed(order)["coupon_code"]) and not is_for_all:
            having.setdefault(code, []).append(id)
    for code, coupon in coupons.items():
        users = having.pop(code, [])
        if len(users) > 1:
            yield f"coupon {code} is redeemed by {users}"
        if [coupon["order_id"]] * (coupon["status"] == "redeemed") != users:
            yield f"coupon {code} is {coupon['status']} of {coupon['order_id']}, and {users} have it"
    for code, users in having.items():
        yield f"no coupon {code} is there for {users}"


def _booked(id: str, order: Mapping[str, Any], entries: Documents) -> Iterator[str]:
    """What the ledger has for an order is what it redeems."""
    taken: Counter[str] = Counter()
    for entry in entries.values():
        is_back = entry["kind"] == "reverse" and entry["amount"] > 0
        if entry["cause"] == id and (entry["kind"] == "redeem" or is_back):
            taken[entry["unit"]] -= entry["amount"]
    for unit in ("points", "wallet_minor"):
        if taken[unit] != _redeemed(order)[unit]:
            yield f"order {id} redeems {_redeemed(order)[unit]} {unit}, the ledger {taken[unit]}"


def _answered(id: str, order: Mapping[str, Any]) -> Iterator[str]:
    """What was asked was redeemed, or a warning says why not."""
    asked = ((order["recorded_state"] or {}).get("redemption") or {}).get("asked") or {}
    redeemed, warned = _redeemed(order), {warning["path"] for warning in order.get("warnings") or ()}
    fields = {"redeem_points": "points", "coupon_code": "coupon_code", "use_wallet": "wallet_minor"}
    for path, name in fields.items():
        if asked.get(name) and bool(redeemed[name]) == (path in warned):
            yield f"order {id} says nothing of {path}, or too much"
