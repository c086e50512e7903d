"""Conditions answer as JsonLogic has it, and know when their answer next changes by time alone."""

import json
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from functions.domain.conditions.nodes import RuleRefused
from functions.domain.conditions.rules import DEEPEST, MOST_NODES, compile_rule
from tests.builders import NOON

# The suite of json-logic/compat-tables (Apache-2.0): the 278 cases that all implementations share.
SUITE = json.loads(Path("tests/unit/domain/conditions/compatible.json").read_text(encoding="utf-8"))
CASES = [case for case in SUITE if not isinstance(case, str)]
KOLKATA = ZoneInfo("Asia/Kolkata")
DAY = timedelta(days=1)


def parts_of(case: Any) -> tuple[Any, Any, Any]:
    return (case["rule"], case.get("data"), case["result"]) if isinstance(case, dict) else tuple(case)


@pytest.mark.parametrize("number", range(len(CASES)))
def test_the_shared_suite_is_answered_as_it_says(number: int) -> None:
    logic, data, expected = parts_of(CASES[number])
    found = compile_rule(logic).value(data, NOON, UTC)
    is_number = isinstance(expected, int | float) and isinstance(found, int | float)
    assert math.isclose(found, expected) if is_number else found == expected


def holds(logic: Any, subject: dict[str, Any] | None = None, now: datetime = NOON) -> bool:
    return compile_rule(logic).holds(subject or {}, now, KOLKATA)


def changes(logic: Any, subject: dict[str, Any] | None = None, now: datetime = NOON) -> datetime | None:
    return compile_rule(logic).next_change(subject or {}, now, KOLKATA)


@pytest.mark.parametrize(
    ("logic", "path", "reason"),
    [
        ({"log": [1]}, "log", "no operator"),
        ({"and": [{"<": [1]}]}, "and.0.<", "takes 2 or 3 values"),
        ({"==": [1]}, "==", "takes 2 to 2"),
        ({"or": [True, {"sql": []}]}, "or.1.sql", "no operator"),
        ({"==": [{"now": []}, 1]}, "==.0", "changes at every instant"),
        ({"now": []}, "", "changes at every instant"),
        ({"older_than": [{"var": "a"}, "soon"]}, "older_than.1", "length of time"),
        ({"within": [{"var": "a"}, "7d", "up"]}, "within.1", "neither past nor ahead"),
        ({"days_before": [{"var": "a"}, -1]}, "days_before.1", "0 to 365"),
        ({"a": 1, "b": 2}, "", "one operator"),
        ({"datetime_truncate": [{"var": "a"}, "week"]}, "datetime_truncate.1", "none of"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place(logic: Any, path: str, reason: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        compile_rule(logic)
    assert [fault.path for fault in refused.value.faults] == [path]
    assert reason in refused.value.faults[0].message


def test_a_condition_is_neither_too_deep_nor_too_large() -> None:
    deep: Any = True
    for _ in range(DEEPEST + 2):
        deep = {"!": deep}
    for logic in (deep, {"or": [{"or": [False] * 99}] * (MOST_NODES // 99 + 1)}):
        with pytest.raises(RuleRefused, match="is deeper than"):
            compile_rule(logic)


def test_a_condition_names_what_it_reads_of_its_subject() -> None:
    logic = {"and": [{"some": [{"var": "tags"}, {"==": [{"var": ""}, "x"]}]}, {"missing": ["email"]}]}
    assert compile_rule(logic).variables == {"tags", "email"}


@pytest.mark.parametrize(
    ("logic", "subject", "expected"),
    [
        ({}, {}, False),
        ({"!": {"var": "a"}}, {"a": 0}, True),
        ({"startsWith": [{"var": "a"}, "ab"]}, {"a": "abc"}, True),
        ({"endsWith": [{"var": "a"}, "ab"]}, {"a": "abc"}, False),
        ({"<=": [1, {"var": "a"}, 2]}, {"a": 2}, True),
        ({"==": [{"toLowerCase": [{"var": "a"}]}, "ab"]}, {"a": "AB"}, True),
        ({"<": [{"var": "at"}, {"datetime_add": [{"now": []}, -30, "day"]}]}, {"at": NOON - 31 * DAY}, True),
        ({"<": [{"var": "at"}, {"datetime_add": [{"now": []}, -30, "day"]}]}, {"at": NOON - 29 * DAY}, False),
        ({"date==": [{"var": "on"}, {"today": []}]}, {"on": "2025-01-25"}, True),
        ({">": [{"var": "at"}, "2025-01-01"]}, {"at": NOON}, True),
        ({">=": [{"var": "at"}, {"start_of_today": []}]}, {"at": NOON}, True),
        ({"in": ["x", {"var": "tags"}]}, {"tags": ("x",)}, True),
        ({">": [{"var": "missing"}, 1]}, {}, False),
    ],
)
def test_what_query_builders_emit_is_taken(logic: Any, subject: dict[str, Any], expected: bool) -> None:
    assert holds(logic, subject) is expected


def test_older_than_holds_from_the_instant_on_and_says_when() -> None:
    logic = {"older_than": [{"var": "at"}, "30d"]}
    flip = NOON + 30 * DAY
    assert changes(logic, {"at": NOON}) == flip
    assert (
        holds(logic, {"at": NOON}, flip - timedelta(microseconds=1)),
        holds(logic, {"at": NOON}, flip),
    ) == (False, True)
    assert changes(logic, {"at": NOON}, flip) is None
    nothings: tuple[Any, ...] = (None, "soon", 7, [], "2025-13-45")
    for nothing in nothings:
        assert (holds(logic, {"at": nothing}), changes(logic, {"at": nothing})) == (False, None)


def test_within_holds_for_so_long_before_or_after() -> None:
    past, ahead = {"within": [{"var": "at"}, "7d"]}, {"within": [{"var": "at"}, "7d", "ahead"]}
    subject = {"at": NOON + DAY}
    assert (holds(past, subject), holds(ahead, subject)) == (False, True)
    assert (changes(past, subject), changes(ahead, subject)) == (NOON + DAY, NOON + DAY)
    assert (holds(past, subject, NOON + DAY), changes(past, subject, NOON + DAY)) == (True, NOON + 8 * DAY)
    assert (holds(past, subject, NOON + 8 * DAY), holds(ahead, subject, NOON + DAY)) == (False, False)


@pytest.mark.parametrize("day", ["01-26", "1990-01-26", datetime(1990, 1, 26, tzinfo=KOLKATA)])
def test_a_day_comes_back_each_year_from_midnight_to_midnight_of_the_zone(day: Any) -> None:
    logic, begin = {"day_is": [{"var": "day"}, "today"]}, datetime(2025, 1, 25, 18, 30, tzinfo=UTC)
    assert changes(logic, {"day": day}) == begin
    assert holds(logic, {"day": day}, begin)
    assert changes(logic, {"day": day}, begin) == begin + DAY
    assert changes(logic, {"day": day}, begin + DAY) == begin.replace(year=2026)


@pytest.mark.parametrize(("year", "on"), [(2025, (2, 28)), (2028, (2, 29))])
def test_the_29th_of_february_is_the_28th_in_other_years(year: int, on: tuple[int, int]) -> None:
    noon = datetime(year, *on, 12, tzinfo=KOLKATA)
    assert holds({"day_is": [{"var": "day"}]}, {"day": "02-29"}, noon)
    assert holds({"days_before": [{"var": "day"}, 7]}, {"day": "02-29"}, noon - 7 * DAY)
    assert not holds({"day_is": [{"var": "day"}]}, {"day": "02-29"}, noon + DAY)


ZONES = [UTC, KOLKATA, ZoneInfo("Europe/Berlin"), ZoneInfo("America/St_Johns")]
INSTANTS = some.integers(0, 4 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2023, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
FIELD = some.sampled_from([{"var": "a"}, {"var": "b"}, {"var": "c"}])
LENGTH = some.sampled_from(["1d", "30d", "2h", "45m", "1w"])
LEAVES = (
    some.builds(lambda v, d: {"older_than": [v, d]}, FIELD, LENGTH)
    | some.builds(lambda v, d, s: {"within": [v, d, s]}, FIELD, LENGTH, some.sampled_from(["past", "ahead"]))
    | some.builds(lambda v: {"day_is": [v, "today"]}, FIELD)
    | some.builds(lambda v, n: {"days_before": [v, n]}, FIELD, some.integers(0, 40))
    | some.builds(
        lambda op, v, n, u: {op: [v, {"datetime_add": [{"now": []}, n, u]}]},
        some.sampled_from(["<", "<=", ">", ">="]),
        FIELD,
        some.integers(-40, 40),
        some.sampled_from(["day", "hours"]),
    )
    | some.builds(lambda v: {"<": [v, {"today": []}]}, FIELD)
    | some.builds(lambda v: {"date==": [v, {"today": []}]}, FIELD)
)
RULES = some.recursive(
    LEAVES,
    lambda inner: (
        some.builds(
            lambda op, parts: {op: parts},
            some.sampled_from(["and", "or"]),
            some.lists(inner, min_size=1, max_size=3),
        )
        | some.builds(lambda part: {"!": [part]}, inner)
        | some.builds(lambda a, b, c: {"if": [a, b, c]}, inner, inner, inner)
        | some.builds(lambda part: {"some": [{"var": "list"}, part]}, inner)
    ),
    max_leaves=6,
)
DATES = (
    INSTANTS
    | some.sampled_from(["02-29", "12-31", "1990-06-15", None, "x"])
    | INSTANTS.map(lambda at: at.isoformat())
)
SUBJECTS = some.fixed_dictionaries(
    {
        "a": DATES,
        "b": DATES,
        "c": DATES,
        "list": some.lists(some.fixed_dictionaries({"a": DATES, "b": DATES}), max_size=2),
    }
)


@settings(max_examples=400, deadline=None)
@given(RULES, SUBJECTS, INSTANTS, some.sampled_from(ZONES), some.lists(some.floats(0, 1), max_size=6))
def test_until_the_next_change_the_answer_stays(
    logic: Any, subject: dict[str, Any], now: datetime, zone: Any, parts: list[float]
) -> None:
    rule = compile_rule(logic)
    before, change = rule.holds(subject, now, zone), rule.next_change(subject, now, zone)
    assert change is None or change > now
    last = (change or now + 900 * DAY) - timedelta(microseconds=1)
    for part in (*parts, 1.0):
        assert rule.holds(subject, now + (last - now) * part, zone) is before


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5) | INSTANTS,
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=6,
)
OPERATIONS = some.sampled_from(
    ["==", "!=", "===", "<", ">=", "+", "-", "*", "/", "%", "max", "min", "in", "cat", "merge", "startsWith"]
)


@settings(max_examples=300, deadline=None)
@given(OPERATIONS, JSON, JSON, INSTANTS)
def test_no_subject_makes_a_condition_fail(operation: str, left: Any, right: Any, now: datetime) -> None:
    logic = {operation: [{"var": "a"}, {"var": "b"}]}
    rule = compile_rule(logic)
    for subject in ({"a": left, "b": right}, {"a": left}, {}):
        rule.holds(subject, now, KOLKATA)
        rule.next_change(subject, now, KOLKATA)
