"""How long a business keeps what it no longer needs; what is not named here stays (docs/privacy.md)."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from functions.domain.settings.types import Setting


class RetentionSettings(Setting):
    """`commands_days`: after so many days a settled command goes, with what was asked for. None keeps it. A phone that
    was offline longer than that may give one a second time, so it is a month at the least.

    `messages_days`: after so many days a message of the outbox goes, with its text and its life. What it was about
    stays in the interaction of its cause, and what the customer had of an automation on the customer. No provider
    reports on one that is half a year old.
    """

    commands_days: Annotated[int, Field(ge=30, le=3650)] | None = None
    messages_days: Annotated[int, Field(ge=180, le=3650)] | None = None

    def message_until(self, now: datetime) -> datetime | None:
        """When a message that is made now goes; None where it stays."""
        return None if self.messages_days is None else now + timedelta(days=self.messages_days)
