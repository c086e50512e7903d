"""`save_legal_entity`: whom contracts are with, and invoices go to."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.commands.awaiting import read_named
from functions.domain.commands.documents import Result
from functions.domain.commands.editing import edited, refuse, require, require_owner
from functions.domain.commands.requests import Request, read_customer
from functions.domain.customers.addresses import normal_email
from functions.domain.kernel.decisions import Changes, Decision, Reading, get
from functions.domain.kernel.validation import Form, LongText, MinorAmount, OptionalId, OptionalText, Whole
from functions.domain.orgs.org import Org

LONGEST_TERM_DAYS = 3650
FIELDS = (
    *("legal_name", "tax_id", "business_license", "billing_address", "billing_email"),
    *("payment_term_days", "credit_limit_minor"),
)


def _email(text: str | None) -> str | None:
    return normal_email(text) if text is not None else None


class LegalEntityForm(Form):
    """Fields of a legal entity. One that is absent stays as it is, one that is null goes."""

    legal_entity_id: OptionalId = None
    customer_id: OptionalId = None
    legal_name: OptionalText = None
    tax_id: OptionalText = None
    business_license: OptionalText = None
    billing_address: LongText | None = None
    billing_email: Annotated[OptionalText, AfterValidator(_email)] = None
    payment_term_days: Annotated[Whole, Field(ge=0, le=LONGEST_TERM_DAYS)] | None = None
    credit_limit_minor: MinorAmount | None = None


def save_legal_entity(org: Org, request: Request[LegalEntityForm], now: datetime) -> Decision[Result]:
    """The legal entity with these fields; a new one where none is named, or the named one is not there. Bills 2 reads
    and 1 write; without an account 1 read fewer.

    Of a field the change that was made last holds. Malformed where it has no name, or another account already.
    """
    form = request.data
    known = yield from read_named(LegalEntity, form.legal_entity_id, request, now=now)
    customer_id = known.customer_id if known else None
    if form.customer_id is not None:
        customer = yield from read_customer(request.giver, form.customer_id)
        require_owner(customer_id, customer, path="customer_id")
        customer_id = customer.id
    elif customer_id is not None:
        yield from read_customer(request.giver, customer_id)
    entity = known or LegalEntity(id=form.legal_entity_id or request.command_id)
    saved = edited(entity.with_changes(customer_id=customer_id), request, FIELDS)
    require(saved.document, "legal_name")
    return Changes(put=(saved.document,)), saved.result(legal_entity_id=entity.id)


def read_legal_entity(id: str | None) -> Reading[LegalEntity | None]:
    """Bills 1 read where it is named."""
    return (yield from get(LegalEntity, id)) if id is not None else None


def named_legal_entity(id: str | None) -> Reading[LegalEntity]:
    """The legal entity that a command names. Malformed where it is not there."""
    entity = yield from read_legal_entity(id)
    if entity is None:
        raise refuse("legal_entity_id", "is needed" if id is None else "names no legal entity")
    return entity
