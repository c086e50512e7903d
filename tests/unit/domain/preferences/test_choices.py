"""Choices of a customer: what is recorded, what is not, and what the page may show."""

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.customers.consents import Consent
from functions.domain.customers.customer import Customer
from functions.domain.messages.content import content_for
from functions.domain.messages.outbox import Message
from functions.domain.orgs.org import Org
from functions.domain.orgs.signed_tokens import sign_token
from functions.domain.preferences.choices import (
    Bearer,
    ChangedBy,
    bearer_of,
    change_preferences,
    choices_of,
    masked_email,
    masked_phone,
    preferences_url,
)
from functions.domain.settings.types import Channel
from tests.builders import NOON, a_customer, a_message, an_org
from tests.memory import DictBackend, a_store, run

URL = "https://crm.example.com/hooks"
NO = Consent(granted=False, at=NOON, how="keyword", by="customer", detail="stop")


def a_public_org(**messages: Any) -> Org:
    return an_org(messages={"public_url": URL, **messages})


@pytest.fixture
def backend() -> DictBackend:
    return DictBackend()


def change(
    backend: DictBackend, wanted: Any, how: ChangedBy = "preferences", minutes: int = 0
) -> dict[str, Any] | None:
    """The customer as stored after the change."""
    now = NOON + timedelta(minutes=minutes)
    found = run(
        a_store(backend), lambda: change_preferences(an_org(), "somebody", wanted, changed_by=how, now=now)
    )
    return backend.one("customers") if found else None


def said(customer: dict[str, Any] | None) -> dict[str, dict[str, bool]]:
    """The consents in a stored customer, without their proof."""
    assert customer is not None
    return {
        channel: {purpose: consent["granted"] for purpose, consent in purposes.items()}
        for channel, purposes in customer["consents"].items()
    }


def test_a_link_leads_to_its_customer_and_channel() -> None:
    org = a_public_org()
    url = preferences_url(org, "somebody", "email")
    assert url is not None
    assert url.startswith("https://crm.example.com/hooks/kopi/preferences/")
    assert bearer_of(org, url.rsplit("/", 1)[-1]) == Bearer("somebody", "email")


@pytest.mark.parametrize("customer_id", ["somebody", "a:b", "পরিচিত", "0123456789abcdef0123456789abcdef"])
def test_a_link_without_a_channel_leads_to_its_customer(customer_id: str) -> None:
    org = a_public_org()
    url = preferences_url(org, customer_id)
    assert url is not None
    assert bearer_of(org, url.rsplit("/", 1)[-1]) == Bearer(customer_id, None)


def test_a_token_of_a_tracked_link_leads_to_no_customer() -> None:
    assert bearer_of(an_org(), sign_token(an_org(), "link", "email:somebody")) is None


def test_without_a_public_address_there_is_no_link() -> None:
    assert preferences_url(an_org(messages={}), "somebody", "email") is None


CHANGES: dict[str, tuple[dict[str, Any], Any, ChangedBy, dict[str, Any], bool]] = {
    # what the customer was, what they want, how, the email's consents after it, the flag after it
    "who refuses marketing keeps the rest": (
        {}, {"marketing": False, "transactional": True}, "preferences", {"marketing": False}, True,
    ),
    "who refuses both is not reached there at all": (
        {},
        {"marketing": False, "transactional": False},
        "preferences",
        {"marketing": False, "transactional": False},
        False,
    ),
    "who agrees to one of two refuses the other": (
        {"email_opt_in": False},
        {"marketing": False, "transactional": True},
        "preferences",
        {"marketing": False, "transactional": True},
        True,
    ),
    "who agrees to both": (
        {"email_opt_in": False},
        {"marketing": True, "transactional": True},
        "preferences",
        {"marketing": True, "transactional": True},
        True,
    ),
    "who takes a refusal back": (
        {"consents": {"email": {"marketing": NO, "transactional": NO}}, "email_opt_in": False},
        {"marketing": True, "transactional": True},
        "preferences",
        {"marketing": True, "transactional": True},
        True,
    ),
    "one click refuses marketing": ({}, {"marketing": False}, "one_click", {"marketing": False}, True),
    "one click refuses what nobody had agreed to": (
        {"email_opt_in": False}, {"marketing": False}, "one_click", {"marketing": False}, False,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "wanted", "how", "after", "flag"), CHANGES.values(), ids=CHANGES.keys())
def test_what_a_customer_wants_is_recorded(
    backend: DictBackend,
    before: dict[str, Any],
    wanted: Any,
    how: ChangedBy,
    after: dict[str, Any],
    flag: bool,
) -> None:
    backend.put(a_customer(**before))
    customer = change(backend, {"email": wanted}, how)
    assert said(customer) == {"email": after}
    assert customer is not None
    assert (customer["email_opt_in"], customer["sms_opt_in"], customer["updated_at"]) == (flag, True, NOON)


@pytest.mark.parametrize(
    ("before", "wanted", "how"), [case[:3] for case in CHANGES.values()], ids=CHANGES.keys()
)
def test_the_same_again_writes_nothing(
    backend: DictBackend, before: dict[str, Any], wanted: Any, how: ChangedBy
) -> None:
    backend.put(a_customer(**before))
    first = change(backend, {"email": wanted}, how)
    written = backend.billed.writes
    assert change(backend, {"email": wanted}, how, minutes=5) == first
    assert (written, backend.billed.writes, backend.billed.reads) == (2, 2, 2)
    assert len(backend.all("interactions")) == 1


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ({}, {"marketing": True, "transactional": True}),
        ({"email_opt_in": False}, {"marketing": False, "transactional": False}),
        ({"consents": {"email": {"marketing": NO}}}, {"marketing": False, "transactional": True}),
        (
            {"consents": {"email": {"marketing": NO, "transactional": NO}}},
            {"marketing": False, "transactional": False},
        ),
    ],
)
def test_a_page_sent_off_as_it_was_records_nothing(
    backend: DictBackend, before: dict[str, Any], wanted: Any
) -> None:
    backend.put(a_customer(**before))
    change(backend, {"email": wanted})
    assert (backend.billed.writes, backend.all("interactions")) == (0, {})


def test_one_click_does_not_touch_a_refusal_by_another_way(backend: DictBackend) -> None:
    backend.put(a_customer(consents={"email": {"marketing": NO}}))
    customer = change(backend, {"email": {"marketing": False}}, "one_click", minutes=5)
    assert customer is not None
    assert customer["consents"]["email"]["marketing"]["how"] == "keyword"
    assert backend.billed.writes == 0


def test_a_refusal_that_is_later_than_the_page_stays(backend: DictBackend) -> None:
    later = NO.with_changes(at=NOON + timedelta(minutes=1))
    refused = {"email": {"marketing": later, "transactional": later}}
    backend.put(a_customer(consents=refused, email_opt_in=False))
    customer = change(backend, {"email": {"marketing": True, "transactional": True}})
    assert said(customer) == {"email": {"marketing": False, "transactional": False}}
    assert backend.billed.writes == 0


def test_the_flag_follows_what_is_in_force_and_not_what_came_too_late(backend: DictBackend) -> None:
    later = NO.with_changes(at=NOON + timedelta(minutes=1))
    backend.put(a_customer(consents={"email": {"marketing": later}}))
    customer = change(backend, {"email": {"marketing": True, "transactional": False}})
    assert said(customer) == {"email": {"marketing": False, "transactional": False}}
    assert customer is not None
    assert customer["email_opt_in"] is False


def test_push_has_consents_and_no_flag(backend: DictBackend) -> None:
    backend.put(a_customer())
    before = backend.one("customers")
    customer = change(backend, {"push": {"marketing": False, "transactional": False}})
    assert said(customer) == {"push": {"marketing": False, "transactional": False}}
    assert customer is not None
    assert {name for name in customer if customer[name] != before[name]} == {"consents", "updated_at"}


def test_a_change_leaves_its_proof_and_one_interaction_that_names_its_rule(backend: DictBackend) -> None:
    backend.put(a_customer())
    off = {"marketing": False, "transactional": True}
    customer = change(backend, {"email": off, "sms": off})
    assert customer is not None
    assert customer["consents"]["sms"]["marketing"] == {
        "granted": False, "at": NOON, "how": "preferences", "by": "customer", "detail": None,
    }  # fmt: skip
    interaction = backend.one("interactions")
    assert interaction["interaction_type"] == "preferences_changed"
    assert interaction["automation_id"] == "consent.preferences"
    assert (interaction["customer_id"], interaction["performed_by"]) == ("somebody", "customer")
    assert interaction["outcome"] == "email.marketing: no, sms.marketing: no"


def test_one_click_leaves_an_opt_out(backend: DictBackend) -> None:
    backend.put(a_customer())
    change(backend, {"email": {"marketing": False}}, "one_click")
    interaction = backend.one("interactions")
    assert (interaction["interaction_type"], interaction["automation_id"]) == ("opt_out", "consent.one_click")
    assert interaction["outcome"] == "email.marketing: no"


@pytest.mark.parametrize(("minutes", "interactions"), [((0, 1, 2), 3), ((0, 0, 0), 2)])
def test_to_and_fro_counts_each_time_and_leaves_an_interaction_an_instant(
    backend: DictBackend, minutes: tuple[int, ...], interactions: int
) -> None:
    backend.put(a_customer())
    for minute, wanted in zip(minutes, (False, True, False), strict=True):
        change(backend, {"email": {"marketing": wanted, "transactional": True}}, minutes=minute)
    assert said(backend.one("customers")) == {"email": {"marketing": False}}
    assert len(backend.all("interactions")) == interactions


def test_the_choices_of_an_unknown_customer_change_nothing(backend: DictBackend) -> None:
    assert change(backend, {"email": {"marketing": False}}, "one_click") is None
    assert backend.documents == {}


CAFE: tuple[Channel, ...] = ("push", "whatsapp", "sms", "email")


@pytest.mark.parametrize(
    ("customer", "asked_on", "shown"),
    [
        (a_customer(), None, CAFE),
        (a_customer(has_app=False, phone=None), None, ("email",)),
        (a_customer(has_app=False, email=None), None, ("whatsapp", "sms")),
        (a_customer(has_app=False, email=None), "email", ("whatsapp", "sms", "email")),
        (a_customer(has_app=False, email=None, phone=None), None, ()),
    ],
)
def test_only_channels_that_the_customer_has_are_shown_and_the_one_that_was_asked_on(
    customer: Customer, asked_on: Channel | None, shown: tuple[Channel, ...]
) -> None:
    assert tuple(choice.channel for choice in choices_of(an_org(), customer, asked_on)) == shown


def test_a_channel_that_only_a_rule_names_is_shown_and_one_that_nothing_names_is_not() -> None:
    org = an_org(channels=["email"], messages={"channel_rules": [{"channels": ["sms", "email"]}]})
    assert [choice.channel for choice in choices_of(org, a_customer(), None)] == ["email", "sms"]


def test_choices_stand_as_the_gate_sees_them() -> None:
    customer = a_customer(
        sms_opt_in=False, consents={"email": {"marketing": NO}, "push": {"transactional": NO}}
    )
    agreed = {choice.channel: dict(choice.agreed) for choice in choices_of(an_org(), customer, None)}
    assert agreed == {
        "push": {"marketing": True, "transactional": False},
        "whatsapp": {"marketing": True, "transactional": True},
        "sms": {"marketing": False, "transactional": False},
        "email": {"marketing": False, "transactional": True},
    }


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("kopi@example.com", "k•••@example.com"),
        ("k@example.com", "•••@example.com"),
        ('"a@b"@example.com', '"•••@example.com'),
    ],
)
def test_an_address_is_shown_masked(address: str, masked: str) -> None:
    assert masked_email(address) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("+12025550123", "+1 ••• ••23"), ("+919812345678", "+91 ••• ••78"), ("0202", "•••"), ("none", "•••")],
)
def test_a_phone_is_shown_masked(phone: str, masked: str) -> None:
    assert masked_phone(phone) == masked


@pytest.mark.parametrize("channel", CAFE)
@pytest.mark.parametrize(
    ("url", "text"), [("https://example.com/x", "Stop: https://example.com/x"), (None, "Stop:")]
)
def test_a_text_may_show_the_way_out_on_every_channel(channel: Channel, url: str | None, text: str) -> None:
    template = {"purpose": "marketing", "bodies": {"en": "Stop: {{ unsubscribe_url }}"}}
    org = an_org(templates={"t": template})
    org = org.model_copy(update={"windowless_channels": ("whatsapp",)})
    message: Message = a_message(template="t", channel=channel)
    content = content_for(org, message, a_customer(), now=NOON, unsubscribe_url=url)
    assert (content.text, content.unsubscribe_url) == (text, url)
