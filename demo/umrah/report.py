"""The agency's figures on one screen, and one of its conversations in full."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from demo.tables import billed_table, counts, rows_table


def show(console: Console, figures: dict[str, Any], file: Path) -> None:
    """Print the funnel, the handovers, the answers, what was asked, and one conversation."""
    title = f"A travel agency's chats that began from {figures['first_on']} to {figures['last_on']}"
    console.print(rows_table(title, _rows(figures)))
    console.print(_funnel(figures["funnel"]))
    console.print(_questions(figures["common_questions"]))
    _conversation(console, figures["conversation"])
    console.print(billed_table(figures["billed"]))
    console.print(f"{figures['seconds']} s in all; the figures are in {file}")


def closing_lines(figures: dict[str, Any], wrong: list[str]) -> list[str]:
    """How many of the figures that the scripts lead to differ from them (demo/umrah/expected.py)."""
    return [
        f"{len(wrong)} figures are NOT what the scripts say"
        if wrong
        else "every figure is equal to what the scripts say"
    ]


def _rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    replay, tries = figures["replay"], figures["seats_refused"]
    return [
        ("conversations", f"{figures['conversations']} with {figures['inbound']} messages of customers"),
        ("answers", f"{figures['answers']}, {figures['answered_twice']} of them twice"),
        ("silent", counts(figures["silent"])),
        ("without either", str(figures["unanswered"])),
        ("first answer", f"{figures['median_answer_s']} s (median), {figures['p90_answer_s']} s (p90)"),
        ("handovers", f"{figures['handovers']}: {counts(figures['handovers_by_reason'])}"),
        ("languages", counts(figures["languages"])),
        ("bookings", f"{counts(figures['bookings'])}; {tries} refused for want of seats"),
        ("leads, tasks", f"{figures['leads']} leads at booking, {figures['tasks']} tasks of the desk"),
        ("posted again", f"{replay['posts']:,} callbacks: {replay['changed']} changes"),
    ]


def _funnel(funnel: dict[str, int]) -> Table:
    table = Table(title="How far they came", title_justify="left")
    for column in ("", "chats", "of all", "of those before"):
        table.add_column(column, justify="right" if column else "left")
    first = before = max(funnel["leads"], 1)
    for phase, count in funnel.items():
        table.add_row(phase, str(count), f"{count / first:.1%}", f"{count / max(before, 1):.1%}")
        before = count
    return table


def _questions(questions: list[dict[str, Any]]) -> Table:
    table = Table(title="What they ask most", title_justify="left")
    for column in ("", "asked", "answered"):
        table.add_column(column, justify="right" if column else "left")
    for row in questions:
        table.add_row(row["question"], str(row["frequency"]), f"{row['answered'] / row['frequency']:.0%}")
    return table


def _conversation(console: Console, conversation: dict[str, Any]) -> None:
    console.print(f"\nOne conversation, {conversation['id']}:", highlight=False)
    for line in conversation["lines"]:
        said = escape(line["text"]).replace("\n", "\n    ")
        console.print(f"  [dim]{line['at']}[/dim] [bold]{line['by']}[/bold]\n    {said}", highlight=False)
    console.print()
