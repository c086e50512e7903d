"""The steps of docs/how-to-add.md that nothing else would miss: a failure is the step that was left out."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from functions import presets
from functions.domain.automations.actions import DOES
from functions.domain.commands.kinds import KINDS as COMMANDS
from functions.domain.configuration.kinds import KINDS as COLLECTIONS
from functions.domain.insights.business_numbers import figures_in, numbers_of, standing_numbers
from functions.domain.occasions.happenings import TELLS
from functions.domain.occasions.watched import WATCHED_COLLECTIONS
from functions.domain.orgs.org import Org
from functions.domain.settings.actions import _KINDS, Action
from functions.domain.settings.events import SEGMENT_EVENTS, WATCHED_BY, Event
from functions.domain.settings.loyalty import LoyaltySettings
from functions.domain.settings.moments import DATES, Collection
from functions.domain.staff.roles import ROLES
from functions.domain.templates.samples import DOCUMENTS_GIVE
from functions.http.staff_api.subjects import SUBJECTS
from functions.providers.registry import PROVIDERS

ROOT = Path(__file__).resolve().parents[2]
OVERRIDES = json.loads((ROOT / "firestore.indexes.json").read_text(encoding="utf-8"))["fieldOverrides"]
EXEMPT = {each["collectionGroup"] for each in OVERRIDES if not each["indexes"]}
COUNTS_OF_CUSTOMERS = {
    *("buyers", "new_customers", "retention_base", "retained", "dormant", "reactivated"),
    *("upsell_base", "upsold", "customers"),
}
EVENTS = "functions/domain/occasions/events.py"


def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", COMMANDS)
def test_each_command_stands_in_the_contracts(kind: str) -> None:
    assert f"`{kind}`" in text_of("docs/contracts.md"), f"docs/contracts.md, 'Commands', lacks {kind}"


@pytest.mark.parametrize("noun", SUBJECTS)
def test_each_thing_that_staff_ask_for_stands_on_its_page(noun: str) -> None:
    assert f"## {noun}\n" in text_of("docs/api.md"), f"docs/api.md lacks {noun}: python -m clients"


@pytest.mark.parametrize("preset", presets.names())
def test_each_preset_stands_in_the_readme(preset: str) -> None:
    assert f"`{preset}`" in text_of("README.md"), f"README.md lacks the preset {preset}"


@pytest.mark.parametrize("provider", [name for name in PROVIDERS if name != "sandbox"])
def test_each_provider_s_settings_stand_in_the_channels(provider: str) -> None:
    assert f"**{provider}**" in text_of("docs/channels.md"), (
        f"docs/channels.md lacks the settings of {provider}"
    )


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_collection_of_configuration_has_its_field_document_and_exemptions(collection: str) -> None:
    assert collection in Org.model_fields, f"Org (domain/orgs/org.py) lacks the field {collection}"
    assert f"`{collection}/{{id}}`" in text_of("docs/data.md"), f"docs/data.md, 'Configuration': {collection}"
    assert collection in EXEMPT, f"firestore.indexes.json: no index on maps and texts of {collection}"


def test_each_event_has_what_tells_it() -> None:
    of_customers = set(get_args(Event)) - set(WATCHED_BY) - SEGMENT_EVENTS  # upkeep/segments.py
    assert set(TELLS) == set(WATCHED_BY), "domain/occasions/happenings.py, TELLS"
    lacking = {event for event in of_customers if f'"{event}":' not in text_of(EVENTS)}
    assert lacking == set(), f"{EVENTS}, events_of or _moves"


@pytest.mark.parametrize("collection", WATCHED_COLLECTIONS)
def test_each_watched_collection_has_its_dates_samples_and_row_on_the_page(collection: str) -> None:
    assert collection in get_args(Collection), "domain/settings/moments.py, Collection"
    assert collection in DATES, "domain/settings/moments.py, DATES"
    assert collection in DOCUMENTS_GIVE, "domain/templates/samples.py, DOCUMENTS_GIVE"
    assert f"\n| `{collection}` | " in text_of("docs/automations.md"), "docs/automations.md, both tables"


def test_each_action_has_what_does_it_and_a_field_that_names_it() -> None:
    forms = {get_args(each)[0] for each in get_args(get_args(Action)[0])}
    assert forms == set(DOES), "domain/automations/actions.py, DOES"
    assert all(set(_KINDS) & set(form.model_fields) for form in forms), "domain/settings/actions.py, _KINDS"


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_explained_beside_the_roles(role: str) -> None:
    assert re.search(rf"^#.*\b{role}: ", text_of("functions/domain/staff/roles.py"), re.MULTILINE), (
        f"domain/staff/roles.py does not say what {role} does"
    )


@pytest.mark.parametrize("rule", LoyaltySettings.model_fields)
def test_each_rule_of_loyalty_stands_on_its_page(rule: str) -> None:
    pages = text_of("docs/redeeming.md") + text_of("docs/membership.md")
    assert f"`loyalty.{rule}" in pages, f"docs/redeeming.md, docs/membership.md: loyalty.{rule}"


def test_each_figure_of_a_month_has_its_definition_and_its_unit() -> None:
    names = {*numbers_of({}, "month", other_marketing_minor=0), *standing_numbers({})}
    page = text_of("docs/insights.md")
    assert {name for name in names if f"`{name}`" not in page} == set(), "docs/insights.md"
    shown = figures_in(dict.fromkeys(names, 1), currency="INR", scope="all")
    of_customers = {name.removeprefix("all:") for name, figure in shown.items() if figure.unit == "customers"}
    assert of_customers == COUNTS_OF_CUSTOMERS, "_UNITS of domain/insights/business_numbers.py"
