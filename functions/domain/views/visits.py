"""Feedback and outlets as staff see them."""

from functions.domain.feedback.documents import Feedback
from functions.domain.kernel.decisions import BY_ID
from functions.domain.shop.outlets import Outlet
from functions.domain.views.lists import Listed, only

FEEDBACK = Listed(
    Feedback,
    "created_at",
    only(
        *("customer_id", "order_id", "outlet_id", "rating", "comment", "status", "created_at", "created_by"),
        *("task_id", "resolved_at", "resolved_by", "resolution"),
    ),
)
OUTLETS = Listed(
    Outlet,
    BY_ID,
    only("name", "address", "city", "phone", "hours", "is_closed", "manager_uid", "updated_at"),
    "ASCENDING",
)
