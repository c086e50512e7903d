"""A preview says what a customer would get, and why they would not."""

import pytest

from functions.domain.kernel.errors import TemplateFailed
from functions.domain.settings.templates import TemplateSettings
from functions.domain.settings.types import Channel
from functions.domain.templates.previews import lines_of, preview, usual_channels
from tests.builders import a_customer, a_member, an_org

SHORT = "We have missed you at Kopi. Show this message for 10% off your next visit."


@pytest.mark.parametrize(
    ("channel", "lines"),
    [
        (
            "push",
            [
                "push (en-IN): 194 bytes",
                "  title: 10% off, just for you",
                f"  text: Regular, we{SHORT[2:]}",
            ],
        ),
        ("sms", ["sms (en-IN): 1 SMS (83 units of GSM-7)", f"  text: Regular, we{SHORT[2:]}"]),
        (
            "whatsapp",
            [
                "whatsapp (en-IN): 83 characters",
                f"  text: Regular, we{SHORT[2:]}",
                "  approved template: winback_30 (en)",
                "  parameter 1: Kopi",
                "  parameter 2: 10",
            ],
        ),
        (
            "email",
            [
                "email (en-IN): 83 characters",
                "  title: We have missed you: 10% off at Kopi",
                f"  text: Regular, we{SHORT[2:]}",
                "  html: <p>Dear Regular,</p><p>we have missed you at Kopi. Show this mail for <b>10% off</b> on your "
                'next visit.</p><p><a href="https://example.com/unsubscribe">Unsubscribe</a></p>',
            ],
        ),
    ],
)
def test_a_made_up_customer_gets_the_template_with_the_values_of_its_rule(
    channel: Channel, lines: list[str]
) -> None:
    assert lines_of(preview(an_org(), "winback_30", channel=channel)) == lines


def test_a_real_customer_gets_it_in_their_language_and_under_their_name() -> None:
    found = preview(an_org(), "winback_30", channel="sms", reader=a_customer(name="Asha", locale="hi-IN"))
    assert lines_of(found) == [
        "sms (hi-IN): 2 SMS (79 units of UCS-2)",
        "  text: Asha, Kopi में आपकी कमी महसूस हुई। यह संदेश दिखाइए और अगली बार 10% की छूट पाइए।",
    ]
    unnamed = preview(an_org(), "winback_30", channel="sms", locale="en", reader=a_customer(locale="hi-IN"))
    assert unnamed.content is not None
    assert unnamed.content.text == SHORT


def test_values_that_are_given_go_before_those_of_the_rule() -> None:
    found = preview(an_org(), "winback_30", channel="sms", variables={"percent": 25})
    assert found.content is not None
    assert "25% off" in found.content.text


def test_what_would_not_be_sent_says_why() -> None:
    org = an_org(
        templates={
            "long": {"purpose": "marketing", "bodies": {"en": "x" * 1531}},
            "lost": {"purpose": "marketing", "bodies": {"en": "{{ coupon }}"}},
        }
    )
    assert lines_of(preview(org, "long", channel="sms"))[-1] == (
        "  would not be sent: text takes 11 SMS; at most 10 are sent"
    )
    assert lines_of(preview(org, "lost", channel="push")) == [
        "push (en-IN): nothing",
        "  would not be sent: the template lost asks for coupon, which the message does not have",
    ]
    with pytest.raises(TemplateFailed, match="does not have it"):
        preview(org, "gone", channel="sms")


def test_an_internal_template_is_shown_to_a_member_by_the_channels_of_staff() -> None:
    alert = {"purpose": "internal", "bodies": {"en": "{{ name }}, call.", "id": "{{ name }}, telepon."}}
    org = an_org(templates={"alert": TemplateSettings.model_validate(alert)}, staff={"channels": ["email"]})
    assert usual_channels(org, "alert") == ("email",)
    assert usual_channels(org, "winback_30") == org.settings.channels
    found = preview(org, "alert", channel="email", reader=a_member(locale="id"))
    assert (found.locale, found.content and found.content.text) == ("id", "Rep, telepon.")
