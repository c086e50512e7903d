"""The café's figures on one screen."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from demo.tables import billed_table, counts, rows_table


def show(console: Console, figures: dict[str, Any], file: Path) -> None:
    """Print what became of the purchases, and what it was billed."""
    title = f"A café from {figures['first_on']} to {figures['last_on']}, and the two months after"
    console.print(rows_table(title, _rows(figures)))
    console.print(f"dashboard and segments as of {figures['last_on']}; the free dessert is switched off here")
    console.print(_channels(figures["channels"]))
    for sentence, count in figures["explanations"]:
        console.print(f"{count:,} times: {sentence}")
    console.print(billed_table(figures["billed"]))
    console.print(f"{figures['seconds']} s in all; the figures are in {file}")


def closing_lines(figures: dict[str, Any], wrong: list[str]) -> list[str]:
    """What the owner saw, beside what the file says. `wrong`: the figures that differ from it (demo/check.py)."""
    rows = [*_dashboard(figures["dashboard"]), ("segments", counts(figures["segments"]))]
    differing = {each.partition(":")[0] for each in wrong}
    says = {True: "NOT what the CSV says", False: "equal to what the CSV says"}
    return [f"{name}: {figure} ({says[name in differing]})" for name, figure in rows]


def _rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    replay = figures["replay"]
    return [
        ("orders", f"{figures['orders']:,} ({figures['anonymous_orders']} anonymous)"),
        ("customers", f"{figures['customers']:,} ({figures['repeat_customers']} came again)"),
        ("points", f"{figures['points_issued']:,} issued, {figures['points_balance']:,} standing"),
        ("tiers", counts(figures["tiers"])),
        ("win-backs", f"{figures['winbacks']:,}"),
        ("messages", counts(figures["messages"])),
        ("suppressed", counts(figures["suppressed"])),
        *_dashboard(figures["dashboard"]),
        ("segments", counts(figures["segments"])),
        ("posted again", f"{replay['posts']:,} times: {replay['changed']} changes"),
        ("speed", f"{figures['orders_per_second']} orders a second, with all that they cause"),
    ]


def _dashboard(seen: dict[str, Any]) -> list[tuple[str, str]]:
    """As the owner saw it after the last purchase."""
    again, average = f"{seen['repeat_rate']:.1%} came again", f"{seen['average_visits']:.2f} visits each"
    return [
        ("dashboard", f"{seen['customers']:,}, {seen['new_customers']} new in 7 days, {again}, {average}")
    ]


def _channels(channels: dict[str, dict[str, Any]]) -> Table:
    table = Table(title="Messages by channel", title_justify="left")
    for column in ("", "sent", "held first", "not usable, by reason"):
        table.add_column(column, justify="right" if column in ("sent", "held first") else "left")
    for name, row in channels.items():
        table.add_row(name, f"{row['sent']:,}", f"{row['held']:,}", counts(row["suppressed"]))
    return table
