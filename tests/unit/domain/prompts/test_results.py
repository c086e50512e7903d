"""What an experiment gave: by arm and phase, held against the first arm, and too few where nothing can be said."""

from typing import Any

import pytest

from functions.domain.prompts.experiment_results import counts_of, experiment_result, experiment_tallies
from functions.domain.settings.experiments import Experiment

EXPERIMENT = Experiment.model_validate(
    {
        "arms": {"a": {"share": 50}, "b": {"share": 50, "medium": "none"}},
        "starts_at": "2025-01-01T00:00:00Z",
    }
)


def reached(leads: int, interest: int, booking: int = 0, paid: int = 0) -> dict[Any, int]:
    return {"leads": leads, "interest": interest, "booking": booking, "paid": paid}


@pytest.mark.item("S003-53")
def test_an_arm_is_held_against_the_first_one_phase_by_phase() -> None:
    found = experiment_result({"b": reached(400, 200, 30), "a": reached(400, 120, 28)})
    assert list(found) == ["a", "b"]
    assert (found["a"]["interest"].share, found["a"]["interest"].verdict) == (0.3, "compared_with")
    better = found["b"]["interest"]
    assert (better.chats, better.reached, better.share, better.verdict) == (400, 200, 0.5, "more")
    # z = 0.2 / sqrt(0.4 * 0.6 * 2 / 400) = 5.7735, two-sided
    assert better.p_value == pytest.approx(7.764e-09, rel=1e-3)
    assert better.low is not None
    assert better.low < 0.5 < (better.high or 0)
    assert found["b"]["booking"].verdict == "no_difference_seen"
    assert found["b"]["leads"].verdict == "too_few"  # all of both: there is nothing to compare


@pytest.mark.item("S003-53")
@pytest.mark.parametrize(
    "other", [reached(29, 15), reached(0, 0), reached(1000, 1)], ids=["few chats", "none", "few of them"]
)
def test_too_few_says_so(other: dict[Any, int]) -> None:
    found = experiment_result({"a": reached(1000, 3), "b": other})["b"]["interest"]
    assert (found.verdict, found.p_value) == ("too_few", None)


def test_no_chats_have_no_share() -> None:
    found = experiment_result({"a": {}, "b": {}})["b"]["paid"]
    assert (found.chats, found.share, found.low, found.high) == (0, None, None, None)


def test_several_arms_are_corrected_for_each_other() -> None:
    one = experiment_result({"a": reached(200, 60), "b": reached(200, 80)})
    three = experiment_result({"a": reached(200, 60), "b": reached(200, 80), "c": reached(200, 61)})
    alone, among = one["b"]["interest"].p_value, three["b"]["interest"].p_value
    assert alone is not None
    assert among == pytest.approx(2 * alone)
    assert (one["b"]["interest"].verdict, three["b"]["interest"].verdict) == ("more", "no_difference_seen")


def test_a_chat_has_reached_all_phases_before_the_one_in_which_it_stands() -> None:
    tallied = {"a.leads": 5, "a.interest": 3, "a.booking": 2, "a.paid": 1, "b.leads": 1}
    all_zero = dict.fromkeys(experiment_tallies("test", EXPERIMENT), 0)
    assert counts_of(EXPERIMENT, all_zero | tallied) == {
        "a": reached(11, 6, 3, 1),
        "b": reached(1, 0),
    }
