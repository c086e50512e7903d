"""A cause leaves a message: queued on the channel and for the instant that the gate gives, or suppressed."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.customers.customer import Customer
from functions.domain.customers.touches import MarketingTouch
from functions.domain.messages.composing import Composed, compose, counted
from functions.domain.messages.gate import Allowed
from functions.domain.messages.outbox import SWEEP_AFTER, Message
from functions.domain.orgs.org import Org
from functions.store.documents import to_fields, to_model
from functions.store.snapshots import Snapshot
from tests.builders import NOON, a_customer, a_message, an_org

ORG = an_org()
NIGHT = datetime.fromisoformat("2025-01-25T16:00:00Z")
MORNING = datetime.fromisoformat("2025-01-26T03:30:00Z")


def composed(
    org: Org = ORG,
    now: datetime = NOON,
    template: str = "winback_30",
    batch_id: str | None = None,
    **changes: Any,
) -> Composed:
    return compose(
        org,
        a_customer(**changes),
        id="m",
        cause="the cause",
        rule="winback:30",
        template=template,
        variables={"days": 30},
        now=now,
        batch_id=batch_id,
    )


def test_a_message_is_queued_with_its_address_and_looked_after_in_ten_minutes() -> None:
    message = composed(name="Regular").message
    assert (message.status, message.channel, message.to) == ("queued", "push", "token")
    assert (message.wake_at, message.send_at) == (NOON + timedelta(minutes=10), None)
    assert message.variables == {"name": "Regular", "business": "Kopi", "days": 30}
    assert (message.cause, message.rule, message.template) == ("the cause", "winback:30", "winback_30")
    assert [(h.status, h.at, h.channel) for h in message.history] == [("queued", NOON, "push")]
    assert (message.attempts, message.enqueued_count, message.body, message.sent_at) == (0, 1, None, None)


def test_a_message_that_is_held_says_for_what_and_is_looked_after_when_it_is_due() -> None:
    message = composed(now=NIGHT).message
    assert (message.status, message.send_at, message.wake_at) == ("queued", MORNING, MORNING + SWEEP_AFTER)
    assert [(h.status, h.detail) for h in message.history] == [("queued", "quiet_hours")]


def test_a_message_that_may_go_nowhere_is_suppressed_and_never_woken_and_does_not_count() -> None:
    left = composed(has_app=False, phone=None, email=None)
    message = left.message
    assert (message.status, message.reason, message.channel, message.to) == (
        "suppressed",
        "no_address",
        None,
        None,
    )
    assert (message.wake_at, message.send_at) == (None, None)
    assert [h.status for h in message.history] == ["suppressed"]
    assert [s.reason for s in message.skipped] == ["no_app", "no_phone", "no_phone", "no_email"]
    assert left.customer == a_customer(has_app=False, phone=None, email=None)


@pytest.mark.parametrize(
    ("template", "purpose"), [("winback_30", "marketing"), ("tier_upgrade", "transactional")]
)
def test_the_template_says_the_purpose(template: str, purpose: str) -> None:
    assert composed(template=template).message.purpose == purpose


def test_a_message_speaks_the_customer_s_language_or_the_organisation_s() -> None:
    assert composed(locale="mr-IN").message.locale == "mr-IN"
    assert composed().message.locale == "en-IN"


@pytest.mark.parametrize(
    ("changes", "kept"), [({}, "page 1"), ({"has_app": False}, None), ({"push_tokens": ()}, None)]
)
def test_only_a_push_stays_with_its_page(changes: dict[str, Any], kept: str | None) -> None:
    assert composed(batch_id="page 1", **changes).message.batch_id == kept
    assert composed(**changes).message.batch_id is None


# What counts.


def counts(customer: Customer) -> list[tuple[str, str, datetime]]:
    return [(each.message_id, each.channel, each.at) for each in customer.marketing_touches]


def test_a_marketing_message_counts_for_the_instant_at_which_it_is_to_go() -> None:
    now, held = composed().customer, composed(now=NIGHT).customer
    assert (counts(now), now.last_contacted_at) == ([("m", "push", NOON)], NOON)
    assert (counts(held), held.last_contacted_at) == ([("m", "push", MORNING)], MORNING)


def test_a_transactional_message_does_not_count_but_is_a_contact() -> None:
    customer = composed(template="tier_upgrade").customer
    assert (counts(customer), customer.last_contacted_at) == ([], NOON)


def test_without_caps_nothing_is_kept_to_count() -> None:
    customer = composed(an_org(messages={"caps": {}})).customer
    assert (counts(customer), customer.last_contacted_at) == ([], NOON)


def test_the_last_contact_is_the_latest_one() -> None:
    tomorrow = NOON + timedelta(days=1)
    assert composed(last_contacted_at=tomorrow).customer.last_contacted_at == tomorrow
    assert composed(last_contacted_at=NOON - timedelta(days=1)).customer.last_contacted_at == NOON


def test_two_causes_at_one_moment_cannot_both_have_the_last_place() -> None:
    customer = composed().customer
    second = compose(
        ORG, customer, id="n", cause="n", rule="r", template="winback_60", variables={"days": 60}, now=NOON
    )
    assert (second.message.status, second.message.reason) == ("suppressed", "frequency_cap")
    assert second.customer == customer


def test_a_message_that_moves_counts_once_where_it_is_now() -> None:
    customer = composed().customer
    moved = a_message(channel="sms", send_at=MORNING)
    assert counts(counted(ORG, customer, moved, now=NIGHT)) == [("m", "sms", MORNING)]


def test_a_suppressed_message_is_not_counted_as_a_contact() -> None:
    assert counted(ORG, a_customer(), a_message(channel=None), now=NOON).marketing_touches == ()


# Its life.


@pytest.mark.item("S003-54")
def test_a_step_in_a_message_s_life_is_kept_with_its_detail_and_channel() -> None:
    message = composed().message.now_is("sending", NOON).now_is("sent", NOON + timedelta(seconds=1), "late")
    assert [(h.status, h.detail, h.channel) for h in message.history] == [
        ("queued", None, "push"),
        ("sending", None, "push"),
        ("sent", "late", "push"),
    ]


def test_a_message_at_its_end_is_neither_due_nor_woken() -> None:
    ended = composed(now=NIGHT).message.ended("expired", "too_late", NIGHT)
    assert (ended.status, ended.reason, ended.send_at, ended.wake_at) == ("expired", "too_late", None, None)
    assert "wake_at" not in to_fields(ended)


@pytest.mark.parametrize(
    ("holds", "steps"),
    [
        ([("push", "sending_paused")] * 3, [("push", "sending_paused")]),
        (
            [("push", "sending_paused"), ("push", "quiet_hours"), ("push", "sending_paused")],
            [("push", "sending_paused"), ("push", "quiet_hours"), ("push", "sending_paused")],
        ),
        (
            [("push", "channel_paused"), ("sms", "channel_paused")],
            [("push", "channel_paused"), ("sms", "channel_paused")],
        ),
        ([("push", None), ("push", None)], [("push", None), ("push", None)]),
    ],
)
def test_being_held_again_for_the_same_is_no_new_step(
    holds: list[tuple[Any, Any]], steps: list[tuple[str, str | None]]
) -> None:
    message = a_message(history=())
    for number, (channel, held_for) in enumerate(holds):
        at = NOON + timedelta(minutes=number)
        hold = (held_for, at + timedelta(minutes=5)) if held_for else None
        message = message.planned(Allowed(channel, "there", (), hold), at)
        assert message.send_at == (hold[1] if hold else None)
        assert message.wake_at == (hold[1] if hold else at) + SWEEP_AFTER
    assert [(h.channel, h.detail) for h in message.history] == steps


def test_a_message_and_who_was_counted_survive_being_stored() -> None:
    left = composed(now=NIGHT, has_app=False)
    message, customer = left.message, left.customer
    assert to_model(Message, Snapshot("orgs/kopi/messages/m", to_fields(message), 1)) == message
    found = to_model(Customer, Snapshot(f"orgs/kopi/customers/{customer.id}", to_fields(customer), 1))
    assert found is not None
    assert found.marketing_touches == (MarketingTouch(message_id="m", channel="whatsapp", at=MORNING),)
