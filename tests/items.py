"""`make items` prints the wanted items of docs/items.tsv beside their tests, and writes docs/items.md.

A test carries an id by `@pytest.mark.item("S004-19")`: it would fail if the item broke. Tests are read, not imported.
"""

import ast
import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args

ROOT = Path(__file__).resolve().parents[1]
STATES: tuple[str, ...] = ("works", "partly", "no")
_SKIPS = {"skip", "skipif", "xfail", "importorskip"}
_WIDTH = 110
_ABOVE = """\
# Items

What five businesses want of this CRM, and the tests that show it. `make items` writes this page from docs/items.tsv and
the tests' markers `@pytest.mark.item("S004-19")`. The commit that builds an item changes its state there: it `works` if
nothing of it is missing and a test that always runs carries its id, `partly` if some of it is there.
"""

Business = Literal["roaster", "grocer", "dairy", "umrah", "cafe"]
BUSINESSES: tuple[Business, ...] = get_args(Business)
"""The business whose ids start with S000, S001 and so on."""


@dataclass(frozen=True)
class Item:
    """A row of docs/items.tsv. `state`: works, partly or no."""

    id: str
    business: str
    state: str
    wanted: str


@dataclass(frozen=True)
class MarkedTest:
    """A test that carries ids. `path` starts at the root; `may_skip`: it has a skip or an expected failure."""

    path: str
    name: str
    ids: tuple[str, ...]
    may_skip: bool


def read_items(path: Path) -> list[Item]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [Item(**row) for row in rows]


def marked_tests(root: Path) -> list[MarkedTest]:
    """Every test below root/tests that carries an id, by file and place in it."""
    sources = {path: path.read_text(encoding="utf-8") for path in sorted((root / "tests").rglob("test_*.py"))}
    return [
        test
        for path, source in sources.items()
        if "mark.item(" in source
        for test in _marked_in(ast.parse(source), path.relative_to(root).as_posix())
    ]


def _marked_in(module: ast.Module, path: str) -> Iterator[MarkedTest]:
    skips_all = any(
        _skips(node.value)
        for node in module.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark"
    )
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            ids = tuple(dict.fromkeys(id for decorator in node.decorator_list for id in _ids(decorator)))
            if ids:
                yield MarkedTest(path, node.name, ids, may_skip=skips_all or _skips(node))


def _ids(decorator: ast.expr) -> Iterator[str]:
    """The ids of a marker, also of one inside pytest.param."""
    for node in ast.walk(decorator):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.item":
            yield from (str(ast.literal_eval(argument)) for argument in node.args)


def _skips(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Attribute) and inner.attr in _SKIPS for inner in ast.walk(node))


def faults_of(items: Sequence[Item], tests: Sequence[MarkedTest]) -> list[str]:
    """What is wrong with the list or the markers, a line each."""
    return [*_faults_of_list(items), *_faults_of_markers(items, tests)]


def _faults_of_list(items: Sequence[Item]) -> Iterator[str]:
    for item, following in pairwise(items):
        if _place(following) <= _place(item):
            yield f"{following.id} stands behind {item.id}"
    for item in items:
        if item.state not in STATES:
            yield f"{item.id} is {item.state!r}: expected one of {', '.join(STATES)}"
        if not item.id.startswith(tuple(f"S{n:03}-" for n, b in enumerate(BUSINESSES) if b == item.business)):
            yield f"{item.id} is not an id of {item.business}"


def _faults_of_markers(items: Sequence[Item], tests: Sequence[MarkedTest]) -> Iterator[str]:
    known = {item.id for item in items}
    for test in tests:
        yield from (
            f"{test.path}::{test.name} carries {id}, which is no item" for id in test.ids if id not in known
        )
    by_id = tests_by_id(tests)
    for item in items:
        carrying = by_id.get(item.id, [])
        if item.state == "works" and all(test.may_skip for test in carrying):
            yield f"{item.id} works, and no test that always runs carries it"
        if item.state == "no" and carrying:
            yield f"{item.id} is 'no', and {carrying[0].name} carries it"


def _place(item: Item) -> tuple[str, int, str]:
    """Numbers have no leading zeros but for the first nine: S002-09, S002-99, S002-100."""
    business, _, number = item.id.partition("-")
    return business, len(number), number


def tests_by_id(tests: Iterable[MarkedTest]) -> Mapping[str, list[MarkedTest]]:
    by_id: dict[str, list[MarkedTest]] = {}
    for test in tests:
        for id in test.ids:
            by_id.setdefault(id, []).append(test)
    return by_id


def as_page(items: Sequence[Item], tests: Sequence[MarkedTest]) -> str:
    """docs/items.md."""
    by_id = tests_by_id(tests)
    lines = [
        _ABOVE,
        "| business | works | partly | no | wanted |",
        "|---|---|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in counts(items)),
    ]
    for business in BUSINESSES:
        lines += [
            "",
            f"## {business.capitalize()}",
            "",
            "| item | wanted | state | tests |",
            "|---|---|---|---|",
        ]
        lines += [_row(item, by_id.get(item.id, [])) for item in items if item.business == business]
    return "\n".join(lines) + "\n"


def _row(item: Item, tests: Sequence[MarkedTest]) -> str:
    """By name alone: a test that moves to another file changes nothing here."""
    names = ", ".join(f"`{test.name}`" for test in tests)
    return f"| {item.id} | {item.wanted} | {item.state} | {names} |"


def counts(items: Sequence[Item]) -> Iterator[tuple[str, ...]]:
    """A row for each business and one for all: its name, how many items are in each state, and how many there are."""
    for name in (*BUSINESSES, "all"):
        states = [item.state for item in items if name in (item.business, "all")]
        yield (name, *(str(states.count(state)) for state in STATES), str(len(states)))


def main(root: Path = ROOT) -> int:
    """Print the table and the count, write the page; 1 if a marker or the list is at fault."""
    items, tests = read_items(root / "docs" / "items.tsv"), marked_tests(root)
    by_id = tests_by_id(tests)
    for item in items:
        print(f"{item.id}  {item.state:6}  {len(by_id.get(item.id, [])):2}  {item.wanted}"[:_WIDTH])
    print()
    for row in [("business", *STATES, "wanted"), *counts(items)]:
        print(f"{row[0]:8}" + "".join(f"{cell:>8}" for cell in row[1:]))
    (root / "docs" / "items.md").write_text(as_page(items, tests), encoding="utf-8")
    faults = faults_of(items, tests)
    print(*faults, sep="\n", file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
