"""The clock: how it is told, and that functions live by it."""

from datetime import UTC, datetime, timedelta

import pytest

from local.client import ControlError, LocalFirebase
from local.clock.clock import parse_duration, parse_instant
from tests.local.requests_to import request

DURATIONS = [
    ("36h", timedelta(hours=36)),
    ("90m", timedelta(minutes=90)),
    ("30s", timedelta(seconds=30)),
    ("7d", timedelta(days=7)),
    ("1d12h", timedelta(hours=36)),
    ("0s", timedelta(0)),
]


@pytest.mark.parametrize(("text", "expected"), DURATIONS)
def test_duration_is_read(text: str, expected: timedelta) -> None:
    assert parse_duration(text) == expected


@pytest.mark.parametrize("text", ["", "36", "h", "-1h", "1.5h", "1h 2m", "2m1h", "١h", "99999999999d"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        parse_duration(text)


def test_instant_is_read_with_its_zone() -> None:
    assert parse_instant("2025-01-25T10:30:00+05:30") == datetime(2025, 1, 25, 5, 0, tzinfo=UTC)
    assert parse_instant("2025-01-25T10:30:00Z") == datetime(2025, 1, 25, 10, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="no time zone"):
        parse_instant("2025-01-25T10:30:00")
    with pytest.raises(ValueError, match="not an instant"):
        parse_instant("tomorrow")


def test_functions_live_by_the_clock_as_it_moves(firebase: LocalFirebase) -> None:
    before = firebase.now()
    firebase.advance("36h")
    _, _, body = request("GET", firebase.functions_url("now"))

    passed = datetime.fromisoformat(body.decode()) - before
    assert timedelta(hours=36) <= passed < timedelta(hours=36, minutes=1)


def test_clock_moves_to_an_instant_and_goes_on_ticking(firebase: LocalFirebase) -> None:
    target = firebase.now() + timedelta(days=2)
    firebase.move_to(target)

    first, second = firebase.now(), firebase.now()
    assert target <= first < second < target + timedelta(minutes=1)


def test_clock_may_be_asked_to_move_by_nothing(firebase: LocalFirebase) -> None:
    before = firebase.now()
    firebase.advance("0s")

    assert firebase.now() - before < timedelta(seconds=5)


@pytest.mark.parametrize(
    "wanted",
    [
        {"to": "2001-01-01T00:00:00Z"},
        {"to": "soon"},
        {"advance": "-1h"},
        {"advance": 5},
        {},
        {"advance": "1h", "to": "x"},
    ],
)
def test_move_that_makes_no_sense_is_refused_and_nothing_moves(
    firebase: LocalFirebase, wanted: dict[str, object]
) -> None:
    before = firebase.now()
    with pytest.raises(ControlError) as refused:
        firebase.control("POST", "/clock", wanted)

    assert refused.value.status == 400
    assert firebase.now() - before < timedelta(seconds=5)
