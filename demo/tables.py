"""What the demos' reports have in common."""

from typing import Any

from rich.table import Table

KINDS = ("reads", "writes", "deletes")


def counts(of: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in of.items()) or "none"


def rows_table(title: str, rows: list[tuple[str, str]]) -> Table:
    """What became of the purchases: a name and a text in each row."""
    table = Table(title=title, show_header=False, title_justify="left")
    for name, text in rows:
        table.add_row(name, text)
    return table


def billed_table(billed: dict[str, dict[str, Any]]) -> Table:
    table = Table(title="Documents billed", title_justify="left")
    table.add_column("")
    for kind in KINDS:
        table.add_column(kind, justify="right")
    for name, bill in billed.items():
        table.add_row(name.replace("_", " "), *(f"{bill[kind]:,}" for kind in KINDS))
    return table


def closing_lines(figures: dict[str, Any], wrong: list[str]) -> list[str]:
    """How many of the figures that the file leads to differ from it (demo/check.py)."""
    return [
        f"{len(wrong)} figures are NOT what the CSV says"
        if wrong
        else "every figure is equal to what the CSV says"
    ]
