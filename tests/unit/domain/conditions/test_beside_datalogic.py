"""Random rules and subjects: ours beside another implementation of JsonLogic."""

import math
from datetime import UTC
from typing import Any

import datalogic_py
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from functions.domain.conditions.coercions import is_true
from functions.domain.conditions.rules import compile_rule
from tests.examples import examples
from tests.unit.domain.conditions.test_time import NOW

# What differs on purpose: the rule, the subject, ours, theirs (None: it raises).
DIFFERENT: list[tuple[Any, Any, Any, Any]] = [
    ({"==": [{"var": "visits"}, 0]}, {}, False, True),  # a field that is missing is not 0
    ({"<": [{"var": "name"}, 3]}, {"name": "x"}, False, None),  # what is no number has no order
    ({"==": [{"var": "name"}, 3]}, {"name": "x"}, False, None),
]
ENGINE = datalogic_py.Engine()
names = st.sampled_from(["a", "b", "b.x", "list", "list.0", "no"])
numbers = st.integers(-5, 5) | st.sampled_from([0.5, 2.5])
texts = st.sampled_from(["", "a", "abc", "b"])
number_nodes = st.recursive(
    numbers | st.sampled_from([{"var": "a"}, {"var": ["no", 3]}, {"var": "b.x"}]),
    lambda inner: st.builds(
        lambda op, args: {op: args},
        st.sampled_from(["+", "-", "*", "max", "min"]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=4,
)
text_nodes = st.one_of(
    texts,
    st.just({"var": "t"}),
    st.builds(lambda a, b: {"cat": [a, b]}, texts, st.just({"var": "t"})),
    st.builds(lambda a, b: {"substr": [{"var": "t"}, a, b]}, st.integers(-3, 3), st.integers(-3, 3)),
)
items = st.builds(lambda op, n: {op: [{"var": ""}, n]}, st.sampled_from(["<", ">=", "==", "!="]), numbers)
tests = st.one_of(
    st.builds(
        lambda op, a, b: {op: [a, b]},
        st.sampled_from(["<", "<=", ">", ">=", "==", "!=", "===", "!=="]),
        number_nodes,
        number_nodes,
    ),
    st.builds(lambda a, b, c: {"<=": [a, b, c]}, number_nodes, number_nodes, number_nodes),
    st.builds(lambda op, a, b: {op: [a, b]}, st.sampled_from(["<", "==", "in"]), text_nodes, text_nodes),
    st.builds(
        lambda op, item: {op: [{"var": "list"}, item]},
        st.sampled_from(["all", "some", "none", "filter", "map"]),
        items,
    ),
    st.builds(lambda a: {"in": [a, {"var": "list"}]}, numbers),
    st.lists(names, max_size=3).map(lambda paths: {"missing": paths}),
    st.lists(names, min_size=1, max_size=3).map(lambda paths: {"missing_some": [1, paths]}),
    names.map(lambda name: {"var": name}),
)
rules = st.recursive(
    tests,
    lambda inner: st.one_of(
        st.builds(
            lambda op, args: {op: args},
            st.sampled_from(["and", "or", "if"]),
            st.lists(inner, min_size=1, max_size=3),
        ),
        st.builds(lambda op, arg: {op: [arg]}, st.sampled_from(["!", "!!"]), inner),
    ),
    max_leaves=6,
)
subjects = st.fixed_dictionaries(
    {
        "a": numbers,
        "b": st.fixed_dictionaries({"x": numbers}),
        "t": texts,
        "list": st.lists(numbers, max_size=3),
    }
)


@settings(max_examples=examples(250), deadline=None)
@given(rules, subjects)
def test_a_random_rule_has_the_same_truth_in_both(logic: Any, subject: Any) -> None:
    try:
        theirs = ENGINE.compile(logic).evaluate(subject)
    except datalogic_py.EvaluateError:
        assume(False)
    assert compile_rule(logic).holds(subject, NOW, UTC) == is_true(theirs)


@settings(max_examples=examples(200), deadline=None)
@given(number_nodes, subjects)
def test_a_random_sum_has_the_same_result_in_both(logic: Any, subject: Any) -> None:
    assert math.isclose(compile_rule(logic).value(subject, NOW, UTC), ENGINE.compile(logic).evaluate(subject))


@pytest.mark.parametrize(("logic", "subject", "ours", "theirs"), DIFFERENT)
def test_what_differs_on_purpose(logic: Any, subject: Any, ours: Any, theirs: Any) -> None:
    assert compile_rule(logic).value(subject, NOW, UTC) == ours
    if theirs is None:
        with pytest.raises(datalogic_py.EvaluateError):
            ENGINE.compile(logic).evaluate(subject)
    else:
        assert ENGINE.compile(logic).evaluate(subject) == theirs
