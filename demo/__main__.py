"""`make demo`: the main job on real purchases, from nothing to a report, in a few minutes."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from demo.bill import per_message, reading, total
from demo.cafe import Books, Office, Till, provision
from demo.purchases import Purchase, read_purchases
from demo.report import show
from demo.year import AFTER_THE_LAST, Year
from local.client import LocalFirebase, NotReady

TICKING = ("tick", "wakepage")


class Rate(ProgressColumn):
    """How many a second, lately."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f}/s" if task.speed else "", style="progress.data.speed")


def main() -> int:
    options = _parser().parse_args()
    console = Console()
    purchases = read_purchases(options.purchases)
    started = time.monotonic()
    try:
        with console.status("starting local Firebase"):
            firebase = LocalFirebase.start(clock=purchases[0].at)
    except NotReady as error:
        print(error, file=sys.stderr)
        return 1
    with firebase:
        figures, odd = _run(firebase, purchases, console)
    figures["seconds"] = round(time.monotonic() - started, 1)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    show(console, figures, options.out)
    return _verdict(figures, odd)


def _run(
    firebase: LocalFirebase, purchases: list[Purchase], console: Console
) -> tuple[dict[str, Any], list[Any]]:
    provision(firebase)
    firebase.reset_meter()
    year = Year(firebase, Till(firebase), Office(firebase))
    with _progress(console) as progress:
        bar = progress.add_task("purchases at their own time", total=len(purchases))
        began = time.monotonic()
        year.live(purchases, lambda: progress.advance(bar))
        rate = len(purchases) / (time.monotonic() - began)
        bar = progress.add_task("the days after the last one", total=AFTER_THE_LAST.days)
        year.let_pass(purchases[-1].at, lambda days: progress.advance(bar, days))
        meter = firebase.meter()
        before = year.office.books()
        bar = progress.add_task("everything once more, shuffled", total=len(purchases))
        posts, odd = year.replay(purchases, lambda: progress.advance(bar))
        changed = year.office.changes_since(before) + len(odd)
    return _figures(before, year, meter, {"posts": posts, "changed": changed}, rate), odd


def _figures(
    books: Books, year: Year, meter: dict[str, Any], replay: dict[str, int], rate: float
) -> dict[str, Any]:
    billed = {
        "total": total(meter),
        "per_repeat_order": year.repeat_orders.each(),
        "per_first_order": year.first_orders.each(),
        "per_message": per_message(meter, books.figures["messages"].get("sent", 0)),
        "ticks": reading(meter, TICKING),
    }
    return {
        **books.figures,
        "replay": replay,
        "billed": {name: bill.as_figures() for name, bill in billed.items()},
        "orders_per_second": round(rate, 1),
    }


def _verdict(figures: dict[str, Any], odd: list[Any]) -> int:
    """1 where a delivery that came again changed anything."""
    if figures["replay"]["changed"]:
        print(
            f"the replay changed {figures['replay']['changed']} things; odd answers: {odd[:3]}",
            file=sys.stderr,
        )
        return 1
    return 0


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:<32}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
        console=console,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--purchases", type=int, help="only the first so many (default: all 3,636)")
    parser.add_argument("--out", type=Path, default=Path("build/demo.json"), help="where the figures go")
    return parser


if __name__ == "__main__":
    sys.exit(main())
