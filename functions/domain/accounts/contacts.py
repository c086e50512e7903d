"""A contact: the position that a person has at an account. The person is a customer of their own."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import Document

InfluenceLevel = Literal["low", "medium", "high"]


class Contact(Document):
    """See docs/contracts.md, Collections. `customer_id`: the account; `person_id`: the customer who the person is,
    whose consents and addresses their messages keep to. `is_primary` follows from the account's `pic_contact_id`.
    """

    collection: ClassVar[str] = "contacts"
    customer_id: str | None = None
    person_id: str | None = None
    name: str | None = None
    position: str | None = None
    department: str | None = None
    email: str | None = None
    phone: str | None = None
    birthday: str | None = None
    is_primary: bool = False
    is_decision_maker: bool = False
    influence_level: InfluenceLevel | None = None
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)
