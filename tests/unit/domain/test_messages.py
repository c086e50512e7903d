"""Who may be written to on which channel, and why not (seed 000 §7.2)."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.messages import Message, choose_channel, compose, why_not, why_unreachable
from functions.domain.orgs import Channel, Org
from tests.builders import NOON, PHONE, a_customer, an_org

ORG = an_org()


@pytest.mark.parametrize(
    ("channel", "changes", "reason"),
    [
        ("push", {}, None),
        ("push", {"has_app": False}, "no_app"),
        ("push", {"push_tokens": []}, "no_push_token"),
        ("push", {"has_app": False, "push_tokens": []}, "no_app"),
        ("push", {"phone": None, "email": None, "whatsapp_opt_in": False}, None),
        ("whatsapp", {}, None),
        ("whatsapp", {"phone": None}, "no_phone"),
        ("whatsapp", {"phone": "12025550123"}, "no_phone"),
        ("whatsapp", {"phone": "+1 202 555 0123"}, "no_phone"),
        ("whatsapp", {"phone": "+1555"}, "no_phone"),
        ("whatsapp", {"whatsapp_opt_in": False}, "not_opted_in"),
        ("whatsapp", {"whatsapp_opt_in": False, "phone": None}, "no_phone"),
        ("whatsapp", {"sms_opt_in": False, "email_opt_in": False}, None),
        ("sms", {}, None),
        ("sms", {"phone": None}, "no_phone"),
        ("sms", {"sms_opt_in": False}, "not_opted_in"),
        ("sms", {"whatsapp_opt_in": False}, None),
        ("email", {}, None),
        ("email", {"email": None}, "no_email"),
        ("email", {"email": "nobody"}, "no_email"),
        ("email", {"email_opt_in": False}, "not_opted_in"),
        ("email", {"email_opt_in": False, "email": ""}, "no_email"),
        ("email", {"phone": None, "has_app": False}, None),
    ],
)
def test_a_channel_is_open_or_says_why_it_is_not(
    channel: Channel, changes: dict[str, Any], reason: str | None
) -> None:
    assert why_not(channel, a_customer(**changes)) == reason


@pytest.mark.parametrize(
    ("changes", "channel", "to", "skipped"),
    [
        ({}, "push", "token", []),
        ({"push_tokens": ["old", "new"]}, "push", "new", []),
        ({"has_app": False}, "whatsapp", PHONE, ["push no_app"]),
        (
            {"push_tokens": [], "whatsapp_opt_in": False},
            "email",
            "regular@example.com",
            ["push no_push_token", "whatsapp not_opted_in"],
        ),
        (
            {"has_app": False, "phone": None, "email_opt_in": False},
            None,
            None,
            ["push no_app", "whatsapp no_phone", "email not_opted_in"],
        ),
    ],
)
def test_the_first_open_channel_is_taken_and_those_before_it_say_why_not(
    changes: dict[str, Any], channel: str | None, to: str | None, skipped: list[str]
) -> None:
    org = an_org(channels=["push", "whatsapp", "email"])
    passed_over, chosen = choose_channel(org, a_customer(**changes))
    assert chosen == ((channel, to) if channel else None)
    assert [f"{s.channel} {s.reason}" for s in passed_over] == skipped


def test_the_organisation_says_the_order_of_the_channels() -> None:
    for channels in (["email", "sms"], ["sms", "email"]):
        _, chosen = choose_channel(an_org(channels=channels), a_customer())
        assert chosen is not None
        assert chosen[0] == channels[0]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"has_app": False, "phone": None, "email": None}, "no_address"),
        ({"has_app": False, "whatsapp_opt_in": False, "sms_opt_in": False, "email": None}, "not_opted_in"),
        ({"push_tokens": [], "phone": None, "email_opt_in": False}, "not_opted_in"),
    ],
)
def test_a_message_without_a_channel_names_consent_first(changes: dict[str, Any], reason: str) -> None:
    skipped, chosen = choose_channel(ORG, a_customer(**changes))
    assert chosen is None
    assert why_unreachable(skipped) == reason


def composed(org: Org = ORG, **changes: Any) -> Message:
    return compose(
        org,
        a_customer(**changes),
        id="m",
        cause="the cause",
        rule="winback:30",
        template="winback_30",
        variables={"days": 30},
        now=NOON,
    )


def test_a_message_is_queued_with_its_address_and_looked_after_in_ten_minutes() -> None:
    message = composed(name="Regular")
    assert (message.status, message.channel, message.to) == ("queued", "push", "token")
    assert message.wake_at == NOON + timedelta(minutes=10)
    assert message.variables == {"name": "Regular", "business": "Kopi", "days": 30}
    assert [(h.status, h.at) for h in message.history] == [("queued", NOON)]
    assert (message.attempts, message.enqueued_count, message.body, message.sent_at) == (0, 1, None, None)


def test_a_message_that_may_go_nowhere_is_suppressed_and_never_woken() -> None:
    message = composed(has_app=False, phone=None, email=None)
    assert (message.status, message.reason, message.channel, message.to) == (
        "suppressed",
        "no_address",
        None,
        None,
    )
    assert message.wake_at is None
    assert [h.status for h in message.history] == ["suppressed"]
    assert [s.reason for s in message.skipped] == ["no_app", "no_phone", "no_phone", "no_email"]


def test_a_message_speaks_the_customer_s_language_or_the_organisation_s() -> None:
    assert composed(locale="mr-IN").locale == "mr-IN"
    assert composed().locale == "en-IN"


def test_a_step_in_a_message_s_life_is_kept_with_its_detail() -> None:
    message = composed().now_is("sending", NOON).now_is("failed", NOON + timedelta(seconds=1), "gone")
    assert [(h.status, h.detail) for h in message.history] == [
        ("queued", None),
        ("sending", None),
        ("failed", "gone"),
    ]
