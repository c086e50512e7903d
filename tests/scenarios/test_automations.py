"""A business writes automations by the API, and they run for its customers: at once, on their day, and for those who
were there before.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.scenarios.shop import Shop
from tests.scenarios.staff import ask

DESSERT = {
    "purpose": "transactional",
    "bodies": {"en": "{{ name or 'Dear regular' }}, your dessert is free today."},
}


def save(shop: Shop, id: str, **content: Any) -> None:
    answer = ask(shop, "PUT", f"automations/{id}", content, role="marketing")
    assert answer.status == 200, answer.text
    shop.firebase.advance("2m")  # by then every instance has it


def ran(shop: Shop) -> list[str]:
    kept = shop.all("interactions").values()
    return [
        each["automation_id"] for each in kept if (each.get("automation_id") or "") in ("dessert", "reorder")
    ]


@pytest.mark.item("S004-22")
def test_a_dessert_is_free_with_every_tenth_visit_and_no_other(shop: Shop) -> None:
    shop.opted_in(sms_opt_in=True)
    assert ask(shop, "PUT", "templates/dessert", DESSERT).status == 200
    tenth = {"==": [{"%": [{"var": "stats.visits"}, 10]}, 0]}
    save(shop, "dessert", on="visit_recorded", when=tenth, then=[{"send": "dessert", "channels": ["sms"]}])
    for visit in range(2, 12):
        shop.post_now(order_id=f"visit-{visit}", total="10.00")
        assert len(ran(shop)) == (1 if visit >= 10 else 0)
    shop.firebase.idle()
    (message,) = (each for each in shop.messages() if each["template"] == "dessert")
    assert (message["status"], message["body"]) == ("sent", "Dear regular, your dessert is free today.")


@pytest.mark.item("S004-22")
def test_the_cafe_s_tenth_visit_brings_a_dessert_and_the_ones_beside_it_none(shop: Shop) -> None:
    shop.opted_in(sms_opt_in=True)
    for visit in range(2, 12):
        shop.post_now(order_id=f"visit-{visit}", total="10.00")
        assert len(shop.all("coupons")) == (1 if visit >= 10 else 0)
    shop.firebase.idle()
    ((code, coupon),) = shop.all("coupons").items()
    assert coupon["item"] == "dessert"
    (message,) = (each for each in shop.messages() if each["template"] == "dessert_10")
    assert (message["status"], message["body"]) == (
        "sent",
        "That was your visit number 10 at The Shop: your next dessert is free, until "
        f"24 February 2025. Show {code}.",
    )


@pytest.mark.item("S000-35")
def test_who_was_there_before_is_reminded_on_the_day_once_and_not_the_day_before(shop: Shop) -> None:
    shop.opted_in(sms_opt_in=True)
    shop.post_now(order_id="beans", total="10.00")
    assert ask(shop, "PUT", "templates/dessert", DESSERT).status == 200
    moment = {"field": "stats.last_order_at", "after": "2d"}
    save(shop, "reorder", on=moment, then=[{"send": "dessert"}])
    shop.firebase.advance("1d")
    assert ran(shop) == []
    shop.firebase.advance("25h")  # the tick comes every hour
    assert ran(shop) == ["reorder"]
    shop.firebase.advance("12h")
    assert ran(shop) == ["reorder"]


def test_a_wrong_automation_is_refused_with_every_place(shop: Shop) -> None:
    wrong = {
        "on": {"field": "shoe_size", "after": "soon"},
        "when": {"and": [{"sql": ["drop"]}]},
        "then": [{"send": "no-such-template"}],
        "repeat": "now and then",
    }
    before = shop.all("automations")
    answer = ask(shop, "PUT", "automations/x", wrong, role="marketing")
    assert answer.status == 400
    paths = {fault["path"] for fault in answer.json["error"]["fields"]}
    assert any(path.startswith("on") for path in paths)
    assert {"when"} <= paths
    assert shop.all("automations") == before


def test_a_template_that_an_automation_sends_is_there_and_stays(shop: Shop) -> None:
    lost = {"on": "order_paid", "then": [{"send": "no-such-template"}]}
    refused = ask(shop, "PUT", "automations/x", lost, role="marketing")
    assert [fault["path"] for fault in refused.json["error"]["fields"]] == ["then.0.send"]
    assert ask(shop, "PUT", "templates/dessert", DESSERT).status == 200
    save(shop, "dessert", on="order_paid", then=[{"send": "dessert"}])
    kept = ask(shop, "DELETE", "templates/dessert")
    assert kept.status == 400
    assert "dessert" in shop.all("templates")


def reasons_of(shop: Shop, status: str) -> list[str | None]:
    """What the last step of each message with this status says."""
    return [each["history"][-1]["detail"] for each in shop.messages() if each["status"] == status]


def test_a_rule_that_would_message_more_than_the_daily_budget_is_held_and_the_business_hears_of_it_once(
    shop: Shop,
) -> None:
    changed = ask(shop, "PATCH", "settings", {"messages": {"daily_budget": 2, "quiet_hours": None}})
    assert changed.status == 200, changed.text
    assert ask(shop, "PUT", "templates/dessert", DESSERT | {"purpose": "marketing"}).status == 200
    for number in range(5):
        buyer = {"id": f"buyer-{number}", "phone": f"+1202555013{number}"}
        bought = shop.post_now(order_id=f"order-{number}", total="10.00", customer=buyer)
        shop.write(f"customers/{bought.json['customer_id']}", {"sms_opt_in": True})
    moment = {"field": "stats.last_order_at", "after": "2d"}
    save(shop, "reorder", on=moment, then=[{"send": "dessert", "channels": ["sms"]}])
    shop.firebase.advance("49h")
    shop.firebase.idle()
    assert len(reasons_of(shop, "sent")) == 2
    assert reasons_of(shop, "queued") == ["daily_budget"] * 3
    ((id, letter),) = shop.all("dead_letters").items()
    day = letter["payload"]["day"]
    assert (id, letter["attempts"]) == (f"daily_budget:{day}", 1)
    assert letter["error"]["message"] == (
        f"the budget of 2 marketing messages on {day} is used up (automation:reorder took 2);"
        " more are held until the next day, the first one of automation:reorder"
    )
    shop.firebase.advance("24h")
    shop.firebase.idle()
    assert len(reasons_of(shop, "sent")) == 4
    assert reasons_of(shop, "queued") == ["daily_budget"]
    later = f"{date.fromisoformat(day) + timedelta(days=1)}"
    assert set(shop.all("dead_letters")) == {f"daily_budget:{day}", f"daily_budget:{later}"}
    shop.firebase.advance("24h")
    assert [each["status"] for each in shop.messages()] == ["sent"] * 5
