"""Values to try a template with, before there is a customer: what its rules give, and what it declares."""

from collections.abc import Collection, Mapping

from functions.domain.settings.actions import Send
from functions.domain.settings.automations import AutomationSettings
from functions.domain.settings.business import Settings
from functions.domain.settings.templates import TemplateSettings
from functions.domain.templates.rendering import Variables

ALWAYS = frozenset({"name", "business", "unsubscribe_url"})
MARKETING_RULES = (
    "winback.",
)  # what they send is marketing: never without consent, in quiet hours, over a cap
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


def given_by_rules(settings: Settings, template: str) -> dict[str, Variables]:
    """The rules that a template is for, by their place in the settings, and what each gives its messages.

    A rule of the engine that composes messages stands here with the variables that it passes (test_template_checks.py
    holds the two together).
    """
    rules: dict[str, Variables] = {}
    loyalty = settings.loyalty
    if loyalty.upgrade_template == template:
        tier = max((tier.name for tier in loyalty.tiers), key=len, default=None)
        rules["loyalty.upgrade_template"] = {"tier": tier, "points": SAMPLE_POINTS}
    for index, step in enumerate(settings.winback.steps):
        if step.template == template:
            rules[f"winback.steps.{index}"] = {"days": step.days, **step.variables}
    return rules


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
