"""The roaster's figures on one screen."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from demo.tables import billed_table, rows_table

MINOR = 100


def show(console: Console, figures: dict[str, Any], file: Path) -> None:
    """Print what became of the deals, what the learned probability was worth, and what it was billed."""
    title = f"A roaster from {figures['first_on']} to {figures['last_on']}"
    console.print(rows_table(title, _rows(figures)))
    for name in ("product", "agent"):
        rates = figures[f"win_rate_by_{name}"]
        console.print(f"won by {name}: " + ", ".join(f"{each} {rate:.0%}" for each, rate in rates.items()))
    console.print(_calibration(figures["calibration"]))
    console.print(worth(figures))
    console.print(billed_table(figures["billed"]))
    console.print(f"{figures['seconds']} s in all; the figures are in {file}")


def worth(figures: dict[str, Any]) -> str:
    """In a sentence, whether closed deals told more of later ones than how many of them were won."""
    learned, base = figures["log_loss"]["learned"], figures["log_loss"]["base_rate"]
    if learned is None:
        return "No deal began after others were won and lost: nothing was foretold."
    known = f"{figures['foretold']:,} deals had a win probability before they were closed. Its log loss is {learned},"
    known += f" that of the share of won deals alone, as it was on the day, {base}:"
    if learned < base:
        return f"{known} agents and products tell something of who wins."
    return (
        f"{known} agents and products tell nothing here of which deals are won, and the probability is"
        " worth no more than that share. The deals are of an invented company."
    )


def _rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    deals, board, replay = figures["opportunities"], figures["board"], figures["replay"]
    rate, days = figures["win_rate"], figures["mean_days_to_close"]
    return [
        ("deals", f"{deals['won']:,} won, {deals['lost']:,} lost, {deals['open']:,} open"),
        ("accounts", f"{figures['accounts']:,}"),
        ("won for", f"{_money(figures['won_value_minor'])}, in the file's money"),
        ("win rate", f"{rate:.1%} of those that were closed" if rate is not None else "none was closed"),
        ("to close", f"{days} days on average" if days is not None else "none was closed"),
        (
            "forecast",
            f"{_money(figures['open_value_minor'])} open, {_money(figures['weighted_open_value_minor'])} by the"
            " probability of their stages",
        ),
        (
            "members' pages",
            f"{figures['forecast']['open']:,} open deals, {_money(figures['forecast']['weighted_minor'])} weighted;"
            f" a look bills {figures['forecast_page']['reads']:g} read",
        ),
        ("too long", f"{figures['sla_breaches']:,} deals stood longer in a stage than they may"),
        ("board", f"a column of {board['shown']} bills {board['reads']} reads"),
        ("came late", f"{replay['posts']:,} moves of phones that were offline: {replay['changed']} changes"),
        ("speed", f"{figures['changes_per_second']} changes a second, with all that they cause"),
    ]


def _money(minor: int) -> str:
    return f"{minor / MINOR:,.0f}"


def _calibration(tenths: list[dict[str, float]]) -> Table:
    table = Table(title="Tenths of the deals by win probability", title_justify="left")
    for column in ("deals", "foretold", "won"):
        table.add_column(column, justify="right")
    for tenth in tenths:
        table.add_row(f"{tenth['deals']:,}", f"{tenth['foretold']:.1%}", f"{tenth['won']:.1%}")
    return table
