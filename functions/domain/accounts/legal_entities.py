"""A legal entity: whom contracts are with and invoices go to. Its brands may have other names."""

from typing import ClassVar

from pydantic import Field

from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import Document


class LegalEntity(Document):
    """`customer_id`: the account on which its orders and messages hang. `exposure_minor`: what is open of its
    invoices.
    """

    collection: ClassVar[str] = "legal_entities"
    customer_id: str | None = None
    legal_name: str | None = None
    tax_id: str | None = None
    business_license: str | None = None
    billing_address: str | None = None
    billing_email: str | None = None
    payment_term_days: int | None = None
    credit_limit_minor: int | None = None
    exposure_minor: int = 0
    edits: Edits = Field(default_factory=dict)
