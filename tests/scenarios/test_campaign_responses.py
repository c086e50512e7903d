"""A campaign over the wire, answered: reports, clicks, replies and refusals counted once, and handed over to sales."""

import json
import re
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions import provision
from functions.cloud_tasks.callback_items import pack
from functions.domain.providers.events import ProviderEvent, TemplateItem
from tests.provider_events import a_status, an_inbound
from tests.scenarios.conftest import SECRETS
from tests.scenarios.shop import Shop, signature
from tests.scenarios.staff import ask

BUYERS = 5
NEWS: dict[str, Any] = {
    "purpose": "marketing",
    "bodies": {"en": "{{ offer }}: https://shop.example/offer"},
    "variables": {"offer": {"sample": "A second cup"}},
}
WARM = {
    "some": [
        {"var": "campaigns"},
        {"and": [{"in": ["clicked", {"var": "did"}]}, {"!": {"in": ["bought", {"var": "did"}]}}]},
    ]
}


@pytest.fixture
def asking(shop: Shop, tmp_path: Path) -> Shop:
    """A business whose customers may be texted, with tracked links, a text and two segments."""
    file = tmp_path / "channels.yaml"
    file.write_text("sandbox: {callback_secret: {secret: SANDBOX_CALLBACKS}}")
    assert provision.main([shop.id, "--channels", str(file)]) == 0
    messages = {
        "quiet_hours": None,
        "tracks_links": True,
        "public_url": shop.firebase.functions_url("hooks"),
    }
    assert ask(shop, "PATCH", "settings", {"messages": messages}).status == 200
    for id, by in (("regular", {"in": ["regular", {"var": "tags"}]}), ("warm", WARM)):
        assert ask(shop, "PUT", f"segments/{id}", {"name": id, "filter": by}).status == 200
    assert ask(shop, "PUT", "templates/news", NEWS, role="marketing").status == 200
    shop.write("members/rep", {"roles": ["sales_rep"], "name": "The representative"})
    return shop


def customers(shop: Shop) -> list[str]:
    """The ids of five regulars, whose phones end with their number; the first is the account of a representative."""
    ids = []
    for number in range(BUYERS):
        content = {"name": f"Buyer {number}", "phone": phone(number), "tags": ["regular"]}
        owned = {"customer_group": "b2b", "owner_uid": "rep"} if number == 0 else {}
        made = ask(shop, "POST", "customers", content | owned)
        assert made.status == 201, made.json
        ids.append(str(made.json["customer_id"]))
        yes = {"channel": "sms", "purposes": ["marketing"], "granted": True}
        assert ask(shop, "PUT", f"customers/{ids[-1]}/consents", yes).status == 200
    shop.firebase.idle()
    return ids


def phone(number: int) -> str:
    return f"+1202555016{number}"


def a_campaign_sent(shop: Shop, **changes: Any) -> str:
    content = {
        "name": "Monsoon",
        "offer": "A second cup",
        "mode": "scheduled",
        "segment_ids": ["regular"],
        "channels": ["sms"],
        "template": "news",
    }
    made = ask(shop, "POST", "campaigns", content | changes, role="marketing")
    assert made.status == 201, made.json
    id = str(made.json["campaign_id"])
    assert ask(shop, "POST", f"campaigns/{id}/schedule", {}, role="marketing").status == 200
    shop.firebase.advance("3m")
    shop.firebase.idle()
    return id


def tell(shop: Shop, *items: ProviderEvent) -> None:
    """Twice, as a provider does that had no answer."""
    body = json.dumps([pack(item).content for item in items]).encode()
    for _ in range(2):
        how = {"path": f"/{shop.id}/sandbox", "signed": signature(body, SECRETS["SANDBOX_CALLBACKS"])}
        assert shop.post_raw(body, **how).status == 200
    shop.firebase.idle()


def follow(body: str) -> None:
    """Follow the tracked link of a text, twice."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *given: Any) -> None:
            return None

    (link,) = re.findall(r"https?://\S+/l/\S+", body)
    for _ in range(2):
        with pytest.raises(urllib.error.HTTPError) as found:
            urllib.request.build_opener(Stay).open(link)
        with found.value as answer:
            assert answer.headers["Location"] == "https://shop.example/offer"


def says(shop: Shop, number: int, text: str, id: str) -> ProviderEvent:
    return an_inbound(id=id, channel="sms", at=shop.now(), sender={"phone": phone(number)}, text=text)


@pytest.mark.item("S001-81", "S002-37", "S002-38", "S002-61")
def test_responses_count_once_and_are_handed_over_and_who_clicked_alone_is_a_segment(asking: Shop) -> None:
    shop, ids = asking, customers(asking)
    offer = {"name": "Ten off", "kind": "percent", "percent": 10, "code": "RAIN10"}
    assert ask(shop, "PUT", "offers/rain_10", offer, role="marketing").status == 200
    shop.firebase.advance("2m")
    id = a_campaign_sent(shop, handoff="lead", offer_id="rain_10")
    messages = [shop.read(f"messages/{id}:{each}") for each in ids]
    assert {each["status"] for each in messages} == {"sent"}
    reports = [
        a_status(
            id=each["provider_message_id"],
            message_id=f"{id}:{each['customer_id']}",
            status=status,
            at=shop.now(),
        )
        for each, statuses in zip(messages, (("read", "delivered"), ("delivered",)), strict=False)
        for status in statuses
    ]
    tell(shop, *reports)
    follow(messages[0]["body"])
    follow(messages[1]["body"])
    tell(shop, says(shop, 1, "Is it still on?", "in-1"), says(shop, 2, "Which sizes?", "in-2"))
    tell(shop, says(shop, 3, "STOP", "in-3"))
    shop.firebase.advance("1h")
    shop.firebase.idle()
    at = shop.now().isoformat()
    buyer = {"phone": phone(1), "email": None, "name": None, "card": None, "app_user_id": None}
    bought = {"customer": buyer, "ordered_at": at, "updated_at": at, "lines": [], "coupon_code": "RAIN10"}
    for _ in range(2):
        answer = shop.post(order_id="after", total="90.00", **bought)
        assert answer.json["redeemed"]["discount"] == "10.00"
    shop.firebase.idle()
    results = ask(shop, "GET", f"campaigns/{id}/results", role="marketing").json
    assert results["reach"] == {
        "sent": 5,
        "delivered": 2,
        "read": 1,
        "failed": 0,
        "clicked": 2,
        "replied": 2,
        "responded": 3,
        "opted_out": 1,
        "delivery_rate": 0.4,
        "response_rate": 0.6,
        "conversion_rate": 0.2,
    }
    assert results["channels"]["sms"]["delivery_rate"] == 0.4
    offer_result = {"redeemers": 1, "redemptions": 1, "discount_minor": 1000, "redemption_rate": 0.2}
    assert results["offer"] == offer_result
    assert shop.read(f"campaigns/{id}")["metrics"]["reach"] == results["reach"]
    tasks = shop.all("tasks")
    assert list(tasks) == [f"{id}:{ids[0]}:response"]
    task = tasks[f"{id}:{ids[0]}:response"]
    assert (task["assignee_uid"], task["campaign_id"], task["reason"]) == ("rep", id, "Monsoon")
    leads = shop.all("leads")
    assert sorted(leads) == sorted(f"{id}:{each}:lead" for each in ids[1:3])
    assert {each["campaign_id"] for each in leads.values()} == {id}
    deals = {each["customer_id"] for each in shop.all("opportunities").values()}
    assert deals == set(ids[1:3])
    warm = [each for each in ids if "warm" in shop.read(f"customers/{each}")["segment_ids"]]
    assert warm == [ids[0]]


@pytest.mark.item("S002-36", "S002-37")
def test_the_next_campaign_goes_to_who_clicked_and_did_not_buy_but_for_those_on_a_list(asking: Shop) -> None:
    shop, ids = asking, customers(asking)
    id = a_campaign_sent(shop)
    messages = [shop.read(f"messages/{id}:{each}") for each in ids]
    for number in range(3):
        follow(messages[number]["body"])
    shop.firebase.idle()
    at = shop.now().isoformat()
    buyer = {"phone": phone(1), "email": None, "name": None, "card": None, "app_user_id": None}
    assert shop.post(order_id="after", customer=buyer, ordered_at=at, updated_at=at).status == 201
    shop.firebase.idle()
    log = {"campaign_id": id, "did": ["clicked"], "did_not": ["bought"]}
    lists = {
        "clicked": {"name": "Clicked, did not buy", "membership": "snapshot", "messages": log},
        "clients": {
            "name": "Of the rep",
            "membership": "snapshot",
            "filter": {"==": [{"var": "owner_uid"}, "rep"]},
        },
        "unread": {
            "name": "Received, not opened",
            "membership": "snapshot",
            "messages": {"campaign_id": id, "did": ["sent"], "did_not": ["opened"]},
        },
    }
    for list_id, content in lists.items():
        saved = ask(shop, "PUT", f"segments/{list_id}", content, role="marketing")
        assert saved.status == 200, saved.json
    # Scheduled at once, while neither list is taken: it waits for both.
    second = a_campaign_sent(shop, segment_ids=["clicked"], exclude_segment_ids=["clients"])
    shop.firebase.advance("5m")
    shop.firebase.idle()
    found = {
        name: [each for each in ids if name in shop.read(f"customers/{each}")["segment_ids"]]
        for name in lists
    }
    assert found == {"clicked": [ids[0], ids[2]], "clients": [ids[0]], "unread": ids[3:]}
    assert [each for each in shop.all("messages") if each.startswith(second)] == [f"{second}:{ids[2]}"]
    assert ask(shop, "GET", f"campaigns/{second}").json["status"] == "done"
    follow(messages[4]["body"])
    shop.firebase.idle()
    assert ask(shop, "GET", "segments/clicked").json["member_count"] == 2


def test_a_reply_after_three_days_is_none(asking: Shop) -> None:
    shop = asking
    customers(shop)
    id = a_campaign_sent(shop)
    shop.firebase.advance("73h")
    tell(shop, says(shop, 1, "Hello", "in-1"))
    results = ask(shop, "GET", f"campaigns/{id}/results").json
    assert (results["reach"]["sent"], results["reach"]["responded"]) == (5, 0)


@pytest.mark.item("S002-39")
def test_marketing_edits_a_template_and_what_whatsapp_paused_goes_by_sms(asking: Shop) -> None:
    shop = asking
    (id, *_) = customers(shop)
    yes = {"channel": "whatsapp", "purposes": ["marketing"], "granted": True}
    assert ask(shop, "PUT", f"customers/{id}/consents", yes).status == 200
    called = {"name": "news_1", "languages": {"en": "en_US"}, "parameters": ["{{ offer }}"]}
    content = NEWS | {"whatsapp": called}
    wanted = {"content": content, "channels": ["whatsapp"]}
    draft = ask(shop, "POST", "templates/news/preview", wanted, role="marketing")
    assert draft.json["previews"][0]["approved"]["name"] == "news_1"
    assert ask(shop, "PUT", "templates/news", content, role="marketing").status == 200
    kept = ask(shop, "GET", "templates/news/versions", role="marketing").json["items"]
    assert [each.get("whatsapp") is not None for each in kept] == [True, False]
    told = {
        "provider": "sandbox",
        "channel": "whatsapp",
        "id": "t",
        "at": shop.now() + timedelta(seconds=1),
        "name": "news_1",
        "language": "en_US",
        "state": "paused",
    }
    tell(shop, TemplateItem.model_validate(told))
    approvals = ask(shop, "GET", "templates/news/approvals", role="marketing").json["approvals"]
    assert [each["state"] for each in approvals] == ["paused"]
    shop.firebase.advance("2m")
    sent = a_campaign_sent(shop, channels=["whatsapp", "sms"])
    message = shop.read(f"messages/{sent}:{id}")
    assert (message["channel"], message["status"]) == ("sms", "sent")
    assert {"channel": "whatsapp", "reason": "template_paused"} in message["skipped"]
