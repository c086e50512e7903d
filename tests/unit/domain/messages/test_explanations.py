"""Why a message was, or was not, sent: every status and every reason that this code can leave has its words."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from functions.domain.messages.explanations import explain, why, words_for
from functions.domain.messages.frequency_caps import CapReason
from functions.domain.messages.gate import HoldReason, Skipped
from functions.domain.messages.outbox import EndReason, Happening, Message, Status
from functions.domain.providers.send_results import COMPLAINT
from tests.builders import NOON, a_message

STATUSES: tuple[Status, ...] = get_args(Status)
SKIPPED = get_args(Skipped.model_fields["reason"].annotation)
SKIP_REASONS = tuple(reason for literal in SKIPPED for reason in (get_args(literal) or (literal,)))
ENDS = (
    *get_args(EndReason),
    "template_failed",
    "missing_variable:points",
    "misconfigured",
    "undelivered",
    "bug",
    COMPLAINT,
)


def step(status: Status, detail: str | None = None, channel: Any = "push", minutes: int = 0) -> Happening:
    return Happening(status=status, at=NOON + timedelta(minutes=minutes), detail=detail, channel=channel)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "It is waiting to be sent by push."),
        (
            {"send_at": NOON, "history": (step("queued", "quiet_hours"),)},
            "It is waiting to be sent by push, not before 2025-01-25 12:00 UTC, because of the customer's quiet hours.",
        ),
        (
            {"send_at": NOON, "history": (step("queued", "ConnectTimeout"),)},
            "It is waiting to be sent by push, not before 2025-01-25 12:00 UTC.",
        ),
        ({"history": (step("queued"),)}, "It is waiting to be sent by push."),
        ({"status": "sending"}, "It is being sent."),
        (
            {"status": "sent", "provider": "smtp", "channel": "email"},
            "It was handed to the provider by email, through smtp.",
        ),
        (
            {"status": "delivered", "provider": "waha", "channel": "whatsapp"},
            "It was delivered by WhatsApp, through waha.",
        ),
        (
            {"status": "read", "provider": "twilio", "channel": "sms"},
            "It was delivered and read by SMS, through twilio.",
        ),
        (
            {"status": "failed", "reason": "template_failed"},
            "It was not sent: its template cannot be rendered.",
        ),
        (
            {"status": "suppressed", "reason": "frequency_cap", "channel": None},
            "It was not sent: the customer has had as many messages as the business allows.",
        ),
        (
            {"status": "expired", "reason": "too_late"},
            "It was not sent: it had waited for 48 hours, too long to be welcome.",
        ),
        (
            {"status": "unknown", "reason": "lease_over"},
            "It may or may not have been sent, and it is not sent again: "
            "its sender stopped before it recorded the provider's answer.",
        ),
    ],
)
def test_the_first_sentence_says_how_it_stands_and_why(changes: dict[str, Any], sentence: str) -> None:
    assert explain(a_message(**changes))[0] == sentence


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("channel", ["push", "whatsapp", "sms", "email", None])
def test_every_status_on_every_channel_has_words(status: Status, channel: Any) -> None:
    message = a_message(
        status=status, channel=channel, provider="theirs", history=(step(status, None, channel),)
    )
    sentences = explain(message)
    assert len(sentences) == 2
    assert all(each.endswith(".") and "_" not in each and "None" not in each for each in sentences)


@pytest.mark.parametrize("reason", ENDS)
def test_every_reason_that_ends_a_message_has_words_of_its_own(reason: str) -> None:
    assert "provider said" not in words_for(reason)
    assert "_" not in words_for(reason)
    assert why(a_message(status="failed", reason=reason)) == words_for(reason)


def test_the_words_of_different_reasons_differ() -> None:
    assert len({words_for(reason) for reason in ENDS}) == len(ENDS)
    assert words_for("missing_variable:points") == "its template asks for points, which it does not have"


@pytest.mark.parametrize("reason", SKIP_REASONS)
def test_every_reason_to_pass_a_channel_over_has_words(reason: Any) -> None:
    message = a_message(skipped=({"channel": "sms", "reason": reason},))
    sentence = explain(message)[1]
    assert sentence.startswith("SMS was passed over: ")
    assert "_" not in sentence


def test_the_reasons_to_pass_a_channel_over_are_all_there() -> None:
    assert set(get_args(CapReason)) < set(SKIP_REASONS)
    assert {"not_opted_in", "opted_out", "suppressed", "window_closed", "tried"} < set(SKIP_REASONS)


@pytest.mark.parametrize("held_for", get_args(HoldReason))
def test_every_hold_has_words(held_for: str) -> None:
    message = a_message(send_at=NOON, history=(step("queued", held_for),))
    standing, turn = explain(message)
    assert ", because of " in standing
    assert turn.startswith("2025-01-25 12:00 UTC: held for ")
    assert "_" not in standing + turn


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("not_on_whatsapp", "the provider said: not on whatsapp"),
        ("ConnectTimeout", "the provider said: ConnectTimeout"),
        ("131026:undeliverable", "the provider said: 131026:undeliverable"),
    ],
)
def test_what_a_provider_said_keeps_its_own_name(reason: str, words: str) -> None:
    assert words_for(reason) == words


@pytest.mark.parametrize("status", ["queued", "sending", "sent", "delivered", "read"])
def test_what_went_or_may_still_go_has_no_why(status: str) -> None:
    assert why(a_message(status=status)) is None


def test_the_whole_story_of_a_message_that_changed_its_channel() -> None:
    message: Message = a_message(
        status="delivered",
        channel="sms",
        provider="twilio",
        skipped=({"channel": "whatsapp", "reason": "tried"}, {"channel": "email", "reason": "no_email"}),
        history=(
            step("queued", "quiet_hours", "whatsapp"),
            step("sending", None, "whatsapp", 1),
            step("queued", "ConnectTimeout", "whatsapp", 2),
            step("sending", None, "whatsapp", 3),
            step("queued", "not_on_whatsapp", "whatsapp", 4),
            step("queued", None, "sms", 4),
            step("sending", None, "sms", 5),
            step("sent", None, "sms", 6),
            step("delivered", None, "sms", 7),
        ),
    )
    assert explain(message) == [
        "It was delivered by SMS, through twilio.",
        "WhatsApp was passed over: it was tried and did not get through.",
        "email was passed over: the customer has no valid email address.",
        "2025-01-25 12:00 UTC: held for the customer's quiet hours.",
        "2025-01-25 12:01 UTC: sending by WhatsApp.",
        "2025-01-25 12:02 UTC: queued again, since the provider said: ConnectTimeout.",
        "2025-01-25 12:03 UTC: sending by WhatsApp.",
        "2025-01-25 12:04 UTC: queued again, since the provider said: not on whatsapp.",
        "2025-01-25 12:04 UTC: queued by SMS.",
        "2025-01-25 12:05 UTC: sending by SMS.",
        "2025-01-25 12:06 UTC: sent by SMS.",
        "2025-01-25 12:07 UTC: delivered by SMS.",
    ]


def test_an_end_is_told_with_its_reason() -> None:
    ended = a_message(history=()).ended("expired", "too_late", NOON)
    assert explain(ended)[-1] == (
        "2025-01-25 12:00 UTC: expired by push: it had waited for 48 hours, too long to be welcome."
    )
