"""`make bench`: import cost, billed documents, speed, what local Firebase adds; as tables and as build/bench.json."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import billing, imports, local_firebase, speed

OUT = Path("build/bench.json")


def main() -> int:
    console = Console()
    imported = imports.measure()
    console.print(_imports(imported))
    flows = billing.measure()
    console.print(_billing(flows))
    fast = speed.measure()
    console.print(
        f"{fast.orders_per_second:.0f} orders a second through the local stack, {fast.ratio:.2f} of the "
        f"{fast.commits_per_second:.0f} bare commits of three documents a second"
    )
    passages = local_firebase.measure_passages()
    console.print(_passages(passages))
    year = local_firebase.measure_year()
    console.print(_year(year))
    figures = {
        "imports": [
            asdict(row) | {"time_ratio": row.time_ratio, "memory_ratio": row.memory_ratio} for row in imported
        ],
        "billing": [asdict(flow) for flow in flows],
        "speed": asdict(fast) | {"ratio": fast.ratio},
        "passages": [
            asdict(row) | {"added_seconds": row.added_seconds, "ratio": row.ratio} for row in passages
        ],
        "year": asdict(year) | {"ticks_per_second": year.ticks_per_second},
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def _imports(rows: list[imports.Imported]) -> Table:
    table = Table(
        title="Import of main.py, beside a bare function of the same kind (medians)", title_justify="left"
    )
    for column in ("function", "ms", "bare ms", "ratio", "MiB", "bare MiB", "ratio"):
        table.add_column(column, justify="left" if column == "function" else "right")
    for row in rows:
        table.add_row(
            row.function,
            f"{row.seconds * 1000:.0f}",
            f"{row.bare_seconds * 1000:.0f}",
            f"{row.time_ratio:.2f}",
            f"{row.mebibytes:.0f}",
            f"{row.bare_mebibytes:.0f}",
            f"{row.memory_ratio:.2f}",
        )
    return table


def _billing(flows: list[billing.Flow]) -> Table:
    table = Table(title="Billed documents beside their floors (reads, writes)", title_justify="left")
    for column in ("event", "billed", "floor"):
        table.add_column(column, justify="left" if column == "event" else "right")
    for flow in flows:
        table.add_row(flow.name, _bill(flow.billed), _bill(flow.floor) if flow.floor else "")
    return table


def _passages(rows: list[local_firebase.Passage]) -> Table:
    table = Table(title="A call past local Firebase's watchers, beside straight to the emulator (medians)")
    table.title_justify = "left"
    for column in ("call", "way", "ms", "straight ms", "added ms", "ratio"):
        table.add_column(column, justify="left" if column in ("call", "way") else "right")
    for row in rows:
        table.add_row(
            row.call,
            row.way,
            f"{row.seconds * 1000:.2f}",
            f"{row.straight_seconds * 1000:.2f}",
            f"{row.added_seconds * 1000:.2f}",
            f"{row.ratio:.2f}",
        )
    return table


def _year(year: local_firebase.Year) -> Table:
    table = Table(title="A year of an idle organisation on local Firebase's clock", title_justify="left")
    for column in ("ticks", "s", "ticks a second"):
        table.add_column(column, justify="right")
    table.add_row(f"{year.ticks:,}", f"{year.seconds:.1f}", f"{year.ticks_per_second:.0f}")
    return table


def _bill(bill: billing.Bill) -> str:
    return f"{bill[0]}, {bill[1]}"


if __name__ == "__main__":
    sys.exit(main())
