"""The public suites of JsonLogic, for every operator that is supported."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from functions.domain.conditions.rules import RuleRefused, compile_rule

SUITES = Path(__file__).parent / "suites"
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
UNSUPPORTED = {"val", "??", "try", "throw", "exists", "preserve", "length", "get", "log"}
# Where the suites disagree with JavaScript's JsonLogic, or want an error: ours never raises for a subject.
DIFFERENT = {
    "Cat with Logic Chaining": "Hello ,World,!",  # a list in a text has commas, as json-logic-js has it
    "== with (null, 0)": False,  # a field that is missing is not 0
    "!= with (null, 0)": True,
}


def _operators(logic: Any) -> set[str]:
    if isinstance(logic, dict):
        return set(logic).union(*map(_operators, logic.values()))
    return set().union(*map(_operators, logic)) if isinstance(logic, list) else set()


def _cases() -> list[Any]:
    found = []
    for path in sorted(SUITES.glob("*.json")):
        for number, case in enumerate(json.loads(path.read_text(encoding="utf-8"))):
            if isinstance(case, dict):
                found.append(pytest.param(case, id=f"{path.stem}-{number}"))
    return found


@pytest.mark.parametrize("case", _cases())
def test_the_public_suite_gets_its_result(case: dict[str, Any]) -> None:
    try:
        rule = compile_rule(case["rule"])
    except RuleRefused as refused:
        reasons = {fault.message for fault in refused.faults}
        assert "error" in case or (reasons == {"is no operator"} and _operators(case["rule"]) & UNSUPPORTED)
        return
    value = rule.value(case.get("data"), NOW, UTC)  # type: ignore[arg-type]
    if "error" not in case:
        wanted = DIFFERENT.get(case["description"], case["result"])
        assert (value, isinstance(value, bool)) == (wanted, isinstance(wanted, bool))


def test_the_classic_suite_is_complete() -> None:
    cases = [case for case in json.loads((SUITES / "compatible.json").read_text()) if isinstance(case, dict)]
    assert len(cases) == 278
    assert not UNSUPPORTED & set().union(*(_operators(case["rule"]) for case in cases))


@pytest.mark.parametrize("operator", sorted(UNSUPPORTED))
def test_an_unsupported_operator_is_refused_when_it_is_compiled(operator: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        compile_rule({"and": [True, {"!": {operator: [1]}}]})
    assert [(fault.path, fault.message) for fault in refused.value.faults] == [
        (f"and.1.!.0.{operator}", "is no operator")
    ]
