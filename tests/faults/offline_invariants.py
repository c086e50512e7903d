"""What always holds of commands that phones made offline: each counts as of when it was made, in any order."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tests.builders import NOON
from tests.faults.world import Given, World

Done = Mapping[str, Given]


def broken_offline(world: World, done: Done) -> Iterator[str]:
    """What does not hold of a world in which commands say when they were made."""
    if any(given.made_at != NOON for given in done.values()):
        yield from _profiles(world, done)
        yield from _interactions(world, done)
        yield from _devices(world, done)
        yield from _consents(world, done)


def _profiles(world: World, done: Done) -> Iterator[str]:
    """Each field has the value that was made last; of one instant that of the greater command id."""
    last: dict[tuple[str, str], tuple[datetime, str, Any]] = {}
    for id, given in _of(done, "change_customer"):
        for field, value in _fields(given.data):
            key = (given.data["customer_id"], field)
            last[key] = max(last.get(key, (given.made_at, "", None)), (given.made_at, id, value))
    for (customer_id, field), (_, id, value) in last.items():
        customer = world.backend.all("customers")[customer_id]
        name, _, custom = field.partition(".")
        kept = customer[name].get(custom) if custom else customer[name]
        if (list(kept) if isinstance(kept, tuple) else kept) != value:
            yield f"{field} of {customer_id[:6]} is {kept!r}, and command {id} said {value!r} last"


def _fields(data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for field, value in data.items():
        if field == "custom":
            yield from ((f"custom.{name}", each) for name, each in value.items())
        elif field != "customer_id":
            yield field, value


def _interactions(world: World, done: Done) -> Iterator[str]:
    kept = world.backend.all("interactions")
    for id, given in _of(done, "record_interaction"):
        if (at := kept[f"command:{id}:interaction"]["performed_at"]) != given.made_at:
            yield f"the call of command {id} counts as of {at}, and was made at {given.made_at}"


def _devices(world: World, done: Done) -> Iterator[str]:
    registered = [(given.made_at, given.data["customer_id"]) for _, given in _of(done, "register_device")]
    latest = {customer for at, customer in registered if at == max(registered)[0]}
    owners = {device["customer_id"] for device in world.backend.all("devices").values()}
    if registered and not owners <= latest:
        yield f"the device is {owners}'s, and was registered last for {latest}"


def _consents(world: World, done: Done) -> Iterator[str]:
    given = [each for _, each in _of(done, "give_consent")]
    for customer_id in {each.data["customer_id"] for each in given}:
        said = [each for each in given if each.data["customer_id"] == customer_id]
        last = {each.data["granted"] for each in said if each.made_at == max(e.made_at for e in said)}
        kept = world.backend.all("customers")[customer_id]["consents"]["sms"]["marketing"]["granted"]
        if kept not in last:
            yield f"{customer_id[:6]} said {last} last, and {kept} is kept"


def _of(done: Done, kind: str) -> list[tuple[str, Given]]:
    return [(id, given) for id, given in done.items() if given.kind == kind]
