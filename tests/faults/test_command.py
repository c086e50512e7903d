"""`python -m tests.faults` says what it tried, fails where something does not hold, and replays a run."""

from collections.abc import Iterator

import pytest

from tests.faults import __main__ as command
from tests.faults import flows, invariants, schedules
from tests.faults.reports import Line, Wanted
from tests.faults.world import World


def two_lines(wanted: Wanted) -> Iterator[Line]:
    yield Line(f"{wanted.seeds} seeds from {wanted.first_seed}, {wanted.operations} operations")
    yield Line("fine")


def a_violation(wanted: Wanted) -> Iterator[Line]:
    yield Line("two and two are five", is_violation=True)
    yield Line("the rest is fine")


def test_every_part_is_run_with_what_was_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "PARTS", {"1": ("one", two_lines), "2": ("another", two_lines)})
    assert command.main(["--seeds", "5", "--seed", "7", "--operations", "9"]) == 0
    said = "5 seeds from 7, 9 operations\nfine\n"
    assert capsys.readouterr().out == f"one:\n{said}another:\n{said}all that must hold held\n"


def test_a_violation_in_any_part_fails_the_command_and_the_others_are_run_all_the_same(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "PARTS", {"1": ("one", a_violation), "2": ("another", two_lines)})
    assert command.main([]) == 1
    out = capsys.readouterr().out
    assert "two and two are five\nthe rest is fine\nanother:\n" in out
    assert out.endswith("something did not hold: see above\n")


def test_a_replay_tells_the_calls_of_a_seed_and_what_went_wrong_with_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command.main(["--flow", "random_messages", "--seed", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    world = schedules.lived(flows.random_messages, 3)
    assert [line.split(":")[0].split() for line in lines[:-1]] == [
        [str(number), kind] for number, kind in enumerate(world.calls)
    ]
    number, fault = next(iter(world.went_wrong.items()))
    assert lines[number].endswith(f": {fault.value}")


def test_a_replay_of_a_plan_fails_with_the_sentence_of_what_did_not_hold(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "broken", lambda world: ["somebody was told twice"])
    arguments = ["--flow", "a_marketing_message", "--faults", "1:CRASH_AFTER,3:ANSWER_LOST"]
    assert command.main(arguments) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "    1 read: the process crashes after the call"
    assert lines[-1] == "somebody was told twice"


@pytest.mark.parametrize("first", [0, 500])
def test_seeds_are_shared_out_among_the_flows_and_none_is_run_twice(first: int) -> None:
    wanted = Wanted(seeds=1_730, seconds=1, operations=0, schedules=0, first_seed=first)
    chunks = list(schedules._chunks(wanted))
    seeds = [(name, seed) for name, some in chunks for seed in some]
    assert len(seeds) == len(set(seeds)) == 1_730
    assert {name for name, _ in seeds} == {flow.__name__ for flow in schedules.SHARES}
    assert min(seed for _, seed in seeds) == first


def test_a_violation_names_its_flow_and_seed_and_the_command_that_replays_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(schedules, "broken", lambda world: ["broken"] if world.seed == 4 else [])
    found = schedules.search("two_ticks_at_once", range(3, 6))
    assert [line.text for line in schedules._violations(found)] == [
        "two_ticks_at_once, seed 4: broken",
        "  again: venv/bin/python -m tests.faults --flow two_ticks_at_once --seed 4",
    ]


def test_a_world_in_which_nothing_happened_breaks_nothing() -> None:
    assert invariants.broken(World()) == []
