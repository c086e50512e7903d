"""Who gets which task: by the policies in their order, within capacity, the same list for the same input."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.assignment.choosing import Agent, Assignment, HandedOut, hand_out
from functions.domain.settings.assignment import AssignmentSettings
from functions.domain.tasks.documents import Task, Wanted

DAY = "2025-01-25"
USUAL = AssignmentSettings()


def agents(*uids: str, **changes: Any) -> list[Agent]:
    return [Agent(uid=uid, **{"capacity": 40} | changes) for uid in uids]


def a_task(id: str, *, worth: int = 0, due_on: str = DAY, **wanted: Any) -> Task:
    return Task(id=id, worth=worth, due_on=due_on, wanted=Wanted(**wanted))


def handed(tasks: list[Task], to: list[Agent], *, on: str = DAY, **changes: Any) -> HandedOut:
    return hand_out(tasks, to, settings=AssignmentSettings(**changes), on=on)


def whose(tasks: list[Task], to: list[Agent], **changes: Any) -> dict[str, str | None]:
    return {each.task_id: each.uid for each in handed(tasks, to, **changes).given}


@pytest.mark.item("S001-70")
@pytest.mark.parametrize(
    "place",
    [
        {"district": "Dhanmondi"},
        {"city": "dhanmondi "},
        {"district": "elsewhere", "city": "DHANMONDI"},
    ],
)
def test_a_task_goes_to_who_has_its_district_or_city(place: dict[str, Any]) -> None:
    team = [*agents("a"), *agents("b", districts=("Dhanmondi",)), *agents("c")]
    (found,) = handed([a_task("t", **place)], team).given
    assert found == Assignment("t", "b", "district")


@pytest.mark.item("S001-70")
def test_the_settings_may_say_whose_a_district_is() -> None:
    found = whose([a_task("t", district="মিরপুর")], agents("a", "b"), districts={"মিরপুর": ["b"]})
    assert found == {"t": "b"}


@pytest.mark.item("S001-71")
def test_a_task_for_a_senior_goes_to_one_of_the_district_before_one_of_another() -> None:
    team = [
        *agents("junior", districts=("north",)),
        *agents("senior_of_north", districts=("north",), is_senior=True),
        *agents("senior", is_senior=True),
    ]
    tasks = [
        a_task("vip", district="north", is_for_senior=True),
        a_task("far", district="x", is_for_senior=True),
    ]
    assert [(each.uid, each.because) for each in handed(tasks, team).given] == [
        ("senior", "senior"),
        ("senior_of_north", "senior, district"),
    ]


def test_a_policy_that_nobody_meets_is_passed_over_unless_it_binds() -> None:
    tasks = [a_task("t", is_for_senior=True)]
    assert handed(tasks, agents("a")).given == (Assignment("t", "a", "workload"),)
    assert handed(tasks, agents("a"), binding=["senior"]).given == (Assignment("t", None, "no_senior"),)


def test_what_binds_goes_before_whose_the_customer_is() -> None:
    team = [*agents("own"), *agents("senior", is_senior=True)]
    tasks = [a_task("t", owner_uid="own", is_for_senior=True)]
    assert whose(tasks, team) == {"t": "own"}
    assert whose(tasks, team, binding=["senior"]) == {"t": "senior"}


def test_an_agent_keeps_their_customers_while_they_have_room_and_the_settings_say_so() -> None:
    tasks = [a_task(f"t{number}", owner_uid="a") for number in range(3)]
    team = [*agents("a", capacity=2), *agents("b")]
    assert list(whose(tasks, team).values()) == ["a", "a", "b"]
    assert list(whose(tasks, agents("a", "b"), policies=["district"]).values()).count("a") < 3


@pytest.mark.item("S001-72")
def test_nobody_gets_more_than_they_have_room_for_and_the_least_worth_waits() -> None:
    team = [*agents("a", capacity=3, load=1), *agents("b", capacity=1)]
    found = handed([a_task(f"t{worth}", worth=worth) for worth in range(5)], team)
    assert [(each.task_id, each.uid is None) for each in found.given] == [
        *(("t4", False), ("t3", False), ("t2", False), ("t1", True), ("t0", True)),
    ]
    assert {each.because for each in found.given if each.uid is None} == {"no_room"}
    assert [(agent.uid, agent.load) for agent in found.agents] == [("a", 3), ("b", 1)]


def test_without_an_agent_a_task_waits_and_says_so() -> None:
    assert handed([a_task("t")], []).given == (Assignment("t", None, "no_agent"),)


@pytest.mark.item("S001-72")
def test_equals_take_turns_and_who_begins_moves_on_each_day() -> None:
    tasks = [a_task(f"t{number}") for number in range(6)]
    team = agents("a", "b", "c")
    first = list(whose(tasks, team).values())
    assert sorted(map(str, first[:3])) == ["a", "b", "c"]
    assert first[3:] == first[:3]
    days = [(date.fromisoformat(DAY) + timedelta(days=ahead)).isoformat() for ahead in range(3)]
    begin = {next(iter(whose(tasks, team, on=day).values())) for day in days}
    assert begin == {"a", "b", "c"}


@pytest.mark.item("S001-74")
def test_the_worthiest_come_first_then_those_due_longest_then_by_id() -> None:
    tasks = [
        a_task("b", worth=1),
        a_task("a", worth=1),
        a_task("late", worth=1, due_on="2025-01-20"),
        a_task("hot", worth=9),
    ]
    assert list(whose(tasks, agents("x"))) == ["hot", "late", "a", "b"]


PLACES = some.sampled_from([None, "north", "south", "North ", "east"])
TASKS = some.lists(
    some.builds(
        lambda worth, day, **wanted: (worth, day, wanted),
        some.integers(-5, 5),
        some.sampled_from(["2025-01-20", DAY, ""]),
        district=PLACES,
        city=PLACES,
        owner_uid=some.sampled_from([None, "u0", "u1", "gone"]),
        is_for_senior=some.booleans(),
    ),
    max_size=40,
)
TEAMS = some.lists(
    some.builds(
        lambda **fields: fields,
        districts=some.lists(some.sampled_from(["north", "south"]), max_size=2).map(tuple),
        is_senior=some.booleans(),
        capacity=some.integers(0, 8),
        load=some.integers(0, 10),
    ),
    max_size=6,
)
RULES = some.builds(
    lambda policies, number: AssignmentSettings(policies=policies, binding=policies[:number]),
    some.lists(some.sampled_from(["owner", "senior", "district"]), unique=True),
    some.integers(0, 3),
)


@settings(max_examples=150, deadline=None)
@given(TASKS, TEAMS, RULES, some.randoms(use_true_random=False))
def test_each_task_is_given_once_within_capacity_and_the_same_however_it_is_asked(
    drawn: list[Any], drawn_team: list[Any], rules: AssignmentSettings, chance: Any
) -> None:
    tasks = [
        a_task(f"t{number}", worth=worth, due_on=day, **wanted)
        for number, (worth, day, wanted) in enumerate(drawn)
    ]
    team = [Agent(uid=f"u{number}", **fields) for number, fields in enumerate(drawn_team)]
    found = hand_out(tasks, team, settings=rules, on=DAY)
    assert sorted(each.task_id for each in found.given) == sorted(task.id for task in tasks)
    by_uid = {agent.uid: agent for agent in team}
    for agent in found.agents:
        got = sum(each.uid == agent.uid for each in found.given)
        before = by_uid[agent.uid]
        assert agent.load == before.load + got
        assert got == 0 or agent.load <= agent.capacity
    if not rules.binding:
        has_room = any(agent.has_room for agent in found.agents)
        assert not (has_room and any(each.uid is None for each in found.given))
    shuffled_tasks, shuffled_team = list(tasks), list(team)
    chance.shuffle(shuffled_tasks)
    chance.shuffle(shuffled_team)
    again = hand_out(shuffled_tasks, shuffled_team, settings=rules, on=DAY)
    assert again.given == found.given
