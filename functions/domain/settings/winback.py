"""After how many days without a purchase a customer is written to."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from functions.domain.settings.types import Setting


class WinbackStep(Setting):
    """After `days` without an order, this template, with these variables beside the usual ones."""

    days: Annotated[int, Field(ge=1, le=3650)]
    template: str
    variables: Mapping[str, str | int] = {}


class WinbackSettings(Setting):
    """`late_by_days`: a step that is overdue by more than this (an import of old orders) is left out."""

    steps: tuple[WinbackStep, ...] = ()
    late_by_days: Annotated[int, Field(ge=1)] = 7
