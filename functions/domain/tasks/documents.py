"""A task: what a member of staff has to do about a customer, until when, and what came of it."""

from datetime import datetime
from typing import ClassVar, Literal

from functions.domain.kernel.decisions import Value
from functions.domain.kernel.subjects import Subject

TaskStatus = Literal["open", "done", "cancelled"]
Priority = Literal["low", "normal", "high", "urgent"]
# What came of it (S000-23).
Outcome = Literal[
    "completed",
    "no_answer",
    "rescheduled",
    "interested",
    "not_interested",
    "follow_up_needed",
    "escalated",
]


class Wanted(Value):
    """What a task of the pool is handed out by: of its customer the district, the city and the member to whom they are
    assigned, and whether a senior should take it. `but_uid`: who had it and did nothing, passed over where there is
    another.
    """

    district: str | None = None
    city: str | None = None
    owner_uid: str | None = None
    is_for_senior: bool = False
    but_uid: str | None = None


class Task(Subject):
    """See docs/contracts.md, Collections. `cause` and `automation_id`: why there is one; `done_at`, `done_by` and
    `outcome`: what became of it; `cancelled_because`: why nothing has to be done any more. `also_offer`: what goes with
    what the customer bought.

    `customer_name` and `customer_phone`: whom to call, as they were when it was made. `worth`: its place among others,
    with `worth_reasons` in words, by the `temperature` that the customer had. `call_at`: it waits until then. Of a task
    that follows another one, `previous_task_id`, and `attempts`, how many calls had no answer.

    `is_pooled`: it waits to be handed out, on the day `pooled_on` at the earliest, by what is `wanted`;
    `waits_because`: why it has not been. `assigned_at`, `assigned_because`: when and why its assignee got it from the
    pool; `taken_from_uid`: who had it before, and is away. `lead_id`: the lead whom it is about; `location_id`: where
    a visit goes; `campaign_id`: the campaign to which the customer responded; `conversation_id`: the conversation that
    its assignee gets.
    """

    collection: ClassVar[str] = "tasks"
    sparse: ClassVar[frozenset[str]] = Subject.sparse | {
        *("cancelled_because", "also_offer", "customer_name", "customer_phone"),
        *("temperature", "call_at", "previous_task_id", "worth_reasons"),
        *("is_pooled", "pooled_on", "wanted", "waits_because"),
        *("assigned_at", "assigned_because", "taken_from_uid", "lead_id"),
        *("location_id", "campaign_id", "conversation_id"),
    }
    task_type: str = "unknown"
    assignee_uid: str | None = None
    due_on: str | None = None
    status: TaskStatus = "open"
    priority: Priority = "normal"
    reason: str | None = None
    script: str | None = None
    suggested_product_ids: tuple[str, ...] = ()
    also_offer: str | None = None
    opportunity_id: str | None = None
    customer_name: str | None = None
    customer_phone: str | None = None
    worth: int = 0
    worth_reasons: tuple[str, ...] = ()
    temperature: str | None = None
    call_at: datetime | None = None
    attempts: int = 0
    previous_task_id: str | None = None
    created_at: datetime | None = None
    created_by: str | None = None
    cause: str | None = None
    automation_id: str | None = None
    outcome: Outcome | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    cancelled_because: str | None = None
    is_pooled: bool | None = None
    pooled_on: str | None = None
    wanted: Wanted | None = None
    waits_because: str | None = None
    assigned_at: datetime | None = None
    assigned_because: str | None = None
    taken_from_uid: str | None = None
    lead_id: str | None = None
    location_id: str | None = None
    campaign_id: str | None = None
    conversation_id: str | None = None
