"""Rows of a measurement as a table for people."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from rich.table import Table

R = TypeVar("R")


def table(title: str, columns: Mapping[str, Callable[[R], str]], rows: Sequence[R]) -> Table:
    """A table with a column for each heading; the first one is text, the others are numbers."""
    made = Table(title=title, title_justify="left")
    for number, heading in enumerate(columns):
        made.add_column(heading, justify="right" if number else "left")
    for row in rows:
        made.add_row(*(text(row) for text in columns.values()))
    return made


def ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}" if seconds < 1 else f"{seconds * 1000:,.0f}"


def ratio(value: float) -> str:
    return f"{value:.2f}"
