"""What happened with a customer, written by staff or left by an automatic act to say which rule caused it."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from functions.domain.kernel.decisions import UNKNOWN_AT, Value
from functions.domain.kernel.subjects import Subject

InteractionSource = Literal["b2b_sales", "customer_service", "ai_automation", "system"]


class TransactionRef(Value):
    """The business document that an interaction is about."""

    id: str | None = None
    ref_table: str | None = None
    channel: str | None = None
    amount_minor: int | None = None


class Interaction(Subject):
    """See docs/contracts.md, Collections. `automation_id` names the rule where no person acted; `about` the
    document beside the customer that it acted for: `carts/ID`. `lead_id`: the lead that it was with, until whom became
    a customer it has no `customer_id`; `digest`: of a capture, a keyed hash of what came.
    """

    collection: ClassVar[str] = "interactions"
    sparse: ClassVar[frozenset[str]] = Subject.sparse | {"about", "lead_id", "digest"}
    interaction_type: str = "unknown"
    interaction_source: InteractionSource = "system"
    location_id: str | None = None
    opportunity_id: str | None = None
    transaction: TransactionRef | None = None
    performed_by: str | None = None
    performed_at: datetime = UNKNOWN_AT
    duration_minutes: int | None = None
    outcome: str | None = None
    next_action: str | None = None
    next_action_on: str | None = None
    notes: str | None = None
    attachments: tuple[Any, ...] = ()
    automation_id: str | None = None
    about: str | None = None
    lead_id: str | None = None
    digest: str | None = None
