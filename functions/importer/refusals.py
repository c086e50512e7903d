"""The file of rows that were refused, with the reasons of each field: put right, it is imported next. Cells are as they
were, but that no text is a formula.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from functions.command_line import BOM
from functions.domain.imports.cells import Cell, plain_text
from functions.domain.views.exports import as_cell

LINE, REASONS = "_line", "_reasons"
OWN_HEADERS = frozenset({LINE, REASONS})


@dataclass
class Refusals:
    """Made with the first row that is refused; a file that is there already is replaced."""

    path: Path
    headers: Sequence[str]
    count: int = 0
    _file: TextIO | None = field(default=None, init=False)
    _writer: Any = field(default=None, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, number: int, rows: Iterable[Sequence[Cell]], reasons: Iterable[tuple[str, str]]) -> None:
        self.count += 1
        self.note(number, rows, reasons)

    def note(self, number: int, rows: Iterable[Sequence[Cell]], reasons: Iterable[tuple[str, str]]) -> None:
        """Write rows with what is wrong with them; those of one order stand together."""
        words = "; ".join(f"{path}: {message}" if path else message for path, message in reasons)
        for cells in rows:
            filled = [
                *(as_cell(plain_text(cell)) for cell in cells),
                *[""] * (len(self.headers) - len(cells)),
            ]
            self._opened().writerow([number, words, *filled[: len(self.headers)]])

    def _opened(self) -> Any:
        if self._writer is None:
            self._file = self.path.open("w", encoding="utf-8", newline="")
            self._file.write(BOM)
            self._writer = csv.writer(self._file)
            self._writer.writerow([LINE, REASONS, *self.headers])
        return self._writer
