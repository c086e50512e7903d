"""A campaign over the wire: scheduled, approved, sent in pages, paused, and answered by a customer's no in between."""

from datetime import timedelta
from typing import Any

import pytest

from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask

BUYERS = 30
SETTINGS = {
    "messages": {"quiet_hours": None},
    "campaigns": {"page_size": 10, "approval_above": 20, "message_cost_minor": {"push": 5, "call": 200}},
}
NEWS = {"purpose": "marketing", "bodies": {"en": "{{ offer }} waits for you"}}


def open_shop(shop: Shop) -> None:
    """Thirty regulars with the app, one of whom is staff too, their segments, and a text."""
    assert ask(shop, "PATCH", "settings", SETTINGS).status == 200
    for id in ("regular", "staff"):
        content = {"name": id, "filter": {"in": [id, {"var": "tags"}]}}
        assert ask(shop, "PUT", f"segments/{id}", content).status == 200
    assert ask(shop, "PUT", "templates/news", NEWS).status == 200
    batch = shop.client.batch()
    for number in range(BUYERS):
        groups = ["regular", "staff"] if number == 0 else ["regular"]
        fields: dict[str, Any] = {
            "name": f"Buyer {number}",
            "has_app": True,
            "push_tokens": [f"token-{number}"],
            "tags": groups,
            "segment_ids": groups,
            "created_at": shop.now(),
            "updated_at": shop.now(),
        }
        batch.set(shop.client.document(f"orgs/{shop.id}/customers/c{number:02}"), fields)
    batch.commit()
    shop.firebase.idle()


def a_draft(shop: Shop, **changes: Any) -> str:
    content = {
        "name": "Monsoon",
        "offer": "A second cup",
        "mode": "scheduled",
        "segment_ids": ["regular"],
        "exclude_segment_ids": ["staff"],
        "channels": ["push"],
        "template": "news",
    }
    made = ask(shop, "POST", "campaigns", content | changes, role="marketing")
    assert made.status == 201, made.json
    return str(made.json["campaign_id"])


def step(shop: Shop, id: str, word: str, role: str = "marketing") -> dict[str, Any]:
    answer = ask(shop, "POST", f"campaigns/{id}/{word}", {}, role=role)
    assert answer.status == 200, answer.json
    return answer.json


def later(shop: Shop, by: str) -> None:
    shop.firebase.advance(by)
    shop.firebase.idle()


def recipients(shop: Shop, id: str) -> dict[str, int]:
    found: dict[str, int] = ask(shop, "GET", f"campaigns/{id}").json["recipients"]
    return {status: count for status, count in found.items() if count}


@pytest.mark.item("S002-36", "S004-20")
def test_a_campaign_goes_to_each_customer_once_after_a_leader_approved_it(shop: Shop) -> None:
    open_shop(shop)
    variants = [{"id": "one", "template": "news"}, {"id": "other", "template": "news"}]
    id = a_draft(shop, template=None, variants=variants)
    preview = step(shop, id, "preview")
    assert (preview["audience"], preview["would_get"], preview["left_out"]) == (30, 29, 1)
    assert (preview["cost"]["money_minor"], preview["is_approval_needed"]) == (29 * 5, True)
    assert step(shop, id, "schedule")["stands_because"] == "approval_missing"
    later(shop, "5m")
    assert not shop.all("messages")
    assert ask(shop, "POST", f"campaigns/{id}/approve", {}, role="marketing").status == 403
    step(shop, id, "approve", "manager")
    later(shop, "3m")
    messages = shop.all("messages")
    assert sorted(each["customer_id"] for each in messages.values()) == [f"c{n:02}" for n in range(1, BUYERS)]
    assert {each["body"] for each in messages.values()} == {"A second cup waits for you"}
    assert recipients(shop, id) == {"sent": 29}
    shown = ask(shop, "GET", f"campaigns/{id}").json
    assert (shown["status"], shown["progress"]["queued"], shown["progress"]["cost_minor"]) == (
        "done",
        29,
        145,
    )
    later(shop, "3h")
    assert shop.all("messages").keys() == messages.keys()
    at = shop.now().isoformat()
    buyer = {"order_id": "after", "customer": {"app_user_id": "buyer-1"}, "ordered_at": at, "updated_at": at}
    assert ask(shop, "PATCH", "customers/c01", {"app_user_id": "buyer-1"}).status == 200
    shop.post(**buyer)
    shop.firebase.idle()
    results = ask(shop, "GET", f"campaigns/{id}/results").json
    assert (results["treated"]["people"], results["treated"]["buyers"]) == (29, 1)
    assert sum(each["people"] for each in results["variants"].values()) == 29
    assert sum(each["orders"] for each in results["variants"].values()) == 1
    assert results["uplift"]["verdict"] == "too_few"
    assert shop.read(f"campaigns/{id}")["metrics"]["treated"]["orders"] == 1


@pytest.mark.item("S001-49")
def test_a_pause_holds_what_is_queued_and_a_no_in_between_is_heard(shop: Shop) -> None:
    open_shop(shop)
    id = a_draft(shop, spread_hours=2)
    step(shop, id, "schedule", "manager")
    later(shop, "4m")  # its segments were saved just now
    queued = recipients(shop, id)
    assert sum(queued.values()) == 29
    step(shop, id, "pause")
    later(shop, "1h")
    assert recipients(shop, id).get("sent") == queued.get("sent")
    no = {"channel": "push", "purposes": ["marketing"], "granted": False}
    waiting = {each["customer_id"] for each in shop.all("messages").values() if each["status"] == "queued"}
    refusing = min(waiting)
    assert ask(shop, "PUT", f"customers/{refusing}/consents", no).status == 200
    step(shop, id, "resume")
    later(shop, "6h")
    assert recipients(shop, id) == {"sent": 28, "suppressed": 1}
    assert shop.read(f"messages/{id}:{refusing}")["reason"] == "not_opted_in"


@pytest.mark.item("S001-50")
def test_calls_come_to_the_pool_and_a_cancelled_campaign_sends_nothing_more(shop: Shop) -> None:
    open_shop(shop)
    id = a_draft(shop, channels=["call"])
    for number in range(3):
        shop.write(f"customers/c{number + 1:02}", {"phone": f"+1202555010{number}"})
    step(shop, id, "schedule", "manager")
    later(shop, "3m")
    tasks = shop.all("tasks")
    assert {each["customer_id"] for each in tasks.values()} == {"c01", "c02", "c03"}
    assert {each["script"] for each in tasks.values()} == {"A second cup waits for you"}
    spread = a_draft(shop, spread_hours=2)
    step(shop, spread, "schedule", "manager")
    later(shop, "2m")
    step(shop, spread, "cancel")
    later(shop, "3h")
    after = recipients(shop, spread)
    assert after["suppressed"] >= 20
    assert not after.get("queued")
    reasons = {each["reason"] for each in shop.all("messages").values() if each["status"] == "suppressed"}
    assert reasons == {"campaign_cancelled", "no_address"}


def test_who_enters_an_ongoing_campaign_s_segment_gets_it_at_once_and_once(shop: Shop) -> None:
    open_shop(shop)
    id = a_draft(shop, mode="ongoing")
    step(shop, id, "schedule", "manager")
    later(shop, "5m")
    assert recipients(shop, id) == {"sent": 29}
    shop.write(
        "customers/late", {"name": "Late", "has_app": True, "push_tokens": ["t"], "created_at": shop.now()}
    )
    for tags in (["regular"], [], ["regular"]):
        assert ask(shop, "PATCH", "customers/late", {"tags": tags}).status == 200
        shop.firebase.idle()
    assert shop.read(f"messages/{id}:late")["status"] == "sent"
    assert recipients(shop, id) == {"sent": 30}


@pytest.mark.item("S001-47")
def test_an_offer_of_the_calendar_is_proposed_a_week_before_and_goes_on_its_day_once_approved(
    shop: Shop,
) -> None:
    open_shop(shop)
    day = (shop.now() + timedelta(days=9)).date()
    calendar = {"hour": "12:00", "occasions": {"feast": {"dates": {str(day.year): day.isoformat()}}}}
    wrong = {"offer_calendar": {"occasions": {"feast": {"dates": {"soon": "2025-02-30"}}}}}
    assert ask(shop, "PATCH", "settings", wrong).status == 400
    assert ask(shop, "PATCH", "settings", {"offer_calendar": calendar}).status == 200
    offer = {
        "theme": "Feast",
        "occasion": "feast",
        "segment_ids": ["regular"],
        "kpi": "order_volume",
        "kpi_target": 1,
        "template": "news",
        "channels": ["push"],
        "holdout_percent": 0,
    }
    saved = ask(shop, "PUT", "offer_calendar/feast", offer, role="marketing")
    assert (saved.status, saved.json["revision"]) == (200, 1)
    assert ask(shop, "PUT", "offer_calendar/feast", offer | {"segment_ids": ["none"]}).status == 400
    assert ask(shop, "GET", "offer_calendar/feast").json["theme"] == "Feast"
    (row,) = ask(shop, "GET", "offer_calendar").json["items"]
    id = f"feast-{day.year}"
    assert (row["next"]["campaign_id"], row["undated"][:1]) == (id, [])
    later(shop, "1h")
    assert id not in shop.all("campaigns")
    later(shop, "3d")
    made = ask(shop, "GET", f"campaigns/{id}").json
    assert (made["status"], made["stands_because"], made["audience"]) == ("scheduled", "approval_missing", 30)
    assert step(shop, id, "approve", "manager")["status"] == "scheduled"
    later(shop, "5d")
    assert not recipients_of(shop, id)
    later(shop, "2d")
    assert sum(recipients(shop, id).values()) == 30
    results = ask(shop, "GET", f"campaigns/{id}/results").json
    assert results["kpi"] == {
        "kpi": "order_volume",
        "value": 0.0,
        "numerator": 0,
        "denominator": None,
        "held_out": 0.0,
        "target": 1.0,
        "is_met": False,
    }
    assert shop.read(f"campaigns/{id}")["metrics"]["kpi"]["kpi"] == "order_volume"


def recipients_of(shop: Shop, id: str) -> list[str]:
    return [each for each in shop.all("messages") if each.startswith(f"{id}:")]


@pytest.mark.item("S002-54", "S001-66")
def test_a_win_back_campaign_goes_to_who_falls_silent_once_and_its_code_brings_them_back(shop: Shop) -> None:
    assert ask(shop, "PATCH", "settings", {"messages": {"quiet_hours": None}}).status == 200
    for automation in ("winback_30", "winback_60"):  # the campaign takes their place
        assert ask(shop, "DELETE", f"automations/{automation}").status == 200
    offer = {"name": "Come back", "kind": "percent", "percent": 15, "code": "BACK15"}
    assert ask(shop, "PUT", "offers/come_back", offer, role="marketing").status == 200
    text = {"purpose": "marketing", "bodies": {"en": "{{ offer }}: {{ code }}"}}
    assert ask(shop, "PUT", "templates/come_back", text, role="marketing").status == 200
    later(shop, "3m")
    people = {"silent": "+12025550140", "buying": "+12025550141"}
    ids = {}
    for name, phone in people.items():
        customer = {"phone": phone, "name": name, "consents": {"sms": True, "whatsapp": True}}
        ids[name] = shop.post_now(order_id=name, customer=customer).json["customer_id"]
    shop.firebase.idle()
    id = a_draft(
        shop,
        name="Win back",
        mode="ongoing",
        offer="15% off",
        offer_id="come_back",
        segment_ids=["inactive_30"],
        exclude_segment_ids=[],
        channels=["sms"],
        template="come_back",
    )
    step(shop, id, "schedule", "manager")
    later(shop, "3m")
    assert recipients(shop, id) == {}
    later(shop, "20d")
    shop.post_now(order_id="again", customer={"phone": people["buying"]})
    later(shop, "11d")
    assert recipients(shop, id) == {"sent": 1}
    assert shop.read(f"messages/{id}:{ids['silent']}")["body"] == "15% off: BACK15"
    lines = [{"product_id": "latte", "quantity": "1", "unit_price": "400.00"}]
    back = {
        "customer": {"phone": people["silent"]},
        "coupon_code": "BACK15",
        "lines": lines,
        "total": "340.00",
    }
    assert shop.post_now(order_id="back", **back).json["redeemed"]["discount"] == "60.00"
    later(shop, "5m")
    results = ask(shop, "GET", f"campaigns/{id}/results").json
    assert (results["treated"]["people"], results["treated"]["buyers"]) == (1, 1)
    assert (results["offer"]["redemptions"], results["offer"]["discount_minor"]) == (1, 6000)
    later(shop, "9d")
    assert recipients(shop, id) == {"sent": 1}, "who bought 20 days in has been silent for 20 days"
    later(shop, "12d")
    assert recipients(shop, id) == {"sent": 2}
    later(shop, "40d")
    assert recipients(shop, id) == {"sent": 2}, "each once"
