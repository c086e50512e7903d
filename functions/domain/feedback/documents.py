"""A customer's feedback on a visit, and whether it was resolved."""

from datetime import datetime
from typing import ClassVar, Literal

from functions.domain.kernel.decisions import Document

FeedbackStatus = Literal["open", "resolved"]


class Feedback(Document):
    """A rating from 1 to 5 with a comment (S004-08). `task_id`: the task that a low one made."""

    collection: ClassVar[str] = "feedback"
    customer_id: str | None = None
    order_id: str | None = None
    outlet_id: str | None = None
    rating: int = 0
    comment: str | None = None
    status: FeedbackStatus = "open"
    created_at: datetime | None = None
    created_by: str | None = None
    task_id: str | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    resolution: str | None = None
