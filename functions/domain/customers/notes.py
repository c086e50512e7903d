"""What a member of staff wants colleagues to know of a customer."""

from datetime import datetime
from typing import ClassVar

from functions.domain.kernel.decisions import Document


class Note(Document):
    """A note as it was written (S004-05); its words are never changed. `lead_id`: the lead that it is of."""

    collection: ClassVar[str] = "notes"
    sparse: ClassVar[frozenset[str]] = frozenset({"lead_id"})
    customer_id: str | None = None
    lead_id: str | None = None
    note: str | None = None
    created_by_uid: str | None = None
    created_at: datetime | None = None
