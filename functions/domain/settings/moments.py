"""When an automation is due by the clock: so long after a date, or on a day of each month."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.settings.types import Setting

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"([1-9]\d{0,4})([mhd])")
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
CUSTOM = re.compile(r"custom\.[^./]{1,60}")

# The collections whose documents automations watch.
Collection = Literal[
    "customers",
    "orders",
    "interactions",
    "carts",
    "wishlists",
    "stock_notices",
    "products",
    "invoices",
    "contracts",
    "brands",
    "opportunities",
    "quotes",
    "referrals",
    "leads",
    "tasks",
]
# Days and instants of each: `birthday` each year, the others once.
DATES: Mapping[Collection, tuple[str, ...]] = {
    "customers": (
        "birthday",
        "created_at",
        "stats.first_order_at",
        "stats.last_order_at",
        "stats.last_visit_at",
        "stats.last_activity_at",
        "loyalty.tier_since",
        "referral.earned_at",
    ),
    "orders": ("ordered_at", "delivered_at"),
    "interactions": ("next_action_on", "performed_at"),
    "carts": ("updated_at",),
    "wishlists": ("updated_at",),
    "stock_notices": ("created_at", "notified_at"),
    "products": ("updated_at",),
    "invoices": ("due_on", "issued_on"),
    "contracts": ("starts_on", "ends_on"),
    "brands": ("updated_at",),
    "opportunities": ("next_action_on", "expected_close_on", "sla_due_at", "stage_entered_at", "closed_at"),
    "quotes": ("valid_until", "sent_at", "answered_at"),
    "referrals": ("named_at", "earned_at"),
    "leads": ("created_at", "stage_entered_at", "last_contact_at", "converted_at"),
    "tasks": ("due_on", "done_at"),
}


def duration_of(text: str) -> timedelta:
    """`30d`, `2h`, `15m`. Raises ValueError."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError("is not a length of time like 30d, 2h or 15m")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _duration(text: str) -> str:
    duration_of(text)
    return text


def _hour(text: str) -> str:
    if not _HOUR.fullmatch(text):
        raise ValueError("is not an hour of the day like 09:00")
    return text


def is_hour(text: str) -> bool:
    """Whether it is an hour of the day like 09:00."""
    return _HOUR.fullmatch(text) is not None


Duration = Annotated[str, AfterValidator(_duration)]
Hour = Annotated[str, AfterValidator(_hour)]


class Moment(Setting):
    """A time of each document: so long after or before a date of it, at `hour` of the customer's day. Of several fields
    the first counts that the document has. `yearly`: it returns each year, as an anniversary; a birthday always does.
    """

    field: str | Annotated[tuple[str, ...], Field(min_length=1, max_length=5)]
    after: Duration | None = None
    before: Duration | None = None
    hour: Hour | None = None
    yearly: bool = False

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if self.after is not None and self.before is not None:
            raise ValueError("is `after` or `before`, not both")
        return self

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field,) if isinstance(self.field, str) else self.field

    @property
    def is_yearly(self) -> bool:
        return self.yearly or "birthday" in self.fields

    @property
    def offset(self) -> timedelta:
        if self.before is not None:
            return -duration_of(self.before)
        return duration_of(self.after) if self.after is not None else timedelta(0)


class Monthly(Setting):
    """A day of every month, at an hour of the customer's day."""

    every: Literal["month"]
    day: Annotated[int, Field(ge=1, le=28)] = 1
    hour: Hour = "09:00"


class Every(Setting):
    """At most once in this time."""

    every: Duration
