"""What always holds of automations, worked out from the documents that they watch: each occurrence ran once, none was
missed, and what it left is named for it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from functions.domain.automations.coupon_codes import code_of
from tests.faults.automation_flows import AUTOMATIONS, BIG_SPENDER, SHOP, STEPS
from tests.faults.world import SLOW_CALL_TAKES, World

AN_HOUR = timedelta(hours=1)
TAKEN_IN = (
    5 * SLOW_CALL_TAKES
)  # from the decision to settle a command to the end of its commit, calls being slow
WATCHED = ("customers", "carts", "invoices")
OF_CUSTOMERS = ("thanks", "welcome", "big")


def broken_automations(world: World) -> Iterator[str]:
    """What does not hold of the automations of a world that came to rest."""
    if world.org is not SHOP:
        return
    ran = {id: a for id, a in world.backend.all("interactions").items() if id.endswith(":ran")}
    yield from _at_rest(world)
    yield from _orders(world, ran)
    yield from _sequences(world, ran)
    yield from _big_spenders(world, ran)
    yield from _carts(world, ran)
    yield from _invoices(world, ran)
    yield from _messages(world, ran)
    yield from _left(world, ran)


def _at_rest(world: World) -> Iterator[str]:
    for collection in WATCHED:
        for id, fields in world.backend.all(collection).items():
            due = fields.get("due") or {}
            if fields.get("wake_at") != min(due.values(), default=None):
                yield f"{collection} {id[:6]} wakes at {fields.get('wake_at')}, and has due {due}"
            if any(at <= world.now for at in due.values()):
                yield f"{collection} {id[:6]} rests, and had something to do: {due}"


def _orders(world: World, ran: Mapping[str, Any]) -> Iterator[str]:
    """Each order that counted is thanked for, once, by the name of its state."""
    thanked = Counter(a["customer_id"] for a in ran.values() if a["automation_id"] == "thanks")
    for id in world.backend.all("customers"):
        count = len({o.id for o in world.delivered if o.facts.status == "paid" and _is_of(world, o, id)})
        if thanked[id] != count:
            yield f"customer {id[:6]} was thanked {thanked[id]} times for {count} orders"


def _is_of(world: World, order: Any, customer_id: str) -> bool:
    customer = world.backend.all("customers")[customer_id]
    return bool(customer["phone"] == order.buyer.value("phone"))


def _sequences(world: World, ran: Mapping[str, Any]) -> Iterator[str]:
    """Who has bought has had the beginning and each step, so long after the one before."""
    for id, customer in world.backend.all("customers").items():
        parts = sorted(
            (a["performed_at"], ran_id)
            for ran_id, a in ran.items()
            if a["automation_id"] == "welcome" and a["customer_id"] == id
        )
        has_bought = any(_is_of(world, order, id) for order in world.delivered)
        if has_bought and len(parts) != 1 + len(STEPS):
            yield f"customer {id[:6]} had {len(parts)} parts of a sequence of {1 + len(STEPS)}"
        for wait, ((before, _), (after, _)) in zip(STEPS, pairwise(parts), strict=False):
            if after - before < wait or after - before > wait + 3 * AN_HOUR:
                yield f"customer {id[:6]} had a step {after - before} after the one before, not {wait}"
        if has_bought and len(parts) == 1 + len(STEPS) and "new" in customer["tags"]:
            yield f"customer {id[:6]} has had all of the sequence, and is still new"


def _big_spenders(world: World, ran: Mapping[str, Any]) -> Iterator[str]:
    for id, customer in world.backend.all("customers").items():
        is_big = customer["stats"]["spend_minor"] >= BIG_SPENDER
        if ("big" in (customer.get("met") or ())) != is_big:
            yield f"customer {id[:6]} spends {customer['stats']['spend_minor']}, and meets {customer['met']}"
        was_told = any(a["automation_id"] == "big" and a["customer_id"] == id for a in ran.values())
        if is_big and not was_told:
            yield f"customer {id[:6]} never had what a big spender has"


def _carts(world: World, ran: Mapping[str, Any]) -> Iterator[str]:
    """A cart that was left for an hour had its reminder, once for each state that was left so."""
    customers = world.backend.all("customers")
    states: dict[str, set[str]] = {}
    for given in world.given.values():
        if given.kind == "change_cart":
            states.setdefault(given.data["cart_id"], set()).add(_name(given.made_at))
    for id, cart in world.backend.all("carts").items():
        prefix = f"carts:{id}:automation:left_cart:"
        had = {each.removeprefix(prefix).removesuffix(":ran") for each in ran if each.startswith(prefix)}
        if had - states[id]:
            yield f"cart {id} had reminders {sorted(had)} of states {sorted(states[id])}"
        last = _name(cart["updated_at"])
        if cart["checked_out_at"] is None and last not in had:
            yield f"cart {id} was left at {last} and had no reminder"
        if had and "left a cart" not in customers[cart["customer_id"]]["tags"]:
            yield f"cart {id} had a reminder, and its customer has no tag of it"


def _invoices(world: World, ran: Mapping[str, Any]) -> Iterator[str]:
    for id, invoice in world.backend.all("invoices").items():
        had = [each for each in ran if each.startswith(f"invoices:{id}:automation:overdue:")]
        if len(had) > 1 or (not had and invoice["status"] == "open"):
            yield f"invoice {id} is {invoice['status']} and was told of {len(had)} times"


def _messages(world: World, ran: Mapping[str, Any]) -> Iterator[str]:
    """One message for each cause and recipient; notices to finance alone; of no cart that was known to be bought."""
    messages = world.backend.all("messages")
    bought = _bought_at(world)
    for one in world.gateways.handovers:
        about = messages.get(one.message_id, {}).get("about") or ""
        known_at = bought.get(about.removeprefix("carts/"))
        if known_at is not None and known_at + TAKEN_IN < one.claimed_at:
            yield f"{about} was bought, and its customer was told after its checkout"
    told = Counter(
        (m["cause"], m["channel"], m.get("member_uid") or m["customer_id"]) for m in messages.values()
    )
    for (cause, _, _), count in told.items():
        if count > 1:
            yield f"{cause[-24:]} has {count} messages for one recipient"
    for message in messages.values():
        automation_id = message["rule"].partition(":")[2]
        if automation_id not in AUTOMATIONS:
            continue
        if f"{message['cause']}:ran" not in ran:
            yield f"message of {message['cause'][-24:]}, which never ran"
        if message.get("member_uid") != ("books" if automation_id == "overdue" else None):
            yield f"message of {automation_id} went to {message['member_uid']}"


def _bought_at(world: World) -> dict[str, datetime]:
    """When the server knew that a cart was checked out."""
    commands = world.backend.all("commands")
    return {
        given.data["cart_id"]: commands[id]["settled_at"]
        for id, given in world.given.items()
        if "checked_out_at" in given.data and commands[id].get("status") == "done"
    }


def _left(world: World, ran: Mapping[str, Any]) -> Iterator[str]:
    """A coupon for each order that was thanked for, a task for each big spender, each by the name of its cause."""
    causes = {name.removesuffix(":ran") for name, a in ran.items() if a["automation_id"] == "thanks"}
    coupons = world.backend.all("coupons")
    if coupons.keys() != {code_of(world.org, cause) for cause in causes}:
        yield f"coupons {sorted(coupons)} are not those of {len(causes)} causes"
    for message in world.backend.all("messages").values():
        if message["rule"] == "automation:thanks" and message["variables"].get("coupon") not in coupons:
            yield "a message has a coupon that is none"
    tasks = world.backend.all("tasks").keys()
    wanted = {f"{name.removesuffix(':ran')}:task" for name, a in ran.items() if a["automation_id"] == "big"}
    if tasks != wanted:
        yield f"tasks {sorted(tasks)} are not named for their causes {sorted(wanted)}"


def _name(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S}"
