"""`python -m tests.trips`: which files of functions/ one event enters, how many lines run, and what it bills.

Each trip is run over the store in memory, on an instance that has served such an event before, and every call is
noted. docs/architecture.md has the table.
"""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, FrameType

import pytest
import time_machine

from functions.store import firestore
from functions.store.orgs import orgs
from tests.memory import Billed
from tests.trip_events import Instance

NOON = datetime(2026, 1, 28, 7, tzinfo=UTC)  # of the presets' countries
FUNCTIONS = f"{Path(__file__).resolve().parents[1] / 'functions'}{os.sep}"


@dataclass(frozen=True)
class Trip:
    """What one event entered: files below functions/, and the code of the functions that ran. `billed`: the documents
    that it read and wrote.
    """

    name: str
    files: tuple[str, ...]
    functions: frozenset[CodeType]
    billed: tuple[int, int]

    @property
    def lines(self) -> int:
        """How many lines the functions that ran have."""
        return sum(1 + _last_line(code) - code.co_firstlineno for code in self.functions)

    @property
    def row(self) -> str:
        """As docs/architecture.md has it: small changes of the code leave it as it is."""
        reads, writes = self.billed
        return f"| {self.name} | {len(self.files)} | {round(self.lines, -2)} | {reads}, {writes} |"


def trips() -> list[Trip]:
    """All trips, in the order of an event's life. The clock is at noon: in quiet hours a campaign enters more files."""
    _forget_instance()
    try:
        with pytest.MonkeyPatch.context() as patch, time_machine.travel(NOON, tick=True):
            return _trips_of(Instance(patch))
    finally:
        _forget_instance()


def _trips_of(instance: Instance) -> list[Trip]:
    named: Sequence[tuple[str, Callable[[], Callable[[], object]]]] = (
        ("repeat order → stored", instance.plain_repeat_order),
        ("the same, automations plan anew → stored", instance.repeat_order),
        ("the same, posted → stored, answered", instance.repeat_order_posted),
        ("order → tier rises, message queued", instance.upgrade),
        ("message → Cloud Task", instance.message_appears),
        ("task → claimed, sent, recorded", instance.task_of_message),
        ("status callback → task", instance.status_posted),
        ("task → status recorded", instance.task_of_status),
        ("inbound text → task", instance.text_posted),
        ("task → text in its conversation", instance.task_of_text),
        ("third order, with a coupon → redeemed; tier and segment move", instance.coupon_posted),
        ("chat: task → the assistant's turn, answer queued", instance.turn_due),
        ("phone: command → a deal in another stage", instance.stage_moved),
        ("campaign: a page of 10 recipients → queued", instance.page_of_campaign),
        ("import: a row → a new customer", instance.row_of_import),
    )
    return [trip(instance, name, prepare) for name, prepare in named]


def trip(instance: Instance, name: str, prepare: Callable[[], Callable[[], object]]) -> Trip:
    """An event's trip; one like it has gone before."""
    prepare()()
    act = prepare()
    instance.backend.billed = Billed()
    return traced(name, act, instance.backend.billed)


def traced(name: str, act: Callable[[], object], billed: Billed) -> Trip:
    """Run an act, and note each function of functions/ that it calls."""
    entered: set[CodeType] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(FUNCTIONS):
            entered.add(frame.f_code)

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    files = {code.co_filename.removeprefix(FUNCTIONS) for code in entered}
    ran = frozenset(code for code in entered if not code.co_name.startswith("<"))
    return Trip(name, tuple(sorted(files)), ran, (billed.reads, billed.writes))


def _last_line(code: CodeType) -> int:
    return max(line for _, _, line in code.co_lines() if line is not None)


def _forget_instance() -> None:
    for made_once in (firestore.store, orgs):
        made_once.cache_clear()


def main() -> None:
    found = trips()
    for each in found:
        print(f"{each.name}: {len(each.files)} files, {len(each.functions)} functions, {each.lines} lines")
        print("".join(f"    {file}\n" for file in each.files), end="")
    print("\n".join(each.row for each in found))


if __name__ == "__main__":
    main()
