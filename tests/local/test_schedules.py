"""Schedules run at their moments of the clock, all of them, in order."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from local.manifests import ScheduleTrigger
from local.running import ControlError, LocalFirebase
from local.schedules import ScheduleError, moments
from tests.local.conftest import Seen
from tests.local.requests_to import request

AFTER = datetime(2024, 3, 9, 22, 17, 30, tzinfo=UTC)

MOMENTS = [
    ("0 * * * *", "UTC", ["2024-03-09T23:00", "2024-03-10T00:00"]),
    ("30 9 * * 1", "Asia/Kolkata", ["2024-03-11T04:00", "2024-03-18T04:00"]),
    ("0 9 * * *", "America/New_York", ["2024-03-10T13:00", "2024-03-11T13:00"]),
    ("every hour", "UTC", ["2024-03-09T23:00", "2024-03-10T00:00"]),
    ("every 5 minutes", "UTC", ["2024-03-09T22:20", "2024-03-09T22:25"]),
    ("every 6 hours", "Asia/Jakarta", ["2024-03-09T23:00", "2024-03-10T05:00"]),
    ("every 24 hours", "UTC", ["2024-03-10T00:00", "2024-03-11T00:00"]),
    ("every 7 minutes", "UTC", ["2024-03-09T22:24:30", "2024-03-09T22:31:30"]),
    ("every 90 minutes", "UTC", ["2024-03-09T23:47:30", "2024-03-10T01:17:30"]),
    ("every 45 minutes", "UTC", ["2024-03-09T23:02:30", "2024-03-09T23:47:30"]),
    ("every day 09:30", "Asia/Kolkata", ["2024-03-10T04:00", "2024-03-11T04:00"]),
    ("every monday 09:00", "UTC", ["2024-03-11T09:00", "2024-03-18T09:00"]),
]


@pytest.mark.parametrize(("schedule", "zone", "expected"), MOMENTS)
def test_schedule_has_these_moments(schedule: str, zone: str, expected: list[str]) -> None:
    coming = list(islice(moments(ScheduleTrigger(schedule, zone), AFTER), 2))

    assert coming == [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in expected]


@pytest.mark.parametrize(
    ("schedule", "zone"),
    [("now and then", "UTC"), ("61 * * * *", "UTC"), ("every 0 minutes", "UTC"), ("0 * * * *", "Mars")],
)
def test_schedule_that_cannot_be_read_is_refused(schedule: str, zone: str) -> None:
    with pytest.raises(ScheduleError, match=schedule.replace("*", r"\*")):
        next(moments(ScheduleTrigger(schedule, zone), AFTER))


def test_every_hour_of_the_way_ticks_once_at_its_moment(firebase: LocalFirebase, seen: Seen) -> None:
    record(firebase, "tick")
    before = datetime.fromisoformat(firebase.control("GET", "/clock")["now"])
    firebase.advance("2d")

    ticks = seen("tick")
    first = before.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    assert [tick["schedule_time"] for tick in ticks] == [
        (first + timedelta(hours=n)).isoformat() for n in range(48)
    ]
    assert all(tick["job"] == "firebase-schedule-tick-asia-southeast1" for tick in ticks)
    for tick in ticks:
        late = datetime.fromisoformat(tick["at"]) - datetime.fromisoformat(tick["schedule_time"])
        assert timedelta(0) <= late < timedelta(seconds=5)


def test_a_year_is_walked_through_hour_by_hour(firebase: LocalFirebase, seen: Seen) -> None:
    record(firebase, "morning")
    moved = firebase.advance("365d")

    assert moved["ran"] >= 8760 + 365
    mornings = [datetime.fromisoformat(call["schedule_time"]) for call in seen("morning")]
    assert len(mornings) == 365
    assert {(morning.hour, morning.minute) for morning in mornings} == {(4, 0)}


def test_schedule_can_be_run_out_of_turn(firebase: LocalFirebase, seen: Seen) -> None:
    record(firebase, "tick")

    assert firebase.control("POST", "/schedules/tick/run") == {"status": 200}
    assert len(seen("tick")) == 1
    with pytest.raises(ControlError, match="no schedule") as refused:
        firebase.control("POST", "/schedules/nobody/run")
    assert refused.value.status == 404


def record(firebase: LocalFirebase, schedule: str) -> None:
    """From now on this schedule's calls are written down, and no other's."""
    assert request("POST", firebase.functions_url("record") + f"/{schedule}")[0] == 200
