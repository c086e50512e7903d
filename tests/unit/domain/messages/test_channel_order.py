"""Which channels are tried for whom, and in which order: the tables of docs/items.md, and the customer's own wish."""

from typing import Any

import pytest

from functions.domain.messages.channel_order import channels_for
from functions.domain.settings.types import Purpose
from tests.builders import a_customer, an_org

# S000-51: WhatsApp and email are primary for B2B, with push where they have the app; push is primary for B2C,
# WhatsApp supports it, email is optional.
BY_GROUP = [
    {"customer_group": "b2b", "channels": ["whatsapp", "email", "push"]},
    {"customer_group": "b2c", "channels": ["push", "whatsapp", "email"]},
]
# S001-28 to S001-30.
BY_TEMPERATURE = [
    {"temperature": "hot", "channels": ["whatsapp"]},
    {"temperature": "warm", "channels": ["whatsapp", "sms"]},
    {"temperature": "cold", "channels": ["sms"]},
]


def order(
    rules: list[dict[str, Any]],
    purpose: Purpose = "marketing",
    channels: tuple[str, ...] = ("push", "email"),
    **customer: Any,
) -> str:
    org = an_org(channels=list(channels), messages={"channel_rules": rules})
    return " ".join(channels_for(org.settings, a_customer(**customer), purpose))


@pytest.mark.item("S000-03", "S000-07", "S000-51")
@pytest.mark.parametrize(
    ("group", "channels"), [("b2b", "whatsapp email push"), ("b2c", "push whatsapp email")]
)
def test_businesses_and_people_each_have_a_primary_channel_of_their_own(group: str, channels: str) -> None:
    assert order(BY_GROUP, customer_group=group) == channels


@pytest.mark.item("S001-08", "S001-14", "S001-15", "S001-28", "S001-29", "S001-30")
@pytest.mark.parametrize(
    ("temperature", "channels"),
    [
        ("hot", "whatsapp"),
        ("warm", "whatsapp sms"),
        ("cold", "sms"),
        (None, "push email"),
        ("tepid", "push email"),
    ],
)
def test_the_temperature_decides_the_channels(temperature: str | None, channels: str) -> None:
    assert order(BY_TEMPERATURE, engagement={"temperature": temperature}) == channels


@pytest.mark.item("S000-53")
@pytest.mark.parametrize(
    ("preferred", "channels"),
    [
        (None, "push whatsapp email"),
        ("push", "push whatsapp email"),
        ("whatsapp", "whatsapp push email"),
        ("email", "email push whatsapp"),
        ("sms", "push whatsapp email"),  # which the rule does not allow
        ("telegram", "push whatsapp email"),
        ("", "push whatsapp email"),
    ],
)
def test_a_preferred_channel_comes_first_where_the_rule_allows_it(
    preferred: str | None, channels: str
) -> None:
    assert order(BY_GROUP, preferred_channel=preferred) == channels


@pytest.mark.parametrize(
    ("rules", "purpose", "channels"),
    [
        ([], "marketing", "push email"),
        ([{"channels": ["sms"]}], "marketing", "sms"),
        ([{"purpose": "transactional", "channels": ["sms"]}], "marketing", "push email"),
        ([{"purpose": "transactional", "channels": ["sms"]}], "transactional", "sms"),
        ([{"channels": ["sms"]}, {"purpose": "marketing", "channels": ["email"]}], "marketing", "sms"),
        ([{"purpose": "marketing", "channels": ["email"]}, {"channels": ["sms"]}], "marketing", "email"),
        ([{"purpose": "marketing", "channels": ["email"]}, {"channels": ["sms"]}], "transactional", "sms"),
        ([{"customer_group": "b2c", "temperature": "hot", "channels": ["sms"]}], "marketing", "push email"),
        ([{"channels": ["sms", "email", "sms"]}], "marketing", "sms email"),
    ],
)
def test_the_first_rule_that_fits_in_all_it_names_says_the_channels(
    rules: list[dict[str, Any]], purpose: Purpose, channels: str
) -> None:
    assert order(rules, purpose) == channels


def test_without_a_rule_the_business_s_own_order_holds_and_each_channel_is_tried_once() -> None:
    assert order([], channels=("email", "sms", "email")) == "email sms"
    assert order([], channels=("sms", "email"), preferred_channel="email") == "email sms"
