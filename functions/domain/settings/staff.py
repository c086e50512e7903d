"""How a business's own staff are written to."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from functions.domain.kernel.validation import Text
from functions.domain.settings.messages import QuietSpan
from functions.domain.settings.types import Role, Setting, once_each

StaffChannel = Literal["push", "email"]


class StaffSettings(Setting):
    """`channels` by which members are written to: the first one that reaches the member, or with `is_on_every_channel`
    each that does. In `quiet_hours`, by the member's own clock, messages to them wait. `role_names`: what the business
    calls its roles, for its apps to show.
    """

    channels: Annotated[tuple[StaffChannel, ...], Field(min_length=1), AfterValidator(once_each)] = (
        "push",
        "email",
    )
    is_on_every_channel: bool = False
    quiet_hours: QuietSpan | None = None
    role_names: Mapping[Role, Text] = Field(default_factory=dict)
