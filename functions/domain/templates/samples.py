"""Values to try a template with, before there is a customer: what its rules give, and what it declares."""

from collections.abc import Collection as Some
from collections.abc import Mapping

from functions.domain.settings.actions import Action, Actions, IssueCoupon, Notify, Send, TaskCreation
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.moments import Collection
from functions.domain.settings.templates import TemplateSettings
from functions.domain.templates.rendering import Variables

ALWAYS = frozenset({"name", "business", "unsubscribe_url"})
SAMPLE_NAME = "Regular"
SAMPLE_POINTS = 1250
SAMPLE_VALUE = 1  # reads as text, as a number and as an amount
AUTOMATIONS_GIVE: Variables = {
    "customer": SAMPLE_NAME,
    "tier": "gold",
    "points": SAMPLE_POINTS,
    "orders": 12,
    "visits": 10,
    "discount": 7,
    "benefits": "7% off every order.",
    "card": "304512345678",
    "referral_code": "7K3M9QX2",
}
REMINDER_GIVES: Variables = {
    "product": "Rice",
    "products": "Rice and Oil",
    "product_count": 2,
    "quantity": "5 kg",
    "days": 22,
}
EXPIRY_GIVES: Variables = {"expiring_points": 250, "expires_on": "2026-12-31"}
COUPON_GIVES: Variables = {
    "coupon": "7K3M9QX2TB",
    "coupon_percent": 10,
    "coupon_until": "2026-12-31",
}
SEGMENT_GIVES: Variables = {"segment": "Regulars"}
RECOMMENDATION_GIVES: Variables = {"product": "Rice", "other_product": "spice", "days": 7}
_EVENTS_GIVE = {
    "reminder_due": REMINDER_GIVES,
    "recommendation_due": RECOMMENDATION_GIVES,
    "points_expiring": EXPIRY_GIVES,
    "segment_entered": SEGMENT_GIVES,
    "segment_left": SEGMENT_GIVES,
}
# The plain fields of each collection that automations watch beside customers (test_subject_fields.py holds it).
DOCUMENTS_GIVE: Mapping[Collection, Variables] = {
    "carts": {"item_count": 2, "first_item": "Beans", "total_minor": 250000},
    "wishlists": {"product": "Grinder", "price_minor": 250000},
    "stock_notices": {"product": "Grinder", "product_id": "grinder"},
    "products": {"product": "Beans", "category": "Coffee Beans", "price_minor": 250000, "stock": 3},
    "invoices": {
        "number": "INV-1",
        "issued_on": "2026-11-01",
        "due_on": "2026-11-30",
        "status": "open",
        "total_minor": 250000,
        "paid_minor": 0,
        "open_minor": 250000,
    },
    "contracts": {"title": "Beans", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "renewal": "ends"},
    "brands": {"brand_name": "Fox Coffee", "total_locations": 4, "pic_name": "the manager"},
    "opportunities": {
        "title": "Beans for four shops",
        "stage": "proposal",
        "estimated_value_minor": 250000,
        "next_action": "call",
        "next_action_on": "2026-12-01",
        "expected_close_on": "2026-12-31",
    },
    "quotes": {
        "version": 1,
        "status": "sent",
        "total_minor": 250000,
        "accept_url": "https://example.com/hooks/org/quotes/token",
        "order_id": "quote:1",
    },
    "interactions": {
        "interaction_type": "visit",
        "outcome": "interested",
        "next_action": "call",
        "next_action_on": "2026-12-01",
        "notes": "wants a sample",
    },
    "referrals": {"status": "earned"},
    "leads": {
        "source": "web_form",
        "campaign_id": "spring",
        "status": "open",
        "nurturing_stage": "new",
        "score": 60,
        "estimated_value_minor": 250000,
    },
    "tasks": {"task_type": "call", "due_on": "2026-12-01", "reason": "reorder", "priority": "high"},
    "orders": {"status": "delivered", "total_minor": 250000, "currency": "IDR"},
}
SAMPLE_URL = "https://example.com/unsubscribe"


def given_by_automations(
    automations: Mapping[str, AutomationSettings], template: str
) -> dict[str, Variables]:
    """The automations that send a template or read a script from it, and what each gives (actions.py)."""
    return {
        f"automations.{id}": _given(automation, actions[:number], action)
        for id, automation in automations.items()
        for actions in automation.parts
        for number, action in enumerate(actions)
        if (isinstance(action, Send) and action.send == template)
        or (isinstance(action, TaskCreation) and _script_of(action) == template)
    }


def _script_of(action: TaskCreation) -> str:
    """The template of what to say: without one of its own that which is named like the task's type."""
    return action.create_task.script or action.create_task.task_type


def given_by_notices(automations: Mapping[str, AutomationSettings], template: str) -> dict[str, Variables]:
    """The automations that notify staff by a template, and what each gives."""
    return {
        f"automations.{id}": _given(automation, actions[:number], action)
        for id, automation in automations.items()
        for actions in automation.parts
        for number, action in enumerate(actions)
        if isinstance(action, Notify) and action.template == template
    }


def _given(automation: AutomationSettings, before: Actions, action: Action) -> Variables:
    """What an action is given: of its document, of the customer, by the actions before it, and by itself."""
    coupon = COUPON_GIVES if any(isinstance(each, IssueCoupon) for each in before) else {}
    own = action.variables if isinstance(action, Send | Notify) else {}
    products = REMINDER_GIVES if isinstance(action, TaskCreation) else {}
    of_event = {**products, **_EVENTS_GIVE.get(str(automation.on), {})}
    of_document = DOCUMENTS_GIVE.get(automation.watches, {})
    return {**of_document, **AUTOMATIONS_GIVE, **of_event, **coupon, **own}


def samples(template: TemplateSettings, given: Variables, *, business: str) -> Variables:
    """A value for everything that the template declares, over what a rule gives."""
    chosen = {name: _sample(each.sample, each.default) for name, each in template.variables.items()}
    return {"name": SAMPLE_NAME, "business": business, **chosen, **given}


def bare(template: TemplateSettings, full: Variables) -> Variables:
    """The same for a customer of whom little is known: no name, and nothing that is not required."""
    declared = template.variables.items()
    optional = {name: each.default for name, each in declared if not each.is_required}
    return {**full, "name": None, **optional}


def with_unknown(variables: Variables, names: Some[str]) -> Variables:
    """The same, with a value for names that have none."""
    return {**dict.fromkeys(names, SAMPLE_VALUE), **variables}


def _sample(sample: str | int | None, default: str | int | None) -> str | int | None:
    return sample if sample is not None else default if default is not None else SAMPLE_VALUE
