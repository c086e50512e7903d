"""A module that passes 300 lines holds two ideas, a function that passes 40 too (docs/house-style.md)."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES_OF_A_MODULE = 300
MOST_LINES_OF_A_FUNCTION = 40
PLACES = ("functions", "local", "demo", "bench", "clients", "rules")
SOURCES = [
    path
    for path in [
        ROOT / "main.py",
        *(each for place in PLACES for each in sorted((ROOT / place).rglob("*.py"))),
    ]
    if not path.name.endswith("_pb2.py")  # what protoc writes
]


def functions_of(source: Path) -> Iterator[tuple[str, int]]:
    """Each function with its lines, its docstring among them."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES
    }
    assert {path: count for path, count in lengths.items() if count > MOST_LINES_OF_A_MODULE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    too_long = {
        f"{path.relative_to(ROOT)} {name}": count
        for path in SOURCES
        for name, count in functions_of(path)
        if count > MOST_LINES_OF_A_FUNCTION
    }
    assert too_long == {}
