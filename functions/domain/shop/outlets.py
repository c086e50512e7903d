"""Where the business sells."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import Document, Value
from functions.domain.settings.working_hours import Weekday


class OpenHours(Value):
    """From when to when an outlet is open on some days, by the business's clock. One that closes at 01:00 and opens at
    18:00 closes on the day after.
    """

    days: tuple[Weekday, ...]
    opens: str
    closes: str


class Outlet(Document):
    """A shop of the business, by the id that its tills send as `outlet_id`. `manager_uid`: the member who leads it;
    `is_closed`: for good. Everyone who has signed in reads it, so nothing that only staff may know belongs here.
    """

    collection: ClassVar[str] = "outlets"
    name: str | None = None
    address: str | None = None
    city: str | None = None
    phone: str | None = None
    hours: tuple[OpenHours, ...] = ()
    is_closed: bool = False
    manager_uid: str | None = None
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)
