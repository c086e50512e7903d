"""A cause leaves a message, and the message goes out once: outbox, task, claim, sandbox, record."""

from typing import Any

import pytest

from functions.cloud_tasks.enqueue import enqueue
from tests.builders import PHONE
from tests.scenarios.shop import Shop

CHANNELS: dict[str, tuple[dict[str, Any], str, list[dict[str, str]]]] = {
    "push": ({"has_app": True, "push_tokens": ["old", "new"], "whatsapp_opt_in": True}, "new", []),
    "whatsapp": (
        {"whatsapp_opt_in": True, "sms_opt_in": True},
        PHONE,
        [{"channel": "push", "reason": "no_app"}],
    ),
    "sms": (
        {"has_app": True, "sms_opt_in": True},
        PHONE,
        [{"channel": "push", "reason": "no_push_token"}, {"channel": "whatsapp", "reason": "not_opted_in"}],
    ),
    "email": (
        {"phone": None, "email": "regular@example.com", "email_opt_in": True},
        "regular@example.com",
        [
            {"channel": "push", "reason": "no_app"},
            {"channel": "whatsapp", "reason": "not_opted_in"},
            {"channel": "sms", "reason": "not_opted_in"},
        ],
    ),
}


@pytest.mark.item("S000-38")
@pytest.mark.parametrize("channel", CHANNELS)
def test_an_upgrade_is_told_on_the_first_channel_that_may_be_used(shop: Shop, channel: str) -> None:
    fields, address, skipped = CHANNELS[channel]
    shop.opted_in(**fields)
    assert shop.post_now(order_id="2", total="9000.00").json["tier"] == "gold"
    shop.firebase.idle()
    (message,) = shop.messages()
    told = (message["channel"], message["to"], message["status"], message["provider"], message["attempts"])
    assert told == (channel, address, "sent", "sandbox", 1)
    assert message["body"] == "You are Gold at The Shop now, with 93 points. Thank you!"
    assert message["skipped"] == skipped
    assert [step["status"] for step in message["history"]] == ["queued", "sending", "sent"]
    assert "wake_at" not in message


@pytest.mark.item("S000-24", "S002-33")
def test_an_upgrade_leaves_an_interaction_that_names_its_rule(shop: Shop) -> None:
    customer_id = shop.opted_in()
    shop.post_now(order_id="2", total="9000.00")
    (interaction,) = shop.all("interactions").values()
    assert interaction["interaction_type"] == "tier_upgrade"
    assert interaction["automation_id"] == "tier_upgrade"
    assert interaction["customer_id"] == customer_id
    assert interaction["transaction"]["id"] == "pos:2"


def test_who_never_agreed_hears_nothing_and_the_message_says_why(shop: Shop) -> None:
    shop.post_now(total="9000.00")
    shop.firebase.idle()
    (message,) = shop.messages()
    assert (message["status"], message["reason"], message["channel"]) == ("suppressed", "not_opted_in", None)
    assert [skip["channel"] for skip in message["skipped"]] == ["push", "whatsapp", "sms", "email"]
    assert (message["body"], message["provider"]) == (None, None)


@pytest.mark.parametrize(
    ("locale", "words"), [("hi-IN", "आपके 93 पॉइंट हैं"), ("mr", "तुमचे 93 पॉइंट आहेत"), ("fr-FR", "with 93 points")]
)
def test_a_message_is_written_in_the_customers_language(shop: Shop, locale: str, words: str) -> None:
    shop.opted_in(whatsapp_opt_in=True, locale=locale)
    shop.post_now(order_id="2", total="9000.00")
    shop.firebase.idle()
    assert words in shop.messages()[0]["body"]


def message_fields(shop: Shop, **changes: Any) -> dict[str, Any]:
    """A message document as a decision creates it, written by hand so that it can be odd."""
    customer_id, customer = shop.customer()
    now = customer["created_at"]
    fields = {
        "customer_id": customer_id,
        "cause": "by hand",
        "rule": "by hand",
        "template": "tier_upgrade",
        "purpose": "transactional",
        "variables": {"name": None, "business": "The Shop", "tier": "gold", "points": 1},
        "locale": "en",
        "channel": "sms",
        "to": PHONE,
        "status": "queued",
        "created_at": now,
        "wake_at": now,
        "history": [],
    }
    return fields | changes


def a_queued_message(shop: Shop, id: str, **changes: Any) -> None:
    fields = message_fields(shop, **{"cause": id} | changes)
    shop.client.document(f"orgs/{shop.id}/messages/{id}").set(fields)


def test_a_missing_variable_fails_the_message_with_its_name(shop: Shop) -> None:
    shop.opted_in()
    a_queued_message(shop, "m", variables={"name": None, "business": "The Shop", "tier": "gold"})
    shop.firebase.idle()
    message = shop.read("messages/m")
    assert (message["status"], message["reason"]) == ("failed", "missing_variable:points")
    assert "provider" not in message


def test_a_message_whose_event_is_lost_is_found_by_the_tick_and_sent_once(shop: Shop) -> None:
    shop.opted_in()
    shop.firebase.idle()
    shop.firebase.faults(drop_events=1.0)
    shop.post_now(order_id="2", total="9000.00")
    shop.firebase.idle()
    assert shop.messages()[0]["status"] == "queued"
    shop.firebase.faults()
    shop.firebase.advance("2h")
    (message,) = shop.messages()
    assert (message["status"], message["attempts"], message["enqueued_count"]) == ("sent", 1, 2)


def test_an_event_that_comes_twice_sends_once(shop: Shop) -> None:
    shop.opted_in()
    shop.firebase.faults(duplicate_events=1.0)
    shop.post_now(order_id="2", total="9000.00")
    shop.firebase.idle()
    assert (shop.messages()[0]["status"], shop.messages()[0]["attempts"]) == ("sent", 1)


def test_a_task_that_comes_again_sends_nothing_more(shop: Shop) -> None:
    shop.opted_in()
    shop.post_now(order_id="2", total="9000.00")
    shop.firebase.idle()
    sent = shop.messages()
    (message_id,) = shop.all("messages")
    content = {"id": message_id, "customer_id": sent[0]["customer_id"], "purpose": sent[0]["purpose"]}
    enqueue("deliverwhatsapp", f"{shop.id}:again", {"org": shop.id, "messages": [content]})
    shop.firebase.idle()
    assert shop.messages() == sent


@pytest.mark.parametrize(
    ("template", "purpose", "becomes"),
    [("tier_upgrade", "transactional", "sent"), ("winback_30", "marketing", "unknown")],
)
def test_whoever_crashes_while_sending_marketing_leaves_it_unknown_and_it_is_never_sent_twice(
    shop: Shop, template: str, purpose: str, becomes: str
) -> None:
    shop.opted_in()
    a_queued_message(shop, "m", status="sending", template=template, purpose=purpose, attempts=1)
    shop.firebase.advance("1h")
    message = shop.read("messages/m")
    assert message["status"] == becomes
    assert message["attempts"] == (2 if becomes == "sent" else 1)


def test_a_message_bills_one_read_and_three_writes(shop: Shop) -> None:
    shop.opted_in()
    shop.firebase.idle()
    shop.firebase.reset_meter()
    shop.post_now(order_id="2", total="9000.00")
    shop.firebase.idle()
    billed = shop.firebase.meter()["by_function"]
    assert billed.pop("hooks") == {"reads": 1, "writes": 5, "deletes": 0}
    assert billed == {"deliverwhatsapp": {"reads": 1, "writes": 2, "deletes": 0}}
