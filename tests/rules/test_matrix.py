"""Each cell of role, collection, operation and organisation, tried on the emulator."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from local.firestore.emulator import FirestoreEmulator
from tests.rules.cells import Cell, all_cells
from tests.rules.conftest import RULES
from tests.rules.people import documents
from tests.rules.wall import Wall

CELLS = all_cells()
AT_ONCE = 4
SOURCE = Path(RULES).read_text(encoding="utf-8")


# The emulator answered 500 for the report of what the rules came to when one project had tried every cell.
PROJECTS = 4


@pytest.fixture(scope="module")
def asked(emulator: FirestoreEmulator) -> Iterator[tuple[list[Wall], list[Cell]]]:
    """Projects among which every cell was tried, and the cells that were answered otherwise than the tables say."""
    walls = [Wall(emulator.address) for _ in range(PROJECTS)]
    for wall in walls:
        assert wall.load(SOURCE) is None
        wall.put(documents())

    def answer(numbered: tuple[int, Cell]) -> Any:
        number, cell = numbered
        return cell.answer(walls[number % PROJECTS])

    with ThreadPoolExecutor(AT_ONCE) as people:
        answers = list(people.map(answer, enumerate(CELLS)))
    yield walls, [cell for cell, answer in zip(CELLS, answers, strict=True) if answer != cell.expected]
    for wall in walls:
        wall.close()


@pytest.mark.item("S001-69", "S002-59", "S002-60", "S002-61", "S002-62", "S002-63", "S004-39")
def test_every_cell_of_the_matrix_is_answered_as_the_tables_say(asked: tuple[list[Wall], list[Cell]]) -> None:
    _, wrong = asked
    assert [f"{'denied' if cell.expected else 'allowed'}: {cell.name}" for cell in wrong] == []


def test_the_matrix_has_at_least_four_hundred_cells_no_two_alike() -> None:
    assert len(CELLS) >= 400
    assert len({cell.name for cell in CELLS}) == len(CELLS)
    assert 0.1 < sum(cell.expected for cell in CELLS) / len(CELLS) < 0.9


def test_the_matrix_evaluates_every_expression_of_the_rules_and_each_condition_both_ways(
    asked: tuple[list[Wall], list[Cell]],
) -> None:
    """An expression that has no value (a field that is not there) denies as false does."""
    walls, _ = asked
    found: dict[tuple[int, int], set[Any]] = {}
    for wall in walls:
        for expression in _expressions(wall.coverage()["report"]):
            values = [each["value"].get("boolValue", "other") for each in expression.get("values", ())]
            found.setdefault(_place(expression), set()).update(values)
    one_sided, never = [], []
    for place, outcomes in found.items():
        text = SOURCE[place[0] : place[1] + 1]
        if not outcomes:
            never.append(text)
        if True in outcomes and len(outcomes) == 1:
            one_sided.append(text)
        if outcomes == {False, "other"} or outcomes == {False}:
            one_sided.append(text)
    assert (never, one_sided) == ([], [])


def _expressions(report: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in report:
        yield each
        yield from _expressions(each.get("children", []))


def _place(expression: dict[str, Any]) -> tuple[int, int]:
    position = expression["sourcePosition"]
    return position["currentOffset"], position["endOffset"]
