"""`now`, moved or not: a value that changes at every instant, so it stands only where a threshold can be computed.

`now - 30 days` compared with an instant is `now` compared with that instant moved 30 days on: one threshold.
"""

from typing import Any

from functions.domain.conditions.calls import Call
from functions.domain.conditions.clock import Clock
from functions.domain.conditions.durations import Duration, Mover, moved, next_step, parse_unit

CONTINUOUS = "changes at every instant: compare it with an instant, or cut it by today or datetime_truncate"


def moving(logic: Any) -> list[Duration] | None:
    """How far `now` is moved, step by step; None for what does not move with the clock."""
    if not isinstance(logic, dict) or len(logic) != 1:
        return None
    operator, args = next(iter(logic.items()))
    if operator == "now":
        return []
    if operator != "datetime_add" or not isinstance(args, list) or len(args) != 3:
        return None
    before, by = moving(args[0]), written_duration(args[1], args[2])
    return None if before is None or by is None else [*before, by]


def written_duration(count: Any, unit: Any) -> Duration | None:
    known = parse_unit(unit)
    whole = isinstance(count, int) and not isinstance(count, bool) and abs(count) < 1_000_000
    return Duration(count, known) if known and whole else None


def stands_at(clock: Clock, steps: list[Duration], unit: str) -> Any:
    """The moved `now`, to be cut to `unit` by the caller: noted until the cut value may step."""
    instant: Any = clock.now
    for by in steps:
        instant = moved(instant, by, clock.zone)
    clock.note(next_step(clock.now, unit, *(by.unit for by in steps)))
    return instant


def threshold(clock: Clock, instant: Any, back: list[Mover]) -> Any:
    """The `now` at which the moved `now` is at `instant`; `back`: its moves the other way, the last one first."""
    for move in back:
        instant = move(instant, clock.zone)
    clock.note(instant)
    return instant


def timed(call: Call) -> None:
    call.found.is_timed = True
