"""Days and instants: what the React query builders emit, and older_than, within, day_is and days_before."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from functions.domain.conditions.calls import Builder, Call, Node
from functions.domain.conditions.clock import Clock
from functions.domain.conditions.coercions import to_instant
from functions.domain.conditions.days import next_day, parse_day, to_day
from functions.domain.conditions.durations import (
    Duration,
    moved,
    moved_day,
    mover,
    parse_duration,
    parse_unit,
    truncated,
)
from functions.domain.conditions.moving import CONTINUOUS, moving, stands_at, timed, written_duration

_DAY_WORDS = {"today": 0, "tomorrow": 1, "yesterday": -1}


def _now(call: Call) -> Node:
    return call.refuse(CONTINUOUS)


def _today(call: Call) -> Node:
    timed(call)
    return lambda scope, clock: clock.today()


def _day_node(call: Call, index: int) -> Node:
    """An argument as a local day; `now` counts as its day here."""
    steps = moving(call.args[index])
    if steps is None:
        node = call.node(index)
        return lambda scope, clock: to_day(node(scope, clock), clock.zone)
    timed(call)
    if not steps:
        return lambda scope, clock: clock.today()
    return lambda scope, clock: to_day(stands_at(clock, steps, "day"), clock.zone)


def _length(call: Call) -> Duration | None:
    by = written_duration(call.args[1], call.args[2])
    if by is None:
        call.refuse("takes a whole number and a unit: second, minute, hour, day, week, month, quarter, year")
    return by


def _date_add(call: Call) -> Node:
    day, by = _day_node(call, 0), _length(call)
    if by is None:
        return day

    def added(scope: Any, clock: Clock) -> Any:
        start = day(scope, clock)
        return start and moved_day(start, by)

    return added


def _datetime_add(call: Call) -> Node:
    by = _length(call)
    if by is None:
        return lambda scope, clock: None
    if moving(call.args[0]) is not None:
        return call.refuse(CONTINUOUS)
    start = call.node(0)
    return lambda scope, clock: moved(to_instant(start(scope, clock), clock.zone), by, clock.zone)


def _truncate(call: Call) -> Node:
    unit = parse_unit(call.args[1])
    if unit is None:
        return call.refuse("is no unit", 1)
    steps = moving(call.args[0])
    if steps is None:
        source = call.node(0)
    else:
        timed(call)

        def source(scope: Any, clock: Clock) -> Any:
            return stands_at(clock, steps, unit)

    def cut(scope: Any, clock: Clock) -> Any:
        instant = to_instant(source(scope, clock), clock.zone)
        try:
            return instant and truncated(instant, unit, clock.zone)
        except OverflowError:
            return None

    return cut


def _same_days(is_same: bool) -> Builder:
    def build(call: Call) -> Node:
        left, right = _day_node(call, 0), _day_node(call, 1)

        def compare(scope: Any, clock: Clock) -> bool:
            day = left(scope, clock)
            return (day is not None and day == right(scope, clock)) == is_same

        return compare

    return build


def _spanning(test: Callable[[Any, Any, Any], bool], is_ahead: bool) -> Builder:
    """A span between an instant of the subject and that instant moved by a duration."""

    def build(call: Call) -> Node:
        by = parse_duration(call.literal(1))
        if by is None:
            return call.refuse('is no duration such as "30d", "12h", "2w", "6mo"', 1)
        if call.operator == "within" and not is_ahead and (by.count < 0 or call.literal(2) == "ahead"):
            return _spanning(_is_ahead, is_ahead=True)(call)
        if call.operator == "older_than" and by.count < 0:
            return call.refuse("is negative", 1)
        if len(call.args) > 2 and call.literal(2) not in ("ahead", "ago"):
            return call.refuse('is neither "ahead" nor "ago"', 2)
        length = Duration(-abs(by.count) if is_ahead else by.count, by.unit)
        return _span(call, length, test)

    return build


def _span(call: Call, by: Duration, test: Callable[[Any, Any, Any], bool]) -> Node:
    timed(call)
    source, move = call.node(0), mover(by)

    def span(scope: Any, clock: Clock) -> bool:
        start = to_instant(source(scope, clock), clock.zone)
        end = move(start, clock.zone)
        if start is None or end is None:
            return False
        clock.note(start)
        clock.note(end)
        return test(clock.now, start, end)

    return span


def _is_older(now: Any, start: Any, end: Any) -> bool:
    return bool(now >= end)


def _is_recent(now: Any, start: Any, end: Any) -> bool:
    return bool(start <= now < end)


def _is_ahead(now: Any, start: Any, end: Any) -> bool:
    return bool(end <= now < start)


def _day_is(call: Call) -> Node:
    ahead = _DAY_WORDS.get(call.literal(1) or "")
    if ahead is None:
        return call.refuse("is not today, tomorrow or yesterday", 1)
    return _on_day(call, ahead)


def _days_before(call: Call) -> Node:
    ahead = call.literal(1)
    if not isinstance(ahead, int) or isinstance(ahead, bool) or abs(ahead) > 3660:
        return call.refuse("is no whole number of days", 1)
    return _on_day(call, ahead)


def _on_day(call: Call, ahead: int) -> Node:
    """True on the local day that is `ahead` days before the day, or before its return in a later year."""
    if len(call.args) > 2 and call.literal(2) not in ("yearly", "once"):
        return call.refuse('is neither "yearly" nor "once"', 2)
    timed(call)
    source, is_yearly = call.node(0), call.literal(2) != "once"

    def on_day(scope: Any, clock: Clock) -> bool:
        day = parse_day(source(scope, clock), clock.zone)
        if day is None:
            return False
        today = clock.now.astimezone(clock.zone).date()
        found = next_day(day, moved_day(today, Duration(ahead, "day")), is_yearly)
        return _meets(clock, today, found and moved_day(found, Duration(-ahead, "day")))

    return on_day


def _meets(clock: Clock, today: date, due: date | None) -> bool:
    if due is None:
        return False
    clock.note(clock.midnight(today + timedelta(days=1) if due == today else due))
    return due == today


OPERATORS: dict[str, tuple[Builder, int, int | None]] = {
    "now": (_now, 0, 0),
    "today": (_today, 0, 0),
    "start_of_today": (_today, 0, 0),
    "date_add": (_date_add, 3, 3),
    "datetime_add": (_datetime_add, 3, 3),
    "datetime_truncate": (_truncate, 2, 2),
    "date==": (_same_days(True), 2, 2),
    "date!=": (_same_days(False), 2, 2),
    "older_than": (_spanning(_is_older, is_ahead=False), 2, 2),
    "within": (_spanning(_is_recent, is_ahead=False), 2, 3),
    "day_is": (_day_is, 2, 3),
    "days_before": (_days_before, 2, 3),
}
