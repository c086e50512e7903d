"""An import at work: rows are read, put together, carried out side by side, and counted. Memory holds a few rows each
worker, whatever the file's length.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from functions.domain.commands.settle import problems_of
from functions.domain.imports.cells import Cell
from functions.domain.imports.documents import Import
from functions.domain.imports.headers import Mapped
from functions.domain.imports.rows import CommandRow, FileRow, Reading, command_of, with_order_id
from functions.domain.imports.taking import TakenRow, take_row
from functions.domain.kernel.decisions import NOTHING, Decision
from functions.domain.kernel.errors import Malformed, Terminal
from functions.importer.files import Line
from functions.importer.progress import Progress
from functions.importer.refusals import Refusals
from functions.store.commit import Store

WAITING_PER_WORKER = 4


class Gathered(NamedTuple):
    """The lines of one row: of an order all that name it one after the other."""

    row: FileRow
    lines: tuple[Sequence[Cell], ...]


@dataclass
class Counts:
    """What became of the rows."""

    new_customers: int = 0
    taken: int = 0
    known: int = 0
    warned: int = 0

    def add(self, taken: TakenRow) -> None:
        self.new_customers += taken.is_new_customer
        self.taken += not taken.is_known
        self.known += taken.is_known
        self.warned += bool(taken.warnings)


@dataclass(frozen=True)
class Importing:
    """How the rows of an import are taken."""

    store: Store
    reading: Reading
    opened: Import
    workers: int = 8
    is_dry_run: bool = False
    is_resumed: bool = False
    as_interactions: bool = False
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))

    def take(self, row: CommandRow) -> TakenRow:
        """Raises Terminal where the row is refused, Retryable where the store is away."""
        org = self.reading.org

        def decide() -> Decision[TakenRow]:
            now = self.now()
            changes, taken = yield from take_row(
                org,
                self.opened,
                row,
                now=now,
                as_interaction=self.as_interactions,
                is_resumed=self.is_resumed,
            )
            return (NOTHING if self.is_dry_run else changes), taken

        return self.store.commit(org.id, decide).value


def gathered(reading: Reading, lines: Iterable[Line], mapped: Mapped) -> Iterator[Gathered]:
    """The rows of a file: lines of one order that follow each other are one."""
    waiting: list[Line] = []
    own: Cell = None
    for line in lines:
        cells = _by_field(line, mapped)
        id = cells.get("order_id") if reading.kind == "orders" else None
        if waiting and (id in (None, "") or id != own):
            yield _together(waiting, mapped)
            waiting = []
        waiting.append(line)
        own = id
    if waiting:
        yield _together(waiting, mapped)


def _together(lines: Sequence[Line], mapped: Mapped) -> Gathered:
    cells = tuple(_by_field(line, mapped) for line in lines)
    return Gathered(FileRow(lines[0].number, cells), tuple(line.cells for line in lines))


def _by_field(line: Line, mapped: Mapped) -> dict[str, Cell]:
    return {field: cell for field, cell in zip(mapped.fields, line.cells, strict=False) if field is not None}


def run(importing: Importing, rows: Iterator[Gathered], *, refusals: Refusals, progress: Progress) -> Counts:
    """Take all rows. Raises Retryable where the store is away: the same import goes on where it was."""
    counts, waiting = Counts(), deque[tuple[Gathered, Future[TakenRow]]]()
    commands = _commands(importing.reading, rows)
    with ThreadPoolExecutor(importing.workers) as pool:
        try:
            for each, command in commands:
                waiting.append((each, _begun(pool, importing, command)))
                if len(waiting) >= importing.workers * WAITING_PER_WORKER:
                    _settle(*waiting.popleft(), counts=counts, refusals=refusals)
                progress.tell(counts.taken + counts.known + refusals.count, refusals.count)
            while waiting:
                _settle(*waiting.popleft(), counts=counts, refusals=refusals)
        finally:
            pool.shutdown(cancel_futures=True)
    return counts


def _begun(
    pool: ThreadPoolExecutor, importing: Importing, command: CommandRow | Malformed
) -> Future[TakenRow]:
    """The row on its way. One that cannot be read has its turn too: refusals stand in the order of the file."""
    if isinstance(command, CommandRow):
        return pool.submit(importing.take, command)
    refused = Future[TakenRow]()
    refused.set_exception(command)
    return refused


def _commands(
    reading: Reading, rows: Iterable[Gathered]
) -> Iterator[tuple[Gathered, CommandRow | Malformed]]:
    """The rows as commands. Of orders without an id the digests are remembered: 100 bytes a row."""
    seen = Counter[str]()
    for each in rows:
        try:
            command = command_of(reading, each.row)
        except Malformed as error:
            yield each, error
            continue
        if not command.has_own_id:
            number, seen[command.digest] = seen[command.digest], seen[command.digest] + 1
            command = with_order_id(command, number)
        yield each, command


def _settle(each: Gathered, future: Future[TakenRow], *, counts: Counts, refusals: Refusals) -> None:
    try:
        taken = future.result()
    except Terminal as error:
        refusals.add(each.row.number, each.lines, _reasons(error))
        return
    counts.add(taken)
    if taken.warnings:
        left_out = [(path, f"left out: {message}") for path, message in taken.warnings]
        refusals.note(each.row.number, each.lines, left_out)


def _reasons(error: Terminal) -> list[tuple[str, str]]:
    return [(problem.path, problem.message) for problem in problems_of(error)]
