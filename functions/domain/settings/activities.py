"""What a business writes down of what happened with its customers: the types, and what leaves one by itself."""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from functions.domain.settings.automations import InteractionType
from functions.domain.settings.types import Setting, named_once

ActivitySource = Literal["b2b_sales", "customer_service", "ai_automation", "system"]
# S000-15
SalesActivity = Literal[
    "call_outbound",
    "visit",
    "meeting",
    "email_sent",
    "whatsapp_sent",
    "proposal_sent",
    "sample_sent",
    "demo_scheduled",
    "negotiation",
    "contract_sent",
]
# S000-16
ServiceActivity = Literal[
    "call_inbound",
    "inquiry",
    "complaint",
    "order_support",
    "technical_support",
    "feedback_received",
    "ticket_created",
    "ticket_resolved",
    "escalation",
]
# S000-18 asks for a list and gives none: this is what the server leaves without an automation.
SystemActivity = Literal[
    "order_placed",
    "tier_upgrade",
    "tier_downgrade",
    "points_adjusted",
    "reward_redeemed",
    "link_clicked",
    "opt_in",
    "opt_out",
    "preferences_changed",
    "customers_joined",
    "customers_split",
    "call_unanswered",
]
TASK_COMPLETED = "task_completed"  # what `complete_task` leaves where it says nothing else
TYPES: Mapping[ActivitySource, frozenset[str]] = {
    "b2b_sales": frozenset({*get_args(SalesActivity), TASK_COMPLETED}),
    "customer_service": frozenset({*get_args(ServiceActivity), TASK_COMPLETED}),
    "ai_automation": frozenset(get_args(InteractionType)),
    "system": frozenset(get_args(SystemActivity)),
}
OrderSource = Literal["ecommerce", "pos", "b2b"]
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,99}$")]


class ActivitySettings(Setting):
    """`is_listed`: an interaction that staff record has a type of its source's list, or of `more_types`, an outcome,
    and a transaction of a kind that is known; without it these are any words. `of_orders`: orders of these sources
    leave an interaction `order_placed` with their customer.
    """

    is_listed: bool = False
    more_types: Mapping[ActivitySource, tuple[Word, ...]] = {}
    of_orders: Annotated[tuple[OrderSource, ...], AfterValidator(named_once("a source"))] = ()

    def types_of(self, source: ActivitySource) -> frozenset[str]:
        return TYPES[source] | frozenset(self.more_types.get(source, ()))
