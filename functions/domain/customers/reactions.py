"""What happened to a customer, and what follows from it. Above: `functions/domain/automations/react.py`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.domain.customers.customer import Customer
from functions.domain.kernel.decisions import Document

Kind = Literal[
    "order_recorded",
    "message_received",
    "message_claimed",
    "message_sent",
    "message_failed",
    "message_reported",
    "message_written",
    "message_clicked",
    "consent_changed",
    "interaction_recorded",
    "customer_changed",
    "customer_woken",
    "subject_woken",
    "settings_changed",
    "cart_changed",
    "wishlist_changed",
    "stock_notice_changed",
    "product_changed",
    "legal_entity_changed",
    "brand_changed",
    "location_changed",
    "contact_changed",
    "invoice_recorded",
    "contract_recorded",
    "opportunity_changed",
    "quote_changed",
    "task_changed",
    "referral_changed",
    "lead_changed",
]


@dataclass(frozen=True)
class Facts:
    """What happened to a customer, when. `collection` and `cause_id` name the document that says so.

    Ids of what follows derive from `cause_id`, so that the same event again creates nothing new.
    """

    kind: Kind
    collection: str
    cause_id: str
    at: datetime


@dataclass(frozen=True)
class Reaction:
    """The customer after all that followed from a change, and the documents to create and put in the same commit:
    `others` were read and changed beside the customer.
    """

    customer: Customer
    create: tuple[Document, ...] = ()
    others: tuple[Document, ...] = ()

    @property
    def put(self) -> tuple[Document, ...]:
        """The customer, and what was changed beside them."""
        return (self.customer, *self.others)
