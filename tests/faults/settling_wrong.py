"""Mistakes in how commands are settled: in two commits, for who has left, by what comes last, or not at all."""

from datetime import datetime

import pytest

from functions.domain.commands import settle as deciding
from functions.domain.commands.acts import Kind
from functions.domain.commands.customers import consents
from functions.domain.commands.documents import Command, Status
from functions.domain.commands.requests import CommandForm, Giver
from functions.domain.commands.settle import settle_command
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.orgs.org import Org
from functions.scheduled import lost_commands
from functions.store import settling
from functions.store.command_pages import Window
from tests.faults.world import World


def settles_in_a_commit_of_its_own(world: World, patch: pytest.MonkeyPatch) -> None:
    """What a command asks for is one commit, and that it is settled another."""

    def carry_out(org: Org, id: str, now: datetime) -> Decision[Command | None]:
        changes, _ = yield from settle_command(org, id, now)
        settled = [document for document in changes.put if isinstance(document, Command)]
        others = tuple(document for document in changes.put if document not in settled)
        return Changes(create=changes.create, put=others), settled[0] if settled else None

    def settle(org: Org, id: str, now: datetime) -> Decision[Status | None]:
        command = yield from get(Command, id)
        settled = world.store().commit(org.id, lambda: carry_out(org, id, now)).value
        if command is None or settled is None:
            return NOTHING, None
        return Changes(put=(settled,)), settled.status

    patch.setattr(settling, "settle_command", settle)


def does_not_look_members_up_again(world: World, patch: pytest.MonkeyPatch) -> None:
    """Who had a right once is taken to have it still."""
    permitted: dict[tuple[str, str], Giver] = {}
    look_up = deciding._permitted

    def remembered(org: Org, kind: Kind, form: CommandForm) -> Reading[Giver]:
        known = permitted.get((kind.act().form.__name__, form.by_uid))
        if known is None:
            known = yield from look_up(org, kind, form)
            permitted[kind.act().form.__name__, form.by_uid] = known
        return known

    patch.setattr(deciding, "_permitted", remembered)


def takes_what_comes_last_for_what_was_said_last(world: World, patch: pytest.MonkeyPatch) -> None:
    """A consent counts as of when it comes in."""
    patch.setattr(consents, "instant_of", lambda at, request, *, path, now: now)


def never_looks_for_lost_commands(world: World, patch: pytest.MonkeyPatch) -> None:
    """A command whose event was lost is not looked for."""

    def none(window: Window, *, is_settled: bool = False) -> int:
        return 0

    patch.setattr(lost_commands, "count_commands", none)
