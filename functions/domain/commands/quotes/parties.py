"""For whom a quote is: its account, the deal that it is of, and the legal entity whose contract prices hold."""

from dataclasses import dataclass
from typing import Any

from functions.domain.accounts.brands import Brand
from functions.domain.accounts.legal_entities import LegalEntity
from functions.domain.commands.editing import refuse, require_owner, require_same
from functions.domain.commands.requests import Request, read_customer
from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Reading, get
from functions.domain.quotes.documents import Quote
from functions.domain.sales.opportunities import Opportunity


@dataclass(frozen=True)
class Parties:
    customer: Customer
    opportunity_id: str | None
    legal_entity_id: str | None

    @property
    def fields(self) -> dict[str, Any]:
        """What the quote keeps of them."""
        return {
            "customer_id": self.customer.id,
            "opportunity_id": self.opportunity_id,
            "legal_entity_id": self.legal_entity_id,
        }


def parties_of(request: Request[Any], known: Quote | None) -> Reading[Parties]:
    """The parties that a command names, or a quote has. Bills 1 read for the account, and 1 each for the deal, its
    brand and a legal entity that is named. Malformed where one of them is not there, another account's, or
    another one than the quote has; Forbidden to a rep who may not read the account.
    """
    form, was = request.data, known or Quote(id="")
    require_same(was.opportunity_id, form.opportunity_id, path="opportunity_id")
    deal = yield from _deal(form.opportunity_id or was.opportunity_id, is_named=known is None)
    of_deal = deal.customer_id if deal is not None else None
    customer = yield from read_customer(request.giver, form.customer_id or was.customer_id or of_deal)
    require_owner(of_deal, customer, path="opportunity_id")
    require_owner(was.customer_id, customer, path="customer_id")
    entity = yield from _entity_id(form.legal_entity_id, was.legal_entity_id, customer=customer, deal=deal)
    return Parties(customer, deal.id if deal is not None else was.opportunity_id, entity)


def _deal(id: str | None, *, is_named: bool) -> Reading[Opportunity | None]:
    """A deal that was removed since is no reason to refuse a change of its quote."""
    deal = (yield from get(Opportunity, id)) if id is not None else None
    if deal is None and id is not None and is_named:
        raise refuse("opportunity_id", "names no opportunity")
    return deal


def _entity_id(
    named: str | None, known: str | None, *, customer: Customer, deal: Opportunity | None
) -> Reading[str | None]:
    """The legal entity that is named, else the quote's, else that of the deal's brand."""
    if named is not None:
        entity = yield from get(LegalEntity, named)
        if entity is None:
            raise refuse("legal_entity_id", "names no legal entity")
        require_owner(entity.customer_id, customer, path="legal_entity_id")
        return named
    if known is not None or deal is None or deal.brand_id is None:
        return known
    brand = yield from get(Brand, deal.brand_id)
    return brand.legal_entity_id if brand is not None else None
