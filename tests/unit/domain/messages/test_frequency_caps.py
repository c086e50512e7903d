"""How many marketing messages a customer gets, by their own days and weeks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.domain.customers.touches import MarketingTouch
from functions.domain.messages.frequency_caps import KEPT_FOR, over_cap, over_channel_cap, with_touch
from functions.domain.settings.messages import FrequencyCaps
from functions.domain.settings.types import Channel

SATURDAY = "2025-01-25T12:00:00Z"


def touch(at: str, channel: Channel = "push", id: str | None = None) -> MarketingTouch:
    return MarketingTouch(message_id=id or at, channel=channel, at=datetime.fromisoformat(at))


def over(
    caps: dict[str, Any],
    at: str,
    marketing_touches: Sequence[MarketingTouch],
    zone: str = "UTC",
    message_id: str = "m",
) -> str | None:
    settings = FrequencyCaps.model_validate({"overall": caps})
    return over_cap(
        settings, marketing_touches, zone=zone, at=datetime.fromisoformat(at), message_id=message_id
    )


@pytest.mark.parametrize(
    ("caps", "zone", "before", "at", "reason"),
    [
        ({}, "UTC", [SATURDAY] * 9, SATURDAY, None),
        ({"day": 1}, "UTC", [], SATURDAY, None),
        ({"day": 1}, "UTC", [SATURDAY], SATURDAY, "cap_day"),
        ({"day": 2}, "UTC", [SATURDAY], SATURDAY, None),
        ({"day": 2}, "UTC", [SATURDAY, SATURDAY], SATURDAY, "cap_day"),
        # The day turns at midnight by the customer's clock.
        ({"day": 1}, "UTC", ["2025-01-25T23:59:59Z"], "2025-01-26T00:00:00Z", None),
        ({"day": 1}, "UTC", ["2025-01-25T00:00:00Z"], "2025-01-25T23:59:59Z", "cap_day"),
        ({"day": 1}, "Asia/Kolkata", ["2025-01-25T18:29:59Z"], "2025-01-25T18:30:00Z", None),
        ({"day": 1}, "Asia/Kolkata", ["2025-01-25T18:30:00Z"], "2025-01-26T18:29:59Z", "cap_day"),
        ({"day": 1}, "America/New_York", ["2025-01-25T23:00:00Z"], "2025-01-26T04:59:59Z", "cap_day"),
        ({"day": 1}, "America/New_York", ["2025-01-25T23:00:00Z"], "2025-01-26T05:00:00Z", None),
        # A day of 23 and one of 25 hours.
        ({"day": 1}, "Europe/Berlin", ["2025-03-29T23:00:00Z"], "2025-03-30T21:59:59Z", "cap_day"),
        ({"day": 1}, "Europe/Berlin", ["2025-03-29T23:00:00Z"], "2025-03-30T22:00:00Z", None),
        ({"day": 1}, "Europe/Berlin", ["2025-10-25T22:00:00Z"], "2025-10-26T22:59:59Z", "cap_day"),
        ({"day": 1}, "Europe/Berlin", ["2025-10-25T22:00:00Z"], "2025-10-26T23:00:00Z", None),
        # What is planned for tomorrow counts tomorrow.
        ({"day": 1}, "UTC", ["2025-01-26T09:00:00Z"], SATURDAY, None),
        ({"day": 1}, "UTC", ["2025-01-26T09:00:00Z"], "2025-01-26T12:00:00Z", "cap_day"),
        # The week starts on Monday, by the customer's clock, and does not end with the year.
        ({"week": 1}, "UTC", ["2025-01-20T00:00:00Z"], "2025-01-26T23:59:59Z", "cap_week"),
        ({"week": 1}, "UTC", ["2025-01-19T23:59:59Z"], "2025-01-20T00:00:00Z", None),
        ({"week": 1}, "UTC", ["2025-01-26T23:59:59Z"], "2025-01-27T00:00:00Z", None),
        ({"week": 1}, "Asia/Kolkata", ["2025-01-26T18:29:59Z"], "2025-01-26T18:30:00Z", None),
        ({"week": 1}, "Asia/Kolkata", ["2025-01-26T18:30:00Z"], "2025-01-27T12:00:00Z", "cap_week"),
        ({"week": 1}, "UTC", ["2024-12-30T12:00:00Z"], "2025-01-05T12:00:00Z", "cap_week"),
        (
            {"week": 1},
            "UTC",
            ["2024-01-25T12:00:00Z"],
            "2025-01-23T12:00:00Z",
            None,
        ),  # week 4 of another year
        ({"week": 3}, "UTC", ["2025-01-20T12:00:00Z", "2025-01-22T12:00:00Z"], SATURDAY, None),
        ({"day": 1, "week": 1}, "UTC", [SATURDAY], SATURDAY, "cap_day"),
        ({"day": 1, "week": 1}, "UTC", ["2025-01-20T12:00:00Z"], SATURDAY, "cap_week"),
    ],
)
def test_messages_count_by_the_customers_own_day_and_week(
    caps: dict[str, Any], zone: str, before: list[str], at: str, reason: str | None
) -> None:
    marketing_touches = [touch(each, id=f"{number}") for number, each in enumerate(before)]
    assert over(caps, at, marketing_touches, zone) == reason


def test_a_message_does_not_count_against_itself() -> None:
    assert over({"day": 1}, SATURDAY, [touch(SATURDAY, id="m")]) is None
    assert over({"day": 1}, SATURDAY, [touch(SATURDAY, id="another")]) == "cap_day"


@pytest.mark.parametrize(
    ("channel", "marketing_touches", "reason"),
    [
        ("push", [], None),
        ("push", [touch(SATURDAY, "push")], "cap_channel_day"),
        ("push", [touch(SATURDAY, "push", "m")], None),
        ("push", [touch(SATURDAY, "sms"), touch(SATURDAY, "email")], None),
        ("push", [touch("2025-01-24T12:00:00Z", "push")], None),
        ("sms", [touch("2025-01-20T12:00:00Z", "sms")], "cap_channel_week"),
        ("sms", [touch("2025-01-20T12:00:00Z", "push")], None),
        ("email", [touch(SATURDAY, "email", str(n)) for n in range(9)], None),
    ],
)
def test_a_channel_has_its_own_cap(
    channel: Channel, marketing_touches: list[MarketingTouch], reason: str | None
) -> None:
    caps = FrequencyCaps.model_validate({"channels": {"push": {"day": 1}, "sms": {"week": 1}}})
    at = datetime.fromisoformat(SATURDAY)
    assert over_channel_cap(caps, marketing_touches, channel, zone="UTC", at=at, message_id="m") == reason


@pytest.mark.parametrize(
    ("caps", "has_any"),
    [
        ({}, False),
        ({"overall": {}, "channels": {"push": {}}}, False),
        ({"overall": {"day": 1}}, True),
        ({"overall": {"week": 1}}, True),
        ({"channels": {"push": {}, "sms": {"day": 1}}}, True),
    ],
)
def test_without_a_cap_nothing_is_counted(caps: dict[str, Any], has_any: bool) -> None:
    assert FrequencyCaps.model_validate(caps).has_any is has_any


def test_a_contact_takes_the_place_of_what_was_planned_for_the_same_message_and_the_long_past_goes() -> None:
    now = datetime(2025, 1, 25, 12, tzinfo=UTC)
    old = MarketingTouch(message_id="old", channel="push", at=now - KEPT_FOR)
    kept = MarketingTouch(message_id="kept", channel="push", at=now - KEPT_FOR + timedelta(seconds=1))
    planned = MarketingTouch(message_id="m", channel="push", at=now)
    moved = MarketingTouch(message_id="m", channel="sms", at=now + timedelta(hours=9))
    assert with_touch((old, kept, planned), moved, now) == (kept, moved)


def test_what_is_kept_is_all_that_a_week_from_monday_to_a_planned_sunday_needs() -> None:
    monday, sunday = datetime(2025, 1, 20, tzinfo=UTC), datetime(2025, 1, 26, 23, 59, tzinfo=UTC)
    first = MarketingTouch(message_id="first", channel="push", at=monday)
    marketing_touches = with_touch(
        (first,), MarketingTouch(message_id="x", channel="push", at=sunday), sunday
    )
    assert over({"week": 2}, sunday.isoformat(), marketing_touches) == "cap_week"
