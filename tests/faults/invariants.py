"""What always holds (design §7), worked out from what was delivered without the code under test."""

from collections import Counter
from typing import Any

from functions.domain.order_forms import Order
from tests.faults.world import World

STATE = ("status", "ordered_at", "updated_at", "total_minor", "refunded_minor")
TERMINAL = {"sent", "failed", "suppressed", "expired", "unknown"}


def broken(world: World) -> list[str]:
    """What does not hold of a world that came to rest, in words; nothing where all is well."""
    return [
        *(f"{type(error).__name__} came out: {error}" for error in world.turns.surprises),
        *(f"buried: {letter['error']}" for letter in world.backend.all("dead_letters").values()),
        *_orders(world),
        *_figures(world),
        *_messages(world),
    ]


def latest(orders: list[Order]) -> dict[str, Order]:
    """The newest state of each order."""
    newest: dict[str, Order] = {}
    for order in sorted(orders, key=lambda order: order.updated_at):
        newest[order.id] = order
    return newest


def _orders(world: World) -> list[str]:
    stored = world.backend.all("orders")
    wanted = latest(world.delivered)
    wrong = [f"orders {sorted(stored)} instead of {sorted(wanted)}"] if stored.keys() != wanted.keys() else []
    for id in stored.keys() & wanted.keys():
        known, newest = stored[id], wanted[id]
        if any(known[name] != getattr(newest, name) for name in STATE):
            wrong.append(f"order {id} is not in its latest state")
        if known.get("recorded", True) is not True or known.get("record_error") is not None:
            wrong.append(f"order {id} is not taken in: {known.get('record_error')}")
    return wrong


def _figures(world: World) -> list[str]:
    wrong = []
    expected = _expected(world.delivered)
    ledger: Counter[str] = Counter()
    for entry in world.backend.all("loyalty_transactions").values():
        ledger[entry["customer_id"]] += entry["amount"]
    for id, customer in world.backend.all("customers").items():
        stats, account = customer["stats"], customer["loyalty"]
        figures = {"orders": stats["orders"], "spend": stats["spend_minor"], "points": account["points"]}
        wanted = expected.pop(customer["phone"], {"orders": 0, "spend": 0, "points": 0, "last": None})
        if figures | {"last": stats["last_order_at"]} != wanted:
            wrong.append(f"customer {id[:6]} stands at {figures}, not {wanted}")
        if ledger[id] != account["points"]:
            wrong.append(f"customer {id[:6]} has {account['points']} points, the ledger {ledger[id]}")
        if account["points"] < 0 or account["lifetime_points"] != wanted["points"]:
            wrong.append(f"customer {id[:6]} has {account['points']} of {account['lifetime_points']} points")
    return wrong + [f"nobody has the orders of {phone}" for phone in expected]


def _expected(orders: list[Order]) -> dict[str, dict[str, Any]]:
    """By phone: how many orders stand, what was kept of them, floor(share of floor(bill / 100)), and the last."""
    sums: dict[str, dict[str, Any]] = {}
    for order in latest(orders).values():
        kept = order.total_minor - order.refunded_minor
        phone = order.buyer.value("phone")
        if phone is None or order.status in ("pending", "cancelled") or kept == 0:
            continue
        one = sums.setdefault(phone, {"orders": 0, "spend": 0, "points": 0, "last": None})
        one["orders"] += 1
        one["spend"] += kept
        one["points"] += order.total_minor // 10_000 * kept // order.total_minor
        one["last"] = max(filter(None, (one["last"], order.ordered_at)))
    return sums


def _messages(world: World) -> list[str]:
    wrong = []
    by_cause: Counter[tuple[str, str]] = Counter()
    for id, message in world.backend.all("messages").items():
        handed_over = world.handed_over[id]
        if message["status"] not in TERMINAL:
            wrong.append(f"message {id[-24:]} is still {message['status']}")
        if message["status"] == "sent" and handed_over == 0:
            wrong.append(f"message {id[-24:]} is called sent and was never handed over")
        if message["purpose"] == "marketing":
            by_cause[message["cause"], message["rule"]] += handed_over
            if handed_over and message["status"] in ("failed", "expired", "suppressed"):
                wrong.append(f"message {id[-24:]} was handed over and is called {message['status']}")
    wrong += [f"{cause[-24:]} told its customer {n} times" for (cause, _), n in by_cause.items() if n > 1]
    return wrong + [
        f"message {id} is not there" for id in world.handed_over.keys() - world.backend.all("messages").keys()
    ]
