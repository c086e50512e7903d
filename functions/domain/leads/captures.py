"""What is captured of a lead, and what became of it."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from functions.domain.customers.consents import Consents
from functions.domain.customers.identities import Identity
from functions.domain.kernel.decisions import Value
from functions.domain.leads.documents import LeadCompany, LeadContact
from functions.domain.leads.identities import identities_of


class Capture(Value):
    """What is captured. `key` stands in the ids of what it leaves, `digest` for its content: the same key with other
    content is refused. `lead_id`: the id of the lead where it is a new one. `at`: when it was said; `by`: who captures,
    `is_by_member`: a member of staff, who then owns the deal that it begins where nobody else does. `conversation_id`:
    the chat that it comes from; `ai_confidence`: how sure the one was who answered it, from 0 to 1.
    """

    key: str
    digest: str
    at: datetime
    by: str
    is_by_member: bool = False
    lead_id: str | None = None
    contact: LeadContact = LeadContact()
    company: LeadCompany = LeadCompany()
    source: str | None = None
    source_method: str | None = None
    source_app: str | None = None
    campaign_id: str | None = None
    interest_product_ids: tuple[str, ...] = ()
    estimated_value_minor: int | None = None
    currency: str | None = None
    message: str | None = None
    consents: Consents = Field(default_factory=dict)
    nurturing_stage: str | None = None
    assigned_uid: str | None = None
    conversation_id: str | None = None
    ai_confidence: float | None = None

    @property
    def identities(self) -> tuple[Identity, ...]:
        return identities_of(self.contact)


class Captured(Value):
    """What became of a capture. `what`: a `new` lead, one that was `met`, or a deal of a `customer`."""

    lead_id: str
    what: Literal["new", "met", "customer"]
    customer_id: str | None = None
    opportunity_id: str | None = None
    replayed: bool = False
