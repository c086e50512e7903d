"""Customers with the app who are due in one page hear by one task: each claimed once, sent once, recorded once."""

from datetime import timedelta
from typing import Any

from tests.scenarios.shop import Shop

MORNING_UTC, EVENING_UTC = 4, 14  # the preset's quiet hours end at 03:30 and begin at 15:30


def due_now(shop: Shop, *tokens: list[str]) -> None:
    """A customer for each list of devices, silent for 30 days, and an hour at which marketing may go."""
    while not MORNING_UTC <= shop.now().hour < EVENING_UTC:
        shop.firebase.advance("1h")
    due_at = shop.now() - timedelta(minutes=1)
    last_order_at = due_at - timedelta(days=30)
    for number, devices in enumerate(tokens):
        fields: dict[str, Any] = {
            "has_app": True,
            "push_tokens": devices,
            "stats": {"orders": 1, "last_order_at": last_order_at},
            "due": {"auto:winback_30": due_at},
            "wake_at": due_at,
        }
        shop.write(f"customers/c{number}", fields)
    shop.firebase.idle()


def test_a_page_of_three_customers_with_the_app_bills_each_message_one_claim_and_one_record(
    shop: Shop,
) -> None:
    shop.post()
    shop.firebase.control("POST", "/schedules/tick/run")  # what others left due is not of this page
    shop.firebase.idle()
    due_now(shop, ["a"], ["b1", "b2"], ["c"])
    shop.firebase.reset_meter()
    shop.firebase.control("POST", "/schedules/tick/run")
    shop.firebase.idle()
    messages = shop.messages()
    assert [message["status"] for message in messages] == ["sent"] * 3
    assert sorted(message["to"] for message in messages) == ["a", "b2", "c"]
    assert {message["attempts"] for message in messages} == {1}
    assert {message["enqueued_count"] for message in messages} == {1}
    assert len({message["batch_id"] for message in messages}) == 1
    assert all(message["batch_id"] for message in messages)
    steps = [[step["status"] for step in message["history"]] for message in messages]
    assert steps == [["queued", "sending", "sent"]] * 3
    billed = shop.firebase.meter()["by_function"]
    assert billed["deliverpush"] == {"reads": 3, "writes": 6, "deletes": 0}
    assert billed["tick"]["writes"] == 9


def test_one_of_a_page_who_opted_out_since_hears_nothing_and_the_others_do(shop: Shop) -> None:
    due_now(shop, ["a"], ["b"], ["c"])
    shop.write("customers/c0", {"consents": {"push": {"marketing": _refusal(shop)}}})
    shop.firebase.control("POST", "/schedules/tick/run")
    shop.firebase.idle()
    found = {id.split(":")[0]: message["status"] for id, message in shop.all("messages").items()}
    assert found == {"c0": "suppressed", "c1": "sent", "c2": "sent"}


def _refusal(shop: Shop) -> dict[str, Any]:
    return {"granted": False, "at": shop.now(), "how": "preferences", "by": "customer"}
