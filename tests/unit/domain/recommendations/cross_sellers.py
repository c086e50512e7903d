"""A grocer who recommends what goes with what customers bought, for the tests of this room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.domain.orgs.org import Org
from functions.domain.settings.recommendations import RecommendationRule
from tests.memory import DictBackend
from tests.unit.domain.consumption.grocers import BOUGHT, DAY, RICE, TEXTS, a_grocer, buys, wakes

OFFER = {"on": "recommendation_due", "name": "Goes with it", "then": [{"send": "offer", "channels": ["sms"]}]}
OFFER_TEXT = {
    "purpose": "transactional",
    "bodies": {"en": "{{ product }}, {{ days }} days ago: {{ other_product }}?"},
}
SPICE = {"product_id": "turmeric", "name": "Turmeric", "category": "spice", "quantity": "200", "unit": "g"}
GHEE = {"product_id": "ghee", "name": "Ghee", "category": "ghee", "quantity": "500", "unit": "g"}
BROOM = {"product_id": "broom", "name": "Broom", "quantity": "1"}
TO_SPICE: Mapping[str, Any] = {
    "trigger": {"category": "rice"},
    "recommend": {"category": "spice"},
    "min_days": 7,
    "max_days": 20,
    "priority": 1,
}
TO_GHEE: Mapping[str, Any] = {**TO_SPICE, "recommend": {"product_id": "ghee"}, "priority": 2}
MORNING = BOUGHT.replace(hour=9)
DUE = MORNING + 7 * DAY


def a_cross_seller(
    rules: Mapping[str, Any] | None = None, automations: Mapping[str, Any] | None = None, **settings: Any
) -> Org:
    """A grocer on UTC with these rules, who recommends by SMS, and reminds of nothing."""
    org = a_grocer({}, dict(automations) if automations is not None else {"offer": OFFER}, **settings)
    wanted = {"spice": TO_SPICE} if rules is None else rules
    made = {id: RecommendationRule.model_validate(each) for id, each in wanted.items()}
    texts = {**org.templates, **a_texted()}
    return org.model_copy(update={"recommendation_rules": made, "templates": texts})


def a_texted() -> Mapping[str, Any]:
    from functions.domain.settings.templates import TemplateSettings

    texts = {**TEXTS, "offer": OFFER_TEXT}
    return {id: TemplateSettings.model_validate(each) for id, each in texts.items()}


def due(backend: DictBackend) -> datetime | None:
    found: datetime | None = backend.one("customers")["due"].get("recommendation")
    return found


def offers(backend: DictBackend) -> list[str]:
    """What each message recommends, in the order in which they came."""
    messages = sorted(backend.all("messages").values(), key=lambda each: each["created_at"])
    given = (each["variables"] for each in messages if each["template"] == "offer")
    return [f"{each['product']}, {each['days']} days: {each['other_product']}" for each in given]


def made(backend: DictBackend) -> dict[str, tuple[str, str | None]]:
    """Of each rule the status of its recommendation, and by which order it was met."""
    found = backend.all("recommendations").values()
    return {each["rule_id"]: (each["status"], each.get("met_order_id")) for each in found}


__all__ = ["BOUGHT", "DAY", "RICE", "buys", "wakes"]
