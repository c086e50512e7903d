"""`make demo`: the main job on real purchases, from nothing to a report, in about a minute."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from demo.bill import per_message, reading, total
from demo.cafe import Books, Office, Till, provision
from demo.lengths import MONTHS
from demo.progress import Stages, shown_on
from demo.purchases import Purchase, read_purchases
from demo.report import show
from demo.year import AFTER_THE_LAST, Year
from local.client import LocalFirebase, NotReady

PRESETS = ("cafe",)
TICKING = ("tick", "wakepage")


def main() -> int:
    options = _parser().parse_args()
    if options.preset not in PRESETS:
        print(
            f"demo: {options.preset} has no demo yet; there is one of {', '.join(PRESETS)}", file=sys.stderr
        )
        return 1
    console = Console()
    purchases = read_purchases(options.length, options.purchases)
    started = time.monotonic()
    console.print("starting local Firebase")
    try:
        firebase = LocalFirebase.start(clock=purchases[0].at)
    except NotReady as error:
        print(error, file=sys.stderr)
        return 1
    with firebase, shown_on(console) as stages:
        figures, odd = _run(firebase, purchases, stages)
    figures |= {
        "preset": options.preset,
        "length": options.length,
        "first_on": str(purchases[0].at.date()),
        "last_on": str(purchases[-1].at.date()),
        "seconds": round(time.monotonic() - started, 1),
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    show(console, figures, options.out)
    return _verdict(figures, odd)


def _run(
    firebase: LocalFirebase, purchases: list[Purchase], stages: Stages
) -> tuple[dict[str, Any], list[Any]]:
    provision(firebase)
    firebase.reset_meter()
    year = Year(firebase, Till(firebase), Office(firebase))
    step = stages("purchases at their own time", len(purchases))
    began = time.monotonic()
    year.live(purchases, step)
    rate = len(purchases) / (time.monotonic() - began)
    year.let_pass(purchases[-1].at, stages("the days after the last one", AFTER_THE_LAST.days))
    meter = firebase.meter()
    before = year.office.books()
    posts, odd = year.replay(purchases, stages("everything once more, shuffled", len(purchases)))
    changed = year.office.changes_since(before) + len(odd)
    return _figures(before, year, meter, replay={"posts": posts, "changed": changed}, rate=rate), odd


def _figures(
    books: Books, year: Year, meter: dict[str, Any], *, replay: dict[str, int], rate: float
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--preset", default="cafe", help="whose day-to-day it is (default: %(default)s)")
    parser.add_argument(
        "--length",
        default="default",
        choices=MONTHS,
        help=f"the last {MONTHS['default']} months, or the full year (default: %(default)s)",
    )
    parser.add_argument("--purchases", type=int, help="only the first so many of these")
    parser.add_argument("--out", type=Path, default=Path("build/demo.json"), help="where the figures go")
    return parser


if __name__ == "__main__":
    sys.exit(main())
