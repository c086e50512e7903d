"""Rules over any subject: never an exception, and what is refused when a rule is saved."""

# ruff: noqa: E501, DTZ901 (tables of rules; naive datetimes are part of what is tried)

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.conditions.coercions import is_true
from functions.domain.conditions.compiler import OPERATORS
from functions.domain.conditions.rules import RuleRefused, compile_rule
from tests.examples import examples
from tests.unit.domain.conditions.test_time import NOW, ZONES

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.datetimes(), st.dates(),
    st.sampled_from([10**4200, -(10**400), "9" * 5000, "1e999", "2026-02-30", "0001-01-01", "9999-12-31", date.max, datetime.max,
                     datetime.min, datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), "02-30", "\ud800"]),
)  # fmt: skip
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "0", ""]), inner, max_size=3)
    ),
    max_leaves=8,
)
timeless = sorted(set(OPERATORS) - {"now"})
written: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.sampled_from(
            [
                {"var": ""},
                {"var": "a"},
                {"var": "a.b"},
                {"var": "b.0"},
                1,
                "a",
                "30d",
                "today",
                "day",
                None,
                {"now": []},
            ]
        )
    ),
    lambda inner: st.builds(
        lambda op, args: {op: args}, st.sampled_from(timeless), st.lists(inner, max_size=3)
    ),
    max_leaves=10,
)


@settings(max_examples=examples(300), deadline=None)
@given(written, anything, st.sampled_from(ZONES))
def test_no_subject_makes_a_rule_raise(logic: Any, subject: Any, zone: Any) -> None:
    try:
        rule = compile_rule(logic)
    except RuleRefused:
        return
    assert rule.holds(subject, NOW, zone) in (True, False)
    change = rule.next_change(subject, NOW, zone)
    assert change is None or change > NOW


@pytest.mark.parametrize("operator", timeless)
@settings(max_examples=examples(60), deadline=None)
@given(st.lists(anything, min_size=3, max_size=3))
def test_no_value_makes_an_operator_raise(operator: str, found: list[Any]) -> None:
    fields = [{"var": f"f.{place}"} for place in range(3)]
    for args in (
        fields[:1],
        fields[:2],
        fields,
        [fields[0], "30d"],
        [fields[0], "today"],
        [fields[0], 7],
        [fields[0], 7, "month"],
    ):
        try:
            rule = compile_rule({operator: args})
        except RuleRefused:
            continue
        rule.holds({"f": found}, NOW, UTC)
        rule.next_change({"f": found}, NOW, ZONES[1])


@given(anything)
def test_no_logic_fails_otherwise_than_by_a_refusal(logic: Any) -> None:
    try:
        compile_rule(logic)
    except RuleRefused:
        return


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(RuleRefused) as refused:
        compile_rule({"and": [{"regexp": ["a"]}, {"<": [{"var": ["a", 1, 2]}, 1]}, {"a": 1, "b": 2}]})
    assert [(fault.path, fault.message) for fault in refused.value.faults] == [
        ("and.0.regexp", "is no operator"),
        ("and.1.<.0.var", "takes 0 to 2 arguments, not 3"),
        ("and.2", "has more than one operator"),
    ]


def test_a_rule_too_deep_or_too_large_is_refused() -> None:
    deep: Any = True
    for _ in range(20):
        deep = {"!": [deep]}
    assert compile_rule(deep).holds({}, NOW, UTC) is True
    for _ in range(20_000):
        deep = {"!": [deep]}
    for logic in (deep, {"or": [0] * 500}):
        with pytest.raises(RuleRefused):
            compile_rule(logic)


def test_a_text_that_doubles_for_each_item_ends() -> None:
    twice = {"cat": [{"var": "accumulator"}, {"var": "accumulator"}]}
    grown = compile_rule({"reduce": [{"var": "many"}, twice, "xx"]}).value(
        {"many": list(range(1000))}, NOW, UTC
    )
    assert len(grown) == 10_000


@pytest.mark.parametrize(
    ("logic", "paths"),
    [
        ({"==": [{"var": "tier"}, {"var": "wish.tier"}]}, {"tier", "wish.tier"}),
        ({"some": [{"var": "tags"}, {"==": [{"var": "name"}, "vip"]}]}, {"tags"}),
        ({"missing": ["email", "phone"]}, {"email", "phone"}),
        ({"missing_some": [1, ["email", "phone"]]}, {"email", "phone"}),
        ({"var": {"var": "which"}}, {"which", ""}),
        ({"older_than": [{"var": "last_order_at"}, "30d"]}, {"last_order_at"}),
        ({}, set()),
    ],
)
def test_a_rule_names_the_paths_that_it_reads(logic: Any, paths: set[str]) -> None:
    assert compile_rule(logic).variables == paths


@pytest.mark.parametrize("empty", [{}, None, False, "", []])
def test_an_empty_query_is_false(empty: Any) -> None:
    assert compile_rule(empty).holds({"a": 1}, NOW, UTC) is False


fields = st.sampled_from(
    [{"var": "a"}, {"var": ["b"]}, {"var": "b.a"}, {"var": "a.b.0"}, {"var": ["a", 3]}, {"var": ""}]
)
literals = st.sampled_from(
    [
        "a",
        "",
        "3",
        0,
        3,
        -1,
        2.5,
        3.0,
        True,
        False,
        None,
        2**53,
        2**53 + 1,
        10**400,
        float("nan"),
        "2026-01-01",
    ]
)
tests = st.one_of(
    fields,
    literals,
    st.builds(lambda op, field, literal: {op: [field, literal]},
              st.sampled_from(["==", "===", "!=", "!==", "<", "<=", ">", ">="]), fields, literals),
    st.builds(lambda field, found: {"in": [field, found]}, fields, st.lists(literals, max_size=3) | literals),
    st.builds(lambda literal, field: {"in": [literal, field]}, literals, fields),
    st.builds(lambda field: {"older_than": [field, "30d"]}, fields),
)  # fmt: skip
joined = st.recursive(
    tests,
    lambda inner: (
        st.builds(lambda op, each: {op: each}, st.sampled_from(["and", "or"]), st.lists(inner, max_size=4))
        | st.builds(lambda op, one: {op: one}, st.sampled_from(["!", "!!", "and", "or"]), inner)
    ),
    max_leaves=6,
)
values = st.one_of(
    literals, st.lists(literals, max_size=3), st.just(datetime(2026, 1, 1, tzinfo=UTC)), st.just(NOW)
)
subjects = values | st.dictionaries(
    st.sampled_from(["a", "b"]), values | st.dictionaries(st.sampled_from(["a", "b"]), values), max_size=2
)


@settings(max_examples=examples(500), deadline=None)
@given(joined, subjects)
def test_a_rule_holds_where_its_value_is_true(logic: Any, subject: Any) -> None:
    rule = compile_rule(logic)
    assert rule.holds(subject, NOW, UTC) is is_true(rule.value(subject, NOW, UTC))


def test_no_word_of_a_rule_becomes_code() -> None:
    words = ['"', "'", "p0", "{literal}", "{0}", "s", "__import__('os')", "\\", "\n", "x) or (True"]
    for word in words:
        subject = {word: word, "held": {word: [word]}}
        for logic in (
            {"==": [{"var": [word.replace(".", "")]}, word]},
            {"in": [word, {"var": f"held.{word}"}]},
            {"in": [{"var": word}, [word]]},
        ):
            assert compile_rule(logic).holds(subject, NOW, UTC), logic


def _within(depth: int, items: Any, operator: str = "some") -> Any:
    """A list in a list in a list."""
    return False if depth == 0 else {operator: [items, _within(depth - 1, items, operator)]}


_DOUBLED = {"reduce": [[1] * 20, {"merge": [{"var": "accumulator"}, {"var": "accumulator"}]}, [1]]}


@pytest.mark.parametrize(
    ("logic", "is_taken"),
    [
        (_within(2, {"var": "tags"}), True),
        (_within(3, {"var": "tags"}), False),
        (_within(3, list(range(30))), True),
        (_within(4, list(range(30))), False),
        (_within(9, [1, 2], "map"), True),
        (_within(9, list(range(10)), "reduce"), False),
        (_within(19, [1, 2], "filter"), False),
        (_within(1, {"map": [{"map": [{"var": "tags"}, 1]}, 1]}), True),
        (_within(1, _DOUBLED), True),
        (_within(2, _DOUBLED), False),
        (_within(2, {"var": {"cat": ["ta", "gs"]}}), False),
        (_within(2, {"if": [True, _DOUBLED, []]}), False),
    ],
)
def test_logic_whose_lists_in_lists_take_too_many_steps_is_refused(logic: Any, is_taken: bool) -> None:
    if is_taken:
        compile_rule(logic).holds({"tags": ["a"] * 100}, NOW, UTC)
        return
    with pytest.raises(RuleRefused, match="may take more than 100000 steps"):
        compile_rule(logic)
