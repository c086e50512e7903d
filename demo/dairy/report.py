"""The dairy's figures on one screen."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from demo.tables import billed_table, rows_table

MINOR = 100
BEST = 5


def show(console: Console, figures: dict[str, Any], file: Path) -> None:
    """Print what became of the sales, what was refused and why, and what it was billed."""
    title = f"A dairy from {figures['first_on']} to {figures['last_on']}"
    console.print(rows_table(title, _rows(figures)))
    console.print(_refused(figures))
    console.print(_products(figures))
    console.print(billed_table(figures["billed"]))
    console.print(f"{figures['seconds']} s in all; the figures are in {file}")


def _rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    quotes, replay = figures["quotes"], figures["replay"]
    return [
        (
            "sold",
            f"{figures['orders']:,} orders of {figures['sales']:,} sales, {figures['distributors']} distributors",
        ),
        ("revenue", f"{_money(figures['revenue_minor'])} INR before tax"),
        ("best distributors", _best(figures["revenue_minor_by_distributor"])),
        ("best reps", _best(figures["revenue_minor_by_rep"])),
        ("territories", _landed(figures["territories"])),
        (
            "quotes",
            f"{quotes['approved']:,} approved, {quotes['approved_by_manager']:,} of them by the manager;"
            f" {quotes['refused']:,} refused, {quotes['accepted']:,} accepted, {quotes['expired']:,} expired",
        ),
        ("by the link", f"{figures['answered_by_link']:,} distributors accepted without a login"),
        (
            "phones",
            f"{figures['offline_sent']:,} commands of phones that were offline, {figures['offline_refused']:,} refused",
        ),
        ("roll-ups", f"{figures['roll_ups_wrong']} distributors whose figures are not those of their orders"),
        ("posted again", f"{replay['posts']:,} times: {replay['changed']} changes"),
        ("speed", f"{figures['sales_per_second']} sales a second, with all that they cause"),
    ]


def _best(sums: dict[str, int]) -> str:
    best = sorted(sums, key=lambda name: (-sums[name], name))[:BEST]
    return ", ".join(f"{name} {_money(sums[name])}" for name in best) or "none"


def _landed(territories: dict[str, int]) -> str:
    """How many distributors each territory has in the end."""
    astray, inside = territories["astray"], {name: n for name, n in territories.items() if name != "astray"}
    return f"{len(inside)} states, {sum(inside.values())} distributors each in its own, {astray} astray"


def _refused(figures: dict[str, Any]) -> Table:
    table = Table(title="Commands that came late and were refused", title_justify="left")
    table.add_column("field and reason")
    table.add_column("times", justify="right")
    for reason, count in figures["offline_refused_by_reason"].items():
        table.add_row(reason, f"{count:,}")
    return table


def _products(figures: dict[str, Any]) -> Table:
    table = Table(title="Products", title_justify="left")
    for column in ("", "sold", "revenue INR", "in stock", "keeps"):
        table.add_column(column, justify="right" if column else "left")
    for id, revenue in figures["revenue_minor_by_product"].items():
        sold, stock = figures["quantity_by_product"][id], figures["stock"][id]
        left = f"{stock:,}, short" if id in figures["short"] else f"{stock:,}"
        table.add_row(id, sold, _money(revenue), left, f"{figures['shelf_life_days'][id]} days")
    return table


def _money(minor: int) -> str:
    return f"{minor / MINOR:,.0f}"
