"""What happened with a customer, written by staff or left by an automatic act to say which rule caused it."""

from datetime import datetime
from typing import Any, ClassVar, Literal

from pydantic import Field

from functions.domain.kernel.decisions import UNKNOWN_AT, Value
from functions.domain.kernel.subjects import Subject
from functions.domain.settings.activities import ActivitySource

InteractionSource = ActivitySource
Sentiment = Literal["positive", "neutral", "negative"]


class TransactionRef(Value):
    """The business document that an interaction is about."""

    id: str | None = None
    ref_table: str | None = None
    channel: str | None = None
    amount_minor: int | None = None


class Coordinates(Value):
    """Where a phone was, give or take `accuracy_m`."""

    lat: float
    lng: float
    accuracy_m: float | None = None


class Interaction(Subject):
    """See docs/contracts.md, Collections. `automation_id` names the rule where no person acted; `about` the
    document beside the customer that it acted for: `carts/ID`. `lead_id`: the lead that it was with, until whom became
    a customer it has no `customer_id`; `digest`: of a capture, a keyed hash of what came. `related_ids`: of what it is
    about elsewhere, such as `order_id`; `ticket_id`: in the business's own desk. `follow_up_on`, `follow_up_task_id`:
    what was promised for when, and the task that it left. Of a check-in `coordinates`, and `distance_m` from the
    location's pin; `is_far` where that is too much.
    """

    collection: ClassVar[str] = "interactions"
    sparse: ClassVar[frozenset[str]] = Subject.sparse | {
        *("about", "lead_id", "digest", "contact_id", "summary", "sentiment", "ticket_id", "related_ids"),
        *("follow_up_on", "follow_up_task_id"),
        *("coordinates", "distance_m", "is_far"),
    }
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
    contact_id: str | None = None
    summary: str | None = None
    sentiment: Sentiment | None = None
    ticket_id: str | None = None
    related_ids: dict[str, str] = Field(default_factory=dict)
    follow_up_on: str | None = None
    follow_up_task_id: str | None = None
    lead_id: str | None = None
    digest: str | None = None
    coordinates: Coordinates | None = None
    distance_m: int | None = None
    is_far: bool | None = None
