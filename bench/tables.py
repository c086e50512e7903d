"""Rows of a measurement as a table for people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from rich.table import Table

R = TypeVar("R")
Part = tuple[Table, Any]  # what is printed of a part, and its figures


def table(title: str, columns: Mapping[str, Callable[[R], str]], rows: Sequence[R]) -> Table:
    """A table with a column for each heading; the first one is text, the others are numbers."""
    made = Table(title=title, title_justify="left")
    for number, heading in enumerate(columns):
        made.add_column(heading, justify="right" if number else "left")
    for row in rows:
        made.add_row(*(text(row) for text in columns.values()))
    return made


def part(title: str, columns: Mapping[str, Callable[[Any], str]], rows: Sequence[Any], *more: str) -> Part:
    """A part whose rows are dataclasses; `more`: their properties that are figures too."""
    figures = [asdict(row) | {name: getattr(row, name) for name in more} for row in rows]
    return table(title, columns, rows), figures


def ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}" if seconds < 1 else f"{seconds * 1000:,.0f}"


def ratio(value: float) -> str:
    return f"{value:.2f}"


def bill(reads_and_writes: tuple[int, int]) -> str:
    reads, writes = reads_and_writes
    return f"{reads}, {writes}"
