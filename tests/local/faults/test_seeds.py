"""The same seed strikes the same things, in whatever order they come; another seed strikes others."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.client import LocalFirebase
from local.faults.faults import Faults
from tests.local.requests_to import request

NUMBERS = range(20)
Flow = Callable[[LocalFirebase, Any, int], int | None]


def count_up(firebase: LocalFirebase, db: Any, number: int) -> int:
    """A function reads and commits; what it answered."""
    return request("POST", firebase.functions_url("commit") + f"/counters/c{number}")[0]


def write(firebase: LocalFirebase, db: Any, number: int) -> None:
    """A client writes; events go to two functions."""
    db.document(f"shops/kopi/orders/o{number}").set({"total": number})


def run(firebase: LocalFirebase, db: Any, flow: Flow, faults: dict[str, float]) -> tuple[Any, ...]:
    """The answers to twenty at once, and what went wrong."""
    firebase.faults(**faults)
    shuffled = random.sample(NUMBERS, len(NUMBERS))
    with ThreadPoolExecutor(8) as executor:
        answers = dict(zip(shuffled, executor.map(lambda n: flow(firebase, db, n), shuffled), strict=True))
    firebase.idle()
    firebase.advance("1m")
    struck = sorted((strike["fault"], *strike["concerning"]) for strike in firebase.strikes())
    firebase.faults(drop_events=1)
    for collection in ("counters", "shops/kopi/orders"):
        db.recursive_delete(db.collection(collection))
    firebase.idle()
    return answers, struck


@pytest.mark.parametrize(
    ("flow", "faults"),
    [
        (count_up, {"abort_commits": 0.3, "lose_answers": 0.3, "crash_after_commit": 0.2, "fail_reads": 0.2}),
        (write, {"drop_events": 0.3, "duplicate_events": 0.3, "delay_events": 0.1, "reorder_events": 0.3}),
    ],
)
def test_twenty_at_once_meet_what_their_seed_says(
    firebase: LocalFirebase, db: Any, flow: Flow, faults: dict[str, float]
) -> None:
    first, second = (run(firebase, db, flow, faults | {"seed": 7}) for _ in range(2))
    other = run(firebase, db, flow, faults | {"seed": 8})

    assert first == second
    assert other[1] != first[1]
    assert {strike[0] for strike in first[1]} == set(faults)


def test_the_provider_too_repeats_itself(firebase: LocalFirebase) -> None:
    answers = []
    for seed in (7, 7, 8):
        firebase.faults(provider_fails=0.3, provider_limited=0.3, seed=seed)
        answers.append([request("POST", firebase.provider_url, b"%d" % n)[0] for n in NUMBERS])

    assert answers[0] == answers[1] != answers[2]
    assert set(answers[0]) == {200, 429, 503}


def strikes_of(faults: Faults, questions: list[tuple[str, str]]) -> list[tuple[str, tuple[str, ...], int]]:
    for question in questions:
        faults.strike(*question)
    return sorted((strike.fault, strike.concerning, strike.number) for strike in faults.strikes())


def test_what_strikes_does_not_depend_on_who_asks_first() -> None:
    questions = [("drop_events", f"o{n % 10}") for n in range(50)] + [
        ("fail_reads", f"o{n}") for n in range(20)
    ]
    faults, again = Faults(), Faults()
    for each in (faults, again):
        each.replace({"drop_events": 0.3, "fail_reads": 0.5, "seed": 1})

    assert strikes_of(faults, questions) == strikes_of(again, questions[::-1])


def test_a_probability_is_how_often_a_fault_strikes() -> None:
    faults = Faults()
    faults.replace({"drop_events": 0.25, "seed": 1})

    assert 2300 < sum(bool(faults.strike("drop_events", "o1")) for _ in range(10_000)) < 2700


def test_held_events_are_held_differently_long_within_the_limits() -> None:
    faults = Faults()
    faults.replace({"delay_events": 1})
    held = [strike.between(2, 60) for n in range(100) if (strike := faults.strike("delay_events", str(n)))]

    assert len(set(held)) == 100
    assert 2 <= min(held) < 10
    assert 50 < max(held) <= 60
