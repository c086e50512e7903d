"""How far an import is stands in one line on a terminal, and elsewhere in a line every ten seconds."""

import io
import itertools

from functions.importer.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def told(out: io.StringIO, seconds: float) -> str:
    """What is written while 100 rows are taken, one in each of so many seconds."""
    times = itertools.chain([0.0], itertools.count(seconds, seconds))
    progress = Progress(100, out, lambda: next(times))
    for row in range(1, 101):
        progress.tell(row, 1)
    progress.end()
    return out.getvalue()


def test_a_log_has_a_line_every_ten_seconds() -> None:
    lines = told(io.StringIO(), 0.5).splitlines()
    assert len(lines) == 5
    assert lines[0] == "20 rows, 1 refused, 2 a second"


def test_a_terminal_has_one_line_that_fills() -> None:
    text = told(Terminal(), 0.5)
    assert text.count("\n") == 1
    assert text.splitlines()[-1].rpartition("\r")[2].startswith("[" + "=" * 30 + "] 100 rows")
