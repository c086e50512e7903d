"""Every log line is one stable action and fields, so that it can be searched and alarmed on (docs/house-style.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"
LEVELS = {"debug", "info", "warning", "error", "critical", "exception", "log"}
LINE = re.compile(r"[a-z]+(_[a-z]+)*( [a-z_]+=%[sdr])*")


def log_calls(source: str) -> Iterator[ast.Call]:
    """Calls of a logger's methods: `log.warning(...)`, `logging.info(...)`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS:
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in {"log", "logger", "logging"}:
                yield node


def fault_in(call: ast.Call) -> str | None:
    """Why a call's line is not an action with fields, a value for each."""
    line = call.args[0] if call.args else None
    if not isinstance(line, ast.Constant) or not isinstance(line.value, str):
        return "the first argument is not a text"
    if not LINE.fullmatch(line.value):
        return f"{line.value!r} is not an action with key=value fields"
    if line.value.count("%") != len(call.args) - 1:
        return f"{line.value!r} has not as many fields as values"
    return None


def test_every_log_line_is_an_action_with_fields() -> None:
    faults = [
        f"{path.relative_to(FUNCTIONS)}:{call.lineno}: {fault}"
        for path in sorted(FUNCTIONS.rglob("*.py"))
        for call in log_calls(path.read_text(encoding="utf-8"))
        if (fault := fault_in(call)) is not None
    ]
    assert faults == []


def test_the_calls_of_the_functions_are_found() -> None:
    calls = [c for path in FUNCTIONS.rglob("*.py") for c in log_calls(path.read_text(encoding="utf-8"))]
    assert len(calls) >= 20


@pytest.mark.parametrize(
    ("call", "is_line"),
    [
        ('log.info("order_deferred")', True),
        ('log.error("wake_failed org=%s trace=%s", org, trace)', True),
        ('log.error("wake_failed org=%s", org, trace)', False),
        ('log.warning("nobody knows whether a message of %s was taken", org)', False),
        ('log.warning(f"wake_failed org={org}")', False),
        ('log.info("Wake_failed")', False),
        ('log.info("wake_failed  org=%s", org)', False),
        ('log.info("wake_failed: org=%s", org)', False),
    ],
)
def test_a_sentence_or_a_formatted_text_is_no_log_line(call: str, is_line: bool) -> None:
    (found,) = log_calls(call)
    assert (fault_in(found) is None) is is_line
