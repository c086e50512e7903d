"""How a business's own staff are written to."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from functions.domain.settings.messages import QuietSpan
from functions.domain.settings.types import Setting, once_each

StaffChannel = Literal["push", "email"]


class StaffSettings(Setting):
    """`channels` by which members are written to: the first one that reaches the member, or with `is_on_every_channel`
    each that does. In `quiet_hours`, by the member's own clock, messages to them wait.
    """

    channels: Annotated[tuple[StaffChannel, ...], Field(min_length=1), AfterValidator(once_each)] = (
        "push",
        "email",
    )
    is_on_every_channel: bool = False
    quiet_hours: QuietSpan | None = None
