"""Settings are written by people: each mistake is said with its place."""

from typing import Any

import pytest
from pydantic import ValidationError

from functions.domain.kernel.validation import field_faults
from functions.domain.orgs.org import ORG_ID
from functions.domain.settings.business import Settings
from functions.domain.settings.templates import TemplateSettings
from tests.builders import an_org

RIGHT = an_org().settings.model_dump(mode="json")
TEXT = {"purpose": "marketing", "bodies": {"en": "Hello"}}


def faults_of(**changes: Any) -> list[tuple[str, str]]:
    """Path and reason of what is wrong with the café's settings when these are changed."""
    try:
        Settings.model_validate(RIGHT | changes)
    except ValidationError as error:
        return [(fault.path, fault.message) for fault in field_faults(error)]
    return []


def template_faults_of(template: dict[str, Any]) -> list[tuple[str, str]]:
    try:
        TemplateSettings.model_validate(template)
    except ValidationError as error:
        return [(fault.path, fault.message) for fault in field_faults(error)]
    return []


def a_ladder(*tiers: dict[str, Any]) -> dict[str, Any]:
    return {"earn": {"per_amount": "100"}, "tiers": list(tiers)}


def test_the_settings_of_the_cafe_are_right_after_a_round_trip() -> None:
    assert faults_of() == []
    assert Settings.model_validate(RIGHT) == an_org().settings


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"country": "XX"}, "country", "is not a country that libphonenumber knows (ISO 3166, like IN)"),
        ({"country": "in"}, "country", "is not a country that libphonenumber knows (ISO 3166, like IN)"),
        ({"currency": "RUPEE"}, "currency", "is not a currency (ISO 4217, like INR)"),
        ({"locale": "klingon"}, "locale", "is not a language tag that CLDR knows (like en-IN)"),
        ({"locale": "en_IN"}, "locale", "is not a language tag that CLDR knows (like en-IN)"),
        ({"timezone": "Pune"}, "timezone", "is not a time zone (IANA, like Asia/Kolkata)"),
        ({"timezone": "../etc/passwd"}, "timezone", "is not a time zone (IANA, like Asia/Kolkata)"),
        ({"curency": "INR"}, "curency", "Extra inputs are not permitted"),
        ({"features": {"crm": True, "magic": True}}, "features.magic", "Extra inputs are not permitted"),
        (
            {"loyalty": {"earn": {"per_amount": "0"}}},
            "loyalty.earn.per_amount",
            "Input should be greater than 0",
        ),
        (
            {"loyalty": {"earn": {"per_amount": "100", "points": 0}}},
            "loyalty.earn.points",
            "Input should be greater than or equal to 1",
        ),
        (
            {"loyalty": a_ladder({"name": "Gold"})},
            "loyalty.tiers.0.name",
            "String should match pattern '^[a-z][a-z0-9_]*$'",
        ),
        (
            {"loyalty": a_ladder({"name": "a", "any": {"orders": 1}, "all": {"spend": 1}})},
            "loyalty.tiers.0",
            "has thresholds under both `any` and `all`; give one of them",
        ),
        (
            {"loyalty": a_ladder({"name": "a"}, {"name": "a", "any": {"orders": 1}})},
            "loyalty.tiers",
            "two have the same name",
        ),
        (
            {"loyalty": a_ladder({"name": "a"}, {"name": "b"})},
            "loyalty.tiers",
            "b has no threshold, so no customer would be in the tier below it",
        ),
        (
            {"loyalty": a_ladder({"name": "a", "any": {"orders": -1}})},
            "loyalty.tiers.0.any.orders.at_least",
            "Input should be greater than or equal to 0",
        ),
        (
            {"winback": {"steps": []}},
            "winback",
            "Extra inputs are not permitted",
        ),
        ({"channels": []}, "channels", "Tuple should have at least 1 item after validation, not 0"),
        (
            {"channels": ["sms", "pigeon"]},
            "channels.1",
            "Input should be 'push', 'whatsapp', 'sms' or 'email'",
        ),
    ],
)
def test_a_mistake_in_the_settings_is_said_with_its_place(
    changes: dict[str, Any], path: str, message: str
) -> None:
    assert faults_of(**changes) == [(path, message)]


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ({"purpose": "spam", "bodies": {"en": "x"}}, "purpose"),
        ({"purpose": "marketing", "bodies": {}}, "bodies"),
        ({"purpose": "marketing"}, "bodies"),
        ({"purpose": "marketing", "bodies": {"en": 7}}, "bodies.en"),
        (TEXT | {"resend": "perhaps"}, "resend"),
        (TEXT | {"subject": "x"}, "subject"),
    ],
)
def test_a_mistake_in_a_template_is_said_with_its_place(template: dict[str, Any], path: str) -> None:
    (fault,) = template_faults_of(template)
    assert fault[0] == path


def test_a_language_that_cldr_does_not_know_is_no_template_s() -> None:
    template = {"purpose": "marketing", "bodies": {"xx-klingon": "x"}}
    (fault,) = template_faults_of(template)
    assert fault[1] == "is not a language tag that CLDR knows (like en-IN)"


@pytest.mark.parametrize(
    ("id", "is_one"),
    [
        ("kopi", True),
        ("k", True),
        ("a-b_9", True),
        ("k" * 63, True),
        ("k" * 64, False),
        ("", False),
        ("Kopi", False),
        ("-k", False),
        ("_k", False),
        ("a/b", False),
        ("..", False),
        ("kopi\n", False),
    ],
)
def test_an_organisation_s_id_is_plain(id: str, is_one: bool) -> None:
    assert bool(ORG_ID.fullmatch(id)) is is_one


def test_secrets_do_not_print() -> None:
    org = an_org()
    assert "s3cret" not in repr(org)
    assert "kkkk" not in repr(org)
    assert org.id_key == b"k" * 64
