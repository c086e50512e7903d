"""A lead: who may become a customer, what they are interested in, and how far that has come (S002-07)."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field

from functions.domain.customers.consents import Consents
from functions.domain.customers.edits import Edits
from functions.domain.kernel.decisions import Value
from functions.domain.kernel.subjects import Subject

LeadStatus = Literal["open", "converted", "closed"]


class LeadContact(Value):
    """The person, with phone and email as customers have them."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


class LeadCompany(Value):
    """The business, where it is one."""

    name: str | None = None
    segment: str | None = None
    size: str | None = None
    website: str | None = None
    district: str | None = None
    city: str | None = None


class LeadReason(Value):
    """A rule of the score that the lead meets."""

    rule: str
    points: int


class Lead(Subject):
    """`leads/{id}`. `lead_id` is its own id: all that hangs on a lead is found by one field (docs/privacy.md).
    `identity_ids`: the identities that lead to it, of which it shares none with another lead or a customer.

    `posts`: how often it was captured. `converted_to` is the customer that it became; `customer_id` too, and follows
    that customer where they are joined into another; `converted_because`: `command`, `capture` (of one who was a
    customer), or `customer` (one came into being with its phone or email). `opportunity_id`: the deal that it began.
    `conversation_id`: the chat that it came from; `ai_confidence`: how sure the one was who answered it, from 0 to 1.
    """

    collection: ClassVar[str] = "leads"
    sparse: ClassVar[frozenset[str]] = Subject.sparse | {"consents", "conversation_id", "ai_confidence"}
    lead_id: str | None = None
    status: LeadStatus = "open"
    source: str | None = None
    source_method: str | None = None
    source_app: str | None = None
    campaign_id: str | None = None
    contact: LeadContact = LeadContact()
    company: LeadCompany = LeadCompany()
    interest_product_ids: tuple[str, ...] = ()
    estimated_value_minor: int | None = None
    currency: str | None = None
    nurturing_stage: str | None = None
    stage_entered_at: datetime | None = None
    conversion_probability: int | None = None
    score: int = 0
    score_reasons: tuple[LeadReason, ...] = ()
    is_qualified: bool = False
    assigned_uid: str | None = None
    identity_ids: tuple[str, ...] = ()
    posts: int = 0
    consents: Consents = Field(default_factory=dict)
    converted_to: str | None = None
    converted_at: datetime | None = None
    converted_by: str | None = None
    converted_because: str | None = None
    opportunity_id: str | None = None
    closed_at: datetime | None = None
    close_reason: str | None = None
    last_contact_at: datetime | None = None
    created_at: datetime | None = None
    created_by: str | None = None
    updated_at: datetime | None = None
    edits: Edits = Field(default_factory=dict)
    conversation_id: str | None = None
    ai_confidence: float | None = None
