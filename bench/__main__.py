"""`make bench`: what Regulars costs and how fast it is, as tables and as build/bench.json."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from bench import (
    automations,
    billing,
    campaigns,
    cold_start,
    conditions,
    grocer,
    handing_out,
    imports,
    lists,
    local_firebase,
    pairs,
    rules,
    speed,
    ticks,
)
from bench.tables import Part, bill, ms, part, ratio

OUT = Path("build/bench.json")


def main() -> int:
    parser = _parser()
    options = parser.parse_args()
    if unknown := [name for name in options.parts if name not in PARTS]:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    console, figures = Console(), {}
    for name in options.parts or PARTS:
        shown, figures[name] = PARTS[name]()
        console.print(shown)
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def _cold_start() -> Part:
    rows = cold_start.measure()
    columns: dict[str, Callable[[cold_start.ColdStart], str]] = {
        "function": lambda row: row.function,
        "bare ms": lambda row: f"{row.bare_seconds * 1000:.0f}",
        "ours ms": lambda row: f"{row.seconds * 1000:.0f}",
        "ratio": lambda row: ratio(row.ratio),
        "bare CPU ms": lambda row: f"{row.bare_cpu_seconds * 1000:.0f}",
        "ours CPU ms": lambda row: f"{row.cpu_seconds * 1000:.0f}",
        "CPU ratio": lambda row: ratio(row.cpu_ratio),
    }
    title = "Cold start: from an instance's start to its first answer, beside a bare function"
    return part(title, columns, rows, "ratio", "cpu_ratio")


def _imports() -> Part:
    rows = imports.measure()
    columns: dict[str, Callable[[imports.Imported], str]] = {
        "function": lambda row: row.function,
        "bare ms": lambda row: f"{row.bare_seconds * 1000:.0f}",
        "ours ms": lambda row: f"{row.seconds * 1000:.0f}",
        "ratio": lambda row: ratio(row.time_ratio),
        "bare MiB": lambda row: f"{row.bare_mebibytes:.0f}",
        "ours MiB": lambda row: f"{row.mebibytes:.0f}",
        "ratio of MiB": lambda row: ratio(row.memory_ratio),
    }
    title = "Import of main.py alone, beside a bare function of the same kind"
    return part(title, columns, rows, "time_ratio", "memory_ratio")


def _billing() -> Part:
    return _flows("Billed documents beside their floors (reads, writes)", billing.measure())


def _grocer() -> Part:
    return _flows("A grocer's flows beside their floors (reads, writes)", grocer.measure_bills())


def _lines() -> Part:
    rows = grocer.measure_rates()
    columns: dict[str, Callable[[grocer.Rate], str]] = {
        "purchases of so many lines": lambda row: str(row.lines),
        "purchases a second": lambda row: f"{row.purchases_per_second:.0f}",
        "lines a second": lambda row: f"{row.lines_per_second:.0f}",
    }
    return part("Lines a second, one purchase after the other", columns, rows, "lines_per_second")


def _flows(title: str, flows: list[billing.Flow]) -> Part:
    columns: dict[str, Callable[[billing.Flow], str]] = {
        "event": lambda flow: flow.name,
        "billed": lambda flow: bill(flow.billed),
        "floor": lambda flow: bill(flow.floor) if flow.floor else "",
    }
    return part(title, columns, flows)


def _speed() -> Part:
    rows = speed.measure()
    columns: dict[str, Callable[[speed.Speed], str]] = {
        "one order after the other": lambda row: row.case,
        "senders": lambda row: str(row.senders),
        "a second": lambda row: f"{row.per_second:.0f}",
        "ratio": lambda row: ratio(row.ratio),
        "median ms": lambda row: ms(row.median_seconds),
        "p99 ms": lambda row: ms(row.p99_seconds),
        "503": lambda row: str(row.unavailable),
    }
    return part("Orders a second, beside bare writes of as many documents", columns, rows, "ratio")


def _ticks() -> Part:
    rows = ticks.measure()
    columns: dict[str, Callable[[ticks.Tick], str]] = {
        "documents": lambda row: f"{row.documents:,}",
        "bare ms": lambda row: ms(row.bare_seconds),
        "ours ms": lambda row: ms(row.seconds),
        "ratio": lambda row: ratio(row.ratio),
    }
    title = "A tick that finds nothing due, beside its queries by Google's client"
    return part(title, columns, rows, "ratio")


def _passages() -> Part:
    rows = local_firebase.measure_passages()
    columns: dict[str, Callable[[local_firebase.Passage], str]] = {
        "call": lambda row: f"{row.call}, {row.way}",
        "straight ms": lambda row: f"{row.straight_seconds * 1000:.2f}",
        "ms": lambda row: f"{row.seconds * 1000:.2f}",
        "added ms": lambda row: f"{row.added_seconds * 1000:.2f}",
        "ratio": lambda row: ratio(row.ratio),
    }
    title = "A call past local Firebase's watchers, beside straight to the emulator"
    return part(title, columns, rows, "added_seconds", "ratio")


def _year() -> Part:
    year = local_firebase.measure_year()
    columns: dict[str, Callable[[local_firebase.Year], str]] = {
        "ticks": lambda row: f"{row.ticks:,}",
        "s": lambda row: f"{row.seconds:.1f}",
        "ticks a second": lambda row: f"{row.ticks_per_second:.0f}",
    }
    title = "A year of an idle organisation on local Firebase's clock"
    return part(title, columns, [year], "ticks_per_second")


def _rules() -> Part:
    rows = rules.measure_reads()
    columns: dict[str, Callable[[rules.Asked], str]] = {
        "request": lambda row: row.request,
        "the server ms": lambda row: f"{row.server_seconds * 1000:.1f}",
        "the client ms": lambda row: f"{row.seconds * 1000:.1f}",
        "ratio": lambda row: ratio(row.ratio),
        "documents that the rules read": lambda row: str(row.rule_reads),
    }
    title = "What firestore.rules add to a client's read, beside the same by the server"
    return part(title, columns, rows, "ratio")


def _taps() -> Part:
    rows = rules.measure_taps()
    columns: dict[str, Callable[[rules.Tap], str]] = {
        "command": lambda row: row.kind,
        "median ms": lambda row: ms(row.median_seconds),
        "p99 ms": lambda row: ms(row.p99_seconds),
    }
    return part("A command from the tap to its settling", columns, rows)


def _conditions() -> Part:
    rows = conditions.measure()
    columns: dict[str, Callable[[conditions.Evaluated], str]] = {
        "conditions": lambda row: row.conditions,
        "by hand µs": lambda row: f"{row.by_hand_seconds * 1_000_000:.1f}",
        "ours µs": lambda row: f"{row.seconds * 1_000_000:.1f}",
        "ratio": lambda row: ratio(row.ratio),
        "json-logic-qubit µs": lambda row: (
            f"{row.json_logic_seconds * 1_000_000:.1f}" if row.json_logic_seconds else ""
        ),
        "times faster": lambda row: f"{row.times_faster:.1f}" if row.times_faster else "",
        "to compile ms": lambda row: ms(row.compile_seconds),
        "the subject µs": lambda row: f"{row.subject_seconds * 1_000_000:.1f}",
    }
    title = "One customer against forty conditions, beside the same by hand and by another package"
    return part(title, columns, rows, "ratio", "times_faster")


def _automations() -> Part:
    costs = automations.measure()
    columns: dict[str, Callable[[automations.Cost], str]] = {
        "event": lambda cost: cost.name,
        "billed": lambda cost: bill(cost.billed),
        "expected": lambda cost: bill(cost.expected) if cost.expected else "",
    }
    title = f"Billed documents with {automations.AUTOMATIONS} automations (reads, writes)"
    return part(title, columns, costs)


def _day_list() -> Part:
    rows = handing_out.measure()
    columns: dict[str, Callable[[handing_out.DayList], str]] = {
        "agents": lambda row: str(row.agents),
        "calls": lambda row: f"{row.calls:,}",
        "s": lambda row: f"{row.seconds:.1f}",
        "given": lambda row: f"{row.given:,}",
        "of one agent at most": lambda row: str(row.most),
        "billed": lambda row: bill(row.billed),
        "floor": lambda row: bill(row.floor),
    }
    return part("The day's list: calls of the pool, handed out by one tick (reads, writes)", columns, rows)


def _lists() -> Part:
    rows = lists.measure()
    columns: dict[str, Callable[[lists.Listed], str]] = {
        "request": lambda row: row.request,
        "customers": lambda row: f"{row.customers:,}",
        "billed": lambda row: bill(row.billed),
        "floor": lambda row: bill(row.floor),
        "median ms": lambda row: ms(row.seconds),
    }
    return part("The staff API's lists among so many customers (reads, writes)", columns, rows)


def _campaign() -> Part:
    rows = campaigns.measure()
    columns: dict[str, Callable[[campaigns.Sent], str]] = {
        "recipients": lambda row: f"{row.recipients:,}",
        "sent": lambda row: f"{row.sent:,}",
        "s": lambda row: f"{row.seconds:.1f}",
        "a second": lambda row: f"{row.sent / row.seconds:.0f}",
        "billed": lambda row: bill(row.billed),
        "floor": lambda row: bill(row.floor),
        "reads of one": lambda row: f"{row.billed[0] / row.recipients:.2f}",
        "writes of one": lambda row: f"{row.billed[1] / row.recipients:.2f}",
    }
    return part("A campaign by push, from its schedule to the last message (reads, writes)", columns, rows)


def _campaign_memory() -> Part:
    rows = campaigns.measure_memory()
    columns: dict[str, Callable[[campaigns.Held], str]] = {
        "recipients": lambda row: f"{row.recipients:,}",
        "MiB at most": lambda row: f"{row.mebibytes:.1f}",
        "ratio": lambda row: ratio(row.mebibytes / rows[0].mebibytes),
        "s": lambda row: f"{row.seconds:.1f}",
    }
    return part("Memory of a campaign's pages, in memory, traced", columns, rows)


def _pairs() -> Part:
    rows = pairs.measure()
    columns: dict[str, Callable[[pairs.Counted], str]] = {
        "orders": lambda row: f"{row.orders:,}",
        "bare s": lambda row: f"{row.bare_seconds:.2f}",
        "ours s": lambda row: f"{row.seconds:.2f}",
        "ratio": lambda row: ratio(row.ratio),
        "orders/s": lambda row: f"{row.orders_per_second:,.0f}",
    }
    title = "What goes together: counted page by page, beside a bare count"
    return part(title, columns, rows, "ratio", "orders_per_second")


PARTS: dict[str, Callable[[], Part]] = {
    "cold_start": _cold_start,
    "imports": _imports,
    "billing": _billing,
    "speed": _speed,
    "ticks": _ticks,
    "passages": _passages,
    "year": _year,
    "rules": _rules,
    "taps": _taps,
    "conditions": _conditions,
    "automations": _automations,
    "grocer": _grocer,
    "lines": _lines,
    "day_list": _day_list,
    "lists": _lists,
    "campaign": _campaign,
    "campaign_memory": _campaign_memory,
    "pairs": _pairs,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--out", type=Path, default=OUT, help="where the figures go (default: %(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
