"""A preset's mistakes are said in one sentence that names the preset, the place and the reason."""

from decimal import Decimal

import pytest
import yaml

from functions import presets
from functions.domain.kernel.errors import Malformed
from functions.domain.settings.loyalty import EarnRule

CAFE = (presets.FOLDER / "cafe.yaml").read_text(encoding="utf-8")


def refusal(text: str) -> str:
    """What is said of a preset of this text."""
    with pytest.raises(Malformed) as caught:
        presets.parse("cafe", text)
    return str(caught.value)


def with_line(old: str, new: str) -> str:
    """The café's preset with a part of it replaced."""
    assert CAFE.count(old) == 1, old
    return CAFE.replace(old, new)


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_that_there_is_loads(name: str) -> None:
    assert presets.load(name).templates


@pytest.mark.item("S004-06")
def test_the_cafe_has_its_tiers_points_win_backs_and_templates() -> None:
    settings = presets.load("cafe")
    assert [tier.name for tier in settings.loyalty.tiers] == ["silver", "gold", "platinum"]
    assert settings.loyalty.earn == EarnRule(per_amount=Decimal(100), points=1)
    assert [step.days for step in settings.winback.steps] == [30, 60]
    assert settings.channels == ("push", "whatsapp", "sms", "email")
    assert {name: sorted(t.bodies) for name, t in settings.templates.items()} == {
        "tier_upgrade": ["en", "hi", "mr"],
        "winback_30": ["en", "hi", "mr"],
        "winback_60": ["en", "hi", "mr"],
    }
    purposes = {name: (t.purpose, t.resend) for name, t in settings.templates.items()}
    assert purposes == {
        "tier_upgrade": ("transactional", True),
        "winback_30": ("marketing", False),
        "winback_60": ("marketing", False),
    }


@pytest.mark.parametrize("name", ["bakery", "", "../cafe", "cafe.yaml", "CAFE"])
def test_an_unknown_preset_is_answered_with_those_that_there_are(name: str) -> None:
    with pytest.raises(Malformed) as caught:
        presets.load(name)
    assert str(caught.value) == f"preset: {name}: is not one of: {', '.join(presets.names())}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("currency: INR", "currency: RUPEE", "currency: is not a currency (ISO 4217, like INR)"),
        (
            "country: IN",
            "country: INDIA",
            "country: is not a country that libphonenumber knows (ISO 3166, like IN)",
        ),
        (
            "country: IN",
            "country: no",
            "country: Input should be a valid string",
        ),  # YAML's own trap for Norway
        ("locale: en-IN", "locale: english", "locale: is not a language tag that CLDR knows (like en-IN)"),
        (
            "timezone: Asia/Kolkata",
            "timezone: IST5",
            "timezone: is not a time zone (IANA, like Asia/Kolkata)",
        ),
        ("country: IN", "country: IN\ncolour: red", "colour: Extra inputs are not permitted"),
        ("country: IN\n", "", "country: Field required"),
        ("per_amount: 100,", "per_amount: lots,", "loyalty.earn.per_amount: Input should be a valid decimal"),
        ("per_amount: 100,", "per_amount: -1,", "loyalty.earn.per_amount: Input should be greater than 0"),
        ("points: 1}", "points: 1.5}", "loyalty.earn.points: Input should be a valid integer"),
        ("{crm: true, loyalty: true}", "{crm: perhaps}", "features.crm: Input should be a valid boolean"),
        ("- name: gold", "- name: silver", "loyalty: tiers: two have the same name"),
        (
            "any: {lifetime_points: 50, orders: 20}",
            "any: {}",
            "loyalty: tiers: gold has no threshold, so nobody would be in the tier below it",
        ),
        (
            "any: {lifetime_points: 50, orders: 20}",
            "any: {stars: 5}",
            "loyalty.tiers.1.any.stars.[key]: Input should be 'orders', 'spend' or 'lifetime_points'",
        ),
        (
            "any: {lifetime_points: 50, orders: 20}",
            "any: {orders: 1}\n      all: {spend: 1}",
            "loyalty.tiers.1: has thresholds under both `any` and `all`; give one of them",
        ),
        ("{days: 30,", "{days: soon,", "winback.steps.0.days: Input should be a valid integer"),
        (
            "template: winback_30,",
            "template: winback_31,",
            "body: winback.steps.0.template names winback_31, which is not among the templates",
        ),
        (
            "upgrade_template: tier_upgrade",
            "upgrade_template: gone",
            "body: loyalty.upgrade_template names gone, which is not among the templates",
        ),
        (
            "[push, whatsapp, sms, email]",
            "[push, fax]",
            "channels.1: Input should be 'push', 'whatsapp', 'sms' or 'email'",
        ),
        (
            "purpose: transactional",
            "purpose: spam",
            "templates.tier_upgrade.purpose: Input should be 'marketing'",
        ),
        ("resend: true", "resent: true", "templates.tier_upgrade.resent: Extra inputs are not permitted"),
        (
            "You{% endif %} are {{ tier | title }} at",
            "You{% end %} are {{ tier | title }} at",
            "templates.tier_upgrade.bodies.en: Encountered unknown tag 'end'",
        ),
        (
            "Your {{ percent }}% off",
            "Your {{ percent }% off",
            "templates.winback_60.bodies.en: unexpected '}'",
        ),
    ],
)
def test_a_mistake_in_a_preset_is_said_with_its_place_and_reason(old: str, new: str, message: str) -> None:
    assert refusal(with_line(old, new)).startswith(f"preset cafe: {message}")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("country: [IN", "line 1"),
        ("country: IN\n\tlocale: en", "line 2"),
        ("country: IN\nlocale: 'en", "line 2"),
        ("country: &a *b", "line 1"),
        ("a: !!python/object/apply:os.system ['true']", "line 1"),
    ],
)
def test_what_is_no_yaml_is_said_with_its_line(text: str, place: str) -> None:
    assert refusal(text).startswith(f"preset cafe: {place}: ")


@pytest.mark.parametrize("text", ["", "just text", "[1, 2]", "7", "null"])
def test_what_is_no_map_of_settings_is_said(text: str) -> None:
    assert refusal(text) == "preset cafe: body: Input should be a valid dictionary or instance of Settings"


def test_every_mistake_is_said_at_once() -> None:
    settings = yaml.safe_load(CAFE) | {"currency": "RUPEE", "timezone": "Pune", "colour": "red"}
    with pytest.raises(Malformed) as caught:
        presets.parse("cafe", yaml.safe_dump(settings))
    assert [fault.path for fault in caught.value.faults] == ["timezone", "currency", "colour"]
