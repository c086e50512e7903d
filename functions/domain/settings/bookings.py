"""How long seats are held without a payment, and when a package counts as nearly full (docs/packages.md)."""

from typing import Annotated

from pydantic import Field

from functions.domain.settings.types import Setting

LONGEST_HOLD = 24 * 60


class BookingSettings(Setting):
    """Seats that are reserved go back after `hold_hours` unless they are paid. With `few_seats` left or fewer a package
    is `limited`.
    """

    hold_hours: Annotated[int, Field(ge=1, le=LONGEST_HOLD)] = 48
    few_seats: Annotated[int, Field(ge=0, le=1000)] = 5
