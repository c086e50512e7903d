"""`record_invoice`: an invoice that is due, and what was paid of it; `save_contract`: what was agreed until when."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StrictBool

from functions.domain.accounts.contracts import Contract, ContractPrice, Renewal
from functions.domain.accounts.invoices import Invoice, with_status
from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.commands.accounts.contract_prices import require_prices
from functions.domain.commands.accounts.legal_entities import named_legal_entity, read_legal_entity
from functions.domain.commands.awaiting import read_named
from functions.domain.commands.dates import Date
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import edited, refuse, require, require_owner, require_same
from functions.domain.commands.following import followed_up, joined_changes
from functions.domain.commands.requests import Giver, Request, read_customer
from functions.domain.kernel.decisions import NOTHING, Changes, Decision, Reading, get
from functions.domain.kernel.validation import DocumentId, Form, MinorAmount, OptionalId, OptionalText
from functions.domain.orgs.org import Org

MOST_PRICES = 500
INVOICE_FIELDS = ("number", "issued_on", "due_on", "total_minor", "paid_minor", "is_cancelled")
CONTRACT_FIELDS = ("title", "starts_on", "ends_on", "renewal", "is_cancelled", "prices")


class InvoiceForm(Form):
    """A state of an invoice: a payment says `paid_minor`, all that was paid until then. What is absent stays."""

    invoice_id: DocumentId
    legal_entity_id: OptionalId = None
    number: OptionalText = None
    issued_on: Date | None = None
    due_on: Date | None = None
    total_minor: MinorAmount = 0
    paid_minor: MinorAmount = 0
    is_cancelled: StrictBool = False


class ContractPriceForm(Form):
    product_id: DocumentId
    price_minor: MinorAmount


class ContractForm(Form):
    """Fields of a contract. One that is absent stays as it is, one that is null goes."""

    contract_id: OptionalId = None
    customer_id: OptionalId = None
    legal_entity_id: OptionalId = None
    title: OptionalText = None
    starts_on: Date | None = None
    ends_on: Date | None = None
    renewal: Renewal = "by_agreement"
    is_cancelled: StrictBool = False
    prices: Annotated[tuple[ContractPriceForm, ...], Field(max_length=MOST_PRICES)] = ()


def record_invoice(org: Org, request: Request[InvoiceForm], now: datetime) -> Decision[Result]:
    """The invoice as it stands then, its status worked out, and the exposure of its legal entity in step. Bills 3 reads
    and 2 writes; 2 reads where the legal entity has no account, 1 write where nothing of what is owed changes.

    Of a field the change that was made last holds: a late payment counts, an older amount does not. Malformed where
    more was paid than it is of, or its legal entity is missing or another one.
    """
    form = request.data
    known = yield from get(Invoice, form.invoice_id)
    require_same(known.legal_entity_id if known else None, form.legal_entity_id, path="legal_entity_id")
    entity = yield from named_legal_entity(known.legal_entity_id if known else form.legal_entity_id)
    customer_id = yield from _account_of(request.giver, entity)
    invoice = known or Invoice(id=form.invoice_id)
    bound = invoice.with_changes(legal_entity_id=entity.id, customer_id=customer_id)
    saved = edited(bound, request, INVOICE_FIELDS)
    if known is None and "total_minor" not in form.model_fields_set:
        raise refuse("total_minor", "is needed")
    if saved.document == known:
        return NOTHING, saved.result(invoice_id=known.id, status=known.status)
    require(saved.document, "due_on")
    if saved.document.paid_minor > saved.document.total_minor:
        raise refuse("paid_minor", "is more than the total")
    after = with_status(saved.document.with_changes(updated_at=now), request.made_at)
    owed = after.open_minor - after.counted_minor
    counted = after.with_changes(counted_minor=after.open_minor)
    changes = yield from followed_up(org, known, counted, request=request, kind="invoice_recorded", now=now)
    if owed != 0:
        exposed = entity.with_changes(exposure_minor=entity.exposure_minor + owed)
        changes = joined_changes(changes, Changes(put=(exposed,)))
    return changes, saved.result(invoice_id=counted.id, status=counted.status)


def _account_of(giver: Giver, entity: LegalEntity) -> Reading[str | None]:
    """The account of a legal entity; Forbidden where it is assigned to others."""
    if entity.customer_id is None:
        return None
    customer = yield from read_customer(giver, entity.customer_id)
    return customer.id


def save_contract(org: Org, request: Request[ContractForm], now: datetime) -> Decision[Result]:
    """The contract with these fields; a new one where none is named, or the named one is not there. Bills 2 reads and 1
    write for one that is there; of a new one 1 read fewer, and 1 more where it names a legal entity; and what
    `require_prices` does.

    Of a field the change that was made last holds. Malformed where it ends before it starts, or is another account's;
    Forbidden at a price that is more off the product's own than the giver may give, also where one holds for longer.
    """
    form = request.data
    known = yield from read_named(Contract, form.contract_id, request, now=now)
    bound = yield from _bound(request, known)
    prices = tuple(ContractPrice(**each.model_dump()) for each in form.prices)
    saved = edited(bound, request, CONTRACT_FIELDS, prices=prices)
    if saved.document == known:
        return NOTHING, saved.result(contract_id=bound.id)
    _require_days(saved.document)
    yield from require_prices(org, request.giver, known, after=saved.document)
    after = saved.document.with_changes(updated_at=now)
    changes = yield from followed_up(org, known, after, request=request, kind="contract_recorded", now=now)
    return changes, saved.result(contract_id=bound.id)


def _bound(request: Request[ContractForm], known: Contract | None) -> Reading[Contract]:
    """The contract with its account and legal entity; Malformed where one of them is another account's."""
    form = request.data
    entity = yield from read_legal_entity(form.legal_entity_id)
    if form.legal_entity_id is not None and entity is None:
        raise refuse("legal_entity_id", "names no legal entity")
    of_known, of_entity = known.customer_id if known else None, entity.customer_id if entity else None
    customer = yield from read_customer(request.giver, form.customer_id or of_known or of_entity)
    require_owner(of_known, customer, path="customer_id")
    require_owner(of_entity, customer, path="legal_entity_id")
    contract = known or Contract(id=form.contract_id or request.command_id)
    return contract.with_changes(
        customer_id=customer.id, legal_entity_id=form.legal_entity_id or contract.legal_entity_id
    )


def _require_days(contract: Contract) -> None:
    require(contract, "starts_on")
    if contract.ends_on is not None and contract.ends_on < str(contract.starts_on):
        raise refuse("ends_on", "is before it starts")
