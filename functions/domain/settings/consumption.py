"""How long what customers buy lasts them, and when a business reminds them of it (docs/reminders.md)."""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from functions.domain.kernel.units import Amount, amount_of, number_of
from functions.domain.settings.moments import Duration, Hour
from functions.domain.settings.types import Setting

LONGEST = 3650
Days = Annotated[int, Field(ge=0, le=LONGEST)]
Named = Annotated[str, Field(min_length=1, max_length=200)]


def _quantity(text: str) -> str:
    try:
        Decimal(text)
    except InvalidOperation:
        raise ValueError("is no quantity, like 5 or 0.5") from None
    quantity = number_of(text)
    if quantity is None or quantity <= 0:
        raise ValueError("is no quantity above zero")
    return text


class Reference(Setting):
    """The quantity that lasts `avg_consumption_days`."""

    quantity: Annotated[str, AfterValidator(_quantity), Field(max_length=20)]
    unit: Annotated[str, Field(min_length=1, max_length=40)]

    @model_validator(mode="after")
    def _has_a_known_unit(self) -> Self:
        if self.amount is None:
            raise ValueError("unit: is not a known unit: kg, g, litre, ml, pcs, dozen")
        return self

    @property
    def amount(self) -> Amount | None:
        return amount_of(self.quantity, self.unit)


class ConsumptionProfile(Setting):
    """How long a product lasts, or the products of a category; a product's own profile goes before its category's, and
    of several the first by id. `per`: what quantity `avg_consumption_days` are for; another one lasts longer or shorter
    where it `scales`. The reminder comes `buffer_days` before, no sooner after the purchase than `min_days`, and no
    later than `max_days`. `group`: products that stand in for each other; a purchase of one is one of all.
    """

    name: str = ""
    product_ids: Annotated[tuple[Named, ...], Field(max_length=500)] = ()
    categories: Annotated[tuple[Named, ...], Field(max_length=100)] = ()
    avg_consumption_days: Annotated[int, Field(ge=1, le=LONGEST)]
    per: Reference | None = None
    scales: bool = True
    buffer_days: Days = 7
    min_days: Days = 10
    max_days: Days = 90
    group: Annotated[str, Field(min_length=1, max_length=100)] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if not self.product_ids and not self.categories:
            raise ValueError("is of no product and no category: product_ids or categories names them")
        if self.min_days > self.max_days:
            raise ValueError("min_days: is more than max_days")
        return self


class Rhythm(Setting):
    """Once a customer has bought a product on so many days, what lay between these replaces the profile's days."""

    from_purchases: Annotated[int, Field(ge=2, le=8)] = 3


class ReminderSettings(Setting):
    """`hour` of the customer's day at which reminders come. What is due in the next `gather_days` comes along with what
    is due now. What is overdue by more than `late_by` (an import, an outage) is left out. `rhythm`: how long a
    product lasts follows what each customer bought; without it profiles alone say so.
    """

    hour: Hour = "09:00"
    gather_days: Annotated[int, Field(ge=0, le=30)] = 2
    late_by: Duration = "7d"
    rhythm: Rhythm | None = None
