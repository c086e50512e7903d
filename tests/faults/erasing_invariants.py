"""What always holds of who was erased: no document names them, what the ledger says of amounts stays."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from functions.domain.customers.identities import Identity, identity_id, is_erased
from functions.domain.privacy.naming import NAMING
from tests.faults.erasing_flows import NAME
from tests.faults.merging_flows import PHONES
from tests.faults.world import World


def broken_erasures(world: World) -> Iterator[str]:
    """In words what does not hold; nothing of a world in which no one was erased."""
    if not world.erased:
        return
    erasures = world.backend.all("erasures")
    yield from (f"erasure {id[:14]} is under way for ever" for id in erasures if not is_erased(id))
    texts = {path: _text(path, fields) for path, fields in world.backend.documents.items()}
    yield from (f"{_short(path)} says the name" for path, text in texts.items() if NAME in text)
    yield from _named(world, texts)
    yield from _amounts(world)
    for id in sorted(world.erased_orders):
        if not is_erased(world.backend.all("orders")[id]["customer_id"]):
            yield f"order {id} brought back who was erased"
    yield from _told(world)


def _named(world: World, texts: Mapping[str, str]) -> Iterator[str]:
    """Of who has not come back since, no document has an id or the phone."""
    customers = world.backend.all("customers")
    phones = {identity_id(world.org.id_key, Identity("phone", phone)): phone for phone in PHONES}
    for id in sorted(world.erased.keys() - customers.keys()):
        words = {id, phones[id][1:]} if id in phones else {id}
        for path, text in texts.items():
            if any(word in text for word in words) and "/commands/" not in path:
                yield f"{_short(path)} names {id[:6]}, who was erased"
    for row in NAMING:
        for each, fields in world.backend.all(row.collection).items():
            gone = {fields.get(name) for name in row.by} & (world.erased.keys() - customers.keys())
            if gone:
                yield f"{row.collection} {each[:30]} is of who was erased"


def _amounts(world: World) -> Iterator[str]:
    """Each order of who was erased still stands in the ledger with what one of its states earned."""
    sums: Counter[str] = Counter()
    for entry in world.backend.all("loyalty_transactions").values():
        if entry["unit"] == "points" and entry["kind"] in ("earn", "reverse", "bonus"):
            sums[entry["cause"]] += (
                entry["amount"] if entry["kind"] != "reverse" or entry["amount"] < 0 else 0
            )
    for id, order in world.backend.all("orders").items():
        states = [each.facts for each in world.delivered if each.id == id]
        earned = {(facts.total_minor - facts.refunded_minor) // 10_000 for facts in states}
        if is_erased(order["customer_id"]) and sums[id] not in earned:
            yield f"order {id} of who was erased has {sums[id]} points in the ledger, not one of {sorted(earned)}"


def _told(world: World) -> Iterator[str]:
    """No message is claimed for them after the last step."""
    for one in world.gateways.handovers:
        is_there = one.message_id in world.backend.all("messages")
        ended = world.erased.get(world.owners.get(one.message_id, ""))
        if ended is not None and not is_there and one.claimed_at > ended:
            yield f"message {one.message_id} was sent to who was erased"


def _text(path: str, fields: Mapping[str, Any]) -> str:
    return f"{path} {json.dumps(fields, default=str)}"


def _short(path: str) -> str:
    return "/".join(path.split("/")[2:])[:60]
