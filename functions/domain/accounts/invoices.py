"""An invoice: what a legal entity owes, by when, and what of it is paid."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.customers.edits import Edits
from functions.domain.kernel.subjects import Subject

InvoiceStatus = Literal["open", "part_paid", "paid", "cancelled"]


class Invoice(Subject):
    """`status` is the server's own: what is paid tells it. `counted_minor`: what of it is in the exposure of its legal
    entity. `paid_at`: when the payment that settled it was made. `booking_ids`: the bookings that it has confirmed.
    """

    collection: ClassVar[str] = "invoices"
    sparse: ClassVar[frozenset[str]] = Subject.sparse | {"booking_ids"}
    legal_entity_id: str | None = None
    number: str | None = None
    issued_on: str | None = None
    due_on: str | None = None
    total_minor: int = 0
    paid_minor: int = 0
    is_cancelled: bool = False
    status: InvoiceStatus = "open"
    open_minor: int = 0
    counted_minor: int = 0
    paid_at: datetime | None = None
    booking_ids: tuple[str, ...] = ()
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)


def with_status(invoice: Invoice, at: datetime) -> Invoice:
    """The invoice with what its amounts tell. One that is paid stays paid as of the first time."""
    status = status_of(invoice)
    is_owed = status in ("open", "part_paid")
    return invoice.with_changes(
        status=status,
        open_minor=max(0, invoice.total_minor - invoice.paid_minor) if is_owed else 0,
        paid_at=(invoice.paid_at or at) if status == "paid" else None,
    )


def status_of(invoice: Invoice) -> InvoiceStatus:
    """What its amounts say."""
    if invoice.is_cancelled:
        return "cancelled"
    if invoice.paid_minor >= invoice.total_minor:
        return "paid"
    return "part_paid" if invoice.paid_minor > 0 else "open"
