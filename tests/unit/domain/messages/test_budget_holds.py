"""A message that finds the day's budget used up waits for the next day, and for the end of its quiet hours."""

from datetime import UTC, datetime
from typing import Any

import pytest

from functions.domain.messages.gate import Allowed, MessageFacts, check_message
from tests.builders import NOON, a_customer, an_org

NIGHT = {"start": "21:00", "end": "09:00"}
MIDNIGHT = datetime(2025, 1, 25, 18, 30, tzinfo=UTC)  # in Kolkata
NINE = datetime(2025, 1, 26, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet_hours", "until"),
    [(None, MIDNIGHT), (NIGHT, NINE), ({"start": "13:00", "end": "14:00"}, MIDNIGHT)],
    ids=["no quiet hours", "midnight is quiet", "midnight is not quiet"],
)
def test_a_message_over_the_budget_goes_when_the_next_day_lets_it(
    quiet_hours: dict[str, Any] | None, until: datetime
) -> None:
    org = an_org(messages={"daily_budget": 1, "quiet_hours": quiet_hours})
    verdict = check_message(
        org, a_customer(), MessageFacts("m", "marketing", "winback_30"), now=NOON, has_budget=False
    )
    assert isinstance(verdict, Allowed)
    assert verdict.hold == ("daily_budget", until)
