"""The moments that a schedule names, in cron and in words, also as clocks change."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local.hosting.manifests import ScheduleTrigger
from local.schedules.schedules import ScheduleError, moments

AFTER = datetime(2024, 3, 9, 22, 17, 30, tzinfo=UTC)

CRON = [
    ("0 * * * *", "UTC", ["2024-03-09T23:00", "2024-03-10T00:00"]),
    ("*/20 * * * *", "UTC", ["2024-03-09T22:20", "2024-03-09T22:40"]),
    ("30 9 * * 1", "Asia/Kolkata", ["2024-03-11T04:00", "2024-03-18T04:00"]),
    ("0 9 * * *", "America/New_York", ["2024-03-10T13:00", "2024-03-11T13:00"]),
    ("0 9 * * MON-fri", "UTC", ["2024-03-11T09:00", "2024-03-12T09:00"]),
    ("0 0 * * 7", "UTC", ["2024-03-10T00:00", "2024-03-17T00:00"]),
    ("0 0 * * 6-7", "UTC", ["2024-03-10T00:00", "2024-03-16T00:00"]),
    (
        "15 9-17/4 * * *",
        "UTC",
        ["2024-03-10T09:15", "2024-03-10T13:15", "2024-03-10T17:15", "2024-03-11T09:15"],
    ),
    ("0 0 1,15 JAN,jun *", "UTC", ["2024-06-01T00:00", "2024-06-15T00:00", "2025-01-01T00:00"]),
    ("0 0 13 * 5", "UTC", ["2024-03-13T00:00", "2024-03-15T00:00", "2024-03-22T00:00"]),
    ("0 0 29 2 *", "UTC", ["2028-02-29T00:00", "2032-02-29T00:00"]),
]

WORDS = [
    ("every hour", "UTC", ["2024-03-09T23:17", "2024-03-10T00:17"]),
    ("every 5 minutes", "UTC", ["2024-03-09T22:22", "2024-03-09T22:27"]),
    ("every 7 mins", "Asia/Dhaka", ["2024-03-09T22:24", "2024-03-09T22:31"]),
    ("every 90 minutes", "UTC", ["2024-03-09T23:47", "2024-03-10T01:17"]),
    ("every 24 hours", "UTC", ["2024-03-10T22:17", "2024-03-11T22:17"]),
    ("every 100 hours", "UTC", ["2024-03-14T02:17", "2024-03-18T06:17"]),
    ("every 20 mins synchronized", "UTC", ["2024-03-09T22:20", "2024-03-09T22:40"]),
    ("every 6 hours synchronized", "Asia/Jakarta", ["2024-03-09T23:00", "2024-03-10T05:00"]),
    ("every 90 minutes synchronized", "UTC", ["2024-03-09T22:30", "2024-03-10T00:00"]),
    ("every 2 hours synchronized", "Asia/Kolkata", ["2024-03-09T22:30", "2024-03-10T00:30"]),
    ("every 5 minutes from 10:00 to 14:00", "UTC", ["2024-03-10T10:00", "2024-03-10T10:05"]),
    (
        "every 2 hours from 22:00 to 03:00",
        "UTC",
        ["2024-03-10T00:00", "2024-03-10T02:00", "2024-03-10T22:00"],
    ),
    (
        "every 1 hours from 22:30 to 23:30",
        "UTC",
        ["2024-03-09T22:30", "2024-03-09T23:30", "2024-03-10T22:30"],
    ),
    ("every 1 hours from 9:00 to 9:00", "UTC", ["2024-03-10T09:00", "2024-03-11T09:00"]),
    ("every day 00:00", "UTC", ["2024-03-10T00:00", "2024-03-11T00:00"]),
    ("every day 9:30", "Asia/Kolkata", ["2024-03-10T04:00", "2024-03-11T04:00"]),
    ("every day of march 23:59", "UTC", ["2024-03-09T23:59", "2024-03-10T23:59"]),
    ("every monday 09:00", "UTC", ["2024-03-11T09:00", "2024-03-18T09:00"]),
    ("Every  Mon, wed 09:00 ", "UTC", ["2024-03-11T09:00", "2024-03-13T09:00", "2024-03-18T09:00"]),
    ("every sun of apr 00:00", "Asia/Dhaka", ["2024-04-06T18:00", "2024-04-13T18:00"]),
    ("1st,third monday of month 04:00", "UTC", ["2024-03-18T04:00", "2024-04-01T04:00", "2024-04-15T04:00"]),
    ("2nd,fourth tue,thu of jun 10:00", "UTC", ["2024-06-11T10:00", "2024-06-13T10:00", "2024-06-25T10:00"]),
    ("first sunday of month 00:00", "UTC", ["2024-04-07T00:00", "2024-05-05T00:00"]),
    ("first sunday 00:00", "UTC", ["2024-04-07T00:00", "2024-05-05T00:00"]),
    ("5th monday of february 00:00", "UTC", ["2044-02-29T00:00", "2072-02-29T00:00"]),
    ("2 of jan,apr 09:00", "UTC", ["2024-04-02T09:00", "2025-01-02T09:00"]),
    ("1,8,15,22 of month 09:00", "UTC", ["2024-03-15T09:00", "2024-03-22T09:00", "2024-04-01T09:00"]),
    ("31 of month 00:00", "UTC", ["2024-03-31T00:00", "2024-05-31T00:00", "2024-07-31T00:00"]),
    ("first day of quarter 00:00", "UTC", ["2024-04-01T00:00", "2024-07-01T00:00", "2024-10-01T00:00"]),
    ("1st mon of second,third month of quarter 9:05", "UTC", ["2024-05-06T09:05", "2024-06-03T09:05"]),
]

BERLIN_SPRING, BERLIN_AUTUMN = "2024-03-30T20:00", "2024-10-26T20:00"
NEW_YORK_SPRING, NEW_YORK_AUTUMN = "2024-03-09T20:00", "2024-11-02T20:00"
CHANGES_OF_THE_CLOCK = [
    # a time that is skipped: the first that exists
    ("30 2 * * *", "Europe/Berlin", BERLIN_SPRING, ["31T01:00", "01T00:30"]),
    ("every day 02:30", "Europe/Berlin", BERLIN_SPRING, ["31T01:00", "01T00:30"]),
    ("0 2 * * 0", "America/New_York", NEW_YORK_SPRING, ["10T07:00", "17T06:00"]),
    ("2nd sunday of month 02:15", "America/New_York", NEW_YORK_SPRING, ["10T07:00", "14T06:15"]),
    ("0,30 2,3 * * *", "Europe/Berlin", BERLIN_SPRING, ["31T01:00", "31T01:30", "01T00:00"]),
    # a time that comes twice: once
    ("30 2 * * *", "Europe/Berlin", BERLIN_AUTUMN, ["27T00:30", "28T01:30"]),
    ("every day 02:30", "Europe/Berlin", BERLIN_AUTUMN, ["27T00:30", "28T01:30"]),
    ("30 1 * * *", "America/New_York", NEW_YORK_AUTUMN, ["03T05:30", "04T06:30"]),
    ("0 1-3 * * *", "America/New_York", NEW_YORK_AUTUMN, ["03T05:00", "03T07:00", "03T08:00", "04T06:00"]),
    # any other time of such a day
    ("0 0 * * *", "Europe/Berlin", BERLIN_SPRING, ["30T23:00", "31T22:00"]),
    ("every sunday 09:00", "America/New_York", NEW_YORK_AUTUMN, ["03T14:00", "10T14:00"]),
    # what runs each hour or more often runs on
    (
        "0 * * * *",
        "Europe/Berlin",
        BERLIN_SPRING,
        ["30T21:00", "30T22:00", "30T23:00", "31T00:00", "31T01:00"],
    ),
    (
        "*/30 * * * *",
        "America/New_York",
        "2024-11-03T05:00",
        ["03T05:30", "03T06:00", "03T06:30", "03T07:00"],
    ),
    ("every 1 hours synchronized", "Europe/Berlin", "2024-10-26T23:00", ["27T00:00", "27T01:00", "27T02:00"]),
    ("every 3 hours", "Europe/Berlin", BERLIN_SPRING, ["30T23:00", "31T02:00", "31T05:00"]),
    # intervals are hours that pass, each day counted from its start
    ("every 3 hours synchronized", "Europe/Berlin", "2024-03-31T15:00", ["31T17:00", "31T20:00", "31T22:00"]),
    ("every 3 hours synchronized", "Europe/Berlin", "2024-10-27T15:00", ["27T16:00", "27T19:00", "27T22:00"]),
    (
        "every 30 minutes from 02:30 to 04:00",
        "Europe/Berlin",
        BERLIN_SPRING,
        ["31T01:00", "31T01:30", "31T02:00", "01T00:30"],
    ),
    (
        "every 30 minutes from 01:30 to 02:00",
        "America/New_York",
        NEW_YORK_AUTUMN,
        ["03T05:30", "03T06:00", "03T06:30", "03T07:00", "04T06:30"],
    ),
    # zones without such changes
    ("30 2 * * *", "Asia/Kolkata", BERLIN_SPRING, ["30T21:00", "31T21:00"]),
    ("every day 00:30", "Asia/Dhaka", BERLIN_AUTUMN, ["27T18:30", "28T18:30"]),
]

REFUSED = [
    ("now and then", "UTC", "neither five cron fields"),
    ("", "UTC", "neither five cron fields"),
    ("* * * * * *", "UTC", "neither five cron fields"),
    ("@hourly", "UTC", "neither five cron fields"),
    ("61 * * * *", "UTC", "Bad minute"),
    ("0 22-2 * * *", "UTC", "Bad hour"),
    ("*/0 * * * *", "UTC", "Bad minute"),
    ("0 0 30 2 *", "UTC", "Bad day-of-month"),
    ("0 0 L * *", "UTC", "'L' is no day of the month"),
    ("0 0 * * mon#1", "UTC", "'mon#1' is no day of the week"),
    ("0 * * * *", "Mars", "there is no time zone Mars"),
    ("0 * * * *", "../UTC", "there is no time zone ../UTC"),
    ("every 0 minutes", "UTC", "the interval must be greater than 0"),
    ("every 2 feet", "UTC", "neither five cron fields"),
    ("every 7 hours synchronized", "UTC", "only an interval that divides 24 hours"),
    ("every 48 hours synchronized", "UTC", "only an interval that divides 24 hours"),
    ("every 5 minutes from 10:00", "UTC", "neither five cron fields"),
    ("every 5 minutes synchronized from 9:00 to 12:00", "UTC", "neither five cron fields"),
    ("every 5 minutes from 10:00 to 24:00", "UTC", "'24:00' is no time"),
    ("every day 09:60", "UTC", "'09:60' is no time"),
    ("every day 09:00 please", "UTC", "neither five cron fields"),
    ("every 24 hours 09:00", "UTC", "neither five cron fields"),
    ("every funday 09:00", "UTC", "'funday' is no day of the week"),
    ("1st,sixth monday of month 04:00", "UTC", "'sixth' is no ordinal"),
    ("every monday of smarch 09:00", "UTC", "'smarch' is no month"),
    ("1st monday of fourth month of quarter 09:00", "UTC", "'fourth' is no month of a quarter"),
    ("1,15 09:00", "UTC", "need 'of month'"),
    ("32 of month 00:00", "UTC", "Bad day-of-month"),
    ("30 of feb 00:00", "UTC", "Bad day-of-month"),
]


@pytest.mark.parametrize(("schedule", "zone", "expected"), CRON + WORDS)
def test_schedule_has_these_moments(schedule: str, zone: str, expected: list[str]) -> None:
    assert found(schedule, zone, AFTER, len(expected)) == expected


@pytest.mark.parametrize(("schedule", "zone", "after", "expected"), CHANGES_OF_THE_CLOCK)
def test_schedule_has_these_moments_as_clocks_change(
    schedule: str, zone: str, after: str, expected: list[str]
) -> None:
    coming = found(schedule, zone, datetime.fromisoformat(after).replace(tzinfo=UTC), len(expected))

    assert [text.removeprefix(text[:8]) for text in coming] == expected


@pytest.mark.parametrize(("schedule", "zone", "reason"), REFUSED)
def test_schedule_that_cannot_be_read_is_refused_with_the_reason(
    schedule: str, zone: str, reason: str
) -> None:
    with pytest.raises(ScheduleError) as refused:
        moments(ScheduleTrigger(schedule, zone), AFTER)

    assert f"schedule '{schedule}'" in str(refused.value)
    assert reason in str(refused.value)


def any_zone() -> st.SearchStrategy[str]:
    return st.sampled_from(
        ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
    )


def any_instant() -> st.SearchStrategy[datetime]:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    return st.timedeltas(timedelta(0), timedelta(days=2 * 365)).map(lambda later: start + later)


def any_schedule() -> st.SearchStrategy[str]:
    minute, hour, day = st.integers(0, 59), st.integers(0, 23), st.integers(1, 28)
    lists = st.lists(hour, min_size=1, max_size=4).map(lambda hours: ",".join(map(str, hours)))
    at = st.builds("{:02}:{:02}".format, hour, minute)
    return st.one_of(
        st.builds("{} {} * * *".format, minute, lists),
        st.builds("*/{} {} {} * *".format, st.integers(1, 59), lists, day),
        st.builds("{} */{} * * *".format, minute, st.integers(1, 23)),
        st.builds("every {} minutes from {} to {}".format, st.integers(1, 2000), at, at),
        st.builds("every {} minutes".format, st.integers(1, 2000)),
        st.builds("every day {}".format, at),
        st.builds("second,4th tuesday of month {}".format, at),
    )


@settings(deadline=None)
@given(any_schedule(), any_zone(), any_instant())
def test_moments_are_whole_minutes_in_utc_and_each_is_later(
    schedule: str, zone: str, after: datetime
) -> None:
    coming = list(islice(moments(ScheduleTrigger(schedule, zone), after), 60))

    for earlier, later in zip([after, *coming], coming, strict=False):
        assert earlier < later
        assert (later.tzinfo, later.second, later.microsecond) == (UTC, 0, 0)


@settings(deadline=None)
@given(any_schedule().filter(lambda schedule: not schedule.endswith("minutes")), any_zone(), any_instant())
def test_moments_do_not_depend_on_where_one_starts_to_look(schedule: str, zone: str, after: datetime) -> None:
    coming = list(islice(moments(ScheduleTrigger(schedule, zone), after), 40))

    assert list(islice(moments(ScheduleTrigger(schedule, zone), coming[19]), 20)) == coming[20:]


@settings(deadline=None)
@given(st.integers(0, 23), st.integers(0, 59), any_zone(), any_instant())
def test_daily_time_comes_once_on_each_local_day_and_in_words_as_in_cron(
    hour: int, minute: int, zone: str, after: datetime
) -> None:
    words = list(islice(moments(ScheduleTrigger(f"every day {hour}:{minute:02}", zone), after), 400))
    days = [moment.astimezone(ZoneInfo(zone)).date() for moment in words]

    assert words == list(islice(moments(ScheduleTrigger(f"{minute} {hour} * * *", zone), after), 400))
    assert days == [days[0] + timedelta(days=n) for n in range(400)]


@settings(deadline=None)
@given(st.integers(1, 700), st.times(), st.sampled_from(["UTC", "Asia/Kolkata", "Asia/Dhaka"]), any_instant())
def test_interval_starts_each_day_anew_and_stays_within_its_hours(
    length: int, start: time, zone: str, after: datetime
) -> None:
    end = start.replace(hour=min(start.hour + 5, 23), minute=59)
    schedule = f"every {length} minutes from {start:%H:%M} to {end:%H:%M}"
    a_day = [f"{at:%H:%M}" for at in every(length, start, end)]
    coming = list(islice(moments(ScheduleTrigger(schedule, zone), after), 3 * len(a_day)))
    local = [f"{moment.astimezone(ZoneInfo(zone)):%H:%M}" for moment in coming]

    begins = local.index(a_day[0])
    assert local[begins : begins + 2 * len(a_day)] == 2 * a_day
    assert set(local[:begins]) <= set(a_day)


def found(schedule: str, zone: str, after: datetime, wanted: int) -> list[str]:
    coming = islice(moments(ScheduleTrigger(schedule, zone), after), wanted)
    return [moment.strftime("%Y-%m-%dT%H:%M") for moment in coming]


def every(length: int, start: time, end: time) -> Iterator[time]:
    first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    return (time(minute // 60, minute % 60) for minute in range(first, last + 1, length))
