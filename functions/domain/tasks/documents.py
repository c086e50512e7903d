"""A task: what a member of staff has to do about a customer, until when, and what came of it."""

from datetime import datetime
from typing import ClassVar, Literal

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


class Task(Subject):
    """See docs/contracts.md, Collections. `cause` and `automation_id`: why there is one; `done_at`, `done_by` and
    `outcome`: what became of it; `cancelled_because`: why nothing has to be done any more. `also_offer`: what goes with
    what the customer bought.
    """

    collection: ClassVar[str] = "tasks"
    sparse: ClassVar[frozenset[str]] = Subject.sparse | {"cancelled_because", "also_offer"}
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
    created_at: datetime | None = None
    created_by: str | None = None
    cause: str | None = None
    automation_id: str | None = None
    outcome: Outcome | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    cancelled_because: str | None = None
