"""`make demo`: the main job on real purchases, from nothing to a report, in a few minutes at most."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from demo.check import differences
from demo.demos import DEMOS, SECRETS
from demo.lengths import LENGTHS
from demo.progress import shown_on
from local.client import LocalFirebase, NotReady


def main() -> int:
    options = _parser().parse_args()
    if options.preset not in DEMOS:
        print(f"demo: {options.preset} has no demo yet; there is one of {', '.join(DEMOS)}", file=sys.stderr)
        return 1
    demo, console = DEMOS[options.preset], Console()
    purchases = demo.read(options.length, options.purchases)
    started = time.monotonic()
    console.print("starting local Firebase")
    try:
        firebase = LocalFirebase.start(clock=purchases[0].at, environ=SECRETS.get(options.preset))
    except NotReady as error:
        print(error, file=sys.stderr)
        return 1
    with firebase, shown_on(console) as stages:
        figures, odd = demo.live(firebase, purchases, stages)
    figures |= {
        "preset": options.preset,
        "length": options.length,
        "first_on": str(purchases[0].at.date()),
        "last_on": str(purchases[-1].at.date()),
        "seconds": round(time.monotonic() - started, 1),
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    demo.show(console, figures, options.out)
    wrong = differences(figures, options.purchases)
    for line in demo.closing_lines(figures, wrong):
        print(line)
    return _verdict(figures, odd, wrong)


def _verdict(figures: dict[str, Any], odd: list[Any], wrong: list[str]) -> int:
    """1 where a delivery that came again changed anything, a customer was told or called of one thing twice, or a
    figure is not what the purchases themselves lead to.
    """
    changed, twice = figures["replay"]["changed"], figures.get("reminders", {}).get("sent_twice", 0)
    if changed:
        print(f"the replay changed {changed} things; odd answers: {odd[:3]}", file=sys.stderr)
    if twice:
        print(f"{twice} things were sent or set twice", file=sys.stderr)
    for difference in wrong:
        print(difference, file=sys.stderr)
    return int(bool(changed or twice or wrong))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--preset", default="cafe", help="whose day-to-day it is (default: %(default)s)")
    parser.add_argument(
        "--length", default="default", choices=LENGTHS, help="a part, or everything (default: %(default)s)"
    )
    parser.add_argument("--purchases", type=int, help="only the first so many of these")
    parser.add_argument("--out", type=Path, default=Path("build/demo.json"), help="where the figures go")
    return parser


if __name__ == "__main__":
    sys.exit(main())
