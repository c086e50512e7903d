"""How long a business keeps what it no longer needs; what is not named here stays (docs/privacy.md)."""

from typing import Annotated

from pydantic import Field

from functions.domain.settings.types import Setting


class RetentionSettings(Setting):
    """`commands_days`: after so many days a settled command goes, with what was asked for. None keeps it. A phone that
    was offline longer than that may give one a second time, so it is a month at the least.
    """

    commands_days: Annotated[int, Field(ge=30, le=3650)] | None = None
