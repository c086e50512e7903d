"""An invoice as a finance system tells it: `POST hooks/{org}/invoices` (docs/contracts.md, Invoices in).

A state counts as of its `updated_at`, as an order's does: of each field the state that was made last holds, beside
what members record about the same invoice (`record_invoice`).
"""

import hashlib
import hmac
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from functions.domain.accounts.invoices import Invoice
from functions.domain.commands.accounts.invoices import InvoiceForm, record_invoice
from functions.domain.commands.dates import Date
from functions.domain.commands.requests import AHEAD, Giver, Request
from functions.domain.kernel.decisions import NOTHING, Decision, Value, get
from functions.domain.kernel.errors import Conflict, FieldFault, Malformed
from functions.domain.kernel.lenient_forms import as_written
from functions.domain.kernel.money import to_minor
from functions.domain.kernel.validation import (
    Amount,
    DocumentId,
    Faults,
    Form,
    Instant,
    MinorAmount,
    OptionalText,
    capitals,
    number_as_text,
    read_form,
)
from functions.domain.orgs.features import require
from functions.domain.orgs.org import Org

WHAT = "invoice"
GIVER = "hooks"
Status = Literal["open", "part_paid", "paid", "cancelled"]
_PATHS = {"total_minor": "total", "paid_minor": "paid"}


class InvoiceStateForm(Form):
    """The body. Without `paid` a status of `paid` says that all was; without both what is known of payments stays."""

    invoice_id: Annotated[DocumentId, BeforeValidator(number_as_text)]
    legal_entity_id: DocumentId
    number: Annotated[OptionalText, BeforeValidator(number_as_text)] = None
    issued_on: Date | None = None
    due_on: Date
    currency: Annotated[str, BeforeValidator(capitals), Field(strict=True, max_length=10)]
    total: Amount
    paid: Amount | None = None
    status: Annotated[Status | None, as_written(Status, canceled="cancelled", void="cancelled")] = None
    updated_at: Instant


class InvoiceState(Value):
    """A state that is right: the fields that it tells, as of when, and its place among states of one instant."""

    invoice_id: str
    fields: dict[str, Any]
    updated_at: datetime
    rank: str
    digest: str

    @property
    def command_id(self) -> str:
        """By which edits know it: of two states of one instant the one that is further on is the greater."""
        return f"{GIVER}:{self.rank}:{self.digest}"


class InvoiceReceipt(Value):
    invoice_id: str
    status: str
    paid_minor: MinorAmount
    open_minor: MinorAmount
    customer_id: str | None
    replayed: bool

    def as_answered(self) -> dict[str, Any]:
        """What the sender is answered."""
        return self.model_dump()


def parse_invoice(org: Org, body: object, now: datetime) -> InvoiceState:
    """A body as a state. Malformed with every fault. A clock that is too far ahead is one: what it says would hold
    against every later state.
    """
    form, faults = read_form(InvoiceStateForm, body, WHAT), Faults(WHAT)
    currency = org.settings.currency
    if form.currency != currency:
        faults.add("currency", f"must be {currency}, the organisation's")
    if form.updated_at > now + AHEAD:
        faults.add("updated_at", "lies in the future")
    total = faults.checked("total", lambda: to_minor(form.total, currency), 0)
    paid = _paid(form, total, currency=currency, faults=faults)
    faults.raise_any()
    fields = _told(form, total, paid)
    content = repr(sorted(fields.items())).encode()
    return InvoiceState(
        invoice_id=form.invoice_id,
        fields=fields,
        updated_at=form.updated_at.astimezone(UTC),
        rank=f"{int(form.status == 'cancelled')}{paid or 0:015d}",
        digest=hmac.new(org.id_key, content, hashlib.sha256).hexdigest()[:24],
    )


def _paid(form: InvoiceStateForm, total: int, *, currency: str, faults: Faults) -> int | None:
    """All that was paid until then; None where the state does not say it."""
    given: Decimal | None = form.paid
    if given is None:
        return {"paid": total, "open": 0}.get(form.status or "")
    paid = faults.checked("paid", lambda: to_minor(given, currency), 0)
    if form.status == "paid" and paid < total:
        faults.add("status", "is paid, and less than the total was")
    if form.status == "open" and paid > 0:
        faults.add("status", "is open, and something was paid")
    return paid


def _told(form: InvoiceStateForm, total: int, paid: int | None) -> dict[str, Any]:
    told: dict[str, Any] = {"due_on": form.due_on, "total_minor": total}
    if paid is not None:
        told["paid_minor"] = paid
    if form.status is not None:
        told["is_cancelled"] = form.status == "cancelled"
    named = {name: getattr(form, name) for name in ("number", "issued_on")}
    told |= {name: value for name, value in named.items() if value is not None}
    return {"legal_entity_id": form.legal_entity_id, **told}


def take_invoice(org: Org, state: InvoiceState, now: datetime) -> Decision[InvoiceReceipt]:
    """The invoice after a state of it, once, with the exposure of its legal entity. Bills what `record_invoice` does;
    the same state again, and an older one, its reads alone.

    Raises Conflict for another content under the same `updated_at` where neither is further paid or cancelled,
    FeatureOff, and Malformed as `record_invoice` does, with the names of the body.
    """
    require(org, "crm")
    known = yield from get(Invoice, state.invoice_id)
    if known is not None and _contradicts(known, state):
        raise Conflict(f"invoice {state.invoice_id} as of {state.updated_at.isoformat()}")
    form = InvoiceForm.model_validate({"invoice_id": state.invoice_id, **state.fields})
    request = Request(state.command_id, form, state.updated_at, Giver(GIVER))
    try:
        changes, _ = yield from record_invoice(org, request, now)
    except Malformed as error:
        faults = [FieldFault(_PATHS.get(fault.path, fault.path), fault.message) for fault in error.faults]
        raise Malformed(WHAT, faults) from None
    after = next((each for each in changes.put if isinstance(each, Invoice)), known)
    assert after is not None, "an invoice that is taken is there"
    return changes, InvoiceReceipt(
        **{name: getattr(after, name) for name in ("status", "paid_minor", "open_minor", "customer_id")},
        invoice_id=state.invoice_id,
        replayed=changes == NOTHING,
    )


def _contradicts(known: Invoice, state: InvoiceState) -> bool:
    """Whether another state of the same instant and rank is known."""
    place = f"{GIVER}:{state.rank}:"
    return any(
        edit.at == state.updated_at and edit.command.startswith(place) and edit.command != state.command_id
        for edit in known.edits.values()
    )
