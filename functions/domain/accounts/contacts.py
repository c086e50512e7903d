"""A contact: the position that a person has at an account. The person is a customer of their own."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import Document, Value
from functions.domain.settings.working_hours import Weekday

InfluenceLevel = Literal["low", "medium", "high"]
ContactMethod = Literal["call", "whatsapp", "sms", "email", "visit"]


class CommunicationPreferences(Value):
    """When and of what a contact wants to hear. Whether they may be written to at all is the person's consents."""

    days: tuple[Weekday, ...] = ()
    not_before: str | None = None
    not_after: str | None = None
    topics: tuple[str, ...] = ()


class Contact(Document):
    """See docs/contracts.md, Collections. `customer_id`: the account; `person_id`: the customer who the person is,
    whose consents and addresses their messages keep to. `is_primary` follows from the account's `pic_contact_id`.
    `last_contact_at`: the latest interaction that names the contact.
    """

    collection: ClassVar[str] = "contacts"
    sparse: ClassVar[frozenset[str]] = frozenset(
        {"preferred_contact_method", "notes", "tags", "communication_preferences", "last_contact_at"}
    )
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
    preferred_contact_method: ContactMethod | None = None
    notes: str | None = None
    tags: tuple[str, ...] = ()
    communication_preferences: CommunicationPreferences | None = None
    last_contact_at: datetime | None = None
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)
