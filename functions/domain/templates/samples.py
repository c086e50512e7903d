"""Values to try a template with, before there is a customer: what its rules give, and what it declares."""

from collections.abc import Collection, Mapping

from functions.domain.settings.actions import Send
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.templates.rendering import Variables

ALWAYS = frozenset({"name", "business", "unsubscribe_url"})
SAMPLE_NAME = "Regular"
SAMPLE_POINTS = 1250
SAMPLE_VALUE = 1  # reads as text, as a number and as an amount
AUTOMATIONS_GIVE: Variables = {"tier": "gold", "points": SAMPLE_POINTS, "orders": 12, "visits": 10}
SAMPLE_URL = "https://example.com/unsubscribe"


def given_by_automations(
    automations: Mapping[str, AutomationSettings], template: str
) -> dict[str, Variables]:
    """The automations that send a template, by their place, and what each gives its messages (acting.py)."""
    return {
        f"automations.{id}": {**AUTOMATIONS_GIVE, **action.variables}
        for id, automation in automations.items()
        for actions in automation.parts
        for action in actions
        if isinstance(action, Send) and action.send == template
    }


def samples(template: TemplateSettings, given: Variables, *, business: str) -> Variables:
    """A value for everything that the template declares, over what a rule gives."""
    chosen = {name: _sample(each.sample, each.default) for name, each in template.variables.items()}
    return {"name": SAMPLE_NAME, "business": business, **chosen, **given}


def bare(template: TemplateSettings, full: Variables) -> Variables:
    """The same for a customer of whom little is known: no name, and nothing that is not required."""
    declared = template.variables.items()
    optional = {name: each.default for name, each in declared if not each.is_required}
    return {**full, "name": None, **optional}


def with_unknown(variables: Variables, names: Collection[str]) -> Variables:
    """The same, with a value for names that have none."""
    return {**dict.fromkeys(names, SAMPLE_VALUE), **variables}


def _sample(sample: str | int | None, default: str | int | None) -> str | int | None:
    return sample if sample is not None else default if default is not None else SAMPLE_VALUE
