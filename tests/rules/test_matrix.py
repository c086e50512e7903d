"""Each cell of role, collection, operation and organisation, tried on the emulator."""

import pytest

from tests.rules.cells import all_cells
from tests.rules.wall import Wall

CELLS = all_cells()


@pytest.mark.item("S001-69", "S002-59", "S002-60", "S002-61", "S002-62", "S002-63", "S004-39")
def test_every_cell_of_the_matrix_is_answered_as_the_tables_say(wall: Wall) -> None:
    wrong = [cell for cell in CELLS if cell.answer(wall) != cell.expected]
    assert [f"{'allowed' if not c.expected else 'denied'}: {c.name}" for c in wrong] == []


def test_the_matrix_has_at_least_four_hundred_cells_no_two_alike() -> None:
    assert len(CELLS) >= 400
    assert len({cell.name for cell in CELLS}) == len(CELLS)
    assert 0.1 < sum(cell.expected for cell in CELLS) / len(CELLS) < 0.9
