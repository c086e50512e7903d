"""When a customer is left alone, by their own clock: plain days, over midnight, and where clocks change."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from functions.domain.messages.quiet_hours import quiet_until
from functions.domain.settings.messages import QuietHours

NIGHT = ("21:00", "09:00")
SIESTA = ("13:00", "15:30")
FIRST = datetime(2011, 12, 1, tzinfo=UTC)
ZONES = (
    "Asia/Kolkata",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Dhaka",
)


def quiet(start: str, end: str) -> QuietHours:
    return QuietHours.model_validate({"start": start, "end": end})


@pytest.mark.parametrize(
    ("hours", "zone", "now", "until"),
    [
        (NIGHT, "UTC", "2025-01-25T20:59:59.999999Z", None),
        (NIGHT, "UTC", "2025-01-25T21:00:00Z", "2025-01-26T09:00:00Z"),
        (NIGHT, "UTC", "2025-01-25T23:59:59Z", "2025-01-26T09:00:00Z"),
        (NIGHT, "UTC", "2025-01-26T00:00:00Z", "2025-01-26T09:00:00Z"),
        (NIGHT, "UTC", "2025-01-26T08:59:59.999999Z", "2025-01-26T09:00:00Z"),
        (NIGHT, "UTC", "2025-01-26T09:00:00Z", None),
        (NIGHT, "Asia/Kolkata", "2025-01-25T15:29:59Z", None),
        (NIGHT, "Asia/Kolkata", "2025-01-25T15:30:00Z", "2025-01-26T03:30:00Z"),
        (NIGHT, "Asia/Kolkata", "2025-01-26T03:30:00Z", None),
        (NIGHT, "Pacific/Kiritimati", "2025-01-25T12:00:00Z", "2025-01-25T19:00:00Z"),
        (NIGHT, "America/Los_Angeles", "2025-01-25T12:00:00Z", "2025-01-25T17:00:00Z"),
        (NIGHT, "America/Los_Angeles", "2025-12-31T12:00:00Z", "2025-12-31T17:00:00Z"),
        (NIGHT, "America/Los_Angeles", "2026-01-01T05:00:00Z", "2026-01-01T17:00:00Z"),
        (SIESTA, "UTC", "2025-01-25T12:59:59Z", None),
        (SIESTA, "UTC", "2025-01-25T13:00:00Z", "2025-01-25T15:30:00Z"),
        (SIESTA, "UTC", "2025-01-25T15:29:59Z", "2025-01-25T15:30:00Z"),
        (SIESTA, "UTC", "2025-01-25T15:30:00Z", None),
        (("00:00", "06:00"), "UTC", "2025-01-25T00:00:00Z", "2025-01-25T06:00:00Z"),
        (("00:00", "06:00"), "UTC", "2025-01-24T23:59:59Z", None),
        (("22:00", "00:00"), "UTC", "2025-01-24T23:59:59Z", "2025-01-25T00:00:00Z"),
        (("22:00", "00:00"), "UTC", "2025-01-25T00:00:00Z", None),
    ],
)
def test_a_customer_is_left_alone_from_the_start_up_to_the_very_end(
    hours: tuple[str, str], zone: str, now: str, until: str | None
) -> None:
    wanted = datetime.fromisoformat(until) if until else None
    assert quiet_until(quiet(*hours), zone, datetime.fromisoformat(now)) == wanted


@pytest.mark.parametrize(
    ("hours", "zone", "now", "until"),
    [
        # Berlin, 30 March 2025: 02:00 becomes 03:00. The night is an hour shorter, its end is by the new clock.
        (NIGHT, "Europe/Berlin", "2025-03-29T20:00:00Z", "2025-03-30T07:00:00Z"),
        # 26 October: 03:00 becomes 02:00. The night is an hour longer.
        (NIGHT, "Europe/Berlin", "2025-10-25T19:00:00Z", "2025-10-26T08:00:00Z"),
        # An end that is skipped (02:30) is 03:30; one that comes twice is the second one.
        (("21:00", "02:30"), "Europe/Berlin", "2025-03-30T00:30:00Z", "2025-03-30T01:30:00Z"),
        (("21:00", "02:30"), "Europe/Berlin", "2025-03-30T01:00:00Z", None),
        (("21:00", "02:30"), "Europe/Berlin", "2025-10-25T23:00:00Z", "2025-10-26T01:30:00Z"),
        (("21:00", "02:30"), "Europe/Berlin", "2025-10-26T01:15:00Z", "2025-10-26T01:30:00Z"),
        (("21:00", "02:30"), "Europe/Berlin", "2025-10-26T01:30:00Z", None),
        # All that is free (02:30 to 03:00) is skipped: the next day's end.
        (("03:00", "02:30"), "Europe/Berlin", "2025-03-30T00:30:00Z", "2025-03-31T00:30:00Z"),
        # Apia has no 30 December 2011 at all.
        (NIGHT, "Pacific/Apia", "2011-12-30T07:30:00Z", "2011-12-30T19:00:00Z"),
    ],
)
def test_a_change_of_the_clocks_never_wakes_anybody_early(
    hours: tuple[str, str], zone: str, now: str, until: str | None
) -> None:
    wanted = datetime.fromisoformat(until) if until else None
    assert quiet_until(quiet(*hours), zone, datetime.fromisoformat(now)) == wanted


@settings(deadline=None)
@given(
    st.times().map(lambda at: at.replace(microsecond=0)),
    st.times().map(lambda at: at.replace(microsecond=0)),
    st.sampled_from(ZONES),
    st.integers(0, 18 * 365 * 24 * 60),
)
def test_quiet_hours_end_later_and_never_inside_quiet_hours(
    start: time, end: time, zone: str, minute: int
) -> None:
    if start == end:
        return
    hours, now = QuietHours(start=start, end=end), FIRST + timedelta(minutes=minute)
    until = quiet_until(hours, zone, now)
    local = (until or now).astimezone(ZoneInfo(zone)).time()
    is_quiet = start <= local < end if start < end else local >= start or local < end
    assert not is_quiet
    assert until is None or now < until <= now + timedelta(days=3)


@pytest.mark.parametrize(
    ("start", "is_taken"),
    [
        ("21:00", True),
        ("21:00:30", True),
        (time(21), True),
        (1260, False),  # what YAML makes of 21:00 without quotes
        ("1260", False),
        ("21:00Z", False),
        ("21:00+05:30", False),
        (time(21, tzinfo=UTC), False),
        ("24:00", False),
        ("9 pm", False),
        (None, False),
        ("09:00", False),  # the same as the end
    ],
)
def test_quiet_hours_are_times_of_the_customer_s_own_day(start: Any, is_taken: bool) -> None:
    if is_taken:
        assert QuietHours.model_validate({"start": start, "end": "09:00"}).start.hour == 21
        return
    with pytest.raises(ValidationError):
        QuietHours.model_validate({"start": start, "end": "09:00"})


def test_quiet_hours_survive_being_stored() -> None:
    hours = quiet("21:00", "09:00")
    assert QuietHours.model_validate(hours.model_dump(mode="json")) == hours
