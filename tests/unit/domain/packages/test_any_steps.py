"""Steps of bookings in any order, again and late: what is taken is what is held, and never more than there is."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.builders import NOON
from tests.examples import examples
from tests.unit.domain.packages.sellers import (
    act,
    agency,
    cancel,
    confirm,
    held,
    on_sale,
    reserve,
    statuses,
    taken,
    wake,
)

HOLD = timedelta(hours=48)
_STEPS = some.tuples(
    some.sampled_from(["reserve", "reserve", "confirm", "cancel", "wake", "change", "quota"]),
    some.sampled_from(["a", "b", "c", "d"]),
    some.integers(1, 3),
    some.integers(0, 30),
)


@pytest.mark.item("S003-47")
@settings(max_examples=examples(240), deadline=None)
@given(some.integers(0, 5), some.lists(_STEPS, max_size=20))
def test_what_is_taken_is_what_is_held_and_never_more_than_there_is(
    quota: int, steps: list[tuple[str, str, int, int]]
) -> None:
    backend, now = agency(quota=quota), NOON
    for step, id, number, hours in steps:
        now += timedelta(hours=hours)
        before = sum(taken(backend))
        match step:
            case "reserve":
                reserve(backend, id, number, now=now)
            case "confirm":
                confirm(backend, id, now=now)
            case "cancel":
                cancel(backend, id, now=now)
            case "change":
                act(backend, "change_booking", {"booking_id": id, "seats": number}, now=now)
            case "quota":
                quota = number
                on_sale(backend, quota=quota)
            case _:
                wake(backend, id, now)
        assert taken(backend) == held(backend)
        after = sum(taken(backend))
        assert after <= quota or after <= before


@pytest.mark.item("S003-47")
@pytest.mark.parametrize("steps", sorted(set(permutations(["confirm", "cancel", "wake"]))))
@pytest.mark.parametrize("without", ["", "confirm", "cancel", "wake"])
def test_steps_in_any_order_and_twice_end_the_same(steps: tuple[str, ...], without: str) -> None:
    backend = agency()
    reserve(backend, "a", 2)
    kept = [step for step in steps if step != without]
    for step in (*kept, *reversed(kept)):
        match step:
            case "confirm":
                confirm(backend, "a", now=NOON + HOLD)
            case "cancel":
                cancel(backend, "a", now=NOON + HOLD)
            case _:
                wake(backend, "a", NOON + HOLD)
    ends = {"confirm": "confirmed", "cancel": "cancelled", "wake": "expired"}
    end = next(ends[step] for step in ("cancel", "confirm", "wake") if step in kept)
    assert statuses(backend) == {"a": end}
    assert taken(backend) == held(backend) == (0, 2 if end == "confirmed" else 0)
