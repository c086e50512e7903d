"""Mistakes with what phones made offline: by arrival, by whole profiles, without a memory of when."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import pytest

from functions.domain.commands.customers import consents, devices
from functions.domain.commands.customers import profiles as customers
from functions.domain.commands.documents import Result
from functions.domain.commands.requests import Request
from functions.domain.commands.work import interactions
from functions.domain.customers.devices import Device
from functions.domain.customers.edits import Edit, outdated
from functions.domain.kernel.decisions import Decision
from functions.domain.orgs.org import Org
from tests.faults.world import World

_NONE: frozenset[str] = frozenset()


def takes_what_arrives_last_for_what_was_made_last(world: World, patch: pytest.MonkeyPatch) -> None:
    """A late change overwrites what was made after it."""
    patch.setattr(customers, "outdated", lambda known, fields, edit: _NONE)


def drops_a_whole_command_for_one_late_field(world: World, patch: pytest.MonkeyPatch) -> None:
    """Where one field is late the others of the command are not taken either."""

    def all_or_nothing(known: Mapping[str, Edit], fields: Iterable[str], edit: Edit) -> frozenset[str]:
        named = list(fields)
        return frozenset(named) if outdated(known, named, edit) else _NONE

    patch.setattr(customers, "outdated", all_or_nothing)


def takes_a_profile_for_one_field(world: World, patch: pytest.MonkeyPatch) -> None:
    """What matters is when the profile was last changed, whatever field it was."""

    def whole(known: Mapping[str, Edit], fields: Iterable[str], edit: Edit) -> frozenset[str]:
        return frozenset(fields) if any(edit.is_before(each) for each in known.values()) else _NONE

    patch.setattr(customers, "outdated", whole)


def leaves_an_instant_to_chance(world: World, patch: pytest.MonkeyPatch) -> None:
    """Of two changes that were made in one instant the one that arrives last holds."""
    patch.setattr(Edit, "is_before", lambda self, other: self.at < other.at)


def counts_a_call_when_it_arrives(world: World, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(interactions, "instant_of", lambda at, request, *, path, now: now)


def counts_an_answer_when_it_arrives(world: World, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(consents, "instant_of", lambda at, request, *, path, now: now)


def gives_a_device_to_who_arrives_last(world: World, patch: pytest.MonkeyPatch) -> None:
    """That another customer registered the device later is not looked at."""
    register = devices.register_device

    def by_arrival(org: Org, request: Request[devices.DeviceForm], now: datetime) -> Decision[Result]:
        deciding = register(org, request, now)
        answers = None
        while True:
            try:
                reads = deciding.send(answers) if answers is not None else next(deciding)
            except StopIteration as end:
                changes, result = end.value
                return changes, result
            found = yield reads
            answers = tuple(
                each.with_changes(registered_at=request.made_at) if isinstance(each, Device) else each
                for each in found
            )

    patch.setattr(devices, "register_device", by_arrival)
