"""Forms post leads over the real wire, and what becomes of them."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.builders import OTHER_PHONE, PHONE
from tests.scenarios.shop import Answer, Shop, signature
from tests.scenarios.staff import ask

FORM = {
    "lead_id": "form-1",
    "contact": {"name": "The chef", "phone": PHONE},
    "company": {"name": "Kopi Bar", "segment": "cafe"},
    "message": "Do you deliver?",
    "consents": {"whatsapp": True},
}


def post(shop: Shop, **changes: Any) -> Answer:
    return shop.post_raw(json.dumps(FORM | changes).encode(), path=f"/{shop.id}/leads")


@pytest.mark.item("S002-07", "S002-22")
def test_a_form_is_answered_201_then_200_and_409_for_other_content(shop: Shop) -> None:
    first = post(shop)
    (id,) = shop.all("leads")
    expected: dict[str, Any] = {
        "lead_id": id,
        "customer_id": None,
        "opportunity_id": None,
        "replayed": False,
        "warnings": [],
    }
    assert (first.status, first.json) == (201, expected)
    again = post(shop)
    assert (again.status, again.json) == (200, expected | {"replayed": True})
    changed = post(shop, message="Something else")
    assert (changed.status, changed.json["error"]["code"]) == (409, "conflict")
    assert len(shop.all("interactions")) == 1
    assert shop.read(f"leads/{id}")["posts"] == 1


def test_what_is_no_lead_is_refused_and_nothing_is_kept(shop: Shop) -> None:
    body = json.dumps(FORM).encode()
    path = f"/{shop.id}/leads"
    assert shop.post_raw(body, path=path, method="GET").status == 405
    assert shop.post_raw(body, path=path, signed=signature(b"other")).status == 401
    assert shop.post_raw(body, path=path, signed="").status == 401
    assert shop.post_raw(b"{", path=path).status == 415
    assert shop.post_raw(body, path=path, content_type="text/plain").status == 415
    assert shop.post_raw(b" " * (64 * 1024 + 1), path=path).status == 413
    wrong = post(shop, contact={"phone": "12", "email": "x"})
    assert wrong.status == 400
    assert [each["path"] for each in wrong.json["error"]["fields"]] == ["contact.phone", "contact.email"]
    assert shop.is_empty()


def test_two_forms_at_once_make_one_lead(shop: Shop) -> None:
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda id: post(shop, lead_id=id), ("form-1", "form-2")))
    assert [each.status for each in answers] == [201, 201]
    assert len(shop.all("leads")) == 1
    assert len(shop.all("interactions")) == 2


@pytest.mark.item("S002-03", "S002-29")
def test_a_lead_buys_and_is_a_customer_with_all_that_hung_on_it(shop: Shop) -> None:
    post(shop)
    (lead_id,) = shop.all("leads")
    shop.settled("note", "add_note", {"lead_id": lead_id, "note": "Takes oat milk."})
    shop.post()
    shop.firebase.advance("3m")
    shop.firebase.idle()
    id, customer = shop.customer()
    lead = shop.read(f"leads/{lead_id}")
    assert (lead["status"], lead["converted_to"]) == ("converted", id)
    assert {each["customer_id"] for each in shop.all("notes").values()} == {id}
    assert {each["customer_id"] for each in shop.all("interactions").values()} == {id}
    assert {each["customer_id"] for each in shop.all("tasks").values()} == {id}
    assert customer["whatsapp_opt_in"] is True
    assert "lead_ids" not in customer


def test_staff_enter_list_convert_and_close_leads_by_the_api(shop: Shop) -> None:
    made = ask(shop, "POST", "leads", {"contact": {"phone": OTHER_PHONE}, "source": "fair"})
    id = made.json["lead_id"]
    assert (made.status, made.headers["Location"]) == (201, f"leads/{id}")
    post(shop)
    rows = ask(shop, "GET", "leads?whose=all").json["items"]
    assert [each["source"] for each in rows] == ["web_form", "fair"]
    assert rows[0]["score_reasons"][0] == {"rule": "phone", "points": 20}
    changed = ask(shop, "PATCH", f"leads/{id}", {"nurturing_stage": "ready", "assigned_uid": "manager"})
    assert changed.status == 200
    assert [each["id"] for each in ask(shop, "GET", "leads?nurturing_stage=ready").json["items"]] == [id]
    assert ask(shop, "GET", f"leads/{id}", role="sales_rep").status == 403
    assert ask(shop, "GET", "leads?whose=all", role="sales_rep").status == 403
    first = ask(shop, "POST", f"leads/{id}/conversion", {})
    again = ask(shop, "POST", f"leads/{id}/conversion", {})
    assert (first.status, again.json) == (200, first.json)
    assert (
        shop.read(f"opportunities/{first.json['opportunity_id']}")["customer_id"] == first.json["customer_id"]
    )
    kept = ask(shop, "GET", f"leads/{id}/interactions").json["items"]
    assert {each["interaction_type"] for each in kept} == {"lead_captured", "lead_converted"}
    other = rows[0]["id"]
    closed = ask(shop, "POST", f"leads/{other}/closing", {"reason": "Price"})
    assert (closed.status, shop.read(f"leads/{other}")["status"]) == (200, "closed")
    assert ask(shop, "POST", f"leads/{other}/conversion", {}).status == 400
