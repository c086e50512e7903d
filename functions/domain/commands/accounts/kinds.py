"""Commands about businesses that buy: a part of the table in commands/kinds.py."""

from collections.abc import Mapping
from typing import Any

from functions.domain.commands.acts import Act, Kind, by_form
from functions.domain.staff.readership import LEADERS
from functions.domain.staff.roles import Role


def _save_legal_entity() -> Act[Any]:
    from functions.domain.commands.accounts.legal_entities import LegalEntityForm, save_legal_entity

    return by_form(LegalEntityForm, save_legal_entity)


def _save_contract() -> Act[Any]:
    from functions.domain.commands.accounts.invoices import ContractForm, save_contract

    return by_form(ContractForm, save_contract)


def _record_invoice() -> Act[Any]:
    from functions.domain.commands.accounts.invoices import InvoiceForm, record_invoice

    return by_form(InvoiceForm, record_invoice)


def _save_brand() -> Act[Any]:
    from functions.domain.commands.accounts.brands import BrandForm, save_brand

    return by_form(BrandForm, save_brand)


def _save_location() -> Act[Any]:
    from functions.domain.commands.accounts.brands import LocationForm, save_location

    return by_form(LocationForm, save_location)


def _save_contact() -> Act[Any]:
    from functions.domain.commands.accounts.contacts import ContactForm, save_contact

    return by_form(ContactForm, save_contact)


# Those who look after accounts.
_SELLERS = LEADERS | frozenset[Role]({"sales_rep"})
_BY_FIELD = "of each field the change that was made last holds, by `made_at`; `outdated` names the others"

ACCOUNT_KINDS: Mapping[str, Kind] = {
    "save_legal_entity": Kind(
        roles=_SELLERS, by_customers=False, act=_save_legal_entity, late=_BY_FIELD, feature="crm"
    ),
    "save_brand": Kind(roles=_SELLERS, by_customers=False, act=_save_brand, late=_BY_FIELD, feature="crm"),
    "save_location": Kind(
        roles=_SELLERS, by_customers=False, act=_save_location, late=_BY_FIELD, feature="crm"
    ),
    "save_contact": Kind(
        roles=_SELLERS, by_customers=False, act=_save_contact, late=_BY_FIELD, feature="crm"
    ),
    "save_contract": Kind(
        roles=_SELLERS, by_customers=False, act=_save_contract, late=_BY_FIELD, feature="crm"
    ),
    # A finance system is a member with one of these roles. Who sells does not say what was paid.
    "record_invoice": Kind(
        roles=LEADERS | frozenset[Role]({"finance"}),
        by_customers=False,
        act=_record_invoice,
        late=_BY_FIELD,
        feature="crm",
    ),
}
