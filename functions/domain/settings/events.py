"""What can happen to a document that sets an automation off, beside a moment."""

from collections.abc import Mapping
from typing import Literal

from functions.domain.settings.moments import Collection

# What can happen to a document, beside a moment: see domain/occasions/events.py.
Event = Literal[
    "customer_created",
    "order_paid",
    "first_order",
    "visit_recorded",
    "tier_upgraded",
    "tier_downgraded",
    "interaction_recorded",
    "lead_score_changed",
    "temperature_changed",
    "lifecycle_changed",
    "customer_type_changed",
    "reminder_due",
    "recommendation_due",
    "points_expiring",
    "segment_entered",
    "segment_left",
    "order_delivered",
    "cart_changed",
    "price_dropped",
    "back_in_stock",
    "stock_changed",
    "price_changed",
    "invoice_recorded",
    "invoice_paid",
    "contract_recorded",
    "locations_increased",
    "opportunity_created",
    "stage_changed",
    "quote_submitted",
    "quote_approved",
    "quote_refused",
    "quote_sent",
    "quote_accepted",
    "quote_declined",
    "quote_expired",
    "referral_earned",
    "lead_created",
    "lead_stage_changed",
    "lead_qualified",
    "lead_converted",
    "task_done",
]
# Events of documents beside the customer.
WATCHED_BY: Mapping[str, Collection] = {
    "order_delivered": "orders",
    "cart_changed": "carts",
    "price_dropped": "wishlists",
    "back_in_stock": "stock_notices",
    "stock_changed": "products",
    "price_changed": "products",
    "invoice_recorded": "invoices",
    "invoice_paid": "invoices",
    "contract_recorded": "contracts",
    "locations_increased": "brands",
    "opportunity_created": "opportunities",
    "stage_changed": "opportunities",
    "quote_submitted": "quotes",
    "quote_approved": "quotes",
    "quote_refused": "quotes",
    "quote_sent": "quotes",
    "quote_accepted": "quotes",
    "quote_declined": "quotes",
    "quote_expired": "quotes",
    "referral_earned": "referrals",
    "lead_created": "leads",
    "lead_stage_changed": "leads",
    "lead_qualified": "leads",
    "lead_converted": "leads",
    "task_done": "tasks",
}
TIER_EVENTS = frozenset({"tier_upgraded", "tier_downgraded"})
SEGMENT_EVENTS = frozenset({"segment_entered", "segment_left"})
LOYALTY_EVENTS = TIER_EVENTS | {"points_expiring"}
