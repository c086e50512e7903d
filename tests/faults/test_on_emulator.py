"""A few of the random schedules on local Firebase; `make faults` lives through hundreds."""

from pathlib import Path

import pytest

from local.client import LocalFirebase
from tests.faults.emulator_schedules import PROBABILITIES, plan
from tests.faults.on_emulator import Place, run

ROOT = Path(__file__).parents[2]
MUTANTS = {
    "nobody looks for lost commands": "from functions.scheduled import tick; tick.settle_lost = lambda at: None",
    "nobody looks after what is due": (
        "from functions.queues import wake_page; wake_page._wake = lambda collection, snapshot, at, batches: None"
    ),
    "a command is called done and its changes are lost": (
        "from functions.domain.commands import settle; from functions.domain.kernel.decisions import Changes\n"
        "settle.replace = lambda changes, put: Changes(put=put[-1:])"
    ),
    "a refund keeps its points": (
        "from functions.domain.orders import contributions\n"
        "contributions.points_under = lambda org, rule, bill_minor: 10**9"
    ),
}
# The seed to begin at where the first ones do not show the mistake.
SHOWN_BY = {"a refund keeps its points": 5}


def test_what_always_holds_holds_on_the_emulator(emulator: LocalFirebase) -> None:
    place = Place(project="demo-schedules", emulator=emulator.emulator_host)
    lived = list(run(first_seed=0, count=5, place=place))

    assert [(each.seed, each.violations) for each in lived] == [(seed, ()) for seed in range(5)]
    assert sum(each.calls for each in lived) > 100
    assert sum(each.struck.total() for each in lived) > 20


def test_every_fault_is_in_force_in_some_schedule_and_in_some_not() -> None:
    plans = [plan(seed) for seed in range(100)]

    for fault in (*PROBABILITIES, "crash_at", "crash_before"):
        assert {fault in each.faults for each in plans} == {True, False}
    for way in ("posted", "published", "tills", "regulars", "queued"):
        assert {bool(getattr(each, way)) for each in plans} == {True, False}


def test_a_schedule_follows_from_its_seed() -> None:
    assert plan(7) == plan(7)
    assert plan(7) != plan(8)


@pytest.mark.parametrize("name", MUTANTS)
def test_code_that_breaks_what_always_holds_is_caught(
    name: str, tmp_path: Path, emulator: LocalFirebase
) -> None:
    (tmp_path / "secrets.txt").write_text("")
    (tmp_path / "main.py").write_text(f"{MUTANTS[name]}\n{(ROOT / 'main.py').read_text()}")

    number = list(MUTANTS).index(name)
    place = Place(tmp_path, f"demo-mutant-{number}", emulator.emulator_host)
    assert any(lived.violations for lived in run(first_seed=SHOWN_BY.get(name, 0), count=30, place=place))
