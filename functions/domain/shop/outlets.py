"""Where the business sells."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import Document


class Outlet(Document):
    """A shop of the business, by the id that its tills send as `outlet_id`. `manager_uid`: the member who leads it."""

    collection: ClassVar[str] = "outlets"
    name: str | None = None
    city: str | None = None
    manager_uid: str | None = None
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)
