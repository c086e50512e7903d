"""`python -m tests.faults`: what may go wrong, at length. Exits with 1 where something does not hold that must."""

import argparse
import logging
import sys
from collections.abc import Iterator, Sequence

from tests.faults import crash_points, mutants, on_emulator, schedules, side_by_side
from tests.faults.flows import Flow
from tests.faults.invariants import broken
from tests.faults.reports import Line, Part, Wanted
from tests.faults.world import World

PARTS: dict[str, tuple[str, Part]] = {
    "schedules": ("random schedules in memory", schedules.report),
    "crashes": ("crash points, alone and in pairs", crash_points.report),
    "mistakes": ("mistakes made on purpose", mutants.report),
    "stores": ("the store in memory beside the emulator's", side_by_side.report),
    "emulator": ("random schedules on the emulator", on_emulator.report),
}

FLOWS: dict[str, Flow] = {flow.__name__: flow for flow in (*schedules.SHARES, *crash_points.EVERY)}


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    if given.flow is not None:
        return _print(_replayed(FLOWS[given.flow], given.seed, given.faults))
    wanted = Wanted(given.seeds, given.seconds, given.operations, given.schedules, given.seed)
    violated = 0
    for title, part in [PARTS[given.only]] if given.only else PARTS.values():
        print(f"{title}:", flush=True)
        violated += _print(part(wanted))
    print("all that must hold held" if not violated else "something did not hold: see above", flush=True)
    return 1 if violated else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "--seeds", type=int, default=100_000, help="how many schedules (default: %(default)s)"
    )
    parser.add_argument(
        "--seconds", type=float, default=600, help="end the schedules after so long (default: %(default)s)"
    )
    parser.add_argument(
        "--operations", type=int, default=10_000, help="how many on both stores (default: %(default)s)"
    )
    parser.add_argument(
        "--schedules", type=int, default=300, help="how many on the emulator (default: %(default)s)"
    )
    parser.add_argument("--only", choices=PARTS, help="this part alone")
    parser.add_argument("--flow", choices=sorted(FLOWS), help="replay one run of this flow, call by call")
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        help="its seed; without a flow the first of all (default: %(default)s)",
    )
    parser.add_argument("--faults", help="its faults, like 3:CRASH_AFTER,9:AWAY (default: those of its seed)")
    return parser


def _replayed(flow: Flow, seed: int, faults: str | None) -> Iterator[Line]:
    """One run again: its calls, what went wrong with them, and what did not hold in the end."""
    world: World
    if faults is None:
        world = schedules.lived(flow, seed)
    else:
        world = crash_points.lived(flow, crash_points.plan_of(faults), seed)
    for number, kind in enumerate(world.calls):
        fault = world.went_wrong.get(number)
        yield Line(f"{number:>5} {kind}" + (f": {fault.value}" if fault else ""))
    sentences = broken(world)
    for sentence in sentences:
        yield Line(sentence, is_violation=True)
    if not sentences:
        yield Line("all that must hold held")


def _print(lines: Iterator[Line]) -> int:
    """Print lines as they come; 1 where one of them is a violation."""
    violated = 0
    for line in lines:
        print(line.text, flush=True)
        violated = violated or int(line.is_violation)
    return violated


if __name__ == "__main__":
    logging.disable()
    sys.exit(main())
