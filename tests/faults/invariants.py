"""What docs/architecture.md promises, worked out from what was delivered without the code under test."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from functions.domain.messages.budgets import BudgetUsedUp
from functions.domain.orders.documents import Order
from functions.domain.settings.moments import Moment
from tests.faults.assignment_invariants import broken_assignments
from tests.faults.automation_invariants import broken_automations
from tests.faults.booking_invariants import broken_bookings
from tests.faults.business_invariants import broken_kpis
from tests.faults.calendar_invariants import broken_calendars
from tests.faults.calling_invariants import broken_calls
from tests.faults.campaign_invariants import broken_campaigns, broken_sendings
from tests.faults.chat_invariants import broken_chats
from tests.faults.command_invariants import broken_commands
from tests.faults.counting_invariants import broken_counts
from tests.faults.erasing_invariants import broken_erasures
from tests.faults.figures_invariants import broken_figures
from tests.faults.handover_invariants import broken_handovers
from tests.faults.import_invariants import broken_imports
from tests.faults.lead_invariants import broken_leads
from tests.faults.merging_invariants import broken_merges
from tests.faults.model_invariants import broken_models
from tests.faults.offer_invariants import broken_offers
from tests.faults.outbox import broken_messages
from tests.faults.persons import Owners, owners_in
from tests.faults.points_flows import CLUB
from tests.faults.points_invariants import broken_points
from tests.faults.posting_invariants import broken_posts
from tests.faults.quote_invariants import broken_quotes
from tests.faults.redeeming_invariants import broken_redemptions, spare_points
from tests.faults.referral_invariants import broken_referrals
from tests.faults.reminder_invariants import broken_reminders
from tests.faults.response_invariants import broken_responses
from tests.faults.segment_invariants import broken_segments
from tests.faults.selling_invariants import broken_deals
from tests.faults.territory_invariants import broken_territories
from tests.faults.world import ORG, World

STATE = ("status", "ordered_at", "updated_at", "total_minor", "refunded_minor")
NOTHING_COUNTS = {"orders": 0, "spend": 0, "points": 0, "last": None}
# The café's ladder, from the top: lifetime points or orders that it takes.
LADDER = (("platinum", 150, 50), ("gold", 50, 20))
UPGRADES = "automation:tier_upgrade"
RECORDS = ("loyalty.tiers", "tier_upgrade")
# The rule of each win-back, the reason for which it wakes, and the silence that it answers.
SILENCES = {
    f"automation:{id}": (f"auto:{id}", automation.on.offset)
    for id, automation in ORG.automations.items()
    if isinstance(automation.on, Moment)
}


def broken(world: World) -> list[str]:
    """What does not hold of a world that came to rest, in words; nothing where all is well."""
    try:
        return _broken(world)
    except (AttributeError, KeyError, TypeError) as error:
        return [f"a document is not whole: {error!r}"]


def _broken(world: World) -> list[str]:
    return [
        *(f"{type(error).__name__} came out: {error}" for error in world.turns.surprises),
        *(f"buried: {error}" for error in _buried(world)),
        *_orders(world),
        *_figures(world),
        *_entries(world),
        *_joins(world),
        *_upgrades(world),
        *_silences(world),
        *broken_messages(world),
        *broken_commands(world),
        *broken_automations(world),
        *broken_reminders(world),
        *broken_redemptions(world),
        *broken_offers(world),
        *broken_points(world),
        *broken_referrals(world),
        *broken_leads(world),
        *broken_calls(world),
        *broken_assignments(world),
        *broken_merges(world),
        *broken_erasures(world),
        *broken_segments(world),
        *broken_campaigns(world),
        *broken_sendings(world),
        *broken_responses(world),
        *broken_calendars(world),
        *broken_imports(world),
        *broken_deals(world),
        *broken_quotes(world),
        *broken_territories(world),
        *broken_posts(world),
        *broken_kpis(world),
        *broken_counts(world),
        *broken_figures(world),
        *broken_bookings(world),
        *broken_chats(world),
        *broken_handovers(world),
        *broken_models(world),
    ]


def _buried(world: World) -> Iterator[Any]:
    """What was lost for good; that a day's budget is used up is no more than news."""
    for letter in world.backend.all("dead_letters").values():
        if letter["error"]["code"] != BudgetUsedUp.code:
            yield letter["error"]


def latest(orders: list[Order]) -> dict[str, Order]:
    """The newest state of each order."""
    newest: dict[str, Order] = {}
    for order in sorted(orders, key=lambda order: order.facts.updated_at):
        newest[order.id] = order
    return newest


def _orders(world: World) -> Iterator[str]:
    made = world.backend.all("orders")
    stored = {
        id: order for id, order in made.items() if not id.startswith("b2b:quote:")
    }  # quote_invariants.py
    wanted = latest(world.delivered)
    if stored.keys() != wanted.keys():
        yield f"orders {sorted(stored)} instead of {sorted(wanted)}"
    for id in sorted(stored.keys() & wanted.keys()):
        known, newest = stored[id], wanted[id]
        if any(known[name] != getattr(newest.facts, name) for name in STATE):
            yield f"order {id} is not in its latest state"


def _figures(world: World) -> Iterator[str]:
    if world.org is CLUB:
        return  # what it gives and takes beside bills is worked out by points_invariants.py
    owners = owners_in(world)
    expected = _expected(world.delivered, owners)
    ledger: Counter[str] = Counter()
    for entry in world.backend.all("loyalty_transactions").values():
        if entry["unit"] == "points":
            ledger[entry["customer_id"]] += entry["amount"]
    spare = spare_points(world)
    for id, customer in world.backend.all("customers").items():
        stats, account = customer["stats"], customer["loyalty"]
        # What a refund could not take back, since it was spent, is owed.
        earned = account["points"] - account.get("points_owed", 0) - spare[id]
        figures = {"orders": stats["orders"], "spend": stats["spend_minor"], "points": earned}
        person = None if customer.get("joined_into") else owners.of_customer(id, customer)
        wanted = expected.pop(person, NOTHING_COUNTS)
        if figures | {"last": stats["last_order_at"]} != wanted:
            yield f"customer {id[:6]} stands at {figures}, not {wanted}"
        if ledger[id] != account["points"]:
            yield f"customer {id[:6]} has {account['points']} points, the ledger {ledger[id]}"
        if account["points"] < 0 or account["lifetime_points"] != wanted["points"]:
            yield f"customer {id[:6]} has {account['points']} of {account['lifetime_points']} points"
        if (account["tier"] or "silver") != _tier(wanted):
            yield f"customer {id[:6]} is {account['tier']}, not {_tier(wanted)}"
    for person in expected:
        yield f"nobody has the orders of {person}"


def _expected(orders: list[Order], owners: Owners) -> dict[str | None, dict[str, Any]]:
    """By person: how many orders stand, what was kept of them, a point for every full 100 of that, and the last."""
    sums: dict[str | None, dict[str, Any]] = {}
    for order in latest(orders).values():
        kept = order.facts.total_minor - order.facts.refunded_minor
        person = owners.of_order(order)
        if person is None or order.facts.status in ("pending", "cancelled") or kept == 0:
            continue
        one = sums.setdefault(person, dict(NOTHING_COUNTS))
        one["orders"] += 1
        one["spend"] += kept
        one["points"] += kept // 10_000
        one["last"] = max(filter(None, (one["last"], order.facts.ordered_at)))
    return sums


def _tier(figures: dict[str, Any]) -> str:
    reached = (
        name for name, points, orders in LADDER if figures["points"] >= points or figures["orders"] >= orders
    )
    return next(reached, "silver")


def _entries(world: World) -> Iterator[str]:
    """An entry is named for its cause, kind and number, so that it cannot be made twice."""
    counts: Counter[tuple[str, str]] = Counter()
    entries = world.backend.all("loyalty_transactions")
    for entry in entries.values():
        of_wallet = "wallet:" if entry["unit"] == "wallet_minor" else ""
        counts[entry["cause"], of_wallet + entry["kind"]] += 1
    named = {
        f"{cause}:{kind}" + (f":{number}" if number > 1 else "")
        for (cause, kind), count in counts.items()
        for number in range(1, count + 1)
    }
    for id in sorted(entries.keys() - named):
        yield f"entry {id} is not named for its cause"


def _joins(world: World) -> Iterator[str]:
    """A person whom orders name is one customer; who was joined into another has nothing left but the ledger."""
    owners = owners_in(world)
    customers = world.backend.all("customers")
    standing = Counter(
        owners.of_customer(id, each) for id, each in customers.items() if not each.get("joined_into")
    )
    for person, count in standing.items():
        if person is not None and count > 1:
            yield f"a person is {count} customers"
    for id in (id for id, customer in customers.items() if customer.get("joined_into")):
        for collection in ("orders", "messages", "interactions", "identities", "notes"):
            left = [one for one, each in world.backend.all(collection).items() if each["customer_id"] == id]
            if left:
                yield f"{collection} {left} stayed with who was joined into another"
    for id, customer in customers.items():
        if (customer.get("joins") or {}).get("moving"):
            yield f"customer {id[:6]} waits for documents for ever"


def _upgrades(world: World) -> Iterator[str]:
    """A rise leaves an interaction that names its rule. A customer is told of each tier that they rose to, once."""
    acts = [a for a in world.backend.all("interactions").values() if a["automation_id"] in RECORDS]
    rises = {(a["customer_id"], a["outcome"]) for a in acts if a["interaction_type"] == "tier_upgrade"}
    messages = [m for m in world.backend.all("messages").values() if m["rule"] == UPGRADES]
    told = Counter((m["customer_id"], m["variables"].get("tier")) for m in messages)
    for customer_id, tier in sorted(rises - told.keys()):
        yield f"customer {customer_id[:6]} was never told that they rose to {tier}"
    for customer_id, tier in sorted(told.keys() - rises):
        yield f"customer {customer_id[:6]} was told of {tier} and did not rise"
    joins = {
        id: customer.get("joins") or {"ids": []} for id, customer in world.backend.all("customers").items()
    }
    standing = Counter(
        (m["customer_id"], m["variables"].get("tier")) for m in messages if m["reason"] != "cause_over"
    )
    for customer_id, tier in sorted(k for k, n in standing.items() if n > 1 + len(joins[k[0]]["ids"])):
        yield f"customer {customer_id[:6]} was told twice that they rose to {tier}"
    reached = {(a["customer_id"], a["outcome"]) for a in acts}
    for id, customer in world.backend.all("customers").items():
        tier = customer["loyalty"]["tier"] or "silver"
        if tier != "silver" and (id, tier) not in reached:
            yield f"customer {id[:6]} is {tier} without a record of why"


def _silences(world: World) -> Iterator[str]:
    """Who stays away is written to at each step of the silence that followed their last order."""
    if not SILENCES.keys() <= {f"automation:{id}" for id in world.org.automations}:
        return
    heard: Counter[tuple[str, str]] = Counter()
    owners = owners_in(world)
    for message in world.backend.all("messages").values():
        if message["rule"] in SILENCES:
            heard[message["customer_id"], message["rule"]] += 1
    causes = {message["cause"] for message in world.backend.all("messages").values()}
    for id, customer in world.backend.all("customers").items():
        last = customer["stats"]["last_order_at"]
        steps = {rule: last + silence for rule, (_, silence) in SILENCES.items()} if last else {}
        due = {SILENCES[rule][0]: at for rule, at in steps.items() if at > world.now}
        known = customer.get("due")
        right = (
            {
                rule: at
                for rule, at in known.items()
                if isinstance(at, datetime) and not rule.startswith("segment:")
            }
            if isinstance(known, dict)
            else {}
        )
        if right != due:
            yield f"customer {id[:6]} is due at {known}, not {_instants(due)}"
        passed = [rule for rule, at in steps.items() if at <= world.now]
        if passed and f"{id}:{passed[-1]}:{last:%Y%m%dT%H%M%S}" not in causes:
            yield f"customer {id[:6]} never heard {passed[-1]} of the silence since {last}"
        person = owners.of_customer(id, customer)
        bought_at = {o.facts.ordered_at for o in world.delivered if owners.of_order(o) == person}
        for rule in SILENCES:
            if heard[id, rule] > len(bought_at):
                yield f"customer {id[:6]} heard {rule} {heard[id, rule]} times in {len(bought_at)} silences"


def _instants(due: dict[str, datetime]) -> dict[str, str]:
    return {rule: at.isoformat() for rule, at in sorted(due.items())}
