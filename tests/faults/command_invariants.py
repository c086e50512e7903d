"""What always holds of commands: each is settled once, for who had the right; one that is refused changed nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tests.faults.command_flows import TOKEN
from tests.faults.offline_invariants import broken_offline
from tests.faults.world import Given, World

Done = Mapping[str, Given]


def broken_commands(world: World) -> Iterator[str]:
    """What does not hold of the commands of a world that came to rest."""
    done: dict[str, Given] = {}
    for id, given in world.given.items():
        command = world.backend.all("commands").get(id, {})
        if command.get("status") == "done":
            done[id] = given
        elif command.get("status") != "refused":
            yield f"command {id} of {given.kind} is still {command.get('status', 'pending')}"
        elif given.kind == "record_order":
            yield f"command {id} of {given.kind} is refused: {command['problems']}"
    yield from _rights(world, done)
    yield from _interactions(world, done)
    yield from _newcomers(world, done)
    yield from _consents(world, done)
    yield from _names(world, done)
    yield from _devices(world, done)
    yield from broken_offline(world, done)


def _rights(world: World, done: Done) -> Iterator[str]:
    for id, given in done.items():
        if given.by_uid in world.revoked and given.at > world.revoked[given.by_uid]:
            yield f"command {id} of {given.kind} was carried out for {given.by_uid}, who had left"


def _interactions(world: World, done: Done) -> Iterator[str]:
    calls = {f"command:{id}:interaction" for id, given in done.items() if given.kind == "record_interaction"}
    kept = {id for id in world.backend.all("interactions") if id.endswith(":interaction")}
    if kept != calls:
        yield f"interactions {sorted(kept)} instead of {sorted(calls)}"
    for customer_id, customer in world.backend.all("customers").items():
        calls_with = [
            *_about(done, "record_interaction", customer_id),
            *_about(done, "redeem_points", customer_id),
        ]
        about = [given.data.get("performed_at", given.made_at) for given in calls_with]
        about += _done_for(world, customer_id)
        about += _answers_of(world, customer_id)
        if customer["stats"].get("last_interaction_at") != max(about, default=None):
            yield f"customer {customer_id[:6]} was not last active when the last interaction was"


def _done_for(world: World, customer_id: str) -> list[datetime]:
    """When tasks about a customer were done, as what they left says (calling_invariants.py)."""
    left = world.backend.all("interactions").items()
    return [
        each["performed_at"]
        for id, each in left
        if (id.endswith(":done") and each["customer_id"] == customer_id)
    ]


def _answers_of(world: World, customer_id: str) -> list[datetime]:
    """When a customer answered quotes, as what that left says."""
    kinds = ("quote_accepted", "quote_declined")
    left = world.backend.all("interactions").values()
    return [
        each["performed_at"]
        for each in left
        if (each["interaction_type"] in kinds and each["customer_id"] == customer_id)
    ]


def _newcomers(world: World, done: Done) -> Iterator[str]:
    """Each phone that was entered is one customer, however often it was; one of no command that was done is none."""
    entered = Counter(
        given.data["phone"]
        for given in done.values()
        if given.kind == "change_customer" and "phone" in given.data
    )
    asked = {given.data["phone"] for given in world.given.values() if "phone" in given.data}
    there = Counter(customer["phone"] for customer in world.backend.all("customers").values())
    for phone in sorted(asked):
        if there[phone] != min(entered[phone], 1):
            yield f"{phone} was entered {entered[phone]} times and is {there[phone]} customers"


def _consents(world: World, done: Done) -> Iterator[str]:
    """The answer that was given last holds, and the channel's flag says the same."""
    for customer_id, customer in world.backend.all("customers").items():
        said = [
            (each.get("at", given.made_at), each["granted"])
            for given, each in _consents_of(done, customer_id)
        ]
        if not said:
            continue
        last = {granted for at, granted in said if at == max(said)[0]}
        kept = customer["consents"].get("sms", {}).get("marketing", {}).get("granted")
        if kept not in last or customer["sms_opt_in"] != kept:
            yield f"customer {customer_id[:6]} said {last} last, and {kept} is kept"


def _consents_of(done: Done, customer_id: str) -> list[tuple[Given, Any]]:
    return [(given, given.data) for given in _about(done, "give_consent", customer_id)]


def _names(world: World, done: Done) -> Iterator[str]:
    """Who was renamed has a name that a command which was done gave."""
    for customer_id, customer in world.backend.all("customers").items():
        given = _about(done, "change_customer", customer_id)
        names = {each.data["name"] for each in given if "name" in each.data}
        if names and customer["name"] not in names:
            yield f"customer {customer_id[:6]} has a name of no command, {customer['name']}"


def _devices(world: World, done: Done) -> Iterator[str]:
    """A device is one customer's: the one for whom it is on record."""
    owners = [id for id, c in world.backend.all("customers").items() if TOKEN in c["push_tokens"]]
    registered = [given for given in done.values() if given.kind == "register_device"]
    recorded = [device["customer_id"] for device in world.backend.all("devices").values()]
    if owners != recorded or len(owners) != (1 if registered else 0):
        yield f"a device is {owners}'s, and on record as {recorded}'s"


def _about(done: Done, kind: str, customer_id: str) -> list[Any]:
    return [
        given
        for given in done.values()
        if given.kind == kind and given.data.get("customer_id") == customer_id
    ]
