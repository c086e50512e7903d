"""The grocer's figures on one screen."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from demo.tables import billed_table, counts, rows_table

MINOR = 100  # poisha in a taka
MONEY, NUMBERS = ("aov", "revenue"), ("basket_size", "order_volume", "new_leads")


def show(console: Console, figures: dict[str, Any], file: Path) -> None:
    """Print what became of the baskets, and what it was billed."""
    title = f"A grocer from {figures['first_on']} to {figures['last_on']}"
    console.print(rows_table(title, _rows(figures)))
    console.print("The baskets were bought without these reminders: what was met was met by chance.")
    console.print(_agents(figures["tasks"]["by_agent"]))
    console.print(offers_table(figures["offers"]))
    console.print("The baskets were bought without these offers: any difference is by chance.")
    for reason, ids in _by_reason(figures["offers"]["not_launched"]).items():
        console.print(f"{reason}: {', '.join(ids)}")
    for sentence, count in figures["explanations"]:
        console.print(f"{count:,} times: {sentence}")
    console.print(billed_table(figures["billed"]))
    console.print(f"{figures['seconds']} s in all; the figures are in {file}")


def _rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    replay, reminders, tasks = figures["replay"], figures["reminders"], figures["tasks"]
    coupons = figures["coupons"]
    return [
        (
            "bought",
            f"{figures['baskets']:,} baskets of {figures['members']:,} members, {figures['lines']:,} lines",
        ),
        (
            "reminders",
            f"{reminders['due']:,} came due, {reminders['called_off']:,} of them bought before the day",
        ),
        ("met", f"{reminders['met_within_7_days']:,} within 7 days: {reminders['met_share']:.1%}"),
        ("by chance", f"{reminders['met_by_chance']:.1%}, the same days shuffled over the members"),
        ("sent twice", f"{reminders['sent_twice']:,}"),
        ("calls", f"{tasks['made']:,} tasks, {tasks['done']:,} done, {tasks['cancelled']:,} cancelled"),
        ("outcomes", counts(tasks["outcomes"])),
        ("over capacity", f"{tasks['over_capacity']:,} days of an agent"),
        ("tiers", counts(figures["tiers"])),
        ("coupons", f"{coupons['issued']:,} issued, {coupons['redeemed']:,} redeemed"),
        ("win-backs", f"{figures['winbacks']:,}"),
        ("messages", counts(figures["messages"])),
        ("suppressed", counts(figures["suppressed"])),
        ("posted again", f"{replay['posts']:,} times: {replay['changed']} changes"),
        ("speed", f"{figures['lines_per_second']} lines a second, with all that they cause"),
    ]


def offers_table(offers: dict[str, Any]) -> Table:
    """Each offer that came: of those who were written to, and of those who were held out."""
    table = Table(title="Offers: customers written to, and held out", title_justify="left")
    for column in ("offer", "day", "to", "figure", "orders", "uplift", "cost"):
        table.add_column(column, justify="left" if column in ("offer", "figure", "uplift") else "right")
    for id, row in offers["campaigns"].items():
        table.add_row(
            row["offer"],
            offers["launched"][id],
            f"{row['recipients']:,} : {row['held_out']:,}",
            f"{row['kpi'].replace('_', ' ')} {_value(row['kpi'], row['value'])}"
            f" : {_value(row['kpi'], row['value_of_held_out'])}",
            f"{row['orders']:,} : {row['held_out_orders']:,}",
            _uplift(row["uplift"]),
            f"{row['cost_minor'] / MINOR:,.2f}",
        )
    return table


def _by_reason(not_launched: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id, reason in not_launched.items():
        found.setdefault(reason, []).append(id)
    return found


def _value(kpi: str, value: float | None) -> str:
    if value is None:
        return "none"
    if kpi in MONEY:
        return f"{value / MINOR:,.2f}"
    return f"{value:,.2f}" if kpi in NUMBERS else f"{value:.1%}"


def _uplift(uplift: dict[str, Any]) -> str:
    verdict = uplift["verdict"].replace("_", " ")
    if uplift["points"] is None:
        return str(verdict)
    return f"{uplift['points']:+.1%} ({uplift['low']:+.1%} to {uplift['high']:+.1%}): {verdict}"


def _agents(by_agent: dict[str, dict[str, int]]) -> Table:
    table = Table(title="Calls by agent", title_justify="left")
    for column in ("", "tasks", "days with any", "most on a day", "capacity"):
        table.add_column(column, justify="right" if column else "left")
    for uid, row in by_agent.items():
        cells = (row["tasks"], row["days"], row["most_on_a_day"], row["capacity"])
        table.add_row(uid, *(f"{cell:,}" for cell in cells))
    return table
