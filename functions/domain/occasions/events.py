"""What a change of a customer means to automations: events, and the subject that their conditions ask."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.domain.conditions.subjects import with_lists
from functions.domain.customers.customer import Customer, Engagement
from functions.domain.customers.reactions import Facts
from functions.domain.kernel.subjects import Watched
from functions.domain.loyalty.tiers import rank
from functions.domain.occasions.expiries import was_told
from functions.domain.orgs.org import Org
from functions.domain.settings.events import Event


def events_of(org: Org, before: Customer | None, after: Customer, *, facts: Facts) -> frozenset[Event]:
    """What happened to the customer. An order counts once: where it changes later it is no new event."""
    was = before if before is not None else Customer(id=after.id)
    ladder = org.settings.loyalty
    step = rank(ladder, after.loyalty.tier) - rank(ladder, was.loyalty.tier)
    is_order = facts.kind == "order_recorded"
    is_bought = is_order and after.stats.orders > was.stats.orders
    happened: dict[Event, bool] = {
        "customer_created": before is None,
        "order_paid": is_bought,
        "first_order": is_bought and was.stats.orders == 0,
        "visit_recorded": is_order and after.stats.visits > was.stats.visits,
        "interaction_recorded": facts.kind == "interaction_recorded",
        "tier_upgraded": step > 0,
        "tier_downgraded": step < 0,
        "points_expiring": facts.kind == "customer_woken" and was_told(was, after),
        "reminder_due": facts.kind == "customer_woken" and _has_reminder(was, after),
        "recommendation_due": facts.kind == "customer_woken" and _has_recommendation(was, after),
        **_moves(was.engagement, after.engagement, facts),
    }
    return frozenset(event for event, has_happened in happened.items() if has_happened)


def _moves(was: Engagement, now: Engagement, facts: Facts) -> dict[Event, bool]:
    """What moved of a customer who had it before. Other settings say something else of all: that is no event."""
    pairs: dict[Event, tuple[object, object]] = {
        "lead_score_changed": (was.lead_score, now.lead_score),
        "temperature_changed": (was.temperature, now.temperature),
        "lifecycle_changed": (was.lifecycle_stage, now.lifecycle_stage),
        "customer_type_changed": (was.customer_type, now.customer_type),
    }
    is_move = facts.kind != "settings_changed"
    return {event: is_move and None not in pair and pair[0] != pair[1] for event, pair in pairs.items()}


def _has_reminder(was: Customer, now: Customer) -> bool:
    """Whether the customer was reminded of what they use up."""
    known = was.consumption.reminder if was.consumption else None
    reminder = now.consumption.reminder if now.consumption else None
    return reminder is not None and reminder != known


def _has_recommendation(was: Customer, now: Customer) -> bool:
    """Whether the customer was recommended something."""
    known = was.recommendations.last if was.recommendations else None
    last = now.recommendations.last if now.recommendations else None
    return last is not None and (known is None or last.name != known.name)


def subject_of(customer: Customer) -> Mapping[str, Any]:
    """The customer as conditions see them, every field by its path. JsonLogic knows lists, and no tuples."""
    subject: Mapping[str, Any] = with_lists(customer.model_dump(exclude={"edits", "runs"}))
    return subject


def fields_of(subject: Watched) -> dict[str, Any]:
    """A document beside the customer as conditions see it."""
    fields: dict[str, Any] = with_lists(subject.model_dump(exclude={"runs", "met", "due", "wake_at"}))
    return fields


def date_of(subject: Watched, path: str) -> datetime | str | None:
    """An instant, or a day of a document as text."""
    found: Any = subject
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else getattr(found, name, None)
    return found if isinstance(found, datetime | str) else None
