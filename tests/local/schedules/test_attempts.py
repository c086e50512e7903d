"""Schedules run at their moments of the clock, all of them, in order, and again where they fail and declare it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import flask
import pytest

from local.billing.counters import Counters
from local.client import ControlError, LocalFirebase
from local.clock.activity import Activity
from local.clock.agenda import Agenda
from local.clock.clock import Clock
from local.hosting.hosting import Hosting
from local.hosting.manifests import Function, ScheduleTrigger
from local.schedules.schedules import Schedules
from tests.local.conftest import Seen
from tests.local.requests_to import request


def test_every_hour_of_the_way_ticks_once_at_its_moment(firebase: LocalFirebase, seen: Seen) -> None:
    record(firebase, "tick")
    before = firebase.now()
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


def test_a_paused_schedule_is_not_called_until_the_first_moment_after_it_goes_on(
    firebase: LocalFirebase, seen: Seen
) -> None:
    record(firebase, "tick")

    assert firebase.control("POST", "/schedules/tick/pause") == {"paused": True}
    firebase.advance("30d")
    assert firebase.control("POST", "/schedules/tick/resume") == {"paused": False}
    assert seen("tick") == []
    before = firebase.now()
    firebase.advance("1h")
    first = before.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    assert [tick["schedule_time"] for tick in seen("tick")] == [first.isoformat()]


@pytest.mark.parametrize("act", ["pause", "resume"])
def test_only_a_schedule_that_there_is_can_be_paused(firebase: LocalFirebase, act: str) -> None:
    with pytest.raises(ControlError, match="no schedule") as refused:
        firebase.control("POST", f"/schedules/nobody/{act}")
    assert refused.value.status == 404


@pytest.mark.parametrize("path", ["/schedules/careless/run", "/schedules/persistent/run"])
def test_schedule_run_out_of_turn_tells_its_failure_and_is_not_tried_again(
    firebase: LocalFirebase, seen: Seen, path: str
) -> None:
    name = path.split("/")[2]
    record(firebase, name)

    assert firebase.control("POST", path) == {"status": 500}
    firebase.advance("10m")
    assert len(seen(name)) == 1


def test_only_post_runs_a_schedule(firebase: LocalFirebase, seen: Seen) -> None:
    record(firebase, "tick")

    assert request("GET", firebase.control_url + "/schedules/tick/run")[0] == 405
    assert seen("tick") == []


def test_failed_schedule_is_tried_again_as_often_and_after_as_long_as_it_declares(
    firebase: LocalFirebase, seen: Seen
) -> None:
    record(firebase, "persistent")
    firebase.advance("1d")

    attempts = seen("persistent")
    assert len({attempt["schedule_time"] for attempt in attempts}) == 1
    began = datetime.fromisoformat(attempts[0]["schedule_time"])
    waited = [datetime.fromisoformat(attempt["at"]) - began for attempt in attempts]
    assert [wait // timedelta(minutes=1) for wait in waited] == [0, 1, 3, 7]


def test_failed_schedule_that_declares_no_retries_waits_for_its_next_moment(
    firebase: LocalFirebase, seen: Seen
) -> None:
    record(firebase, "careless")
    firebase.advance("2d")

    assert len(seen("careless")) == 2


Retries = dict[str, float]
RETRIED = [
    ({"retry_count": 2}, [0, 5, 15]),
    ({"retry_count": 5}, [0, 5, 15, 35]),  # 40 s later the schedule's next moment has passed
    ({"max_retry_s": 12}, [0, 5, 15]),
    ({"retry_count": 1, "max_retry_s": 12}, [0, 5, 15]),
    ({"retry_count": 2, "max_retry_s": 1}, [0, 5, 15]),
    ({"retry_count": 3, "min_backoff_s": 10, "max_doublings": 0}, [0, 10, 30]),
    ({"retry_count": 4, "min_backoff_s": 10, "max_backoff_s": 12}, [0, 10, 22, 34, 46]),
    ({}, [0]),
]


@pytest.mark.parametrize(("declared", "expected"), RETRIED)
def test_retries_end_with_count_and_time_and_before_the_next_moment(
    clock: Clock, declared: Retries, expected: list[int]
) -> None:
    called: list[datetime] = []
    agenda = run_schedule(clock, called, ScheduleTrigger("* * * * *", "UTC", **declared), is_success=False)  # type: ignore[arg-type]  # a dict of numbers
    agenda.advance(datetime(2024, 3, 1, 0, 1, 59, tzinfo=UTC))

    first = datetime(2024, 3, 1, 0, 1, tzinfo=UTC)
    assert [(at - first) // timedelta(seconds=1) for at in called] == expected


def test_success_is_not_tried_again(clock: Clock) -> None:
    called: list[datetime] = []
    trigger = ScheduleTrigger("* * * * *", "UTC", retry_count=5)
    run_schedule(clock, called, trigger, is_success=True).advance(datetime(2024, 3, 1, 0, 1, 59, tzinfo=UTC))

    assert len(called) == 1


def run_schedule(clock: Clock, called: list[datetime], trigger: ScheduleTrigger, is_success: bool) -> Agenda:
    """The agenda with one schedule on it, whose function notes when it is called."""

    def entry(request: flask.Request) -> tuple[str, int]:
        called.append(clock.now())
        return "", 200 if is_success else 500

    activity = Activity()
    hosting = Hosting([Function("noted", "asia-southeast1", trigger, entry)], activity, Counters())
    agenda = Agenda(clock, activity, ThreadPoolExecutor(1))
    Schedules(hosting, agenda, clock).start()
    return agenda


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock(datetime(2024, 3, 1, tzinfo=UTC))
    yield clock
    clock.stop()


def record(firebase: LocalFirebase, schedule: str) -> None:
    """From now on this schedule's calls are written down, and no other's."""
    assert request("POST", firebase.functions_url("record") + f"/{schedule}")[0] == 200
